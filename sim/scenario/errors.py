"""What is wrong with a scenario: problems with their place, reason, nearest valid choice and next step, in Chinese and English."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from sim.scenario.messages import MESSAGES

Lang = Literal["zh", "en"]
MOST_SHOWN = 40


class Both(NamedTuple):
    """A fact that reads differently in the two languages."""

    zh: str
    en: str


@dataclass(frozen=True)
class Problem:
    """One thing to put right.

    `code` names the message, `file` is shown as it stands, `line` counts from 1, `key` is the dotted path, `facts` fill the message,
    `nearest` is the closest valid key or choice and `hint` says what that choice means.
    """

    code: str
    file: str
    line: int | None = None
    key: str = ""
    facts: Mapping[str, str | Both] = field(default_factory=dict)
    nearest: str | None = None
    hint: Both | None = None

    def render(self, lang: Lang = "en") -> str:
        """The problem as one paragraph: file, line, key, reason, nearest valid choice, next step."""
        message = MESSAGES[self.code]
        facts = {name: getattr(fact, lang) if isinstance(fact, Both) else fact for name, fact in self.facts.items()}
        facts |= {"key": self.key, "name": self.key.rpartition(".")[2]}
        reason, step = getattr(message, lang).format_map(facts), getattr(message, f"step_{lang}").format_map(facts)
        hint = getattr(self.hint, lang) if self.hint else ""
        if lang == "zh":
            place = self.file + (f" 第{self.line}行" if self.line else "") + (f"，{self.key}" if self.key else "")
            nearest = f"您是不是想写“{self.nearest}”" + (f"（{hint}）" if hint else "") + "？" if self.nearest else ""
            return f"{place}：{reason}。{nearest}下一步：{step}。"
        place = self.file + (f", line {self.line}" if self.line else "") + (f", {self.key}" if self.key else "")
        nearest = f'Did you mean "{self.nearest}"' + (f" ({hint})" if hint else "") + "? " if self.nearest else ""
        return f"{place}: {reason}. {nearest}Next step: {step}."


class ScenarioError(Exception):
    """A scenario that cannot be used; `problems` lists everything found, `render(lang)` is what to show."""

    def __init__(self, problems: Problem | Iterable[Problem]):
        self.problems: tuple[Problem, ...] = (problems,) if isinstance(problems, Problem) else tuple(problems)
        super().__init__(self.problems)

    def render(self, lang: Lang = "en") -> str:
        """All problems, one paragraph each; a very long list is cut and says so."""
        paragraphs = [problem.render(lang) for problem in self.problems[:MOST_SHOWN]]
        left = len(self.problems) - MOST_SHOWN
        if left > 0:
            paragraphs.append(f"另有{left}处问题未列出。" if lang == "zh" else f"{left} more problems are not shown.")
        return "\n\n".join(paragraphs)

    def __str__(self) -> str:
        return self.render("en")
