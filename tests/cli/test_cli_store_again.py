"""The command in the record of a failed run makes that failure again, exactly as it is written down."""

import re
import shlex

import pytest

from experiments.cli import app
from experiments.paired_worlds import paired
from experiments.runs.carry_out import carry_out_all
from experiments.runs.store import Store
from experiments.runs.worlds import Place
from sim.batch import with_months
from sim.scenario import load_scenario
from tests.cli.test_cli_store import ODD


@pytest.fixture(autouse=True)
def odd(tmp_path, monkeypatch):
    """A folder with a region whose worlds leave the numbers as soon as anything is sold."""
    (tmp_path / "odd.toml").write_text(ODD, encoding="utf-8")
    monkeypatch.chdir(tmp_path)


def typed(command, *more):
    """Type a command as it was printed."""
    return app.main([*shlex.split(command)[1:], *more, "--lang", "en"])


def again_in(text):
    return re.findall(r"again: (funnel .*?)(?:\. Next step:.*)?$", text, re.MULTILINE)


@pytest.mark.parametrize(("regions", "which"), [(("odd.toml", "chenzhou"), 0), (("chenzhou", "odd.toml"), 1)])
def test_a_pair_names_the_world_that_failed_be_it_without_or_with_the_policy(regions, which, capsys):
    without, with_policy = (with_months(load_scenario(region, policy), 24) for region, policy in zip(regions, ((), ["brokers"]), strict=True))
    *worlds, pair = carry_out_all([(paired(Place(without, 1), Place(with_policy, 1)), range(12))], store=Store("kept"), workers=2)[0]
    assert pair.failed and not worlds[1 - which].failed
    for failure in pair.failed:
        assert failure.command == f"funnel runs again {worlds[which].batch.id} {failure.task}"
        assert failure.parameters["scenario"] == (without, with_policy)[which].id
    assert typed(pair.failed[0].command, "--store", "kept") == 3
    assert pair.failed[0].error in capsys.readouterr().err


@pytest.mark.parametrize("words", [("run", "odd.toml", "--policy", "brokers"), ("compare", "odd.toml", "--policy", "brokers", "--worlds", "central")])
def test_a_world_of_contrasts_that_failed_is_made_again_by_the_command_that_asked_for_them(words, capsys):
    """The study period is over before anything is sold; worlds are followed beyond it."""
    asked = [*words, "--contrasts", "--months", "6", "--replications", "4", "--seed", "2", "--store", "a store", "--quiet", "--lang", "en"]
    assert app.main(asked) == 3
    said = capsys.readouterr().err
    (error,) = re.findall(r"run (\d+) \(seed 2\): (RunError: .*)\n", said)[-1:]
    command = again_in(said)[-1]
    assert command.startswith(f"funnel {' '.join(words[:4])} --contrasts") and f"--replications {max(2, int(error[0]) + 1)}" in command
    assert typed(command) == 3
    assert f"run {error[0]} (seed 2): {error[1]}" in capsys.readouterr().err


def test_the_command_that_show_prints_names_the_store_it_looked_into(capsys):
    words = ["run", "odd.toml", "--replications", "12", "--months", "24", "--store", "a store", "--quiet", "--lang", "en"]
    assert app.main(words) == 3
    batch = again_in(capsys.readouterr().err)[0].split()[3]
    assert app.main(["runs", "show", batch, "--store", "a store", "--lang", "en"]) == 0
    command = again_in(capsys.readouterr().out)[0]
    assert typed(command) == 3
    assert "failed again: RunError: odd" in capsys.readouterr().err
