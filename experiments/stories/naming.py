"""What the projects and agents of a world are called: names that are the same in both worlds, for people to read and to type.

A project is its lab and its ordinal there: `universities-2-17` is the 17th result of the second lab of the group `universities` of the region
file. In a region of several areas the number of the area comes first: `a3-universities-2-17`.
"""

import re

import numpy as np

from experiments.cli.errors import BadInput, nearest
from experiments.cli.language import Text
from sim.stages import LabType, Sector, SizeClass, name_zh
from sim.start import Blueprint
from sim.tables import NOBODY, State
from sim.units import half_width

ORDINAL = 0xFFFFFFFF  # low word of a project's name: its ordinal in its lab
IN_AREA = (1 << 20) - 1  # bits of a firm's name that number it in its group
WHERE = "--project"
FORM = Text("写成 成果单位组-第几家-第几项，如 {example}", "write GROUP-LAB-NUMBER, for example {example}")


class Naming:
    """Names in one world of a blueprint; the same entity has the same name in every world of the region."""

    def __init__(self, plan: Blueprint) -> None:
        self.plan = plan
        labs = plan.template.labs
        self.areas = int(plan.template.areas.size)
        self.labs = [self._numbered(plan.lab_groups, labs, row) for row in range(labs.size)]
        self.row_of_lab = {int(name): row for row, name in enumerate(labs["name"])}

    def _numbered(self, groups: tuple[str, ...], table: np.ndarray, row: int) -> str:
        """The group of a row and its number among those of this group in its area."""
        same = (table["group"][:row] == table["group"][row]) & (table["area"][:row] == table["area"][row])
        return f"{groups[table['group'][row]]}-{int(same.sum()) + 1}"

    def project(self, name: int) -> str:
        """The printed form of a project's stable name."""
        row = self.row_of_lab[name & ~ORDINAL]
        return f"{self._area(int(self.plan.template.labs['area'][row]))}{self.labs[row]}-{(name & ORDINAL) + 1}"

    def _area(self, area: int) -> str:
        return f"a{area + 1}-" if self.areas > 1 else ""

    def lab(self, row: int) -> Text:
        """A lab with what sort of institution it is."""
        kind = LabType(int(self.plan.template.labs["type"][row]))
        return Text(f"{name_zh(kind)} {self.labs[row]} ", f"{kind.key} {self.labs[row]}")

    def firm(self, s: State, row: int) -> Text:
        """A firm with its size; an inventor's own firm has no number."""
        firm = s.firms[row]
        if firm.spin_out == 1:
            return Text("发明人创办的企业", "the inventor's own firm")
        kind, label = SizeClass(int(firm.size_class)), f"{self.plan.firm_groups[firm.group]}-{(int(firm.name) & IN_AREA) + 1}"
        return Text(f"{name_zh(kind)} {label} ", f"firm {label} ({kind.key})")

    def platform(self, row: int) -> Text:
        """A pilot platform, and the instrument that built it."""
        platforms = self.plan.template.platforms
        label = self._numbered(self.plan.platform_groups, platforms, row)
        if platforms["instrument"][row] == NOBODY:
            return Text(f"中试平台 {label} ", f"platform {label}")
        return Text(f"政策新建的中试平台 {label} ", f"platform {label}, built by the policy,")

    def fund(self, row: int) -> Text:
        """A fund or lender."""
        label = self._numbered(self.plan.fund_groups, self.plan.template.funds, row)
        return Text(f"基金 {label} ", f"fund {label}")

    def read(self, typed: str, names: np.ndarray) -> int:
        """The stable name that somebody typed; `names`: of the projects of this world. Raises BadInput.

        Projects that considered the region and did not come have a number, too, but no story.
        """
        text = re.sub(r"[\s_#]+", "-", half_width(typed).strip().lower())
        head, _, number = text.rpartition("-")
        known = {self._area(int(area)) + lab: row for row, (lab, area) in enumerate(zip(self.labs, self.plan.template.labs["area"], strict=True))}
        lowered = {label.lower(): label for label in known}
        example = f"{next(iter(known))}-1"
        if not number.isascii() or not number.isdigit() or not head:
            reason = Text("“{typed}”不是项目名称", '"{typed}" is not the name of a project').fill(typed=typed[:40])
            raise BadInput(WHERE, reason, FORM.fill(example=example), None)
        if head not in lowered:
            reason = Text("没有“{head}”这家成果单位", 'there is no lab "{head}"').fill(head=head[:40])
            step = Text("成果单位有：{labs}", "the labs are: {labs}").fill(labs=", ".join([*list(known)[:12], *(["…"] if len(known) > 12 else [])]))
            close = nearest(head, tuple(known))
            raise BadInput(WHERE, reason, step, f"{close}-{number}" if close else None)
        row = known[lowered[head]]
        numbers = np.sort((names[(names & ~ORDINAL) == self.plan.template.labs["name"][row]] & ORDINAL) + 1)
        count = int(numbers[-1]) if numbers.size else 0
        if len(number) <= 9 and int(number) <= count and int(number) not in numbers and int(number) > 0:
            closest = int(numbers[np.abs(numbers - int(number)).argmin()])
            reason = Text(
                "{lab} 的第 {number} 项考察过本地，但在这个世界里没有来",
                "number {number} of {lab} considered the region, but does not come in this world",
            )
            step = Text("来了的共 {count} 项，如：{some}", "{count} came, for example {some}")
            some = ", ".join(str(each) for each in numbers[:8])
            facts = {"lab": lowered[head], "number": int(number), "count": numbers.size, "some": some}
            raise BadInput(WHERE, reason.fill(**facts), step.fill(**facts), f"{lowered[head]}-{closest}")
        if not 1 <= int(number[:9]) <= count or len(number) > 9:
            reason = Text(
                "{lab} 在这个世界里只产生 {count} 项成果，没有第 {number} 项",
                "{lab} discloses {count} results in this world; there is no number {number}",
            )
            step = Text("给出 1 至 {count} 的编号，或换一个 --replication", "give a number from 1 to {count}, or another --replication")
            facts = {"lab": lowered[head], "count": count, "number": number[:20]}
            raise BadInput(WHERE, reason.fill(**facts), step.fill(**facts), f"{lowered[head]}-{count}" if count else None)
        return int(self.plan.template.labs["name"][row]) + int(number) - 1


def sector_name(code: int) -> Text:
    """A sector in words."""
    return Text(name_zh(Sector(code)), Sector(code).key)
