"""The commands about scenario files: check, compare, make them, and what there is to write in them."""

from pathlib import Path
from typing import Annotated

import typer

from experiments.cli.commands.program import HELP_NAMES, app
from experiments.cli.options import KINDS, Json, Quiet, one_of
from experiments.cli.usage import Command


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
    kind: Annotated[str, typer.Argument(metavar="region|policy|study|survey", parser=one_of("region|policy|study|survey", KINDS))],
    name: Annotated[str, typer.Argument(metavar="NAME")],
    family: Annotated[str | None, typer.Option("--family", metavar="F")] = None,
    folder: Annotated[str | None, typer.Option("--out", metavar="DIR")] = None,
    quiet: Quiet = False,
) -> int:
    """Write a template of a region, a policy, a study or a survey."""
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
