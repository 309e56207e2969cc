"""The program itself, to which every command adds itself."""

from pathlib import Path
from typing import Annotated

import typer

from experiments.cli.usage import Group

HELP_NAMES = {"help_option_names": ["-h", "--help"]}
app = typer.Typer(cls=Group, add_completion=False, rich_markup_mode=None, add_help_option=False)


def folder_of(name: str | None) -> Path | None:
    """A folder that was given, or None."""
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
