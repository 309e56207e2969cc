"""Problems of a survey file, each with its line and column; all of a file are told at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from calibration.survey.columns import heading
from calibration.survey.messages import MESSAGES
from sim.scenario.errors import Both

MOST_SHOWN = 40


@dataclass(frozen=True)
class Problem:
    """One thing to put right. `line` counts from 1 as Excel does, `column` is its key or the heading as it stands, `nearest` a good value."""

    code: str
    line: int | None = None
    column: str | None = None
    facts: Mapping[str, object] = field(default_factory=dict)
    nearest: str | None = None

    def render(self, file: str, lang: str = "zh") -> str:
        """The problem as one paragraph: file, line, column, reason, nearest good value, next step."""
        message = MESSAGES[self.code]
        facts = {name: getattr(fact, lang) if isinstance(fact, Both) else fact for name, fact in self.facts.items()}
        reason, step = getattr(message, lang).format_map(facts), getattr(message, f"step_{lang}").format_map(facts)
        column = self.column and _shown(self.column, lang)
        if lang == "zh":
            place = file + (f" 第{self.line}行" if self.line else "") + (f"，“{column}”列" if column else "")
            nearest = f"您是不是想写“{self.nearest}”？" if self.nearest else ""
            return f"{place}：{reason}。{nearest}下一步：{step}。"
        place = file + (f", line {self.line}" if self.line else "") + (f', column "{column}"' if column else "")
        nearest = f'Did you mean "{self.nearest}"? ' if self.nearest else ""
        return f"{place}: {reason}. {nearest}Next step: {step}."


class SurveyError(Exception):
    """A survey file that cannot be used; `problems` lists everything found."""

    exit_code = 2

    def __init__(self, file: str, problems: Sequence[Problem]):
        self.file, self.problems = file, tuple(problems)
        super().__init__(file, self.problems)

    def render(self, lang: str = "zh") -> str:
        """All problems, one paragraph each; a long list is cut and says how many there are."""
        shown = [problem.render(self.file, lang) for problem in self.problems[:MOST_SHOWN]]
        left = len(self.problems) - MOST_SHOWN
        if left > 0:
            total = len(self.problems)
            more = f"共 {total} 处问题，另有 {left} 处未列出。" if lang == "zh" else f"{total} problems in all; {left} more are not shown."
            shown[-1] += f"\n{more}"
        return "\n\n".join(shown)

    def __str__(self) -> str:
        return self.render("en")


def _shown(column: str, lang: str) -> str:
    from calibration.survey.columns import BY_KEY

    return heading(column, lang) if column in BY_KEY else column
