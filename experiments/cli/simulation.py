"""`funnel run` and `funnel compare`: read the scenarios, simulate, print the report or the JSON document, write the folder."""

import os
from collections.abc import Iterable
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from experiments.cli import progress, streams
from experiments.cli.errors import DONE, NOT_WHOLE, BadInput, NotWhole, say
from experiments.cli.language import Text, same
from experiments.cli.options import Simulation
from sim.scenario import Scenario, ScenarioError, list_policies, load_scenario
from sim.scenario.errors import Problem

WRITTEN = Text("结果已写入 {folder}", "Results are in {folder}")


def run(region: str, policies: list[str], how: Simulation) -> int:
    """Simulate a region with all the policies together."""
    scenario = load_scenario(region, policies)
    _require_folder(how.out)
    from experiments.run import run as run_worlds

    with _explained(), progress.shown(how.lang, quiet=how.quiet) as show:
        result = run_worlds(scenario, **_settings(how), progress=show)
    return _deliver(result.document(), [scenario], how)


def compare(region: str, policies: list[str], how: Simulation) -> int:
    """Compare each policy with the region as it is."""
    scenarios = _paired(region, policies)
    _require_folder(how.out)
    from experiments.compare import compare as compare_worlds

    chosen = [scenario.policies[-1] for scenario in scenarios[1:]]
    with _explained(), progress.shown(how.lang, quiet=how.quiet) as show:
        result = compare_worlds(scenarios[0], chosen, **_settings(how), progress=show)
    return _deliver(result.document(), scenarios, how)


def _settings(how: Simulation) -> dict[str, Any]:
    names = ("replications", "seed", "months", "workers", "worlds", "check")
    return {name: getattr(how, name) for name in names}


def _paired(region: str, policies: list[str]) -> list[Scenario]:
    """The region alone, then with each policy. Raises BadInput without policies, ScenarioError with the problems of all files together."""
    if not policies:
        reason = Text("没有给出要比较的政策", "no policy to compare is given")
        step = Text("加上 --policy 名称，可重复；已有的：{known}", "add --policy NAME, once or more; there are: {known}")
        raise BadInput("--policy", reason, step.fill(known=", ".join(list_policies())))
    scenarios: list[Scenario] = []
    problems: list[Problem] = []
    for chosen in ([], *([policy] for policy in policies)):
        try:
            scenarios.append(load_scenario(region, chosen))
        except ScenarioError as error:
            problems += [problem for problem in error.problems if problem not in problems]
    names = [scenario.policies[-1].id for scenario in scenarios[1:]] if not problems else []
    problems += [Problem("duplicate_policy", name, facts={"value": name}) for name in dict.fromkeys(names) if names.count(name) > 1]
    if problems:
        raise ScenarioError(problems)
    return scenarios


def _require_folder(folder: Path | None) -> None:
    """Raises BadInput where results could not be written, before time is spent on them."""
    if folder is None:
        return
    existing = next((each for each in (folder, *folder.absolute().parents) if _exists(each)), None)
    if existing is None or not existing.is_dir():
        reason = Text("“{path}”不是文件夹", '"{path}" is not a folder').fill(path=existing or folder)
    elif not os.access(existing, os.W_OK | os.X_OK):
        reason = Text("不能在“{path}”中写文件", 'files cannot be written in "{path}"').fill(path=existing)
    else:
        return
    raise BadInput(f"--out {folder}", reason, Text("换一个可以写入的文件夹", "choose a folder you may write to"))


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


@contextmanager
def _explained() -> Iterable[None]:
    """Turns runs that cannot be trusted into NotWhole."""
    from sim.batch import RunError
    from sim.checks import ConservationError

    try:
        yield
    except (RunError, ConservationError) as error:
        reason = Text("有一次模拟不可信，整批没有完成（{why}）", "a run cannot be trusted, so the batch is not whole ({why})")
        step = Text(
            "检查情景中的极端取值；若无，请把这条信息连同情景文件发给维护者",
            "look for extreme values in the scenario; else report this line with your scenario files",
        )
        raise NotWhole(Text("模拟", "simulation"), reason.fill(why=same(error)), step) from error


def _deliver(document: dict[str, Any], scenarios: list[Scenario], how: Simulation) -> int:
    """Print the document as JSON or as a report, write the folder, and say whether the batch is whole."""
    if how.json:
        streams.print_json(document)
    else:
        from experiments.cli.report import Report

        Report(streams.tables(), how.lang).show(document)
    if how.out is not None:
        from experiments.output import write_results

        write_results(how.out, document, scenarios, figures=how.figures, lang=how.lang)
        if not how.quiet:
            say(WRITTEN.fill(folder=how.out).of(how.lang))
    runs = [document.get("baseline", document), *(policy["run"] for policy in document.get("policies", ()))]
    violations = sum(run["conservation"]["violations"] for run in runs)
    if violations:
        from experiments.cli import wording

        say(wording.conservation(violations, how.lang))
    return NOT_WHOLE if violations else DONE
