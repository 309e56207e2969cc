"""How far a batch is, on stderr: a bar with the time left on a terminal, else a plain line now and then."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

from experiments.cli.errors import say
from experiments.cli.interruption import raise_if_wished
from experiments.cli.language import Lang, Text

SECONDS_BETWEEN_LINES = 10.0
SIMULATING = Text("模拟", "Simulating")
LINE = Text("已完成 {done}/{total} 个世界，每秒 {rate} 个，约剩 {left}", "{done} of {total} worlds done, {rate} a second, about {left} left")
RATE = Text("每秒 {rate} 个", "{rate}/s")

Progress = Callable[[int, int], None]


@contextmanager
def shown(lang: Lang, *, quiet: bool) -> Iterator[Progress]:
    """A function to call with (done, total); it also raises the KeyboardInterrupt that got lost."""
    with _kind(lang, quiet) as show:

        def progress(done: int, total: int) -> None:
            raise_if_wished()
            show(done, total)

        yield progress


def _kind(lang: Lang, quiet: bool) -> AbstractContextManager[Progress]:
    if quiet:
        return nullcontext(lambda done, total: None)
    return _bar(lang) if sys.stderr.isatty() else nullcontext(_Lines(lang))


@contextmanager
def _bar(lang: Lang) -> Iterator[Progress]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, ProgressColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar
    from rich.text import Text as Words

    class Rate(ProgressColumn):
        def render(self, task: Any) -> Words:
            return Words(RATE.fill(rate=f"{task.speed:.3g}").of(lang) if task.speed else "")

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), Rate(), TimeRemainingColumn(elapsed_when_finished=True))
    with Bar(*columns, console=Console(file=sys.stderr), transient=True) as bar:
        task = bar.add_task(SIMULATING.of(lang), total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


class _Lines:
    """A line every ten seconds, for logs."""

    def __init__(self, lang: Lang):
        self.lang, self.first, self.said = lang, (0.0, 0), 0.0

    def __call__(self, done: int, total: int) -> None:
        now = time.monotonic()
        if not self.first[1]:  # what came before may have been compiling, which says nothing about the worlds to come
            self.first, self.said = (now, done), now
        elif now - self.said >= SECONDS_BETWEEN_LINES and done < total:
            self.said = now
            rate = (done - self.first[1]) / (now - self.first[0])
            left = duration((total - done) / rate)
            say(LINE.fill(done=done, total=total, rate=f"{rate:.3g}", left=left).of(self.lang))


def duration(seconds: float) -> Text:
    """So much time, as people say it."""
    for least, size, zh, en in ((5400.0, 3600.0, "小时", "h"), (90.0, 60.0, "分钟", "min")):
        if seconds >= least:
            return Text(f"{seconds / size:.1f} {zh}", f"{seconds / size:.1f} {en}")
    return Text(f"{seconds:.0f} 秒", f"{seconds:.0f} s")
