"""The benchmark itself: it measures everything it documents, and its Mesa peer is the same model. No assertion on time."""

import json

import numpy as np
import pytest

from experiments.benchmarks import engine
from experiments.benchmarks.figures import Figure
from experiments.benchmarks.peer import PeerModel
from experiments.benchmarks.peer import rules as peer_rules
from experiments.benchmarks.peer.rules import plain
from experiments.benchmarks.suite import Sizes, main
from sim import load_scenario, simulate
from sim.indicators import NAMES
from sim.rules.beliefs import after_selection
from sim.rules.firm import scale_up_value
from sim.start import blueprint

TINY = Sizes(months=24, batches=1, runs=2, peer_runs=2, pairs=1, areas=(1, 2), starts=0, compares=0, replications=2)
FIGURES = {
    "run_with_one_of_each", "run_without_policies", "instruments_off", "run_as_kept", "event", "project", "draw", "draws_per_event", "peer",
    "peer_run", "two_threads", "two_threads_cpu", "cores_had", "time_per_project", "row_bytes", "peak_bytes", "help", "compare_1",
    "compare_1_cpu", "compare_3", "compare_3_cpu",
}  # fmt: skip
WITH_TARGET = {
    "run_with_one_of_each", "run_without_policies", "instruments_off", "peer", "two_threads", "time_per_project", "row_bytes", "peak_bytes",
    "help", "compare_1", "compare_3",
}  # fmt: skip
PEER_RUNS, OUR_RUNS = 60, 300


@pytest.fixture(scope="module")
def young_city():
    """The reference city over its first two years."""
    return load_scenario("typical-city", overrides={"calendar.months": 24})


def test_the_suite_prints_and_returns_every_documented_key(capsys):
    document = main(json=True, sizes=TINY)
    assert json.loads(capsys.readouterr().out) == json.loads(json.dumps(document))
    assert set(document) == {"figures", "peer", "scaling", "machine", "sizes", "seconds"}
    assert set(document["figures"]) == FIGURES
    assert {name for name, figure in document["figures"].items() if figure["verdict"] in ("met", "missed")} == WITH_TARGET
    assert set(document["peer"]) == set(NAMES)
    assert [row["areas"] for row in document["scaling"]] == [1, 2]
    assert all(row["payment_bytes"] < 100 for row in document["scaling"]), "without policies nothing is paid"


def test_the_suite_prints_a_table_that_names_every_figure(capsys, monkeypatch):
    monkeypatch.setattr("experiments.benchmarks.suite.parts", lambda sizes: iter([({"x": Figure("speed", 3.0, "ms", "CPU", 2.0)}, {})]))
    main(sizes=TINY)
    assert "speed" in capsys.readouterr().out


@pytest.mark.parametrize(("value", "at_least", "verdict"), [(1.0, False, "met"), (3.0, False, "missed"), (3.0, True, "met"), (1.0, True, "missed")])
def test_a_target_is_met_on_its_own_side(value, at_least, verdict):
    figure = Figure("", value, "", "CPU", 2.0, at_least)
    assert figure.verdict == verdict and figure.ratio == value / 2.0


def test_instruments_switched_off_spend_nothing_and_change_nothing():
    cities = engine.Cities.over(24)
    off, alone = (simulate(plan.scenario)[0] for plan in (cities.off, cities.alone))
    assert off.instruments and not alone.instruments
    assert off.indicators == pytest.approx(alone.indicators, nan_ok=True) and off.decisions_digest == alone.decisions_digest


def test_the_peer_decides_by_our_rules_without_compiled_code():
    world = load_scenario("typical-city").world.numbers()
    case = (0.5, 4000.0, 20.0, 900.0, 0.7, 0.95, 0.8, 0.1, world)
    assert plain(scale_up_value)(*case) == pytest.approx(scale_up_value(*case), rel=1e-12)
    assert plain(after_selection)(0.2, 0.6, 0.5, 0.1, True) == pytest.approx(after_selection(0.2, 0.6, 0.5, 0.1, True), rel=1e-12)
    used = [value for value in vars(peer_rules).values() if str(getattr(value, "__module__", "")).startswith("sim.")]
    assert len(used) > 30
    for rule in used:
        assert not [name for name, value in rule.__globals__.items() if hasattr(value, "py_func")], rule.__name__


def test_the_peer_agrees_with_us_on_the_mean_of_every_indicator_within_sampling_error(young_city):
    plan = blueprint(young_city)
    peer = [PeerModel(plan, seed).run_model().indicators for seed in range(PEER_RUNS)]
    ours = [outcome.indicators for outcome in simulate(young_city, replications=OUR_RUNS)]
    for name in NAMES:
        a, b = (np.array([run[name] for run in runs]) for runs in (peer, ours))
        a, b = a[np.isfinite(a)], b[np.isfinite(b)]
        error = np.sqrt(a.var(ddof=1) / a.size + b.var(ddof=1) / b.size)
        assert abs(a.mean() - b.mean()) <= 3.5 * error, f"{name}: peer {a.mean()}, ours {b.mean()}, error {error}"


def test_the_peer_keeps_its_own_books(young_city):
    model = PeerModel(blueprint(young_city), seed=3).run_model()
    projects = [agent for agent in model.agents if type(agent).__name__ == "Project"]
    assert model.counts["results"] == len(projects) + sum(model.stops.values())
    assert model.on_offer == sum(project.task == "look_for_firm" for project in projects)
    assert model.pilots_busy == sum(project.task == "finish_pilot" for project in projects)
    assert sum(firm.active for firm in model.agents_by_type[type(model.firms[0])]) == sum(project.firm is not None for project in projects)


def test_the_peer_refuses_what_it_does_not_model():
    with pytest.raises(ValueError, match="one area without policy"):
        PeerModel(blueprint(load_scenario("typical-city", ["one-of-each"])))
