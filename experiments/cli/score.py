"""`funnel scorecard`: stylised facts that nobody told the model, and whether they hold in it."""

from collections.abc import Mapping
from typing import Any

from experiments.cli import streams
from experiments.cli.carrying import carried, store_of
from experiments.cli.compiling import FEW, compile_first
from experiments.cli.errors import DONE
from experiments.cli.language import Lang, Text
from experiments.cli.layout import fold, table
from experiments.cli.numerals import UNKNOWN, counted
from experiments.cli.options import Simulation
from experiments.output.provenance import collect
from experiments.output.vocabulary import version
from sim.scenario import load_scenario

HEADING = Text("模型是否像真实世界：没有告诉过它的事实", "Does the model behave like the world: facts that nobody told it")
COLUMNS = (
    Text("事实", "Fact"),
    Text("研究所见", "Studies"),
    Text("模型", "Model"),
    Text("95% 区间", "95 % interval"),
    Text("判断", "Verdict"),
    Text("依据", "Source"),
)
VERDICTS = {
    "holds": Text("成立", "holds"),
    "fails": Text("不成立", "FAILS"),
    "open": Text("未定", "open"),
    "depends": Text("因版本而异", "depends on the version"),
}
COUNTED = Text(
    "{holds} 项成立，{fails} 项不成立，{depends} 项因校准版本而异，{open} 项未定。",
    "{holds} hold, {fails} fail, {depends} depend on the version, {open} are open.",
)
RULE = Text(
    "在每个校准版本中单独判断：整个区间在研究所见的范围内为成立，整个区间在范围外为不成立，其余为未定；各版本不一致时为因版本而异。",
    "Judged in each calibrated version by itself: a fact holds where the whole interval lies in the range of the studies, fails where all of it lies "
    "outside, and is open else; where versions differ it depends on the version.",
)
FAILED = Text(
    "不成立的事实说明模型在哪里不像真实世界，相关的结论要打折扣：{facts}。",
    "Facts that fail say where the model is unlike the world; discount conclusions that rest on them: {facts}.",
)
DESIGN = Text("{n} 个世界，参照城市 typical-city，种子 {seed}。", "{n} worlds of the reference city typical-city, seed {seed}.")
UNITS = {"share": 100.0, "points": 100.0, "ratio": 1.0, "months": 1.0}
SUFFIX = {
    "share": Text("%", " %"),
    "points": Text(" 个百分点", " percentage points"),
    "ratio": Text(" 倍", " times"),
    "months": Text(" 月", " months"),
}


def scorecard(how: Simulation) -> int:
    """Measure the facts, print the table or the JSON document."""
    from experiments.scorecard import scorecard as measure

    compile_first(lambda: measure(replications=2, worlds=FEW["worlds"], workers=FEW["workers"]), how.lang, quiet=how.quiet)
    with carried(how, store_of(how)) as more:
        card = measure(replications=how.replications, seed=how.seed, workers=how.workers, worlds=how.worlds, **more)
    document = {**card.document(), "seed": how.seed, "scenario": "typical-city", "provenance": collect([load_scenario("typical-city")])}
    if how.json:
        streams.print_json(document)
    else:
        show_card(document, how.lang)
    return DONE


def show_card(document: Mapping[str, Any], lang: Lang) -> None:
    """The table, and what it means."""
    console = streams.tables()
    console.print(f"\n{HEADING.of(lang)}", style="bold")
    rows = [row_of(fact, lang) for fact in document["facts"]]
    console.print(table([column.of(lang) for column in COLUMNS], rows, console.width, right=(2, 3), whole=(1,)))
    console.print()
    failed = [fact["statement"][lang] for fact in document["facts"] if fact["verdict"] == "fails"]
    said = [COUNTED.fill(**document["count"]).of(lang)]
    if failed:
        said.append(FAILED.fill(facts=("；" if lang == "zh" else "; ").join(failed)).of(lang))
    said += [turning(fact, document, lang) for fact in document["facts"] if fact["verdict"] == "depends"]
    said += [RULE.of(lang), DESIGN.fill(n=document["replications"], seed=document["seed"]).of(lang)]
    for line in said:
        console.print("\n".join(fold(line, console.width)))


def row_of(fact: Mapping[str, Any], lang: Lang) -> tuple[str, ...]:
    """One fact as a row."""
    return (
        fact["statement"][lang],
        expected(fact, lang),
        number(fact["value"], fact["unit"], lang),
        between(fact, lang),
        VERDICTS[fact["verdict"]].of(lang),
        fact["source"],
    )


def number(value: float | None, unit: str, lang: Lang) -> str:
    """A value with its unit."""
    return UNKNOWN if value is None else f"{value * UNITS[unit]:.3g}{SUFFIX[unit].of(lang)}"


def between(found: Mapping[str, Any], lang: Lang) -> str:
    """The interval, in the unit of the fact."""
    if found["low"] is None or found["high"] is None:
        return UNKNOWN
    low, high = (f"{found[key] * UNITS[found['unit']]:.3g}" for key in ("low", "high"))
    unit = SUFFIX[found["unit"]] if found["unit"] in ("share", "points") else Text("", "")
    return Text("{low} 至 {high}{unit}", "{low} to {high}{unit}").fill(low=low, high=high, unit=unit).of(lang)


def expected(fact: Mapping[str, Any], lang: Lang) -> str:
    """The range that studies found."""
    low, high = fact["expected"]["low"], fact["expected"]["high"]
    if high is None:
        return Text("大于 {low}", "above {low}").fill(low=f"{low:g}").of(lang)
    return between({"low": low, "high": high, "unit": fact["unit"]}, lang)


def turning(fact: Mapping[str, Any], document: Mapping[str, Any], lang: Lang) -> str:
    """What each version says of a fact on which they differ."""
    told = [
        Text("{name}：{verdict}", "{name}: {verdict}").fill(name=version(key, document).read(lang), verdict=VERDICTS[found["verdict"]]).of(lang)
        for key, found in fact["by_version"].items()
    ]
    facts = {"fact": fact["statement"][lang], "told": ("，" if lang == "zh" else ", ").join(told), "n": counted(len(told), lang)}
    return Text("“{fact}”在{n}个版本中不一致：{told}。", "Versions differ on whether {fact}: {told}.").fill(**facts).of(lang)
