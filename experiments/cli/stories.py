"""`funnel explain`: read the scenarios, find the project, tell its story or print the JSON document, write the folder."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.cli import progress, streams
from experiments.cli.carrying import trusted
from experiments.cli.compiling import SMALL, compile_first
from experiments.cli.errors import DONE, BadInput, say
from experiments.cli.language import Lang, Text
from experiments.cli.scenario_files import WARNING, cautions_on
from experiments.cli.simulation import WRITTEN
from experiments.cli.storybook import told
from experiments.output import check_folder
from experiments.output.folder import write_whole
from experiments.output.identity import sealed, strict_json
from experiments.output.provenance import collect
from sim.scenario import Scenario, frozen_toml, list_policies, load_scenario

if TYPE_CHECKING:
    from experiments.stories import Story

STORY, TEXT = "story.json", "story.txt"


@dataclass(frozen=True)
class Telling:
    """Which project, in which world, and where its story goes."""

    lang: Lang
    project: str | None
    pick: str | None
    replication: int
    replications: int
    seed: int
    months: int | None
    version: str
    out: Path | None
    json: bool
    quiet: bool


def explain(region: str, policies: list[str], how: Telling) -> int:
    """Tell the story of one project. Raises BadInput, ScenarioError, OutputError."""
    scenario = load_scenario(region, policies)
    _check_words(policies, how)
    if how.out is not None:
        check_folder(how.out)
    warnings = cautions_on(region, policies, how.lang, how.months)
    for warning in warnings:
        say(WARNING.fill(what=warning).of(how.lang))
    from experiments import stories

    where = stories.setting(scenario.region, scenario.policies, seed=how.seed, months=how.months, version=how.version)
    _compile(stories, how)
    with trusted(), progress.shown(how.lang, quiet=how.quiet or how.pick is None) as show:
        story = _story(stories, where, how, show)
    document = sealed(story.document() | {"warnings": warnings}, collect(where.scenarios))
    text = "\n".join(told(document, how.lang, min(streams.width(), WIDEST)))
    with streams.unless_nobody_reads():
        if how.json:
            streams.print_json(document)
        else:
            print(text)
    if how.out is not None:
        _write(how, document, "\n".join(told(document, how.lang, WIDEST)), where.scenarios)
    return DONE


WIDEST = 100
"""Columns of a story; longer lines are hard to read."""


def _check_words(policies: list[str], how: Telling) -> None:
    """Raises BadInput where there is no policy, or not exactly one way to say which project."""
    if not policies:
        reason = Text("没有给出政策，两个世界就没有区别", "no policy is given, so that both worlds would be the same")
        step = Text("加上 --policy 名称；已有的：{known}", "add --policy NAME; there are: {known}")
        raise BadInput("--policy", reason, step.fill(known=", ".join(list_policies())))
    if (how.project is None) == (how.pick is None):
        reason = Text("要说明讲哪个项目，而且只能用一种方式", "say which project, in exactly one way")
        step = Text(
            "给出 --project 名称（如 universities-1-17），或 --pick 类别（如 additional）",
            "give --project NAME (such as universities-1-17), or --pick CLASS (such as additional)",
        )
        raise BadInput("--project, --pick", reason, step)


def _story(stories: Any, where: Any, how: Telling, show: Callable[[int, int], None]) -> "Story":
    if how.pick is not None:
        return stories.tell_first(where, how.pick, how.replication, how.replications, show)
    return stories.tell_project(where, how.project, how.replication)


def _compile(stories: Any, how: Telling) -> None:
    """Compile the model and what looks at it on one short world."""
    from experiments.stories.watching import is_compiled, load_compiled_code

    def compile_on_one_world() -> None:
        load_compiled_code(stories.setting(SMALL, ["do-nothing"], months=36).policy)

    compile_first(compile_on_one_world, how.lang, quiet=how.quiet, has_the_rest=is_compiled)


def _write(how: Telling, document: dict[str, Any], text: str, scenarios: tuple[Scenario, ...]) -> None:
    """Write the story as text (with a mark of its encoding, for Windows) and JSON, and both scenarios, all together or not at all."""
    files = {TEXT: b"\xef\xbb\xbf" + text.encode() + b"\n", STORY: strict_json(document).encode()}
    files |= {f"scenario-{name}.toml": frozen_toml(each).encode() for name, each in zip(("without", "with"), scenarios, strict=True)}
    write_whole(how.out, files)
    if not how.quiet:
        say(WRITTEN.fill(folder=how.out, n=len(files)).of(how.lang))
