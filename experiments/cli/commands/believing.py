"""The commands that say why one may believe the model: evidence, a city's own data, calibration, facts nobody told it."""

from typing import Annotated

import typer

from experiments.cli.commands.program import HELP_NAMES, app, folder_of
from experiments.cli.options import Cluster, Json, Out, PairedReplications, Quiet, Seed, Simulation, StoreFolder, Workers, WorldsOption
from experiments.cli.usage import Command


@app.command(cls=Command, context_settings=HELP_NAMES)
def evidence(
    ctx: typer.Context,
    fact: Annotated[str | None, typer.Argument(metavar="[ID]")] = None,
    place: Annotated[str | None, typer.Option("--region", metavar="R")] = None,
    grade: Annotated[str | None, typer.Option("--grade", metavar="G")] = None,
    json: Json = False,
) -> int:
    """Show what the model rests on."""
    from experiments.cli import sources

    return sources.evidence(fact, place, grade, ctx.obj, as_json=json)


@app.command(cls=Command, context_settings=HELP_NAMES)
def survey(
    ctx: typer.Context,
    survey_file: Annotated[str, typer.Argument(metavar="FILE")],
    json: Json = False,
) -> int:
    """Say what a city's own data tell."""
    from experiments.cli import own_data

    return own_data.survey(survey_file, ctx.obj, as_json=json)


@app.command(cls=Command, context_settings=HELP_NAMES)
def calibrate(
    ctx: typer.Context,
    quick: Annotated[bool, typer.Option("--quick")] = False,
    report: Annotated[bool, typer.Option("--report")] = False,
    targets: Annotated[str | None, typer.Option("--targets", metavar="FILE")] = None,
    workers: Workers = None,
    out: Out = None,
    store: StoreFolder = None,
    json: Json = False,
    quiet: Quiet = False,
) -> int:
    """Fit the model and say what the fit can tell."""
    from experiments.cli import calibrate

    files = map(folder_of, (targets, out, store))
    return calibrate.calibrate(calibrate.Wishes(ctx.obj, quick, report, *files, workers, json, quiet))


@app.command(cls=Command, context_settings=HELP_NAMES)
def scorecard(
    ctx: typer.Context,
    replications: PairedReplications = 90,
    seed: Seed = 1,
    workers: Workers = None,
    worlds: WorldsOption = "versions",
    store: StoreFolder = None,
    cluster: Cluster = None,
    json: Json = False,
    quiet: Quiet = False,
) -> int:
    """Measure facts that nobody told the model."""
    from experiments.cli import score

    how = Simulation(ctx.obj, replications, seed, None, workers, worlds, None, False, False, json, quiet, store=folder_of(store), cluster=cluster)
    return score.scorecard(how)
