"""The chain from the naive contrast to the true effect of a pilot, as a table and in sentences that claim no more than their intervals."""

from collections.abc import Mapping
from typing import Any

from experiments.cli.language import Lang, Text
from experiments.cli.numerals import UNKNOWN, amount, interval, scale_of
from experiments.figures.verdicts import same_sign, spans_zero
from experiments.output.enough import missing_worlds
from experiments.output.vocabulary import CHAIN, CHAIN_PARTS, OF_WHICH, version

HEADINGS = (
    Text("从“80 比 30”到中试的真实作用（百分点）", "From 80 against 30 to the true effect of a pilot (points)"),
    Text("平均", "Mean"),
    Text("95% 区间", "95 % interval"),
)
PARTS = {name for names in CHAIN_PARTS.values() for name in names}
STEPS = {
    name: Text(f"  {OF_WHICH.zh}{words.zh}", f"  {OF_WHICH.en}{words.en}") if name in PARTS else Text(words.zh, words.en)
    for name, words in CHAIN.items()
}
MEANING = Text(
    "表面差距不是中试的作用：{naive} 个百分点中，中试真正带来的是 {true}（95% 区间 {range}）。",
    "The naive gap is not what a pilot does: of {naive} points, the pilot itself brings {true} (95 % interval {range}).",
)
ONE_VERSION = Text(
    "这只是校准版本“{name}”里的数，别的版本里可以差很多（--worlds versions 一并看三个），不要单独引用。",
    'This is the number in the calibrated version "{name}" alone; in others it may differ by much (--worlds versions looks at three): '
    "do not quote it by itself.",
)
UNSURE = Text(
    "表面差距是 {naive} 个百分点，而中试的真实作用区间含零（{range}），不能断定中试让项目更可能成功。",
    "The naive gap is {naive} points, but the interval of the true effect spans zero ({range}): nobody can say that a pilot makes success likelier.",
)
AGREED = Text(
    "表面差距是 {naive} 个百分点；中试的真实作用在各校准版本中都{sign}，但大小相差很多，"
    "从 {least} 到 {most}，所以合在一起的区间很宽（{range}），不能给出一个数。",
    "The naive gap is {naive} points; the true effect of the pilot is {sign} in every calibrated version, but from {least} to {most}, so that the "
    "interval of all together is wide ({range}): no single number can be given.",
)
SIGNS = {True: Text("为正", "above zero"), False: Text("为负", "below zero")}
UNKNOWN_EFFECT = Text("没有足够的中试或直接放大的项目，不能比较。", "Too few pilots or direct attempts to compare.")
BY_VERSION = Text("真实作用因校准版本而异：{each}。", "The true effect differs by calibrated version: {each}.")
SWITCHED = Text(
    "因政策才去做中试的项目（平均每个世界 {cases} 个），批量产出的机会变化 {value} 个百分点（区间 {range}）{verdict}。"
    "这不是政策对全地区的作用，那要看上表的差。",
    "For the projects that pilot only because of the policy ({cases} a world), the chance of batch output changes by {value} points "
    "(interval {range}){verdict}. This is not the effect of the policy on the region: for that see the differences above.",
)
SPANS = Text("，区间含零，不能断定方向", "; the interval spans zero, so its direction is not certain")
NOBODY_SWITCHED = Text("没有项目因这项政策才去做中试。", "No project pilots because of this policy.")
MONEY = Text(
    "用钱说（研究期内）：没通过的中试避免的放大损失每个世界 {loss}（区间 {loss_range}）；"
    "与人人直接放大相比，社会净现值相差 {npv}（区间 {npv_range}{spans}）。",
    "In money, over the study period: scale-up losses avoided by failed pilots {loss} a world (interval {loss_range}); "
    "against all going straight to scale-up, social "
    "net present value differs by {npv} (interval {npv_range}{spans}).",
)
FEW = Text("世界太少，对中试的作用不下结论。", "Too few worlds: nothing is concluded on the effect of a pilot.")
FOLLOWED = Text(
    "项目一直跟踪到有结果为止，所以这里的时间比统计期长；反事实世界只改路线，运气相同。",
    "Projects are followed until they are resolved, beyond the study period; counterfactual worlds change only routes, luck is the same.",
)


def rows(contrasts: Mapping[str, Any], lang: Lang) -> list[tuple[str, str, str]]:
    """The table: each step and part in percentage points; what is not known is left out of comparisons of a region alone."""
    found = {**contrasts, **contrasts["parts"], **contrasts["true_parts"]}
    shown = [name for name in STEPS if name != "switched" or found[name]["value"] is not None]
    return [(STEPS[name].of(lang), points(found[name]["value"]), between(found[name], lang)) for name in shown]


def points(value: float | None) -> str:
    """A share in percentage points, with its sign."""
    return UNKNOWN if value is None else f"{100.0 * value:+.1f}"


def between(found: Mapping[str, Any], lang: Lang) -> str:
    """An interval in percentage points."""
    if found["low"] is None or found["high"] is None:
        return UNKNOWN
    return Text("{low} 至 {high}", "{low} to {high}").fill(low=points(found["low"]), high=points(found["high"])).of(lang)


def sentences(contrasts: Mapping[str, Any], document: Mapping[str, Any], lang: Lang) -> list[str]:
    """What the chain allows one to say; nothing where there are too few worlds for a conclusion."""
    if missing_worlds(document):
        return [FEW.of(lang), FOLLOWED.of(lang)]
    return [
        _meaning(contrasts, lang),
        _by_version(contrasts, document, lang),
        _switched(contrasts, "policies" in document, lang),
        _money(contrasts["money"], lang),
        FOLLOWED.of(lang),
    ]


def _meaning(contrasts: Mapping[str, Any], lang: Lang) -> str:
    naive, true = contrasts["naive"], contrasts["true"]
    if naive["value"] is None or true["value"] is None:
        return UNKNOWN_EFFECT.of(lang)
    versions = [found["true"] for found in contrasts["by_version"].values()]
    if spans_zero(true) and same_sign(versions):
        values = [each["value"] for each in versions]
        facts = {
            "naive": points(naive["value"]),
            "least": points(min(values)),
            "most": points(max(values)),
            "range": between(true, lang),
            "sign": SIGNS[values[0] > 0.0],
        }
        return AGREED.fill(**facts).of(lang)
    text = UNSURE if spans_zero(true) else MEANING
    return text.fill(naive=points(naive["value"]), true=points(true["value"]), range=between(true, lang)).of(lang)


def _by_version(contrasts: Mapping[str, Any], document: Mapping[str, Any], lang: Lang) -> str:
    if len(contrasts["by_version"]) < 2:
        only = next(iter(document.get("versions") or ()), None)
        return ONE_VERSION.fill(name=version(only["id"], document).read(lang)).of(lang) if only else ""
    told = [
        Text("{name} {value}（{range}）", "{name} {value} ({range})")
        .fill(name=version(key, document).read(lang), value=points(found["true"]["value"]), range=between(found["true"], lang))
        .of(lang)
        for key, found in contrasts["by_version"].items()
    ]
    return BY_VERSION.fill(each=("；" if lang == "zh" else "; ").join(told)).of(lang)


def _switched(contrasts: Mapping[str, Any], compared: bool, lang: Lang) -> str:
    found, cases = contrasts["switched"], contrasts["cases"]["switched"]
    if not compared:
        return ""
    if found["value"] is None:
        return NOBODY_SWITCHED.of(lang)
    facts = {"cases": f"{cases:.1f}", "value": points(found["value"]), "range": between(found, lang)}
    return SWITCHED.fill(verdict=SPANS if spans_zero(found) else Text("", ""), **facts).of(lang)


def _money(money: Mapping[str, Any], lang: Lang) -> str:
    facts: dict[str, Any] = {"spans": SPANS if spans_zero(money["social_npv"]) else Text("", "")}
    for key, name in (("loss", "avoided_scale_up_loss"), ("npv", "social_npv")):
        found = money[name]
        scale = scale_of(name, {"mean": found["value"], **found}, lang)
        facts[key] = UNKNOWN if found["value"] is None else amount(found["value"], found["low"], found["high"], scale)
        facts[f"{key}_range"] = interval(found["low"], found["high"], scale, lang)
    return MONEY.fill(**facts).of(lang)
