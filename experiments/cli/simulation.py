"""`funnel run`, `funnel compare` and `funnel target`: read the scenarios, simulate, print the report or the JSON document, write the folder."""

from collections.abc import Callable
from functools import partial
from typing import Any

from experiments.cli import streams, wording
from experiments.cli.carrying import carried, store_of
from experiments.cli.compiling import FEW, SMALL, compile_first
from experiments.cli.errors import DONE, NOT_WHOLE, BadInput, say
from experiments.cli.language import Text
from experiments.cli.options import Simulation
from experiments.cli.report import Report, runs_of
from experiments.cli.scenario_files import WARNING, cautions_on
from experiments.output import check_folder, check_glyphs, write_results
from experiments.output.identity import sealed
from experiments.output.provenance import collect
from experiments.runs.store import Store
from sim.scenario import Scenario, ScenarioError, list_policies, load_scenario
from sim.scenario.errors import Problem
from sim.units import money_text, month_text

SCALING = Text("正在试算每项政策多大时花 {amount}……", "Trying out how large each policy must be to spend {amount} ...")
WRITTEN = Text("结果已写入 {folder}（{n} 个文件）。", "Results are in {folder} ({n} files).")
LEFT_OVER = Text(
    "文件夹中还有上次结果的文件，与这次无关：{files}。",
    "Files of an earlier result are still there and do not belong to this one: {files}.",
)


def run(region: str, policies: list[str], how: Simulation) -> int:
    """Simulate a region with all the policies together."""
    scenario = load_scenario(region, policies)
    _check_contrasts([scenario], how)
    _check_output([scenario], how)
    warnings = _warned(region, policies, how)
    if how.bottlenecks:
        from experiments.cli.bottlenecks import BottleneckReport as report
        from experiments.finding_bottlenecks import find_bottlenecks as run_worlds
    else:
        from experiments.cli.report import Report as report
        from experiments.running import run as run_worlds

    store = store_of(how)
    compile_first(lambda: run_worlds(SMALL, **FEW), how.lang, quiet=how.quiet)
    with carried(how, store) as more:
        result = run_worlds(scenario, **_settings(how), **more)
    document = result.document() | {"warnings": warnings}
    if how.contrasts:
        from experiments.contrasts import again

        command = partial(again, region, policies, False, how.worlds, how.months, how.seed, wording=how.wording)
        document["contrasts"] = _contrast(scenario, None, how, store, command)
    return _deliver(document, [scenario], how, report)


def compare(region: str, policies: list[str], how: Simulation, equal_budget: float | None = None) -> int:
    """Compare each policy with the region as it is; with `equal_budget` (万元) in the size at which it spends so much."""
    scenarios = _paired(region, policies)
    _check_contrasts(scenarios, how)
    _check_output(scenarios, how)
    warnings = _warned(region, policies, how)
    from experiments.comparison import compare as compare_worlds

    chosen = [scenario.policies[-1] for scenario in scenarios[1:]]
    store = store_of(how)
    compile_first(lambda: compare_worlds(SMALL, ["do-nothing"], **FEW), how.lang, quiet=how.quiet)
    if equal_budget is not None and not how.quiet:
        say(SCALING.fill(amount=Text(money_text(equal_budget), money_text(equal_budget, "en"))).of(how.lang))
    with carried(how, store) as more:
        result = compare_worlds(scenarios[0], chosen, **_settings(how), equal_budget=equal_budget, **more)
    document = result.document() | {"warnings": warnings}
    if how.contrasts:
        from experiments.contrasts import again
        from experiments.equal_budget import lottery_of

        for k, (policy, scenario, called) in enumerate(zip(document["policies"], result.policies, policies, strict=True)):
            command = partial(again, region, [called], True, how.worlds, how.months, how.seed, wording=how.wording)
            if equal_budget is not None:  # the size of the policy is tried out in as many worlds as were asked for
                command = partial(_in_equal_size, command, how.replications, equal_budget)
            drawn = {"sizes": result.sizes[k], "lottery": lottery_of(result.scalings[k : k + 1])}
            policy["contrasts"] = _contrast(scenario, result.baseline, how, store, command, **drawn)
    return _deliver(document, list(result.scenarios), how)


def _check_contrasts(scenarios: list[Scenario], how: Simulation) -> None:
    """Raises BadInput where an instrument attracts projects from outside, so that the worlds of `--contrasts` would not hold the same ones."""
    tools = [(policy.id, tool.family) for scenario in scenarios for policy in scenario.policies for tool in policy.instruments.values()]
    attracting = [policy for policy, family in tools if family == "attraction"]
    if how.contrasts and attracting:
        reason = Text(
            "政策 {policy} 会吸引外地项目，各世界的项目不同，不能逐个比较",
            "policy {policy} attracts outside projects, so that worlds do not hold the same ones",
        )
        step = Text("去掉 --contrasts，或换一项没有 attraction 的政策", "leave out --contrasts, or take a policy without attraction")
        raise BadInput("--contrasts", reason.fill(policy=attracting[0]), step)


def _in_equal_size(command: Callable[[int], str], replications: int, equal_budget: float, replication: int) -> str:
    return f"{command(replications - 1)} --equal-budget {equal_budget!r}万"


def _contrast(
    scenario: Scenario, baseline: Scenario | None, how: Simulation, store: Store | None, command: Callable[[int], str], **drawn: Any
) -> dict[str, Any]:
    """The chain from the naive contrast to the true effect in the same worlds, and whom the policy switches."""
    from experiments.comparison import READINGS
    from experiments.contrasts import contrast

    settings = {name: value for name, value in _settings(how).items() if name != "check"}
    settings["worlds"] = READINGS if how.worlds == "posterior" else how.worlds
    with carried(how, store) as more:
        return contrast(scenario, baseline=baseline, command=command, **settings, **more, **drawn).document()


def target(region: str, policies: list[str], goal: str | None, how: Simulation) -> int:
    """Say how likely a goal is in a region with all the policies together. Raises BadInput for a goal that cannot be used."""
    from experiments.cli.targets import TargetReport, understood

    wanted = understood(goal)
    scenario = load_scenario(region, policies)
    calendar = scenario.region.calendar
    understood(goal, calendar.start, calendar.months if how.months is None else how.months)
    _check_output([scenario], how)
    warnings = _warned(region, policies, how)
    from experiments.targeting import target as reach

    soon = f"results >= 1 by {month_text(load_scenario(SMALL).region.calendar.start)}"
    store = store_of(how)
    compile_first(lambda: reach(SMALL, goal=soon, **FEW), how.lang, quiet=how.quiet)
    with carried(how, store) as more:
        result = reach(scenario, goal=wanted, **_settings(how), **more)
    return _deliver(result.document() | {"warnings": warnings}, [scenario], how, TargetReport)


def _warned(region: str, policies: list[str], how: Simulation) -> list[str]:
    """Say what `funnel check` would warn of, and keep it for the document: who reads the numbers must read this too."""
    warnings = cautions_on(region, policies, how.lang, how.months)
    for warning in warnings:
        say(WARNING.fill(what=warning).of(how.lang))
    return warnings


def _check_output(scenarios: list[Scenario], how: Simulation) -> None:
    """Say before the work, not after it, what would keep the results from being written. Raises OutputError."""
    if how.out is None:
        return
    check_folder(how.out)
    if how.figures:
        check_glyphs(how.out, scenarios, how.lang)


def _settings(how: Simulation) -> dict[str, Any]:
    names = ("replications", "seed", "months", "workers", "worlds", "wording", "check")
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


def _deliver(document: dict[str, Any], scenarios: list[Scenario], how: Simulation, report: type[Report] = Report) -> int:
    """Print the document as JSON or as a report, write the folder, and say whether the batch is whole."""
    from sim.batch import with_months

    scenarios = [with_months(scenario, how.months) for scenario in scenarios]  # as they were simulated
    document = sealed(document, collect(scenarios))
    with streams.unless_nobody_reads():  # the folder is written even if the report goes to `| head`
        if how.json:
            streams.print_json(document)
        else:
            report(streams.tables(), how.lang).show(document)
    if how.out is not None:
        written = write_results(how.out, document, scenarios, figures=how.figures, lang=how.lang)
        if not how.quiet:
            say(WRITTEN.fill(folder=how.out, n=len(written.files)).of(how.lang))
        if written.left_over:  # said even when quiet: somebody might take them for this result
            say(LEFT_OVER.fill(files=", ".join(written.left_over)).of(how.lang))
    violations = sum(run["conservation"]["violations"] for run in runs_of(document))
    if violations:
        say(wording.conservation(violations, how.lang))
    return NOT_WHOLE if violations else DONE
