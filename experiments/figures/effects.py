"""What each policy changes: a forest plot of paired differences with 95 % intervals, one panel per indicator."""

from collections.abc import Mapping, Sequence
from typing import Any

from matplotlib.figure import Figure

from experiments.figures.effects_panel import Panel, version_names
from experiments.figures.frame import Frame, policy_entry
from experiments.figures.page import Content, Data, Room, composed, framed, height_of
from experiments.figures.style import SizeName, drawing, policy_letter
from experiments.figures.unit_cost import cost_in_words
from experiments.figures.verdicts import Verdict, finding, headline, verdict
from experiments.output.enough import missing_worlds
from experiments.output.rows import rows_of
from experiments.output.tables import COLUMNS
from experiments.output.vocabulary import Lang, indicator, title, version
from sim.definitions import HEADLINE

"""The event that the 80/30 claim and the cost per additional project speak of; the title is about it."""
PILOTS = ("pilots_started", "pilots_passed")
ALWAYS = (HEADLINE, *PILOTS)
"""Shown even where no policy changes them: that a policy does not move pilots is a finding."""
FIRST = (*ALWAYS, "social_npv", "avoided_scale_up_loss", "public_money", "new_products", "months_to_batch_output", "private_money")
"""What is shown first; further indicators of the document follow as far as the size allows."""


def effects_figure(document: Mapping[str, Any], lang: Lang, size: SizeName = "page", indicators: Sequence[str] | None = None) -> Figure:
    """The forest plot of a compare document.

    `indicators` chooses and orders the panels; by default as many as fit the size, those of `FIRST` before the others, and the footer
    says where the rest is. A title claims a direction only where the interval excludes zero, and names a reservation where a calibrated
    version disagrees. Values that are null are shown as "—".
    """
    room = Room.of(lang, size)
    with drawing():
        return composed(content(document, room, indicators), room)


def content(document: Mapping[str, Any], room: Room, indicators: Sequence[str] | None = None) -> Content:
    """Frame, panels and data of the forest plot."""
    return _Effects(document, room, indicators).content()


class _Effects:
    """The figure while it is laid out."""

    def __init__(self, document: Mapping[str, Any], room: Room, indicators: Sequence[str] | None):
        self.document, self.room, self.lang, self.size, self.faces = document, room, room.lang, room.size, room.faces
        self.zh = room.zh
        self.column = room.width(room.size.columns)
        wanted = tuple(indicators) if indicators is not None else self._available()
        self.unchanged = tuple(name for name in wanted if indicators is None and name not in ALWAYS and self._is_unchanged(name))
        wanted = tuple(name for name in wanted if name not in self.unchanged)
        panels = [Panel(name, document, self.lang, self.column, self.faces) for name in wanted]
        count = len(panels) if indicators is not None else self._fitting(panels)
        self.panels = panels[:count]
        self.frame = self._frame(left_out=len(panels) - count)

    def _available(self) -> tuple[str, ...]:
        present = dict.fromkeys(name for policy in self.document["policies"] for name in policy["effects"])
        return tuple(name for name in FIRST if name in present) + tuple(name for name in present if name not in FIRST)

    def _is_unchanged(self, name: str) -> bool:
        return all(verdict(policy["effects"].get(name)) is Verdict.SAME for policy in self.document["policies"])

    def _fitting(self, panels: Sequence[Panel]) -> int:
        frame, count = self._frame(left_out=1), len(panels)
        while count > self.size.columns and height_of(self._content(frame, panels[:count])) > self.size.height:
            count -= 1
        return count

    def _content(self, frame: Frame, panels: Sequence[Panel], rows: Sequence[Mapping[str, Any]] = ()) -> Content:
        return Content(frame, panels, Data(COLUMNS["effects"], rows), self.size.columns)

    def _frame(self, left_out: int) -> Frame:
        policies = self.document["policies"]
        entries = [
            policy_entry(self.document, order, self.lang, cost_in_words(policy, self.document, self.lang)) for order, policy in enumerate(policies)
        ]
        heading = "每多一个批量产出项目的净财政成本" if self.zh else "Net public cost per additional project in batch output"
        return framed(self.document, self.room, self._title(), self._subtitle(), self._notes(left_out), entries, heading)

    def _title(self) -> str:
        findings = [(policy_letter(order), finding(policy, HEADLINE)) for order, policy in enumerate(self.document["policies"])]
        return headline(findings, indicator(HEADLINE).words.read(self.lang), self.lang, missing_worlds(self.document))

    def _subtitle(self) -> str:
        place = title(self.document, self.lang)
        if self.zh:
            return f"{place}。政策减基线的配对差（同一世界、同样的运气）：均值及其 95% 区间"
        return f"{place}. Paired difference, policy minus baseline (same worlds, same luck): mean and its 95 % interval"

    def _notes(self, left_out: int) -> list[str]:
        names = [version(name, self.document).read(self.lang) for name in version_names(self.document)]
        posterior = self.document.get("posterior")
        notes = []
        if self.zh:
            notes.append("实心：区间不含零；空心：区间含零，方向不能确定。")
            if posterior:
                notes[-1] += f"粗线：对后验{posterior['draws']}组参数（都与 80% 和 30% 相容）的平均。"
            if names:
                notes[-1] += f"下方细线：各校准版本单独的结果，自上而下为{'、'.join(names)}。"
            if left_out:
                notes[-1] += f"另有 {left_out} 项指标见 effects.csv。"
        else:
            notes.append("Filled: the interval excludes zero; hollow: it spans zero, direction not certain.")
            if posterior:
                notes[-1] += f" Thick lines: mean over {posterior['draws']} draws of the posterior (all agree with 80 % and 30 %)."
            if names:
                notes[-1] += f" Thin lines below: each calibrated version by itself, from the top {', '.join(names)}."
            if left_out:
                notes[-1] += f" {left_out} more indicators are in effects.csv."
        if self.unchanged:
            labels = [indicator(name).words.read(self.lang) for name in self.unchanged]
            notes.append(
                f"各政策下都与基线完全相同、未画出：{'、'.join(labels)}。"
                if self.zh
                else f"Identical to the baseline under every policy, not drawn: {'; '.join(labels)}."
            )
        return notes

    def content(self) -> Content:
        """What is drawn; the data are those of effects.csv."""
        return self._content(self.frame, self.panels, rows_of("effects", self.document, self.lang))
