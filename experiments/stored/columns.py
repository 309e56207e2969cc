"""What the columns of stored rows are, in both languages: a flat column for every place of every list, with its unit and meaning."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from experiments.bottlenecks import CAUSES, HELD_UP
from experiments.output.vocabulary import (
    NO_DEFINITION,
    PROJECT_CLASSES,
    RATES,
    RESOURCES,
    Both,
    Definition,
    county,
    definition,
    event_of,
    field_name,
    sector,
    stage,
    stop_reason,
)
from experiments.runs.batch import TASK
from sim.indicators import GROUPED, INDICATORS
from sim.stages import Sector, name_zh

if TYPE_CHECKING:
    import pyarrow as pa

NATIONAL = "_national"
UNITS: dict[str, Both] = {
    **{each.unit: Both(each.unit_zh, each.unit) for each in INDICATORS.values()},
    "text": Both("文字", "text"),
    "sha-256": Both("SHA-256", "SHA-256"),
    "": Both("", ""),
}
ABOUT: dict[str, Both] = {
    TASK: Both("第几次模拟（运气的编号；同一编号在每个情景中运气相同）", "number of the run: the same number has the same luck in every scenario"),
    "scenario": Both("地区", "region"),
    "policies": Both("政策，用 + 连接；空：没有", "policies, joined by +; empty: none"),
    "baseline_policies": Both("相比的基线有哪些政策；空：没有", "policies of the baseline it is compared with; empty: none"),
    "version": Both("校准版本", "calibrated version"),
    "seed": Both("种子", "seed"),
}
"""Columns that an export puts before those of the rows."""
OF_STUDY: dict[str, Both] = {
    TASK: Both("第几次模拟：1000 × 点的编号 + 该点的第几次重复，从 0 数起", "number of the run: 1000 × its point + its replication, from 0"),
    "point": Both("设计中的第几个点，从 0 数起（funnel study --point）", "number of the point in the design, from 0 (funnel study --point)"),
    "block": Both("第几区组：同一区组的点运气相同", "block of the design: its points have the same luck"),
    "replication": Both("运气的编号：同一编号运气相同", "number of the luck: the same number has the same luck"),
}
"""Columns of a study that say which run of which point a row is; after them come its parameters."""
USES: dict[str, tuple[Both, Both]] = {
    "busy_months": (Both("工位月", "slot-months"), Both("在用的工位", "slots in use")),
    "slot_months": (Both("工位月", "slot-months"), Both("有的工位", "slots there")),
    "waiting_months": (Both("月", "months"), Both("进入中试的项目此前的排队", "what projects admitted had waited")),
    "waits_ended": (Both("项", "projects"), Both("结束排队进入中试的项目", "projects admitted")),
}
"""What is counted of platforms: its unit, and what it is."""
CASES = {"reached": Both("达到的", "that reached it"), "resolved": Both("已有结果的", "resolved"), "unresolved": Both("未有结果的", "unresolved")}
PLAIN: dict[str, Both] = {
    "net_public": Both("净财政支出（贴现，已减去收回的）", "discounted public money less what was recycled"),
    "success_elsewhere": Both("外来项目中在原地也会一样的比例", "projects from outside that would have fared alike where they came from"),
    "digest": Both("这个世界全部决定和资金的摘要", "digest of all decisions and all money of the world"),
    "violations": Both("不平的账，每行一条", "violations of conservation, one a line"),
    "social": Both("社会净现值：与人人直接放大相比", "social net present value, less that with everybody going direct"),
    "toggled": Both("逐个改为直接放大的中试项目", "pilot entrants sent direct one at a time"),
    "avoided": Both("没通过的中试避免的放大损失", "scale-up losses avoided by failed pilots"),
}
BY_TOOL: dict[str, Both] = {
    "recycled": Both("“{place}”收回的资金", "public money that came back from {place}"),
    "paid_before_window": Both("“{place}”在统计期之前的支出", "public money for {place} before the first dated month"),
    "paid_projects_paid": Both("得到“{place}”资金的项目；空：它从不付给项目", "projects paid by {place}; empty: it never pays projects"),
    "paid_projects_qualified": Both("满足“{place}”奖励条件的项目；空：它不是奖励", "projects that earned {place}; empty: it is no award"),
    "paid_contingent": Both("“{place}”的担保还可能要付的钱；空：它不担保", "what guarantees of {place} may still cost; empty: it is no guarantee"),
    "taxes": Both("{place} 年新产品的各级税收", "taxes of all levels on new products in {place}"),
    "local_taxes": Both("{place} 年这些税收中地方留成的部分", "the part of these taxes that stays local in {place}"),
    "public_by_year": Both("{place} 年财政支出减去收回的", "public money less what came back in {place}"),
}
GROUPS: dict[str, Both] = {
    "passed_by_date": Both("期末已有结果的通过中试项目", "passed a pilot, end known when the study ends"),
    "direct_by_date": Both("期末已有结果的直接放大项目", "went direct, end known when the study ends"),
    "passed": Both("通过中试的项目", "passed a pilot"),
    "direct": Both("直接放大的项目", "went direct"),
    "entrants": Both("开始中试的项目", "began a pilot"),
    "alone": Both("开始中试的项目：与只有它自己改为直接放大相比", "pilot entrants, each against going direct alone"),
    "true": Both("做了中试的项目：与全部直接放大相比", "pilot entrants, against all going direct"),
    "no_maturity": Both("做了中试的项目：与中试不提高成熟度相比", "pilot entrants, against pilots that mature nothing"),
    "others": Both("没做中试的项目：与全部直接放大相比", "those without a pilot, against all going direct"),
    "switched": Both("因政策才去做中试的项目", "projects that the policy switches to a pilot"),
}
SUMS = {"cases": Both("个数", "cases"), "sum": Both("批量产出数或其变化之和", "sum of batch outputs, or of changes in them")}
WORLDS = {"with": Both("有政策", "with the policies"), "without": Both("无政策", "without the policies")}


@dataclass(frozen=True)
class Column:
    """A flat column: its name, and the column of the rows that it is, or is a place of."""

    name: str
    of: str
    unit: Both
    meaning: Both
    definition: Definition = NO_DEFINITION  # of an indicator


def columns_of(schema: "pa.Schema", identity: Mapping[str, Any]) -> list[Column]:
    """The flat columns of rows, in their order. `identity` is that of their batch."""
    return [column for field in schema for column in _columns(field, identity)]


def places_of(field: "pa.Field") -> list[str] | None:
    """What the places of a column of lists are called; None for a column without lists."""
    import pyarrow as pa

    if not pa.types.is_fixed_size_list(field.type):
        return None
    named = _metadata(field).get("places", "").split()
    return named if len(named) == field.type.list_size else [str(place) for place in range(field.type.list_size)]


def _columns(field: "pa.Field", identity: Mapping[str, Any]) -> Iterator[Column]:
    known = _metadata(field)
    meaning = known.get("meaning", field.name)
    stated = Both(known.get("meaning_zh", meaning), meaning)
    places = places_of(field)
    if places is None:
        of_study = OF_STUDY.get(field.name) if identity.get("kind") == "study" else None
        told_here = stated if "meaning_zh" in known else None  # a parameter of a study
        meaning = of_study or told_here or _plain(field.name) or stated
        yield Column(field.name, field.name, _unit(field.name, known), meaning, definition(field.name))
        return
    told = LISTS.get(field.name, _numbered)
    for place in places:
        one = Place(field.name, place, len(places), stated, known, identity)
        try:
            unit, meaning = told(one)
        except (KeyError, ValueError, IndexError):  # an older program had places that this one does not know
            unit, meaning = _numbered(one)
        exact = definition(place) if field.name in WORLDS else NO_DEFINITION
        yield Column(f"{field.name}_{place}", field.name, unit, meaning, exact)


def _metadata(field: "pa.Field") -> dict[str, str]:
    return {key.decode(): value.decode() for key, value in (field.metadata or {}).items()}


def _unit(name: str, known: Mapping[str, str]) -> Both:
    if "unit_zh" in known:
        return Both(known["unit_zh"], known["unit"])
    unit = known.get("unit", INDICATORS[name].unit if name in INDICATORS else "")
    return UNITS.get(unit, Both(unit, unit))


def _plain(name: str) -> Both | None:
    """A column that is one number or text."""
    if name in INDICATORS:
        return Both(INDICATORS[name].zh, INDICATORS[name].en)
    if name.removesuffix(NATIONAL) in PROJECT_CLASSES:
        words = PROJECT_CLASSES[name.removesuffix(NATIONAL)]
        return Both(f"{words.zh}（全国账）", f"{words.en} (national ledger)") if name.endswith(NATIONAL) else words
    return ABOUT.get(name) or PLAIN.get(name)


@dataclass(frozen=True)
class Place:
    """One place of the lists in a column: the name of the column, that of the place, how many there are, and what is stated of the column."""

    column: str
    name: str
    count: int
    stated: Both
    known: Mapping[str, str]
    identity: Mapping[str, Any]

    @property
    def unit(self) -> Both:
        """The unit that the column states."""
        return _unit(self.column, self.known)

    @property
    def number(self) -> int:
        """The number of a place that has no name, from 0."""
        return int(self.name)


Told = tuple[Both, Both]


def _fill(words: Both, **facts: Both | str | int) -> Both:
    by_lang = [{name: fact.read(lang) if isinstance(fact, Both) else fact for name, fact in facts.items()} for lang in ("zh", "en")]
    return Both(words.zh.format_map(by_lang[0]), words.en.format_map(by_lang[1]))


def _numbered(place: Place) -> Told:
    return place.unit, _fill(Both("{stated}：{name}", "{stated}: {name}"), stated=place.stated, name=place.name)


def _stage(place: Place) -> Told:
    return place.unit, _fill(Both("进入“{stage}”环节的项目", "projects that entered the stage {stage}"), stage=stage(place.name))


def _stop(place: Place) -> Told:
    return place.unit, _fill(Both("项目的结局：{why}", "projects that ended so: {why}"), why=stop_reason(place.name))


def _event(place: Place) -> Told:
    year, _, event = place.name.partition("_")
    return place.unit, _fill(
        Both("{year} 年：{event}", "{event} in {year}"), year=year, event=_plain(event) or Both("停下的项目", "projects stopped")
    )


def _rate(place: Place) -> Told:
    rate, _, case = place.name.rpartition("_")
    return place.unit, _fill(Both("{rate}：{case}项目", "{rate}: cases {case}"), rate=RATES[rate], case=CASES[case])


def _grouped(called: Callable[[str], Both]) -> Callable[[Place], Told]:
    """Events by sector or by county."""

    def told(place: Place) -> Told:
        event = next(each for each in GROUPED if place.name.endswith(f"_{each}"))
        group = called(place.name.removesuffix(f"_{event}"))
        return place.unit, _fill(Both("{group}：{event}", "{group}: {event}"), group=group, event=_plain(event))

    return told


def _spending(place: Place) -> Told:
    tool, _, year = place.name.rpartition("_")
    return place.unit, _fill(Both("“{tool}”在 {year} 年的财政支出", "public money for {tool} in {year}"), tool=tool, year=year)


def _platform_use(place: Place) -> Told:
    field, year, use = place.name.split("_", 2)
    unit, words = USES[use]
    return unit, _fill(
        Both("{year} 年服务{field}的平台：{use}", "platforms that serve {field}, {year}: {use}"), year=year, field=field_name(field), use=words
    )


def _by_tool(place: Place) -> Told:
    return place.unit, _fill(BY_TOOL[place.column], place=place.name)


def _total(place: Place) -> Told:
    asked = place.identity.get("indicator", "")
    words = Both("统计期第 {n} 个月末的累计数：{what}", "{what}: total at the end of dated month {n}")
    return _unit(asked, {}), _fill(words, n=place.number + 1, what=_plain(asked) or Both(asked, asked))


def _first_event(place: Place) -> Told:
    words = Both("统计期第 {n} 个月末的累计数：{what}", "{what}: total at the end of dated month {n}")
    return UNITS["projects"], _fill(words, n=place.number + 1, what=event_of(place.column))


def _by_year(zh: str, en: str, unit: str, parts: tuple[str, ...] = ()) -> Callable[[Place], Told]:
    """Places by calendar year, and within each year by resource."""

    def told(place: Place) -> Told:
        year, part = divmod(place.number, len(parts) or 1)
        why = _fill(Both("，{why}", ", {why}"), why=RESOURCES[parts[part]]) if parts else Both("", "")
        words = Both(f"统计期第 {{year}} 个日历年{zh}{{why}}", f"{en}{{why}}, calendar year {{year}} of the study")
        return UNITS[unit], _fill(words, year=year + 1, why=why)

    return told


def _stopped_in(place: Place) -> Told:
    field, cause = divmod(place.number, len(CAUSES))
    sector = Sector(field)
    words = Both("{field}领域停下的项目：{why}", "projects that stopped in {field}: {why}")
    return UNITS["projects"], _fill(words, field=Both(name_zh(sector), sector.key), why=RESOURCES[CAUSES[cause]])


def _queued_at(place: Place) -> Told:
    groups = place.stated.en.partition(": ")[2].split(" ")
    group = groups[place.number] if len(groups) == place.count else place.name
    unit = Both("项·月", "project-months")
    return unit, _fill(Both("在平台“{group}”排队", "queues at the platform {group}"), group=group)


def _contrast(place: Place) -> Told:
    group, _, what = place.name.rpartition("_")
    if what not in SUMS:
        return place.unit, _fill(Both("典型事实的求和项：{name}", "sum for the stylised facts: {name}"), name=place.name)
    return UNITS["projects"], _fill(Both("{group}：{what}", "{group}: {what}"), group=GROUPS.get(group, Both(group, group)), what=SUMS[what])


def _outcome(place: Place) -> Told:
    """A run of a study: an indicator of the world with the policies, or of the one without."""
    words = Both("{world}：{what}", "{what}, {world}")
    return _unit(place.name, {}), _fill(words, world=WORLDS[place.column], what=_plain(place.name) or Both(place.name, place.name))


LISTS: dict[str, Callable[[Place], Told]] = {
    "stages": _stage, "stops": _stop, "yearly": _event, "rates": _rate, "spending": _spending, **dict.fromkeys(BY_TOOL, _by_tool),
    "platform_use": _platform_use, "by_sector": _grouped(sector), "by_county": _grouped(county),
    **dict.fromkeys(("taken_on", "pilots_started", "entered"), _first_event),
    "totals": _total, "stopped_in": _stopped_in, "queued_at": _queued_at, "sums": _contrast, **dict.fromkeys(WORLDS, _outcome),
    "stopped": _by_year("停下的项目", "projects stopped", "projects", CAUSES),
    "held_up": _by_year("同时在等的项目", "projects waiting at one time", "projects", HELD_UP),
    "declined": _by_year("有企业看过却仍没有承接的项目", "projects that lacked a partner although a firm had looked", "projects"),
    "saturation": _by_year("市场饱和减少的销售额比例；空：还没有产品", "share of sales that saturated markets took; empty without products", "share"),
}  # fmt: skip
"""How the places of each column of lists are told."""
