"""A pilot platform by itself is a queue of which theory knows the mean wait.

Sources: Pollaczek (1930) and Khinchine (1932) for one slot; Erlang (1917) for several. Months are whole here and slots fill once a month, and who
still waits at the end is not counted, so waits may fall short of theory by a tenth.
"""

import math

import numpy as np
import pytest

from sim import load_scenario, simulate
from sim.scenario import with_world

SERVICE = 20.0  # months, mean length of a pilot


def erlang_c(load, slots):
    """Chance that an arrival has to wait."""
    full = load**slots / math.factorial(slots) * slots / (slots - load)
    return full / (sum(load**k / math.factorial(k) for k in range(slots)) + full)


def one_platform(arrivals, slots, variation):
    """One open platform, free of charge, to which every result comes at once and where everybody has endless patience and money."""
    region = load_scenario("typical-city").region
    lab = next(key for key, spec in region.labs.items() if spec.type == "enterprise")
    platform = next(iter(region.platforms))
    changes = {"calendar.months": 600, "calendar.burn_in": 600, "engineers.stock": 1e9}
    changes |= {f"labs.{key}.count": int(key == lab) for key in region.labs}
    changes |= {f"labs.{lab}.results_per_year": 12.0 * arrivals, f"labs.{lab}.release_share": 1.0}
    for key in region.sectors:
        changes |= {f"sectors.{key}.share": float(key == "materials"), f"sectors.{key}.market_size": 1e12}
    for key in region.firms:
        changes |= {f"firms.{key}.cash": 1e9, f"firms.{key}.yearly_profit": 1e7, f"firms.{key}.projects_at_once": 1000}
        changes |= {f"firms.{key}.may_self_build": False}
    changes |= {f"platforms.{key}.count": int(key == platform) for key in region.platforms}
    changes |= {f"platforms.{platform}.{key}": value for key, value in {"sector": "any", "slots": slots, "fee_share": 0.0, "cash": 1e8}.items()}
    world = {"p_sample": 1.0, "sample_quality_weight": 0.0, "queue_patience": 1e7, "dur_pilot": SERVICE, "dur_pilot_cv": variation}
    world |= {"dur_pilot_max": 1200.0, "cost_pilot": 0.0, "value_multiple": 500.0, "belief_direct": 0.001, "pilot_belief": "published"}
    world |= {"panel_bar": -10.0, "risk_penalty": 0.0, "platform_marginal_cost": 0.0}
    return with_world(load_scenario("typical-city", overrides=changes), **world)


def wait_and_use(arrivals, slots, variation=1.0):
    """Mean months of waiting and the share of slot time in use, over many worlds."""
    use = np.array([o.state.platform_use for o in simulate(one_platform(arrivals, slots, variation), replications=200, workers=2)])
    return use["waiting_months"].sum() / use["waits_ended"].sum(), use["busy_months"].sum() / use["slot_months"].sum()


@pytest.mark.parametrize("variation", [0.05, 1.0])
def test_one_slot_waits_as_pollaczek_and_khinchine_say(variation):
    use = 0.7
    wait, used = wait_and_use(use / SERVICE, 1, variation)
    assert used == pytest.approx(use, abs=0.03)
    assert wait == pytest.approx(use / (1.0 - use) * SERVICE * (1.0 + variation**2) / 2.0, rel=0.16)


@pytest.mark.parametrize("use", [0.7, 0.85])
def test_several_slots_wait_as_erlang_c_says(use):
    slots = 4
    wait, used = wait_and_use(use * slots / SERVICE, slots)
    assert used == pytest.approx(use, abs=0.03)
    assert wait == pytest.approx(erlang_c(use * slots, slots) * SERVICE / (slots * (1.0 - use)), rel=0.16)


def test_waits_explode_as_a_platform_fills_up():
    """As ρ/(1 − ρ): from half used to three quarters the wait triples."""
    half, most = (wait_and_use(use / SERVICE, 1)[0] for use in (0.5, 0.75))
    assert most / half == pytest.approx(3.0, rel=0.25)
