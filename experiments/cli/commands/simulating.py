"""The commands that simulate: what happens, what a policy changes, whether a goal is reached, why, and what drives it."""

from pathlib import Path

import typer

from experiments.cli.commands.program import HELP_NAMES, app, folder_of
from experiments.cli.options import (
    Bottlenecks,
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
    Seed,
    Simulation,
    StoreFolder,
    StudyName,
    StudySeed,
    StudySize,
    UntilConverged,
    WordingOption,
    Workers,
    WorldsOption,
)
from experiments.cli.usage import Command


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
    wording: WordingOption = None,
    out: Out = None,
    store: StoreFolder = None,
    cluster: Cluster = None,
    check: MonthlyCheck = False,
    contrasts: Contrasts = False,
    bottlenecks: Bottlenecks = False,
    no_figures: NoFigures = False,
    json: Json = False,
    quiet: Quiet = False,
) -> int:
    """Simulate a region."""
    from experiments.cli import simulation

    how = Simulation(
        lang=ctx.obj,
        replications=replications,
        seed=seed,
        months=months,
        workers=workers,
        worlds=worlds,
        wording=wording,
        out=folder_of(out),
        store=folder_of(store),
        cluster=cluster,
        check=check,
        contrasts=contrasts,
        bottlenecks=bottlenecks,
        figures=not no_figures,
        json=json,
        quiet=quiet,
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
    worlds: WorldsOption = "posterior",
    wording: WordingOption = None,
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
        lang=ctx.obj,
        replications=replications,
        seed=seed,
        months=months,
        workers=workers,
        worlds=worlds,
        wording=wording,
        out=folder_of(out),
        store=folder_of(store),
        cluster=cluster,
        check=check,
        contrasts=contrasts,
        figures=not no_figures,
        json=json,
        quiet=quiet,
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
    wording: WordingOption = None,
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
        lang=ctx.obj,
        replications=replications,
        seed=seed,
        months=months,
        workers=workers,
        worlds=worlds,
        wording=wording,
        out=folder_of(out),
        store=folder_of(store),
        cluster=cluster,
        check=check,
        figures=not no_figures,
        json=json,
        quiet=quiet,
    )
    return simulation.target(region, policy or [], goal, how)


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
def study(
    ctx: typer.Context,
    study: StudyName,
    method: MethodName = None,
    sample_size: StudySize = None,
    points_replications: PointRuns = None,
    study_seed: StudySeed = None,
    until_converged: UntilConverged = False,
    most_runs: MostRuns = 2_000_000,
    point: PointNumber = None,
    workers: Workers = None,
    store: StoreFolder = None,
    cluster: Cluster = None,
    out: Out = None,
    no_figures: NoFigures = False,
    json: Json = False,
    quiet: Quiet = False,
) -> int:
    """Say what drives an outcome, or when a policy fails."""
    from experiments.cli import studies, study_point

    design = {"method": method, "size": sample_size, "replications": points_replications, "seed": study_seed}
    kept = (folder_of(store), cluster, folder_of(out), not no_figures)
    how = studies.Studying(ctx.obj, design, until_converged, most_runs, workers, *kept, json, quiet)
    return studies.study(study, how) if point is None else study_point.point(study, point, how)
