"""FunnelModel is an ordinary Mesa model, and the very same world as a batch."""

import mesa
import numpy as np
import pytest

from sim import FunnelModel, load_scenario, simulate
from sim.agents import Firm, Fund, Lab, PilotPlatform
from sim.explain import Explanation
from sim.indicators import NAMES
from sim.stages import Route, State
from sim.tables import NOBODY, YUAN


@pytest.fixture(scope="module")
def model(small_city_with_policies):
    model = FunnelModel(small_city_with_policies, seed=3)
    for _ in range(60):
        model.step()
    return model


def test_stepped_through_mesa_it_is_the_same_world_as_simulated(small_city_with_policies):
    stepped = FunnelModel(small_city_with_policies, seed=3).run_model()
    assert stepped.digest == simulate(small_city_with_policies, seed=3)[0].digest


def test_the_documented_example_works():
    model = FunnelModel(scenario="chenzhou", policies=["award-on-industrialisation"], seed=1)
    model.step()
    assert isinstance(model, mesa.Model)
    frame = model.datacollector.get_model_vars_dataframe()
    assert list(frame.columns) == ["month", *NAMES]
    assert len(frame) == 1


def test_the_four_kinds_of_agents_are_there_with_one_window_per_row(model):
    counts = {kind: len(agents) for kind, agents in model.agents_by_type.items()}
    assert set(counts) == {Lab, Firm, PilotPlatform, Fund}
    assert counts[Firm] == model.state.clock[0].firms
    assert counts[PilotPlatform] == len(model.state.platforms)
    assert counts[Lab] == len(model.state.labs)
    assert counts[Fund] == len(model.state.funds)


def test_an_agent_is_a_window_and_holds_nothing(model):
    firm = next(iter(model.agents_by_type[Firm]))
    model.state.firms["cash"][firm.row] += YUAN
    assert firm.cash == model.state.firms["cash"][firm.row]
    model.state.firms["cash"][firm.row] -= YUAN
    fund = model.agents_by_type[Fund][0]
    assert fund.capital_wan == model.state.funds["capital"][0] / YUAN
    with pytest.raises(AttributeError):
        firm.cash = 5


def test_a_firm_also_shows_what_its_group_has_in_common_and_an_inventors_firm_has_no_other_business(model):
    groups = model.scenario.region.firms
    for firm in model.agents_by_type[Firm]:
        if firm.spin_out:
            assert firm.yearly_profit == 0.0 and firm.research == 0.0 and firm.hurdle > 0.0
        else:
            spec = groups[firm.group_name]
            assert (firm.yearly_profit, firm.hurdle, firm.research) == (spec.yearly_profit, spec.hurdle, spec.research)
            assert (firm.cash_sigma, firm.profit_noise) == pytest.approx((spec.cash_sigma, spec.profit_noise))


def test_agent_sets_select_and_aggregate_as_mesa_users_expect(model):
    firms = model.agents_by_type[Firm]
    large = firms.select(lambda firm: firm.size_class.key == "large")
    assert 0 < len(large) < len(firms)
    assert sum(firms.get("active")) == model.state.firms["active"].sum()


def held(model, *states):
    projects = model.state.projects[: model.state.clock[0].projects]
    return np.flatnonzero(np.isin(projects["state"], states) & (projects["firm"] >= 0))


def owner(model, project):
    row = model.state.projects["firm"][project]
    return next(firm for firm in model.agents_by_type[Firm] if firm.row == row)


def test_a_firm_explains_the_condition_that_fails_on_each_route(model):
    project = int(held(model, State.CHOOSING, State.TRIAL, State.WAITING, State.PILOTING)[0])
    firm = owner(model, project)
    for lang in ("zh", "en"):
        explanation = firm.explain(project, lang)
        assert isinstance(explanation, Explanation)
        assert {reason.route for reason in explanation.reasons} == {Route.DIRECT, Route.PLATFORM, Route.SELF_BUILT}
        assert str(explanation)
    assert Route.SELF_BUILT in firm.explain(project).failed_conditions or firm.may_self_build


def test_a_firm_without_money_says_that_it_cannot_pay(model):
    project = int(held(model, State.TRIAL, State.WAITING, State.PILOTING)[0])
    firm = owner(model, project)
    cash = firm.cash
    model.state.firms["cash"][firm.row] = 0
    try:
        assert "cannot pay" in firm.explain(project).failed_conditions[Route.DIRECT]
        assert "付不起" in firm.explain(project, "zh").failed_conditions[Route.DIRECT]
    finally:
        model.state.firms["cash"][firm.row] = cash


def test_a_firm_does_not_explain_what_is_not_its_own(model):
    project = int(held(model, State.TRIAL, State.WAITING, State.PILOTING)[0])
    stranger = next(firm for firm in model.agents_by_type[Firm] if firm.row != model.state.projects["firm"][project])
    with pytest.raises(ValueError, match="does not belong"):
        stranger.explain(project)


def test_agents_can_act_one_by_one_and_nothing_is_lost(small_city_with_policies):
    from sim.checks import violations

    model = FunnelModel(small_city_with_policies, seed=4)
    for _ in range(30):
        model.step()
    disclosed = model.state.arrivals.sum() + model.state.clock[0].projects
    for kind in (Lab, Firm, PilotPlatform, Fund):
        model.agents_by_type[kind].do("step")
    assert violations(model.state) == []
    model.run_model()
    assert model.state.clock[0].projects == disclosed == model.state.projects.size, "a result is disclosed once, whoever asks"
    assert violations(model.state) == []


@pytest.mark.parametrize("kind", [Firm, Fund])
def test_a_month_in_which_agents_also_act_alone_loses_no_project(kind):
    scenario = load_scenario("typical-city", overrides={"calendar.months": 300, "calendar.burn_in": 0, "calendar.entry_closes": 60})
    model = FunnelModel(scenario, seed=6)
    for month in range(300):
        if month % 5 == 2:
            model.agents_by_type[kind].do("step")
            assert every_agenda_ends(model.state)
        model.step()
    projects = model.state.projects[: model.state.clock[0].projects]
    waiting = np.isin(projects["state"], (State.CHOOSING, State.SEEKING_MONEY, State.WAITING))
    assert not waiting.any()


def every_agenda_ends(state):
    """Whether each list of this month holds a project once and ends."""
    month = state.clock[0].month
    for phase in range(state.agenda.shape[0]):
        seen, i = set(), int(state.agenda[phase, month, 0])
        while i != NOBODY:
            if i in seen:
                return False
            seen.add(i)
            i = int(state.projects[i].next)
    return True


def test_mesas_own_batch_run_works_with_the_same_names():
    results = mesa.batch_run(
        FunnelModel, {"scenario": ["typical-city"], "seed": [1, 2], "months": [12]}, number_processes=1, data_collection_period=-1,
        display_progress=False,
    )  # fmt: skip
    assert len(results) == 2
    expected = [simulate("typical-city", seed=seed, months=12)[0].indicators["results"] for seed in (1, 2)]
    assert [row["results"] for row in results] == expected


def test_a_model_that_has_run_to_the_end_stops_running(small_city):
    model = FunnelModel(small_city, seed=1, months=2)
    model.run_model()
    month = model.month
    model.step()
    assert (model.running, model.month) == (False, month)


def test_baseline_and_policies_can_be_given_as_names_or_objects():
    by_name = FunnelModel("chenzhou", "pilot-voucher", seed=2, months=6)
    by_object = FunnelModel(load_scenario("chenzhou", ["pilot-voucher"]), seed=2, months=6)
    assert by_name.run_model().digest == by_object.run_model().digest
