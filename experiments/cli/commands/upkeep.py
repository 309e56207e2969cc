"""The commands that look after the store and the speed."""

from typing import Annotated

import typer

from experiments.cli.commands.program import HELP_NAMES, app, folder_of
from experiments.cli.options import Json, OlderThan, RunsAction, StoreFolder
from experiments.cli.usage import Command


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

    return runs.runs(action, runs.Looking(ctx.obj, Store(folder_of(store)), batch, what, older_than, stale, everything, json))


@app.command(cls=Command, context_settings=HELP_NAMES)
def bench(json: Json = False) -> int | None:
    """Measure the speed of the simulation."""
    from experiments.benchmarks import suite

    return suite.main(json=json)
