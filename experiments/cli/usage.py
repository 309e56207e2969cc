"""Typer's commands with help in the reader's language; the mistakes of usage are explained in `mistakes`."""

from collections.abc import Sequence
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from experiments.cli import helptext, mistakes
from experiments.cli.language import LANGUAGES, Lang
from experiments.cli.options import one_of


class Command(TyperCommand):
    """One command: its help comes from `helptext`, and words left over are explained."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.allow_extra_args = True  # `invoke` reports them in the reader's language

    def invoke(self, ctx: typer.Context) -> Any:
        """Carry out the command. Raises BadInput where words are left over."""
        if ctx.args:
            raise mistakes.left_over(ctx.command_path, ctx.args[0], takes_policies="--policy" in mistakes.options_of(self))
        return super().invoke(ctx)

    def format_help(self, ctx: typer.Context, formatter: Any) -> None:
        """The help of one command."""
        formatter.write(helptext.of_command(self, ctx.command_path, ctx.find_root().obj))


class Group(TyperGroup):
    """All commands together."""

    def format_help(self, ctx: typer.Context, formatter: Any) -> None:
        """The list of commands."""
        formatter.write(helptext.of_program(self, ctx.find_root().obj))

    def resolve_command(self, ctx: typer.Context, args: list[str]) -> Any:
        """The command that is named first. Raises BadInput with the nearest one."""
        name = args[0]
        if name not in self.commands and not name.startswith("-"):
            raise mistakes.unknown_command(name, tuple(self.commands))
        return super().resolve_command(ctx, args)


def carry_out(app: typer.Typer, arguments: Sequence[str], lang: Lang, asked: str | None) -> int | None:
    """Parse the words and carry out the command; its exit code. `asked` is the value of --lang, if it was given.

    Raises BadInput for words that cannot be parsed.
    """
    if asked is not None:
        one_of("--lang", LANGUAGES)(asked)
    mistakes.refuse_wrong_dashes(arguments)
    group: Any = typer.main.get_command(app)
    try:
        with group.make_context("funnel", list(arguments), obj=lang) as ctx:
            return group.invoke(ctx)
    except typer.Exit as end:
        return end.exit_code
    except typer.TyperException as error:
        raise mistakes.explained(error, group, arguments) from error
