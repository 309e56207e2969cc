"""The options that commands share, each with the check of its value."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

import typer

from experiments.cli.errors import BadInput, nearest
from experiments.cli.language import Lang, Text

MOST_REPLICATIONS, MOST_SEED, MOST_MONTHS, MOST_WORKERS = 10_000_000, 2**31 - 1, 1200, 1024
WORLDS = ("central", "versions", "all-versions", "posterior")
Worlds = Literal["central", "versions", "all-versions", "posterior"]
WORDINGS = ("passed", "through", "both")
Wording = Literal["passed", "through", "both"]
WORDINGS_ZH = {"通过": "passed", "通过中试": "passed", "经过": "through", "经过中试": "through", "两种": "both"}


@dataclass(frozen=True)
class Simulation:
    """How to simulate, and where results go."""

    lang: Lang
    replications: int
    seed: int
    months: int | None
    workers: int | None
    worlds: Worlds
    out: Path | None
    check: bool
    figures: bool
    json: bool
    quiet: bool
    contrasts: bool = False
    store: Path | None = None
    cluster: str | None = None
    bottlenecks: bool = False
    wording: Wording | None = None


def named(option: str) -> Callable[[str], str]:
    """A reader of names of folders that refuses an empty one. What it returns raises BadInput."""

    def read(text: str) -> str:
        if not text.strip():
            reason = Text("没有写文件夹", "no folder is named")
            raise BadInput(
                option,
                reason,
                Text("写上文件夹，如 {option} out；或去掉 {option}", "name a folder, such as {option} out, or leave {option} out").fill(
                    option=option
                ),
            )
        return text

    return read


def whole_number(option: str, least: int, most: int) -> Callable[[str], int]:
    """A reader of whole numbers between two bounds. What it returns raises BadInput."""

    def read(text: str) -> int:
        reason = Text("需要 {least} 至 {most} 的整数，得到的是“{value}”", 'a whole number from {least} to {most} is needed, not "{value}"')
        step = Text("改成这个范围内的整数，如 {option} {example}", "write a whole number in this range, for example {option} {example}")
        value = str(text).strip()
        try:
            number = int(value) if len(value) <= 20 else None
        except ValueError:
            number = None
        if number is None or not least <= number <= most or "_" in value:
            close = _whole(value, least, most)
            facts = {"least": least, "most": most, "value": value[:40], "option": option, "example": close or max(least, min(200, most))}
            raise BadInput(option, reason.fill(**facts), step.fill(**facts), close)
        return number

    return read


def _whole(value: str, least: int, most: int) -> str | None:
    """The whole number that somebody may have meant: "1,000", "200.0", "1e3", or a number just out of bounds."""
    try:
        number = float(value.replace(",", "").replace("，", "").replace("_", ""))
    except ValueError:
        return None
    return str(int(max(least, min(most, round(number))))) if abs(number) < 1e18 else None


def one_of(option: str, choices: tuple[str, ...], in_chinese: dict[str, str] | None = None) -> Callable[[str], str]:
    """A reader of one word out of a few, which may also be called by its Chinese name. What it returns raises BadInput."""

    def read(text: str) -> str:
        text = (in_chinese or {}).get(text, text)
        if text in choices:
            return text
        reason = Text("不能是“{value}”", '"{value}" is not a choice').fill(value=str(text)[:40])
        step = Text("从这些中选：{choices}", "choose from: {choices}").fill(choices=", ".join(choices))
        raise BadInput(option, reason, step, nearest(str(text), choices))

    return read


def some_of(option: str, choices: tuple[str, ...]) -> Callable[[str], tuple[str, ...]]:
    """A reader of words with commas between, each once. What it returns raises BadInput."""
    read_one = one_of(option, choices)

    def read(text: str) -> tuple[str, ...]:
        words = [word.strip() for word in str(text).replace("，", ",").replace("、", ",").split(",")]
        return tuple(dict.fromkeys(read_one(word.lower()) for word in words))

    return read


def amount(option: str, example: str) -> Callable[[str], float]:
    """A reader of an amount of public money, in 万元. What it returns raises BadInput."""

    def read(text: str) -> float:
        from pydantic_core import PydanticCustomError

        from sim.scenario.meant import amount_meant
        from sim.units import half_width, parse_money

        value = str(text).strip()
        step = Text("写成带单位的金额，如 {option} {example}", "write an amount with its unit, for example {option} {example}")
        step = step.fill(option=option, example=example)
        try:
            found = parse_money(value)
        except PydanticCustomError:
            plain = half_width(value).replace(" ", "")
            near = amount_meant(value) or (f"{plain}万" if plain.replace(".", "", 1).isdecimal() else None)
            reason = Text("“{value}”不是金额", '"{value}" is not an amount of money').fill(value=value[:40])
            raise BadInput(option, reason, step, near) from None
        if found <= 0.0:
            raise BadInput(option, Text("金额必须大于零", "the amount must be more than zero"), step)
        return found

    return read


RegionArgument = Annotated[str, typer.Argument(metavar="REGION")]
Policies = Annotated[list[str] | None, typer.Option("--policy", metavar="P")]
GoalText = Annotated[str | None, typer.Option("--goal", metavar="GOAL")]
Seed = Annotated[int, typer.Option("--seed", metavar="S", parser=whole_number("--seed", 0, MOST_SEED))]
Months = Annotated[int | None, typer.Option("--months", metavar="M", parser=whole_number("--months", 1, MOST_MONTHS))]
Workers = Annotated[int | None, typer.Option("--workers", metavar="W", parser=whole_number("--workers", 1, MOST_WORKERS))]
WorldsOption = Annotated[str, typer.Option("--worlds", metavar="WORLDS", parser=one_of("--worlds", WORLDS))]
WordingOption = Annotated[str | None, typer.Option("--wording", metavar="WORDING", parser=one_of("--wording", WORDINGS, WORDINGS_ZH))]
CLASSES = ("additional", "deadweight", "displaced", "both", "neither")
"""Classes of projects that a story may be told of (those of `experiments.pairs`, which is too heavy to load for help)."""
CLASSES_ZH = {"新增": "additional", "无谓补贴": "deadweight", "被挤出": "displaced", "挤出": "displaced", "都有": "both", "都没有": "neither"}
MOST_LOOKED_AT = 10_000
ProjectName = Annotated[str | None, typer.Option("--project", metavar="NAME")]
Pick = Annotated[str | None, typer.Option("--pick", metavar="CLASS", parser=one_of("--pick", CLASSES, CLASSES_ZH))]
FirstReplication = Annotated[int, typer.Option("--replication", metavar="R", parser=whole_number("--replication", 0, MOST_REPLICATIONS))]
LookedAt = Annotated[int, typer.Option("--replications", metavar="N", parser=whole_number("--replications", 1, MOST_LOOKED_AT))]
CalibratedVersion = Annotated[str, typer.Option("--version", metavar="V")]
FIGURE_SIZES, FIGURE_FORMATS = ("word", "page", "slide"), ("png", "svg", "pdf")
Only = Annotated[list[str] | None, typer.Option("--only", metavar="NAME")]
FigureSize = Annotated[str, typer.Option("--size", metavar="word|page|slide", parser=one_of("--size", FIGURE_SIZES))]
FigureFormats = Annotated[str, typer.Option("--format", metavar="png,svg,pdf", parser=some_of("--format", FIGURE_FORMATS))]
Out = Annotated[str | None, typer.Option("--out", metavar="DIR", parser=named("--out"))]
StoreFolder = Annotated[str | None, typer.Option("--store", metavar="DIR")]
Cluster = Annotated[str | None, typer.Option("--cluster", metavar="ADDRESS")]
RUNS_ACTIONS = ("list", "show", "verify", "export", "clean", "again")
RunsAction = Annotated[str, typer.Argument(metavar="|".join(RUNS_ACTIONS), parser=one_of("funnel runs", RUNS_ACTIONS))]
OlderThan = Annotated[int | None, typer.Option("--older-than", metavar="DAYS", parser=whole_number("--older-than", 0, 36_500))]
MonthlyCheck = Annotated[bool, typer.Option("--check")]
Contrasts = Annotated[bool, typer.Option("--contrasts")]
Bottlenecks = Annotated[bool, typer.Option("--bottlenecks")]
NoFigures = Annotated[bool, typer.Option("--no-figures")]
Json = Annotated[bool, typer.Option("--json")]
Quiet = Annotated[bool, typer.Option("--quiet")]

KINDS = ("region", "policy", "study", "survey")
"""What `funnel new` writes templates of."""
ResultArgument = Annotated[str, typer.Argument(metavar="RESULT")]
BRIEF_FORMATS = ("docx", "pdf", "html")
BriefFormats = Annotated[str, typer.Option("--format", metavar="docx,pdf,html", parser=some_of("--format", BRIEF_FORMATS))]
Template = Annotated[str | None, typer.Option("--template", metavar="FILE.docx")]
MOST_SIZE, MOST_POINT_RUNS, MOST_STUDY_RUNS = 1_000_000, 1000, 1_000_000_000
METHOD_NAMES = ("sobol", "morris", "fast", "rbd-fast", "pawn", "delta", "hdmr", "dgsm", "rsa", "tornado", "discovery")
"""Those of `experiments.studies`, which is too heavy to load for help (a test compares the two)."""
StudyName = Annotated[str, typer.Argument(metavar="STUDY")]
MethodName = Annotated[str | None, typer.Option("--method", metavar="METHOD", parser=one_of("--method", METHOD_NAMES))]
StudySize = Annotated[int | None, typer.Option("--size", metavar="N", parser=whole_number("--size", 1, MOST_SIZE))]
PointRuns = Annotated[int | None, typer.Option("--replications", metavar="R", parser=whole_number("--replications", 1, MOST_POINT_RUNS))]
StudySeed = Annotated[int | None, typer.Option("--seed", metavar="S", parser=whole_number("--seed", 0, MOST_SEED))]
PointNumber = Annotated[int | None, typer.Option("--point", metavar="T", parser=whole_number("--point", 0, 10**9))]
UntilConverged = Annotated[bool, typer.Option("--until-converged")]
MostRuns = Annotated[int, typer.Option("--most-runs", metavar="RUNS", parser=whole_number("--most-runs", 1, MOST_STUDY_RUNS))]

EqualBudget = Annotated[float | None, typer.Option("--equal-budget", metavar="AMOUNT", parser=amount("--equal-budget", "6000万"))]

_replications = {least: whole_number("--replications", least, MOST_REPLICATIONS) for least in (1, 2)}
RunReplications = Annotated[int, typer.Option("--replications", metavar="N", parser=_replications[1])]
PairedReplications = Annotated[int, typer.Option("--replications", metavar="N", parser=_replications[2])]
