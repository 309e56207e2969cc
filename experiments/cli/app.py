"""`funnel`: from the words that were typed to the exit code. Even typer is loaded inside, so that Ctrl-C is understood from the start."""

import atexit
import gc
import sys
from collections.abc import Sequence

from experiments.cli import language, streams
from experiments.cli.errors import ended

UNTIL_LOOKED_THROUGH = 100_000
"""New objects until Python looks for rubbish among them: what is loaded stays, and looking through it again and again took a tenth of a start."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command line; the exit code is 0 done, 1 our mistake, 2 bad input, 3 a batch that is not whole, 130 interrupted."""
    if arguments is None:  # this process is ours
        gc.set_threshold(UNTIL_LOOKED_THROUGH)
        atexit.register(gc.freeze)  # its memory goes back as a whole: a quarter of a second is not spent on looking for rubbish in it
    asked, words = language.taken_out(sys.argv[1:] if arguments is None else arguments)
    streams.make_tolerant()
    lang = language.choose(asked)

    def command() -> int | None:
        from experiments.cli import commands, usage

        return usage.carry_out(commands.app, words, lang, asked)

    return ended(command, lang)
