"""Tables of parameters, read from the schema of scenario files."""

from itertools import groupby
from typing import Any

from generators.markdown import table
from sim.parameters import World
from sim.policy import AnyInstrument
from sim.region import Calendar, Engineers, FirmSpec, FundSpec, LabSpec, Matchmaking, PlatformSpec, SectorSpec
from sim.scenario import parameters_table

TEXTS = ("title", "question")
STATES_NO_FACT = ("text", "kind", "name", "evidence ids", "YYYY-MM", "family", "cost", "event")
WHAT = {
    "": "Head of a file 文件开头",
    "calendar": "Calendar 时间",
    "world": "World: uncertainties nobody decides 世界参数",
    "sectors.NAME": "Sectors 领域",
    "labs.NAME": "Labs 成果来源",
    "firms.NAME": "Firms 企业",
    "platforms.NAME": "Pilot platforms 中试平台",
    "funds.NAME": "Funds and lenders 基金与贷款机构",
    "engineers": "Engineers 工程师",
    "matchmaking": "Matchmaking staff 对接服务人员",
}
CLASSES = {
    "calendar": Calendar, "world": World, "sectors.NAME": SectorSpec, "labs.NAME": LabSpec, "firms.NAME": FirmSpec,
    "platforms.NAME": PlatformSpec, "funds.NAME": FundSpec, "engineers": Engineers, "matchmaking": Matchmaking,
}  # fmt: skip


def world_parameters() -> str:
    """The uncertainties of the world, for the ODD protocol."""
    rows = [row for row in parameters_table() if row["group"] == "world"]
    return table(
        ("parameter", "default", "unit", "90 % prior", "evidence", "meaning"),
        [(f"`{r['key']}`", r["default"], r["unit"], _prior(r), _evidence(r), r["en"]) for r in rows],
    )


def all_parameters() -> str:
    """Every key of region and policy files, by table."""
    rows = [row for row in parameters_table() if row["group"] not in TEXTS]
    parts = []
    for (kind, group), members in groupby(rows, key=lambda row: (row["kind"], row["group"])):
        parts.append(f"### {_heading(kind, group)}\n\n{_about(group)}{_group_table(list(members))}")
    return "\n\n".join(parts)


def _heading(kind: str, group: str) -> str:
    if group.startswith("instruments"):
        return f'`[instruments.NAME]` with `family = "{_family(group)}"`'
    where = f"`[{group}]` — " if group else ""
    return f"{where}{WHAT.get(group, group)} ({kind})"


def _about(group: str) -> str:
    """The first line of the docstring of the class that declares a table."""
    known = CLASSES | {f"instruments.NAME[{cls.model_fields['family'].annotation.__args__[0]}]": cls for cls in _instruments()}
    return f"{known[group].__doc__.splitlines()[0]}\n\n" if group in known else ""


def _instruments() -> tuple[type, ...]:
    return AnyInstrument.__args__[0].__args__


def _family(group: str) -> str:
    return group.partition("[")[2].rstrip("]")


def _group_table(rows: list[dict[str, Any]]) -> str:
    headings = ("key", "default", "unit 单位", "bounds", "90 % prior", "evidence", "meaning", "含义")
    return table(
        headings,
        [
            (
                f"`{r['key']}`", "**must be stated**" if r["required"] else r["default"] or "—", _units(r),
                r["choices"] or r["bounds"] or "—", _prior(r), _evidence(r), r["en"], r["zh"],
            )
            for r in rows
        ],
    )  # fmt: skip


def _units(row: dict[str, Any]) -> str:
    return row["unit"] if row["unit"] == row["unit_zh"] else f"{row['unit']} {row['unit_zh']}"


def _prior(row: dict[str, Any]) -> str:
    return "–".join(f"{limit:g}" for limit in row["prior"]) if row["prior"] else "—"


def _evidence(row: dict[str, Any]) -> str:
    """Evidence ids or "assumption"; texts and settings that state no fact need neither."""
    return "—" if row["unit"] in STATES_NO_FACT else row["evidence"]
