"""What ends a command early: bad input, explained in the reader's language; and how every kind of end becomes an exit code."""

import contextlib
import sys
import tempfile
import traceback
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from experiments.cli import background, interruption, streams
from experiments.cli.language import Lang, Text, same

DONE, INTERNAL, BAD_INPUT, NOT_WHOLE, INTERRUPTED = 0, 1, 2, 3, 130
MOST_LIKE = 0.55
"""How like a word must be to be offered instead of another, 0 to 1."""


class BadInput(Exception):
    """Something the user typed that cannot be used: where, why, the nearest valid choice and the next step."""

    exit_code = BAD_INPUT

    def __init__(self, where: str | Text, reason: Text, step: Text, nearest: str | None = None):
        super().__init__(reason.en)
        self.where = where if isinstance(where, Text) else same(where)
        self.reason, self.step, self.nearest = reason, step, nearest

    def render(self, lang: Lang) -> str:
        """The message as one paragraph."""
        if lang == "zh":
            nearest = f"您是不是想写“{self.nearest}”？" if self.nearest else ""
            return f"{self.where.zh}：{self.reason.zh}。{nearest}下一步：{self.step.zh}。"
        nearest = f'Did you mean "{self.nearest}"? ' if self.nearest else ""
        return f"{self.where.en}: {self.reason.en}. {nearest}Next step: {self.step.en}."


class NotWhole(BadInput):
    """A batch that ended with runs that failed or are missing, so that its numbers must not be used as they are."""

    exit_code = NOT_WHOLE


def nearest(word: str, choices: "list[str] | tuple[str, ...]") -> str | None:
    """The choice most like a word, or None."""
    import difflib

    plain = {choice.lower().replace("_", "-"): choice for choice in choices}
    found = difflib.get_close_matches(word[:200].lower().replace("_", "-"), plain, n=1, cutoff=MOST_LIKE)
    return plain[found[0]] if found else None


def ended(command: Callable[[], int | None], lang: Lang) -> int:
    """Carry out a command and return its exit code; whatever ends it early is said on stderr in one message."""
    try:
        code = DONE
        with interruption.heeded(), streams.unless_nobody_reads():
            code = command() or DONE
        return code
    except KeyboardInterrupt:
        exec("")  # CPython remembers an interruption that passed through exec() and would end by the signal; this makes it forget
        say("已中断，没有留下不完整的文件。" if lang == "zh" else "Interrupted; no incomplete files were left.")
        return background.leave(INTERRUPTED)
    except MemoryError:
        say(NO_MEMORY.render(lang))
        return NO_MEMORY.exit_code
    except Exception as error:
        if hasattr(error, "render"):  # BadInput, ScenarioError, OutputError: they explain themselves
            say(_headed(error.render(lang), lang))
            return getattr(error, "exit_code", BAD_INPUT)
        say(_internal(error, lang))
        return INTERNAL
    finally:
        interruption.listen_again()


NO_MEMORY = NotWhole(
    Text("内存", "memory"),
    Text("内存不够，计算没有完成", "there was not enough memory to finish"),
    Text("减少 --replications 或 --months，或关闭其他程序", "lower --replications or --months, or close other programs"),
)


def say(message: str) -> None:
    """One message on stderr; where nobody reads stderr any more there is nobody to tell."""
    with contextlib.suppress(BrokenPipeError):
        print(message, file=sys.stderr, flush=True)


def _headed(message: str, lang: Lang) -> str:
    count = message.count("\n\n") + 1
    if count == 1:
        return f"错误：{message}" if lang == "zh" else f"Error: {message}"
    head = f"发现{count}处错误：" if lang == "zh" else f"{count} errors:"
    return f"{head}\n\n{message}"


def _internal(error: Exception, lang: Lang) -> str:
    """What to say about a mistake of ours, with the details in a file."""
    kind = f"{type(error).__name__}: {error}".splitlines()[0][:200]
    path = _write_details(error)
    if lang == "zh":
        where = f"详情已写入 {path}。请把这个文件连同所用的情景文件发给维护者" if path else "请把这条信息发给维护者"
        return f"程序内部出错，不是您的输入有误：{kind}。{where}；换一个 --seed 或较小的 --replications 或可先绕过。"
    where = f"The details are in {path}; please send this file and your scenario files to the maintainers" if path else "Please report this"
    return f"An error inside the program, not in your input: {kind}. {where}. Another --seed or fewer --replications may help meanwhile."


def _write_details(error: Exception) -> Path | None:
    import platform

    name = f"techfunnel-error-{datetime.now():%Y%m%d-%H%M%S-%f}.txt"
    head = f"command: {sys.argv}\npython: {sys.version}\nsystem: {platform.platform()}\n\n"
    try:
        path = Path(tempfile.gettempdir()) / name
        path.write_text(head + "".join(traceback.format_exception(error)), encoding="utf-8", errors="backslashreplace")
    except OSError:
        return None
    return path
