"""Where worlds are kept and on what they are simulated, as the command line says it; and what is said when a batch does not become whole."""

import os
import shlex
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from experiments.cli import progress
from experiments.cli.errors import NotWhole, say
from experiments.cli.language import Lang, Text, same
from experiments.cli.options import Simulation
from experiments.output.failure_words import in_words
from experiments.runs.batch import Failure
from experiments.runs.carrying import Carrying
from experiments.runs.errors import Incomplete, StoreError
from experiments.runs.store import Store

LISTED = 10
"""Failed runs that a message lists."""
KEPT = Text("已算完的保存在 {folder}，再执行同一命令会从这里继续。", "What was finished is kept in {folder}; the same command goes on from there.")
NOT_KEPT = Text(
    "运行库 {folder} 不能写（{why}），这次的模拟不保存；可用 --store 指定文件夹。",
    "The run store {folder} cannot be written ({why}); this time runs are not kept. Choose a folder with --store.",
)
DAMAGED = Text(
    "运行库中有 {n} 个文件已损坏，已移到 {folder} 并重新计算：{files}",
    "{n} damaged file(s) of the run store were set aside in {folder} and their runs computed anew: {files}",
)
MADE_READY = Text(
    "集群有 {n} 个工作进程正在编译模型并核对数值（每台机器只在第一次编译，可能要一两分钟）……",
    "{n} worker(s) of the cluster are compiling the model and checking their numbers (the first time on a machine perhaps a minute or two) ...",
)
SIMULATION = Text("模拟", "simulation")
FAILED = Text(
    "{total} 次模拟中有 {failed} 次失败、{missing} 次没有做，整批没有完成；其余的已保存\n{listed}",
    "of {total} runs {failed} failed and {missing} were not done, so the batch is not whole; the others are kept\n{listed}",
)
ONE = Text("  第 {task} 次（种子 {seed}）：{error}\n    重现：{command}", "  run {task} (seed {seed}): {error}\n    again: {command}")
MORE = Text("  另有 {n} 次，见 funnel runs show", '  and {n} more, see "funnel runs show"')
GO_ON = Text(
    "检查情景中的极端取值；改好或腾出资源后再执行同一命令，只补算缺的：{command}",
    "look for extreme values in the scenario; then the same command does only what is missing: {command}",
)
FULL = Text(
    "磁盘已满，计算已停下，此前算完的都已保存",
    "the disk is full; the work has stopped, everything finished before is kept",
)
FREE = Text(
    "腾出空间后再执行同一命令，会从停下处继续（{command}）；或用 --store 换一个磁盘",
    "free some space and give the same command again, it goes on where it stopped ({command}); or choose another disk with --store",
)


def store_of(how: Simulation) -> Store | None:
    """The store that was chosen; None, and said so, where the default one cannot be written. Raises StoreError for one that was asked for."""
    return opened(how.store, how.lang)


def opened(folder: Path | None, lang: Lang) -> Store | None:
    """The store in a folder, or the user's own."""
    store = Store(folder)
    try:
        store.prepare()
    except StoreError as error:
        if folder is not None or os.environ.get("FUNNEL_STORE") or error.code != "unwritable":
            raise
        say(NOT_KEPT.fill(folder=store.folder, why=Text(*error.facts["why"])).of(lang))
        return None
    return store


@contextmanager
def carried(how: Simulation, store: Store | None) -> Iterator[dict[str, Any]]:
    """Keyword arguments for a study: progress, and where its worlds are kept; what keeps it from becoming whole is explained.

    Raises NotWhole for failed runs and a full disk, StoreError, and KeyboardInterrupt after saying that what is done is kept.
    """
    try:
        with progress.shown(how.lang, quiet=how.quiet) as show, trusted(how.store):
            yield {"progress": show, "carrying": Carrying(store, how.cluster, lambda several: _damaged(several, store, how.lang), _waiting(how))}
    except KeyboardInterrupt:
        if store is not None and not how.quiet:
            say(KEPT.fill(folder=store.folder).of(how.lang))
        raise


def _waiting(how: Simulation) -> Callable[[int], None] | None:
    return None if how.quiet else lambda n: say(MADE_READY.fill(n=n).of(how.lang))


def _damaged(several: list[Any], store: Store | None, lang: Lang) -> None:
    names = [f"{each.path.parent.name}/{each.path.name}" for each in several]
    folder = store.set_aside_folder if store else ""
    say(DAMAGED.fill(n=len(names), folder=folder, files=", ".join(names)).of(lang))


@contextmanager
def trusted(folder: Path | None = None) -> Iterator[None]:
    """Turns runs that failed or cannot be trusted, and a full disk, into NotWhole. `folder`: the store that was asked for."""
    from sim.batch import RunError
    from sim.checks import ConservationError

    try:
        yield
    except Incomplete as error:
        raise NotWhole(SIMULATION, failed_runs(error, folder), GO_ON.fill(command=same(command()))) from error
    except StoreError as error:
        if error.code != "full":
            raise
        raise NotWhole(same(error.where), FULL, FREE.fill(command=same(command()))) from error
    except (RunError, ConservationError) as error:
        reason = Text("有一次模拟不可信，整批没有完成（{why}）", "a run cannot be trusted, so the batch is not whole ({why})")
        step = Text(
            "检查情景中的极端取值；若无，请把这条信息连同情景文件发给维护者",
            "look for extreme values in the scenario; else report this line with your scenario files",
        )
        raise NotWhole(SIMULATION, reason.fill(why=same(error)), step) from error


def failed_runs(error: Incomplete, folder: Path | None) -> Text:
    """How many runs failed, and the first of them with the command that makes each again."""
    listed = [_one(failure, folder) for failure in error.failed[:LISTED]]
    if error.failed_in_all > LISTED:
        listed.append(MORE.fill(n=error.failed_in_all - LISTED))
    lines = Text("\n".join(each.zh for each in listed), "\n".join(each.en for each in listed))
    return FAILED.fill(total=error.total, failed=error.failed_in_all, missing=error.missing, listed=lines)


def _one(failure: Failure, folder: Path | None) -> Text:
    return ONE.fill(task=failure.task, seed=failure.seed, error=Text(*in_words(failure.error)), command=in_store(failure.command, folder))


def in_store(command: str, folder: Path | None) -> str:
    """A command that makes a run again, to be typed as it is; `folder`: the store that was asked for, None for the user's own."""
    return f"{command} --store {shlex.quote(str(folder))}" if folder else command


def command() -> str:
    """The command that was typed."""
    return shlex.join(["funnel", *sys.argv[1:]])
