"""Errors that explain themselves: what, where, why and the next step, in Chinese and in English. Each kind of work has its own messages."""

import errno
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, NamedTuple

BAD_INPUT, NOT_WHOLE = 2, 3
DEEPEST_SHOWN = 200  # characters of a path
DISK_IS_FULL = (errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC))


class Message(NamedTuple):
    """One kind of error: why, and the next step. Facts of the error, and `where`, fill the braces."""

    zh: str
    en: str
    step_zh: str
    step_en: str
    exit_code: int = BAD_INPUT


@dataclass
class ExplainedError(Exception):
    """`code` names the message, `where` is the file, folder or address as it was asked for, `facts` fill the message (pairs: Chinese, English)."""

    messages: ClassVar[Mapping[str, Message]]

    code: str
    where: str
    facts: Mapping[str, str | tuple[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__init__(self.code, self.where)

    @property
    def exit_code(self) -> int:
        """2 where another choice helps at once, 3 where the work could not be completed."""
        return self.messages[self.code].exit_code

    def render(self, lang: str = "en") -> str:
        """The error as one paragraph: where, why, next step."""
        message = self.messages[self.code]
        facts = {name: fact[lang != "zh"] if isinstance(fact, tuple) else fact for name, fact in self.facts.items()} | {"where": self.where}
        reason, step = getattr(message, lang).format_map(facts), getattr(message, f"step_{lang}").format_map(facts)
        where = self.where if len(self.where) <= DEEPEST_SHOWN else self.where[: DEEPEST_SHOWN - 1] + "…"
        where = "".join(character if character.isprintable() else "?" for character in where)
        return f"{where}：{reason}。下一步：{step}。" if lang == "zh" else f"{where}: {reason}. Next step: {step}."

    def __str__(self) -> str:
        return self.render("en")
