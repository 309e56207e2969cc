"""The commands that show a result: figures, what made a figure, and briefs."""

from pathlib import Path
from typing import Annotated

import typer

from experiments.cli.commands.program import HELP_NAMES, app
from experiments.cli.options import BriefFormats, FigureFormats, FigureSize, Json, Only, Out, Quiet, ResultArgument, Template
from experiments.cli.usage import Command


@app.command(cls=Command, context_settings=HELP_NAMES)
def figures(
    ctx: typer.Context,
    result: ResultArgument,
    only: Only = None,
    format: FigureFormats = "png",
    size: FigureSize = "page",
    figure_folder: Annotated[str | None, typer.Option("--out", metavar="DIR")] = None,
    quiet: Quiet = False,
) -> int:
    """Draw the figures of a result."""
    from experiments.cli import figures

    return figures.draw(result, only or [], format, size, Path(figure_folder) if figure_folder else None, ctx.obj, quiet=quiet)


@app.command(cls=Command, context_settings=HELP_NAMES)
def trace(
    ctx: typer.Context,
    figure: Annotated[str, typer.Argument(metavar="FIGURE")],
    again: Annotated[bool, typer.Option("--again")] = False,
    traced: Annotated[str | None, typer.Option("--out", metavar="DIR")] = None,
    json: Json = False,
    quiet: Quiet = False,
) -> int:
    """Say what made a figure."""
    from experiments.cli import tracing

    return tracing.trace(figure, ctx.obj, again=again, out=Path(traced) if traced else None, as_json=json, quiet=quiet)


@app.command(cls=Command, context_settings=HELP_NAMES)
def brief(
    ctx: typer.Context,
    result: ResultArgument,
    brief_formats: BriefFormats = "docx,pdf,html",
    template: Template = None,
    out: Out = None,
    quiet: Quiet = False,
) -> int:
    """Write the brief of a result."""
    from experiments.cli import briefs

    how = briefs.Writing(ctx.obj, brief_formats, template, Path(out) if out else None, quiet)
    return briefs.write(result, how)
