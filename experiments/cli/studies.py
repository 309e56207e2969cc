"""`funnel study`: read the study, carry it out, print the report or the JSON document, write the folder."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.cli import streams
from experiments.cli.carrying import carried, opened
from experiments.cli.compiling import SMALL, compile_first
from experiments.cli.errors import DONE, NOT_WHOLE, BadInput, NotWhole, say
from experiments.cli.language import Lang, Text, same
from experiments.cli.study_reading import read
from experiments.output.failure_words import in_words

if TYPE_CHECKING:
    from experiments.studies.reading import Plan

WRITTEN = Text("结果已写入 {folder}（{n} 个文件）。", "Results are in {folder} ({n} files).")
LEFT_OVER = Text(
    "文件夹中还有上次结果的文件，与这次无关：{files}。",
    "Files of an earlier result are still there and do not belong to this one: {files}.",
)
SO_FAR = Text("规模 {size}：{verdict}", "Size {size}: {verdict}")
COST = Text(
    "共 {points} 个点，{runs} 次模拟（运行库中已有的不重算）；开始后按实测速度显示还要多久。",
    "{points} points, {runs} runs (those kept in the store are not made again); the time left is shown from the speed measured.",
)
COST_OF_MORE = Text(
    "先做 {points} 个点，{runs} 次模拟，再一次次加倍，最多到 {most} 次（运行库中已有的不重算）；开始后按实测速度显示还要多久。",
    "First {points} points, {runs} runs, then twice as many and so on up to {most} (those kept in the store are not made again); the time left "
    "is shown from the speed measured.",
)
TOO_FEW = Text("上限 {most} 次不够：第一次就要 {runs} 次模拟", "the limit of {most} runs is too low: the first size alone takes {runs} runs")
ALLOW_MORE = Text(
    "写 --most-runs {runs} 或更多，或用 --size、--replications 把研究改小",
    "write --most-runs {runs} or more, or make the study smaller by --size or --replications",
)
LISTED = 10
FAILED = Text("研究 {study}", "study {study}")
NOT_ANALYSED = Text(
    "{total} 次模拟中有 {n} 处失败、缺失或没有数值，没有做分析（缺了就不能当作零）：\n{listed}",
    "of {total} runs {n} failed, are missing or have no number, so nothing was analysed (a gap is no zero):\n{listed}",
)
ONE = Text("  第 {task} 点：{why}（{values}）\n    重现：{command}", "  point {task}: {why} ({values})\n    again: {command}")
REST = Text(
    "  另有 {n} 处，见 failed_runs.csv（--out）或 JSON 的 failed_runs{where}",
    "  and {n} more, see failed_runs.csv (--out) or failed_runs of the JSON document{where}",
)
FIRST_OF_THEM = Text(
    "（那里列出前 {listed} 处；其余的在运行库中：失败的见 funnel runs show，没有数值的在 funnel runs export 的表中是空格）",
    " (the first {listed} of them; the others are in the store: funnel runs show lists those that failed, and in the table of funnel runs export "
    "an empty cell is no number)",
)
MEND = Text(
    "收窄这些参数的范围，或换一个指标；再执行同一命令只补算缺的",
    "narrow the ranges of these parameters, or choose another indicator; then the same command does only what is missing",
)


@dataclass(frozen=True)
class Studying:
    """How to carry out a study, and where results go. `design` overrides what the file says (None: as it says)."""

    lang: Lang
    design: Mapping[str, Any]
    until_converged: bool
    most_runs: int
    workers: int | None
    store: Path | None
    cluster: str | None
    out: Path | None
    figures: bool
    json: bool
    quiet: bool


def study(name: str, how: Studying) -> int:
    """Carry out a study. Raises ScenarioError for a file that cannot be used, BadInput for a limit that is too low, NotWhole where runs failed."""
    from experiments.studies.evaluation import How
    from experiments.studies.study import carry_out_study

    plan = read(name, how.design)
    _require_room(plan, how)
    if how.out is not None:
        from experiments.output import check_folder, check_glyphs

        check_folder(how.out)
        if how.figures:
            check_glyphs(how.out, plan.scenarios, how.lang, [plan.study])
    store = opened(how.store, how.lang)
    compile_model(how)
    announce(plan, how)
    with carried(how, store) as more:

        def heard(size: int, verdict: Mapping[str, Any]) -> None:
            if how.until_converged and not how.quiet:
                say(SO_FAR.fill(size=f"{size:,}", verdict=verdict["verdict"][how.lang]).of(how.lang))

        by = How(more["carrying"], how.workers, more["progress"])
        result = carry_out_study(plan, by, until_converged=how.until_converged, most_runs=how.most_runs, heard=heard)
    return _deliver(result.document, plan, how)


def _require_room(plan: "Plan", how: Studying) -> None:
    """Raises BadInput where a study that is to be doubled takes more runs than are allowed as it is."""
    from experiments.studies.study import runs_of

    if how.until_converged and (runs := runs_of(plan)) > how.most_runs:
        facts = {"most": f"{how.most_runs:,}", "runs": f"{runs:,}"}
        raise BadInput("--most-runs", TOO_FEW.fill(**facts), ALLOW_MORE.fill(runs=runs))


def announce(plan: "Plan", how: Studying) -> None:
    """Say what the study costs before it begins; the time left is shown with the progress, from the speed measured so far."""
    if how.quiet:
        return
    from experiments.studies.study import points_of, runs_of

    text = COST_OF_MORE if how.until_converged else COST
    say(text.fill(points=f"{points_of(plan):,}", runs=f"{runs_of(plan):,}", most=f"{how.most_runs:,}").of(how.lang))


def compile_model(how: Studying) -> None:
    """Compile the model before the clock of the progress starts."""
    from sim.batch import simulate

    compile_first(lambda: simulate(SMALL, months=1, workers=1), how.lang, quiet=how.quiet)


def _deliver(document: dict[str, Any], plan: "Plan", how: Studying) -> int:
    """Print, write the folder, and say whether the study is whole. Raises NotWhole with the list of runs that are not."""
    from experiments.cli.study_report import StudyReport
    from experiments.output.identity import sealed
    from experiments.output.provenance import collect
    from experiments.output.study import write_study

    document = sealed(document, collect(plan.scenarios) | document["provenance"])
    failed = document["failed_runs"]
    with streams.unless_nobody_reads():  # the folder is written even if the report goes to `| head`
        if how.json:
            streams.print_json(document)
        elif not failed:
            StudyReport(streams.tables(), how.lang).show(document)
    if how.out is not None:
        written = write_study(how.out, document, plan.scenarios, plan.text, how.lang, figures=how.figures)
        if not how.quiet:
            say(WRITTEN.fill(folder=how.out, n=len(written.files)).of(how.lang))
        if written.left_over:  # said even when quiet: somebody might take them for this result
            say(LEFT_OVER.fill(files=", ".join(written.left_over)).of(how.lang))
    if failed:
        say(_not_whole(document).render(how.lang))
    return NOT_WHOLE if failed else DONE


def _not_whole(document: Mapping[str, Any]) -> NotWhole:
    """The list of runs that keep the study from being analysed."""
    failed, in_all = document["failed_runs"], document["failed_runs_in_all"]
    shown = list({each["task"]: each for each in reversed(failed)}.values())[::-1][:LISTED]  # one run of each point
    lines = [
        ONE.fill(task=each["task"], why=Text(*in_words(each["why"])), values=_values(each["parameters"]), command=each["command"] or "-")
        for each in shown
    ]
    if in_all > len(shown):
        where = FIRST_OF_THEM.fill(listed=f"{len(failed):,}") if in_all > len(failed) else same("")
        lines.append(REST.fill(n=f"{in_all - len(shown):,}", where=where))
    listed = Text("\n".join(each.zh for each in lines), "\n".join(each.en for each in lines))
    reason = NOT_ANALYSED.fill(total=f"{document['runs']:,}", n=f"{in_all:,}", listed=listed)
    return NotWhole(FAILED.fill(study=same(document["study"])), reason, MEND)


def _values(parameters: Mapping[str, Any]) -> str:
    """The values of the parameters at a point, and the luck of the run; where the point stands in its block says nothing to who reads it."""
    shown = {name: value for name, value in parameters.items() if name not in ("block", "point")}
    return ", ".join(f"{name} = {value:.6g}" if isinstance(value, float) else f"{name} = {value}" for name, value in shown.items())
