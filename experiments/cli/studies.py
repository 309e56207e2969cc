"""`funnel study`: read the study, carry it out, print the report or the JSON document, write the folder."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.cli import streams
from experiments.cli.carrying import carried, opened, trusted
from experiments.cli.compiling import SMALL, compile_first
from experiments.cli.errors import DONE, NOT_WHOLE, NotWhole, say
from experiments.cli.language import Lang, Text, same

if TYPE_CHECKING:
    from experiments.studies.reading import Plan

WRITTEN = Text("结果已写入 {folder}（{n} 个文件）。", "Results are in {folder} ({n} files).")
LEFT_OVER = Text(
    "文件夹中还有上次结果的文件，与这次无关：{files}。",
    "Files of an earlier result are still there and do not belong to this one: {files}.",
)
SO_FAR = Text("规模 {size}：{verdict}", "Size {size}: {verdict}")
LISTED = 10
FAILED = Text("研究 {study}", "study {study}")
NOT_ANALYSED = Text(
    "{total} 次模拟中有 {n} 处失败、缺失或没有数值，没有做分析（缺了就不能当作零）：\n{listed}",
    "of {total} runs {n} failed, are missing or have no number, so nothing was analysed (a gap is no zero):\n{listed}",
)
ONE = Text("  第 {task} 点：{why}（{values}）\n    重现：{command}", "  point {task}: {why} ({values})\n    again: {command}")
REST = Text("  另有 {n} 处，见 JSON 的 failed_runs", "  and {n} more, see failed_runs of the JSON document")
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
    json: bool
    quiet: bool


def study(name: str, how: Studying) -> int:
    """Carry out a study. Raises ScenarioError for a file that cannot be used, NotWhole where runs failed."""
    from experiments.studies.evaluation import How
    from experiments.studies.study import carry_out_study

    plan = read(name, how.design)
    if how.out is not None:
        from experiments.output import check_folder

        check_folder(how.out)
    store = opened(how.store, how.lang)
    _compile_first(how)
    with carried(how, store) as more:

        def heard(size: int, verdict: Mapping[str, Any]) -> None:
            if how.until_converged and not how.quiet:
                say(SO_FAR.fill(size=f"{size:,}", verdict=verdict["verdict"][how.lang]).of(how.lang))

        by = How(more["carrying"], how.workers, more["progress"])
        result = carry_out_study(plan, by, until_converged=how.until_converged, most_runs=how.most_runs, heard=heard)
    return _deliver(result.document, plan, how)


def point(name: str, task: int, how: Studying) -> int:
    """Make one point again: its values, and its outcome in every replication. Raises NotWhole where its runs fail."""
    from experiments.studies.study import made_again

    plan = read(name, how.design)
    _compile_first(how)
    try:
        with trusted():
            found = made_again(plan, task)
    except NotWhole:
        raise
    except Exception as error:  # what made the point fail is what was asked for
        reason = Text("第 {task} 点又失败了：{why}", "point {task} failed again: {why}").fill(task=task, why=same(f"{type(error).__name__}: {error}"))
        raise NotWhole(FAILED.fill(study=same(plan.id)), reason, MEND) from error
    if how.json:
        streams.print_json(found)
        return DONE
    for key, value in found["parameters"].items():
        print(f"{key:>32}  {value:.6g}" if isinstance(value, float) else f"{key:>32}  {value}")
    print(f"{plan.study.outcome.indicator:>32}  " + ", ".join("-" if each is None else f"{each:.6g}" for each in found["outcome"]))
    return DONE


def read(name: str, design: Mapping[str, Any]) -> "Plan":
    """The study with what the command line sets of its design. Raises ScenarioError."""
    from experiments.studies.catalogue import study_path
    from experiments.studies.reading import plan_of
    from experiments.studies.schema import ONLY_FOR
    from sim.scenario.reader import Source, read_source

    source = read_source(study_path(name))
    changes = {key: value for key, value in design.items() if value is not None}
    stated = source.data.get("design")
    if changes and isinstance(stated, dict):
        kept = dict(stated)
        if changes.get("method", stated.get("method")) != stated.get("method"):  # what belongs to the method of the file goes with it
            kept = {key: value for key, value in stated.items() if key not in (*ONLY_FOR, "size")}
        source = Source(source.label, source.text, source.data | {"design": kept | changes}, source.path)
    return plan_of(source)


def _compile_first(how: Studying) -> None:
    from sim.batch import simulate

    compile_first(lambda: simulate(SMALL, months=1, workers=1), how.lang, quiet=how.quiet)


def _deliver(document: dict[str, Any], plan: "Plan", how: Studying) -> int:
    """Print, write the folder, and say whether the study is whole. Raises NotWhole with the list of runs that are not."""
    from experiments.cli.study_report import StudyReport
    from experiments.output.provenance import collect
    from experiments.output.study import write_study

    document = document | {"provenance": collect(plan.scenarios)}
    failed = document["failed_runs"]
    with streams.unless_nobody_reads():  # the folder is written even if the report goes to `| head`
        if how.json:
            streams.print_json(document)
        elif not failed:
            StudyReport(streams.tables(), how.lang).show(document)
    if how.out is not None:
        written = write_study(how.out, document, plan.scenarios, plan.text, how.lang)
        if not how.quiet:
            say(WRITTEN.fill(folder=how.out, n=len(written.files)).of(how.lang))
        if written.left_over:  # said even when quiet: somebody might take them for this result
            say(LEFT_OVER.fill(files=", ".join(written.left_over)).of(how.lang))
    if failed:
        say(_not_whole(document).render(how.lang))
    return NOT_WHOLE if failed else DONE


def _not_whole(document: Mapping[str, Any]) -> NotWhole:
    """The list of runs that keep the study from being analysed."""
    failed = document["failed_runs"]
    lines = [
        ONE.fill(task=each["task"], why=_first_line(each["why"]), values=_values(each["parameters"]), command=each["command"] or "-")
        for each in failed[:LISTED]
    ]
    if len(failed) > LISTED:
        lines.append(REST.fill(n=len(failed) - LISTED))
    listed = Text("\n".join(each.zh for each in lines), "\n".join(each.en for each in lines))
    reason = NOT_ANALYSED.fill(total=f"{document['runs']:,}", n=len(failed), listed=listed)
    return NotWhole(FAILED.fill(study=same(document["study"])), reason, MEND)


def _first_line(text: str) -> str:
    return text.splitlines()[0][:200]


def _values(parameters: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} = {value:.6g}" if isinstance(value, float) else f"{name} = {value}" for name, value in parameters.items())
