"""Proof-of-concept centres by field (M-42): each tests samples of its own fields only, so that its tests are not used up by others."""

import numpy as np

from sim import load_scenario, simulate
from sim.policy import ProofOfConcept
from sim.stages import Sector, StopReason
from tests.sim.paired import policy

CITY = load_scenario("typical-city", overrides={"calendar.months": 96, "calendar.burn_in": 24})
CENTRE = ProofOfConcept(family="proof_of_concept", tests_per_month=1)


def samples_tested(**tools):
    """The samples tested, and the world."""
    state = simulate(load_scenario(CITY.region, [policy(**tools)]), seed=5, check=True)[0].state
    return state.projects[state.payments["project"][: state.clock[0].payments]], state


def test_a_centre_of_two_fields_tests_samples_of_these_and_no_others():
    samples, _ = samples_tested(centre=CENTRE.model_copy(update={"sectors": ("materials", "chemicals")}))
    assert set(samples["sector"].tolist()) == {Sector.MATERIALS, Sector.CHEMICALS}
    assert len(set(samples_tested(centre=CENTRE)[0]["sector"].tolist())) > 2


def test_a_centre_of_its_own_tests_more_of_its_field_than_one_for_all():
    field = CENTRE.model_copy(update={"sectors": ("materials",)})
    of_all, of_field = (np.count_nonzero(samples_tested(centre=each)[0]["sector"] == Sector.MATERIALS) for each in (CENTRE, field))
    assert of_field > of_all


def test_weak_samples_of_other_fields_are_not_stopped():
    """A centre that gives up nearly all it sees ends no sample of a field that it does not test."""
    strict = CENTRE.model_copy(update={"sectors": ("materials",), "bar": 3.0, "tests_per_month": 50})
    samples, state = samples_tested(centre=strict)
    given_up = (state.projects["stop"] == StopReason.SAMPLE_FAILED) & (state.projects["sample_works"] == 1)
    assert given_up.any() and (state.projects["sector"][given_up] == Sector.MATERIALS).all()
    assert samples.size >= np.count_nonzero(given_up)


def test_centres_of_different_fields_add_up():
    one = CENTRE.model_copy(update={"sectors": ("materials",)})
    other = CENTRE.model_copy(update={"sectors": ("equipment",)})
    together, _ = samples_tested(one=one, other=other)
    assert together.size > max(samples_tested(one=one)[0].size, samples_tested(other=other)[0].size)
