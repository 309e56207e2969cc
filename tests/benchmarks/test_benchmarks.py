"""The benchmark itself: it measures everything it documents, and its Mesa peer is the same model. No assertion on time."""

import json
import math
from collections import Counter
from typing import get_args

import numpy as np
import pytest

from experiments.benchmarks import engine
from experiments.benchmarks.figures import Figure, Spent, Turns, in_turn
from experiments.benchmarks.peer import PeerModel
from experiments.benchmarks.peer import rules as peer_rules
from experiments.benchmarks.peer.agents import Firm
from experiments.benchmarks.peer.rules import plain
from experiments.benchmarks.scaling import growth_in_new_process, nation, sizes_of
from experiments.benchmarks.suite import Sizes, main
from sim import load_scenario, simulate
from sim.batch import run_world
from sim.indicators import NAMES, RATES
from sim.policy import AnyInstrument
from sim.rules.beliefs import after_selection
from sim.rules.firm import Terms, scale_up_value
from sim.rules.instruments.outcome_award import NO_AWARD
from sim.stages import Stage, StopReason
from sim.start import blueprint

TINY = Sizes(
    months=24, turns=1, runs=2, off_turns=1, off_runs=1, peer_turns=2, thread_turns=1, thread_runs=2, areas=(1, 2), area_turns=1, starts=0,
    compares=0, replications=2, fit=(4, 1), study=2,
)  # fmt: skip
FIGURES = {
    "run_with_one_of_each", "run_without_policies", "run_with_every_family", "run_as_kept", "instruments_off", "off_run", "on_run",
    "event", "project", "draw", "draws_per_event", "peer", "peer_run", "peer_ours",
    "two_threads", "one_thread_run", "two_threads_run", "two_threads_as_kept", "two_threads_draws", "two_threads_cpu", "cores_had",
    "time_per_project", "nation_run", "row_bytes", "peak_bytes", "resident_bytes", "help", "compare_1", "compare_1_cpu", "compare_3",
    "compare_3_cpu", "compare_posterior", "compare_posterior_cpu", "fit_overhead", "fit_particle", "study_run", "study_memory",
}  # fmt: skip
WITH_TARGET = {
    "run_with_one_of_each", "run_without_policies", "run_with_every_family", "instruments_off", "peer", "two_threads", "time_per_project",
    "row_bytes", "peak_bytes",
    "resident_bytes", "help", "compare_1", "compare_3", "compare_posterior", "fit_overhead", "study_run", "study_memory",
}  # fmt: skip
PEER_RUNS, OUR_RUNS = 30, 400
WORST = 3.5
"""Standard errors by which one of about 30 means may differ by luck."""


@pytest.fixture(scope="module")
def city():
    """The reference city over its 15 years."""
    return load_scenario("typical-city")


@pytest.fixture(scope="module")
def worlds(city):
    """Finished worlds of the peer, and of ours."""
    plan = blueprint(city)
    return [PeerModel(plan, seed).run_model() for seed in range(PEER_RUNS)], simulate(city, replications=OUR_RUNS)


def assert_same_means(what, peer, ours):
    """The two samples of worlds agree in their mean within sampling error; NaN: nothing to average in a world."""
    a, b = (np.array(sample, float) for sample in (peer, ours))
    a, b = a[np.isfinite(a)], b[np.isfinite(b)]
    if not a.size and not b.size:  # money per public yuan where there is no policy
        return
    error = np.sqrt(a.var(ddof=1) / a.size + b.var(ddof=1) / b.size)
    assert abs(a.mean() - b.mean()) <= WORST * error, f"{what}: peer {a.mean()}, ours {b.mean()}, error {error}"


def test_the_suite_prints_every_documented_key(capsys):
    assert main(json=True, sizes=TINY) is None, "the command line takes what comes back for an exit code"
    document = json.loads(capsys.readouterr().out)
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


def test_every_family_of_instruments_is_on_in_the_run_that_has_them_all():
    families = {get_args(tool.model_fields["family"].annotation)[0] for tool in get_args(get_args(AnyInstrument)[0])}
    on = {tool.family for tool in load_scenario(engine.REGION, engine.every_family()).instruments.values()}
    assert families - on == set()


def test_works_that_are_compared_take_turns_and_are_judged_by_their_quickest():
    order = []
    took = in_turn(3, lambda: order.append("a"), lambda: order.append("b"))
    assert order == ["a", "b", "b", "a", "a", "b"]
    assert [len(spent) for spent in took.spent] == [3, 3]
    turns = Turns([[Spent(4.0, 8.0), Spent(2.0, 3.0), Spent(3.0, 5.0)], [Spent(2.0, 4.0), Spent(2.0, 2.0), Spent(1.0, 1.0)]])
    assert turns.least(0) == 2.0 and turns.median(0) == 3.0 and turns.least(1, "wall") == 1.0
    assert turns.ratio(0, 1) == 2.0 and turns.median_ratio(0, 1) == 2.0


def test_the_memory_of_a_run_is_that_of_its_rows_and_little_else():
    grown = growth_in_new_process(2, 24)
    tables, payments = sizes_of(run_world(nation(2, 24), engine.SEED, 0))[1:]
    if grown is not None:  # the system tells
        assert 0 < grown < 3 * (tables + payments) + 1_000_000


def test_the_peer_decides_by_our_rules_without_compiled_code():
    world = load_scenario("typical-city").world.numbers()
    case = (0.5, Terms(30_000.0, 200.0, 9_000.0, 0.7, 0.95, 0.8, 0.1), NO_AWARD, world)
    assert plain(scale_up_value)(*case) == pytest.approx(scale_up_value(*case), rel=1e-12)
    assert plain(after_selection)(0.2, 0.6, 0.5, 0.1, True) == pytest.approx(after_selection(0.2, 0.6, 0.5, 0.1, True), rel=1e-12)
    used = [value for value in vars(peer_rules).values() if str(getattr(value, "__module__", "")).startswith("sim.")]
    assert len(used) > 40
    for rule in used:
        assert not [name for name, value in rule.__globals__.items() if hasattr(value, "py_func")], rule.__name__


def test_the_peer_agrees_with_us_on_the_mean_of_every_indicator_within_sampling_error(worlds):
    peer, ours = worlds
    found = [model.indicators for model in peer]
    for name in set(NAMES) - {"fund_npv"}:  # which the peer does not follow
        theirs, mine = [world[name] for world in found], [outcome.indicators[name] for outcome in ours]
        if np.isnan(mine).all():  # such as what a platform that opens later takes to break even, where none does
            assert np.isnan(theirs).all(), name
        else:
            assert_same_means(name, theirs, mine)


def test_the_peer_agrees_with_us_on_stop_reasons_stages_and_rates_within_sampling_error(worlds):
    peer, ours = worlds
    counts = [model.counts for model in peer]
    for reason in StopReason:
        assert_same_means(reason.key, [c.stops[reason.key] for c in counts], [outcome.counts.stops[reason] for outcome in ours])
    for stage in Stage:
        assert_same_means(stage.key, [c.stages[stage.key] for c in counts], [outcome.counts.stages[stage] for outcome in ours])
    for row, name in enumerate(RATES):
        assert_same_means(name, [share(*c.rate(name)) for c in counts], [share(*outcome.counts.rates[row, :2]) for outcome in ours])


def share(reached, resolved):
    """A rate of one world; NaN where nothing is resolved."""
    return reached / resolved if resolved else np.nan


def test_the_peer_keeps_its_own_books(city):
    model = PeerModel(blueprint(city), seed=3)
    while model.month < model.months:
        model.step()
        if model.month % 6 == 0:
            assert_books_close(model)
    counts = model.counts
    assert counts.totals["results"] == len(model.history) == counts.totals["batch_output"] + counts.totals["stopped"] + counts.stops["running"]
    assert sum(number for (_, event), number in counts.yearly.items() if event == "results") == len(model.history)


def assert_books_close(model):
    """Counters agree with the projects, nothing exceeds its bound, and all money is accounted for."""
    running = [p for p in model.history if not {"stopped", "batch_output"} & set(p.dates)]
    doing = Counter(project.task for project in running)
    assert model.on_offer == doing["look_for_firm"] == sum(market.on_offer for market in model.markets)
    assert model.pilots_busy == doing["finish_pilot"] and model.ramps_busy == doing["finish_ramp"]
    assert all(fund.capital >= 0 and 0 <= fund.invested_in <= fund.portfolio_cap for fund in model.funds)
    for platform in model.platforms:
        assert platform.busy == sum(p.task == "finish_pilot" and p.platform is platform for p in running) <= platform.slots
    assert sum(len(p.queue) + len(p.owners_queue) for p in model.platforms) == doing["wait_for_slot"]
    firms = [agent for agent in model.agents if isinstance(agent, Firm)]
    assert sum(firm.active for firm in firms) == sum(project.firm is not None for project in running)
    assert all(firm.active <= firm.projects_at_once for firm in firms)
    for market in model.markets:
        assert market.free_places == sum(firm.projects_at_once - firm.active for firm in market.firms)
    held = sum(agent.cash for agent in [*firms, *model.platforms]) + sum(fund.capital for fund in model.funds)
    assert held == pytest.approx(model.money_from_outside, rel=1e-9)
    building = sum(discounted_outlay(model, project) for project in running if project.task == "finish_ramp")
    assert model.open_lines == pytest.approx(building, abs=1e-3)


def discounted_outlay(model, project):
    """What a line under construction carries in the social account, 万元."""
    return project.outlay * math.exp(-model.world.social_rate * (project.dates["entered"] - model.burn_in))


def test_the_peer_refuses_what_it_does_not_model():
    with pytest.raises(ValueError, match="one area without policy"):
        PeerModel(blueprint(load_scenario("typical-city", ["one-of-each"])))
