"""What the names in a result document are called in both languages. Codes are named in `sim`; only the words of comparisons are here."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, Literal, NamedTuple

from sim.stages import Sector, Stage, StopReason, name_zh

Lang = Literal["zh", "en"]


class Both(NamedTuple):
    """The same words in both languages."""

    zh: str
    en: str

    def read(self, lang: Lang) -> str:
        """The words in one language."""
        return self.zh if lang == "zh" else self.en


class Name(NamedTuple):
    """An indicator as it is shown: its name, its unit, and whether more of it is good (+1), bad (-1) or neither."""

    words: Both
    unit: Both
    good: int


class Definition(NamedTuple):
    """What an indicator means exactly, and the coefficients it is worked out with, each with its evidence."""

    exact: Both
    source: Both


NO_DEFINITION = Definition(Both("", ""), Both("", ""))

PROJECT_CLASSES: dict[str, Both] = {
    "additional": Both("新增（有政策才有）", "additional (only with the policy)"),
    "displaced": Both("被挤出（有政策反而没有）", "displaced (only without it)"),
    "deadweight": Both("无谓补贴（本来就有，仍得到支持）", "deadweight (would have come anyway, yet was supported)"),
    "both": Both("两种情形都有，未付钱", "in both, unpaid"),
    "neither": Both("两种情形都没有", "in neither"),
    "accelerated": Both("提前（两种情形都有，有政策更早）", "accelerated (in both, earlier with the policy)"),
    "absent_in_one": Both("只在一种情形中存在的成果", "results that exist in one of the two only"),
    "unresolved": Both("期末未有结果", "unresolved at the end"),
}
CHAIN: dict[str, Both] = {
    "naive": Both("表面差距：统计期末，通过中试的减去没做中试的", "Naive gap at the end: passed a pilot, less those without one"),
    "censoring": Both("还没有结果的项目没有计入", "projects whose end is not known yet"),
    "survivorship": Both("只数通过的，没通过的不算", "only those who passed are counted"),
    "per_entrant": Both("每个开始中试的项目，减去没做中试的", "Per project that began a pilot, less those without one"),
    "selection": Both("做中试的项目本来就不同（挑选）", "those who pilot were different before (selection)"),
    "crowding": Both("互相争资金、人员和市场（拥挤）", "they compete for money, staff and markets (crowding)"),
    "true": Both("中试的真实作用（对做了中试的项目）", "True effect of the pilot, on those who piloted"),
    "maturation": Both("工艺更成熟", "the process is more mature"),
    "screening": Both("把差的项目拦下来", "weak projects are stopped"),
    "switched": Both("中试对“因政策才去做中试”的项目的作用", "Effect of the pilot on the projects that the policy switches to it"),
    "spillover": Both("对没做中试的项目的影响", "Spill-over on projects that did not pilot"),
}
"""The chain from the naive gap to the true effect of a pilot, in its order."""
CHAIN_PARTS: dict[str, tuple[str, ...]] = {
    "parts": ("censoring", "survivorship", "selection", "crowding"),
    "true_parts": ("maturation", "screening"),
}
"""Which of them are parts, by where they stand in a result."""
OF_WHICH = Both("其中：", "of which: ")
RATES: dict[str, Both] = {
    "after_passed_pilot": Both("中试通过后达到批量产出的比例", "share reaching batch output after a passed pilot"),
    "without_pilot": Both("未经中试达到批量产出的比例", "share reaching batch output without a pilot"),
    "per_entrant": Both("每个进入中试的项目达到批量产出的比例", "share reaching batch output per pilot entrant"),
    "pilot_pass": Both("中试通过率", "share of pilots passed"),
}
RESOURCES: dict[str, Both] = {
    "partner": Both("承接企业", "partner"),
    "slot": Both("中试工位", "slot"),
    "money": Both("资金", "money"),
    "staff": Both("对接人员", "staff"),
    "market": Both("市场", "market"),
    "other": Both("其他", "other"),
}
"""What stops and holds up projects (`experiments.bottlenecks`)."""
TAKEN_ON = Both("有企业承接的成果", "results taken on by a firm")
"""An event of projects that is no indicator: a firm looked and chose a route (`chosen`); one that declines has only looked (`matched`)."""
BASELINE_SHORT = Both("基线", "baseline")
BASELINE = Both("基线（不用这些政策）", "baseline (without these policies)")
STOPS: dict[StopReason, Both] = {
    StopReason.RUNNING: Both("仍在进行", "still running"),
    StopReason.SAMPLE_FAILED: Both("样品未成或概念验证未过", "sample failed"),
    StopReason.NO_PARTNER: Both("没有承接（未对外释放、无企业接手或企业放弃）", "not released or not taken up"),
    StopReason.LEFT_REGION: Both("流向外地", "left the region"),
    StopReason.NO_SLOT: Both("没有进成中试（无名额、评审未过、付不起或等不及）", "no pilot: no slot, refused or gave up"),
    StopReason.PILOT_FAILED: Both("中试未通过", "pilot failed"),
    StopReason.NO_MONEY: Both("没有投资建线（缺资金或不值得投）", "no money, or not worth building"),
    StopReason.PRODUCT_FAILED: Both("产品未成", "product failed"),
    StopReason.RAMP_FAILED: Both("量产未成", "ramp failed"),
    StopReason.FIRM_CLOSED: Both("企业关闭", "firm closed"),
}
"""What a stop reason covers in the rules (`sim.rules`): its key in the files is shorter than that."""
NOT_OVER = "running"

_STAGE_OF_STOP: dict[StopReason, Stage] = {
    StopReason.SAMPLE_FAILED: Stage.SAMPLE,
    StopReason.NO_PARTNER: Stage.SAMPLE,
    StopReason.LEFT_REGION: Stage.SAMPLE,
    StopReason.NO_SLOT: Stage.ENGINEERING,
    StopReason.PILOT_FAILED: Stage.ENGINEERING,
    StopReason.PRODUCT_FAILED: Stage.PRODUCT,
    StopReason.NO_MONEY: Stage.PRODUCT,
    StopReason.RAMP_FAILED: Stage.INDUSTRIALISATION,
}
STOP_ORDER = (*_STAGE_OF_STOP, StopReason.FIRM_CLOSED)
"""Stop reasons in the order of the stages they end; a firm may close in any stage."""


@cache
def indicator(name: str) -> Name:
    """How an indicator is called; one that `sim.indicators` does not list is shown by its key."""
    from sim.indicators import INDICATORS

    found = INDICATORS.get(name)
    if found is None:
        return Name(Both(name, name.replace("_", " ")), Both("", ""), 0)
    return Name(Both(found.zh, found.en), Both(found.unit_zh, found.unit), found.good)


def event_of(name: str) -> Both:
    """An event that a resource holds up first (`experiments.one_more_worlds`), in words."""
    return TAKEN_ON if name == "taken_on" else indicator(name).words


@cache
def definition(name: str) -> Definition:
    """What an indicator means exactly and rests on; empty for one that `sim.definitions` does not list."""
    from sim.definitions import INDICATORS

    found = INDICATORS.get(name)
    if found is None:
        return NO_DEFINITION
    exact = Both(_without_codes(found.exact_zh, "zh"), _without_codes(found.exact_en, "en"))
    return Definition(exact, Both(found.source_zh, found.source_en))


def _without_codes(text: str, lang: Lang) -> str:
    """A definition with indicators by their names instead of their keys, and without what only JSON has."""

    def named(found: re.Match[str]) -> str:
        words = indicator(found[1]).words if indicator(found[1]).unit.en else None
        if words is None:
            return found[1]
        return f"“{words.zh}”" if lang == "zh" else words.en

    plain = re.sub("`([^`]+)`", named, text.replace("（null）", "").replace(" (null)", ""))
    return plain.replace("” ", "”").replace(" “", "“") if lang == "zh" else plain


def multiple_of(name: str) -> str:
    """The indicator that another is a fixed multiple of; "" for most."""
    from sim.definitions import INDICATORS

    found = INDICATORS.get(name)
    return found.multiple_of if found else ""


def field_name(name: str) -> Both:
    """The field that platforms serve, in words."""
    return Both("不限领域", "all fields") if name == "any" else sector(name)


def sector(name: str) -> Both:
    """A sector in words."""
    return Both(name_zh(Sector[name.upper()]), name)


def county(name: str) -> Both:
    """A county as the scenario calls it; in words what is in none."""
    from experiments.runs.groups import UNNAMED

    return Both("其他（未在注明县区的平台中试）", "others (not piloted on a platform of a named county)") if name == UNNAMED else Both(name, name)


def stop_reason(name: str) -> Both:
    """A stop reason, or "still running", in words."""
    return STOPS[StopReason[name.upper()]]


def stage(name: str) -> Both:
    """A stage in words."""
    return Both(name_zh(Stage[name.upper()]), name.replace("_", " "))


def stage_of_stop(name: str) -> Both:
    """The stage in which a stop reason ends projects."""
    reason = StopReason[name.upper()]
    if reason is StopReason.RUNNING:
        return Both("未结束", "not ended")
    if reason is StopReason.FIRM_CLOSED:
        return Both("任一环节", "any stage")
    return stage(_STAGE_OF_STOP[reason].key)


def version(identity: str, document: Mapping[str, Any]) -> Both:
    """A calibrated version in words: as the document titles it, else as `calibration` does; its id where neither knows it."""
    for entry in document.get("versions") or ():
        if entry.get("id") == identity and entry.get("titles"):
            return Both(entry["titles"]["zh"], entry["titles"]["en"])
    return _calibrated().get(identity, Both(identity, identity))


def is_draw(identity: str) -> bool:
    """Whether a calibrated version is a draw of a posterior, as `calibration.ensemble` names them."""
    return identity.startswith("posterior-")


@cache
def _calibrated() -> Mapping[str, Both]:
    """Titles of the versions that ship with the program, from calibration/fitted/versions.toml."""
    from calibration.versions import load_versions

    return {key: Both(entry["title"]["zh"], entry["title"]["en"]) for key, entry in load_versions().items()}


def title(entry: Mapping[str, Any], lang: Lang) -> str:
    """The title of a document or a policy; its id where it has none."""
    titles = entry.get("titles") or {}
    return titles.get(lang) or str(entry.get("id") or entry.get("scenario") or "")


def is_comparison(document: Mapping[str, Any]) -> bool:
    """Whether a document comes from `compare` rather than `run`."""
    return "policies" in document and "baseline" in document
