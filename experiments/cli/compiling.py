"""The model is compiled before the work that was asked for, so that time left is not measured on it and Ctrl-C gets through."""

from collections.abc import Callable

from experiments.cli.background import beside
from experiments.cli.carrying import trusted
from experiments.cli.errors import say
from experiments.cli.language import Lang, Text

COMPILING = Text("首次运行：正在编译模型（只此一次，可能要一分钟）……", "First run only: compiling the model (perhaps a minute) ...")
SMALL = "typical-city"
FEW = {"replications": 2, "months": 1, "workers": 1, "worlds": "central"}
"""A small piece of the work: it compiles what is its own."""


def compile_first(small_work: Callable[[], object], lang: Lang, *, quiet: bool, has_the_rest: Callable[[], bool] = lambda: True) -> None:
    """Compile the model if this is the first run, then do a small piece of the work; nothing where all is compiled. Raises NotWhole.

    What will take long is announced unless `quiet`; `has_the_rest` says whether what the work needs beside the model is compiled.
    """
    from sim.compiled import has_compiled_code

    is_first = not has_compiled_code()
    if not is_first and has_the_rest():
        return
    if not quiet:
        say(COMPILING.of(lang))

    def work() -> None:
        if is_first:
            from sim.first_run import compile_model

            compile_model()
        small_work()

    with trusted():
        beside(work)
