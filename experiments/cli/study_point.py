"""`funnel study --point`: one point of a design made again, its values and outcomes in words and units."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from experiments.cli import streams
from experiments.cli.carrying import trusted
from experiments.cli.errors import DONE, BadInput, NotWhole
from experiments.cli.language import Lang, Text, same
from experiments.cli.layout import table
from experiments.cli.studies import FAILED, MEND, Studying, compile_model
from experiments.cli.study_reading import read

if TYPE_CHECKING:
    from experiments.studies.reading import Plan

BEYOND = Text("这个研究的设计只有 {count} 个点，没有第 {task} 点", "the design of this study has {count} points and no point {task}")
CHOOSE = Text(
    "从 0 数起，写 0 至 {last}；要看更大的设计，加上 --size（tornado 用 --replications）",
    "points count from 0, so choose 0 to {last}; add --size (for tornado --replications) if you mean a larger design",
)
AGAIN = Text("第 {task} 点又失败了：{why}", "point {task} failed again: {why}")
HEADINGS = (Text("参数", "Parameter"), Text("键", "Key"), Text("取值", "Value"), Text("单位", "Unit"))
HEAD = Text("{study}：第 {task} 点（第 {block} 区组的第 {point} 点，均从 0 数起）", "{study}: point {task} (point {point} of block {block}, from 0)")
LUCK = Text("运气：种子 {seed}，第 {first} 至 {last} 个世界", "Luck: seed {seed}, worlds {first} to {last}")
OUTCOME = Text("{what}（{unit}），每次重复：{values}", "{what} ({unit}) in each replication: {values}")
DIFFERENCE = Text("有政策与无政策之差：", "Difference with and without the policies: ")
NOTHING = Text("无数值", "no number")
AS_IT_IS = Text("照情景", "as it is")


def point(name: str, task: int, how: Studying) -> int:
    """Make one point again. Raises BadInput for one beyond the design, NotWhole where its runs fail."""
    from experiments.studies.study import made_again, points_of

    plan = read(name, how.design)
    count = points_of(plan)
    if task >= count:
        shown = {"count": f"{count:,}", "last": count - 1, "task": task}
        raise BadInput(f"--point {task}", BEYOND.fill(**shown), CHOOSE.fill(**shown))
    compile_model(how)
    try:
        with trusted():
            found = made_again(plan, task)
    except NotWhole:
        raise
    except Exception as error:  # what made the point fail is what was asked for
        reason = AGAIN.fill(task=task, why=same(f"{type(error).__name__}: {error}"))
        raise NotWhole(FAILED.fill(study=same(plan.id)), reason, MEND) from error
    if how.json:
        streams.print_json(found)
        return DONE
    _show(found, plan, how.lang)
    return DONE


def _show(found: Mapping[str, Any], plan: "Plan", lang: Lang) -> None:
    from sim.indicators import INDICATORS

    values = found["parameters"]
    rows = [
        (
            each.titles.zh if lang == "zh" else each.titles.en,
            each.name,
            _written(values[each.name], AS_IT_IS.of(lang)),
            each.unit.zh if lang == "zh" else each.unit.en,
        )
        for each in plan.parameters
    ]
    console = streams.tables()
    console.print(HEAD.fill(study=plan.id, task=found["task"], block=values["block"], point=values["point"]).of(lang), soft_wrap=True)
    console.print(LUCK.fill(seed=values["seed"], first=values["first_replication"], last=values["last_replication"]).of(lang), soft_wrap=True)
    console.print(table([each.of(lang) for each in HEADINGS], rows, streams.width(), right=(2,), whole=(1,)))
    indicator = INDICATORS[plan.study.outcome.indicator]
    head = DIFFERENCE.of(lang) if plan.study.outcome.measure == "difference" else ""
    shown = ", ".join(_written(each, NOTHING.of(lang)) for each in found["outcome"])
    what = Text(indicator.zh, indicator.en)
    console.print(head + OUTCOME.fill(what=what, unit=Text(indicator.unit_zh, indicator.unit), values=same(shown)).of(lang), soft_wrap=True)


def _written(value: Any, nothing: str) -> str:
    if value is None:
        return nothing
    return f"{value:.6g}" if isinstance(value, float) else str(value)
