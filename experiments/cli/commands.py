"""The commands of `funnel` and their options. What is heavy is imported inside the command that needs it, so that help answers at once."""

from pathlib import Path
from typing import Annotated

import typer

from experiments.cli.options import (
    CalibratedVersion,
    Cluster,
    Contrasts,
    EqualBudget,
    FirstReplication,
    GoalText,
    Json,
    LookedAt,
    MethodName,
    MonthlyCheck,
    Months,
    MostRuns,
    NoFigures,
    OlderThan,
    Out,
    PairedReplications,
    Pick,
    PointNumber,
    PointRuns,
    Policies,
    ProjectName,
    Quiet,
    RegionArgument,
    RunReplications,
    RunsAction,
    Seed,
    Simulation,
    StoreFolder,
    StudyName,
    StudySeed,
    StudySize,
    UntilConverged,
    Workers,
    WorldsOption,
    one_of,
)
from experiments.cli.usage import Command, Group

HELP_NAMES = {"help_option_names": ["-h", "--help"]}
app = typer.Typer(cls=Group, add_completion=False, rich_markup_mode=None, add_help_option=False)


def _folder(name: str | None) -> Path | None:
    return Path(name) if name else None


@app.callback(invoke_without_command=True)
def funnel(
    ctx: typer.Context,
    version: Annotated[bool, typer.Option("--version")] = False,
    help: Annotated[bool, typer.Option("-h", "--help")] = False,  # ours, because that of typer loads pydantic for every command
) -> None:
    """The program itself: its version, or its help where no command is given."""
    if version:
        from sim import __version__

        print(f"techfunnel {__version__}")
        raise typer.Exit
    if help or ctx.invoked_subcommand is None:
        print(ctx.get_help())
        raise typer.Exit


@app.command(cls=Command, context_settings=HELP_NAMES)
def run(
    ctx: typer.Context,
    region: RegionArgument,
    policy: Policies = None,
    replications: RunReplications = 200,
    seed: Seed = 1,
    months: Months = None,
    workers: Workers = None,
    worlds: WorldsOption = "central",
    out: Out = None,
    store: StoreFolder = None,
    cluster: Cluster = None,
    check: MonthlyCheck = False,
    contrasts: Contrasts = False,
    no_figures: NoFigures = False,
    json: Json = False,
    quiet: Quiet = False,
) -> int:
    """Simulate a region."""
    from experiments.cli import simulation

    how = Simulation(
        ctx.obj, replications, seed, months, workers, worlds, _folder(out), check, not no_figures, json, quiet, contrasts, _folder(store), cluster
    )
    return simulation.run(region, policy or [], how)


@app.command(cls=Command, context_settings=HELP_NAMES)
def compare(
    ctx: typer.Context,
    region: RegionArgument,
    policy: Policies = None,
    replications: PairedReplications = 200,
    seed: Seed = 1,
    months: Months = None,
    workers: Workers = None,
    worlds: WorldsOption = "versions",
    equal_budget: EqualBudget = None,
    out: Out = None,
    store: StoreFolder = None,
    cluster: Cluster = None,
    check: MonthlyCheck = False,
    contrasts: Contrasts = False,
    no_figures: NoFigures = False,
    json: Json = False,
    quiet: Quiet = False,
) -> int:
    """Compare policies with the region as it is."""
    from experiments.cli import simulation

    how = Simulation(
        ctx.obj, replications, seed, months, workers, worlds, _folder(out), check, not no_figures, json, quiet, contrasts, _folder(store), cluster
    )
    return simulation.compare(region, policy or [], how, equal_budget)


@app.command(cls=Command, context_settings=HELP_NAMES)
def target(
    ctx: typer.Context,
    region: RegionArgument,
    policy: Policies = None,
    goal: GoalText = None,
    replications: PairedReplications = 200,
    seed: Seed = 1,
    months: Months = None,
    workers: Workers = None,
    worlds: WorldsOption = "versions",
    out: Out = None,
    store: StoreFolder = None,
    cluster: Cluster = None,
    check: MonthlyCheck = False,
    no_figures: NoFigures = False,
    json: Json = False,
    quiet: Quiet = False,
) -> int:
    """Say how likely a goal is."""
    from experiments.cli import simulation

    how = Simulation(
        ctx.obj, replications, seed, months, workers, worlds, _folder(out), check, not no_figures, json, quiet, False, _folder(store), cluster
    )
    return simulation.target(region, policy or [], goal, how)


@app.command(cls=Command, context_settings=HELP_NAMES)
def study(
    ctx: typer.Context,
    study: StudyName,
    method: MethodName = None,
    size: StudySize = None,
    points_replications: PointRuns = None,
    study_seed: StudySeed = None,
    until_converged: UntilConverged = False,
    most_runs: MostRuns = 2_000_000,
    point: PointNumber = None,
    workers: Workers = None,
    store: StoreFolder = None,
    cluster: Cluster = None,
    out: Out = None,
    json: Json = False,
    quiet: Quiet = False,
) -> int:
    """Say what drives an outcome, or when a policy fails."""
    from experiments.cli import studies

    design = {"method": method, "size": size, "replications": points_replications, "seed": study_seed}
    how = studies.Studying(ctx.obj, design, until_converged, most_runs, workers, _folder(store), cluster, _folder(out), json, quiet)
    return studies.study(study, how) if point is None else studies.point(study, point, how)


@app.command(cls=Command, context_settings=HELP_NAMES)
def explain(
    ctx: typer.Context,
    region: RegionArgument,
    policy: Policies = None,
    project: ProjectName = None,
    pick: Pick = None,
    replication: FirstReplication = 0,
    looked_at: LookedAt = 20,
    seed: Seed = 1,
    months: Months = None,
    calibrated_version: CalibratedVersion = "mixed",
    out: Out = None,
    json: Json = False,
    quiet: Quiet = False,
) -> int:
    """Tell the story of one project in two worlds."""
    from experiments.cli import stories

    how = stories.Telling(ctx.obj, project, pick, replication, looked_at, seed, months, calibrated_version, Path(out) if out else None, json, quiet)
    return stories.explain(region, policy or [], how)


@app.command(cls=Command, context_settings=HELP_NAMES)
def check(
    ctx: typer.Context,
    files: Annotated[list[str], typer.Argument(metavar="FILE")],
    json: Json = False,
) -> int:
    """Check scenario files."""
    from experiments.cli import scenario_files

    return scenario_files.check(files, ctx.obj, as_json=json)


@app.command(cls=Command, context_settings=HELP_NAMES)
def new(
    ctx: typer.Context,
    kind: Annotated[str, typer.Argument(metavar="region|policy|study", parser=one_of("region|policy|study", ("region", "policy", "study")))],
    name: Annotated[str, typer.Argument(metavar="NAME")],
    family: Annotated[str | None, typer.Option("--family", metavar="F")] = None,
    folder: Annotated[str | None, typer.Option("--out", metavar="DIR")] = None,
    quiet: Quiet = False,
) -> int:
    """Write a template of a region, a policy or a study."""
    from experiments.cli import new

    return new.write(kind, name, family, Path(folder) if folder else Path(), ctx.obj, quiet=quiet)


@app.command(cls=Command, context_settings=HELP_NAMES)
def diff(
    ctx: typer.Context,
    first: Annotated[str, typer.Argument(metavar="A")],
    second: Annotated[str, typer.Argument(metavar="B")],
    json: Json = False,
) -> int:
    """Say what differs between two scenarios."""
    from experiments.cli import scenario_files

    return scenario_files.diff(first, second, ctx.obj, as_json=json)


@app.command(cls=Command, context_settings=HELP_NAMES)
def parameters(
    ctx: typer.Context,
    group: Annotated[str | None, typer.Option("--group", metavar="G")] = None,
    json: Json = False,
) -> int:
    """List all parameters."""
    from experiments.cli import reference

    return reference.parameters(group, ctx.obj, as_json=json)


@app.command(cls=Command, context_settings=HELP_NAMES)
def regions(ctx: typer.Context, json: Json = False) -> int:
    """List the installed regions."""
    from experiments.cli import reference

    return reference.installed("region", ctx.obj, as_json=json)


@app.command(cls=Command, context_settings=HELP_NAMES)
def policies(ctx: typer.Context, json: Json = False) -> int:
    """List the installed policies."""
    from experiments.cli import reference

    return reference.installed("policy", ctx.obj, as_json=json)


@app.command(cls=Command, context_settings=HELP_NAMES)
def scorecard(
    ctx: typer.Context,
    replications: PairedReplications = 90,
    seed: Seed = 1,
    workers: Workers = None,
    worlds: WorldsOption = "versions",
    json: Json = False,
    quiet: Quiet = False,
) -> int:
    """Measure facts that nobody told the model."""
    from experiments.cli import score

    how = Simulation(ctx.obj, replications, seed, None, workers, worlds, None, False, False, json, quiet)
    return score.scorecard(how)


@app.command(cls=Command, context_settings=HELP_NAMES)
def runs(
    ctx: typer.Context,
    action: RunsAction = "list",
    batch: Annotated[str | None, typer.Argument(metavar="ID")] = None,
    what: Annotated[str | None, typer.Argument(metavar="FILE|TASK")] = None,
    older_than: OlderThan = None,
    stale: Annotated[bool, typer.Option("--stale")] = False,
    everything: Annotated[bool, typer.Option("--everything")] = False,
    store: StoreFolder = None,
    json: Json = False,
) -> int:
    """Look after the run store."""
    from experiments.cli import runs
    from experiments.runs.store import Store

    return runs.runs(action, runs.Looking(ctx.obj, Store(_folder(store)), batch, what, older_than, stale, everything, json))


@app.command(cls=Command, context_settings=HELP_NAMES)
def bench(json: Json = False) -> int | None:
    """Measure the speed of the simulation."""
    from experiments.benchmarks import suite

    return suite.main(json=json)
