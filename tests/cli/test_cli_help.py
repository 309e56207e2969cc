"""Help: at once, complete, in both languages, in columns."""

import re
import subprocess
import time

import pytest
import typer

from experiments.cli import helptext
from experiments.cli.commands import app
from experiments.cli.language import LANGUAGES
from experiments.cli.layout import cells
from experiments.cli.options import MOST_MONTHS
from sim.region import Calendar
from tests.cli.conftest import COMMAND, environment

GROUP = typer.main.get_command(app)
HEAVY = ("numpy", "numba", "rich", "pydantic", "pandas", "matplotlib", "scipy", "mesa", "sim")


def test_help_answers_in_less_than_0_3_seconds():
    """The least of five, because a busy machine only adds; on one that is busy all along, by what typer alone takes at the same time."""
    help_takes, typer_takes = [], []
    for _ in range(5):
        help_takes.append(_seconds(*COMMAND, "--help"))
        typer_takes.append(_seconds(COMMAND[0], "-c", "import typer"))
    assert min(help_takes) < max(0.3, 2 * min(typer_takes)), (help_takes, typer_takes)


def _seconds(*call: str) -> float:
    begun = time.perf_counter()
    subprocess.run(call, capture_output=True, check=True, env=environment())
    return time.perf_counter() - begun


@pytest.mark.parametrize("words", [["--help"], [], ["--version"], ["compare", "--help"], ["comprae"], ["run", "x", "--sed", "1"]])
def test_nothing_heavy_is_loaded_for_help_and_usage_errors(words):
    code = f"import sys; from experiments.cli.app import main; main({words!r}); print('loaded', *sys.modules)"
    done = subprocess.run([COMMAND[0], "-c", code], capture_output=True, text=True, check=True, env=environment())
    loaded = {name.partition(".")[0] for name in done.stdout.rpartition("loaded ")[2].split()}
    allowed = {"sim"} if words == ["--version"] else set()
    assert loaded & set(HEAVY) <= allowed


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_program_lists_every_command(funnel, lang):
    ended = funnel("--help", "--lang", lang)
    assert ended.code == 0 and not ended.err
    for name in GROUP.commands:
        assert re.search(rf"^  {name} +\S", ended.out, re.MULTILINE), name
        assert helptext.COMMANDS[name].of(lang) in ended.out


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", GROUP.commands)
def test_every_command_explains_every_option(funnel, name, lang):
    ended = funnel(name, "-h", env={"LANG": {"zh": "zh_CN.UTF-8", "en": "en_US.UTF-8"}[lang]})
    assert ended.code == 0 and not ended.err
    for param in GROUP.commands[name].params:
        assert param.opts[0] in ended.out if param.opts[0].startswith("-") else param.metavar in ended.out
        assert helptext.of_param(param).of(lang)[:12] in ended.out
    assert "--lang" in ended.out and "--help" in ended.out
    assert max(cells(line) for line in ended.out.splitlines()) <= 80


def test_help_without_a_command_is_the_help(funnel):
    assert funnel().out == funnel("--help").out == funnel("-h").out


def test_the_version_is_shown(funnel):
    from sim import __version__

    assert funnel("--version").out == f"techfunnel {__version__}\n"


def test_every_text_has_two_languages():
    for texts in (helptext.COMMANDS, helptext.PARAMS, helptext.HEADINGS):
        for name, text in texts.items():
            assert text.zh and text.en and text.zh != text.en, name


def test_months_are_bounded_as_in_region_files():
    assert any(getattr(bound, "le", None) == MOST_MONTHS for bound in Calendar.model_fields["months"].metadata)
