"""Compiled code reads rows of tables that are there, and the race for a result is won by whoever is soonest."""

import os
import subprocess
import sys

import numba
import numpy as np
import pytest

from sim import dice, load_scenario
from sim.batch import finished
from sim.compiled import entry
from sim.month import simulate_months
from sim.rules.matching import race_winner
from sim.rules.project import places_changed
from sim.run_error import RunError
from sim.scenario import with_world
from sim.start import blueprint, new_state
from sim.tables import NOBODY
from tests.sim.test_conservation import POLICIES

BEYOND = """
from sim.compiled import entry
from sim.scenario import load_scenario
from sim.start import blueprint, new_state

@entry
def born(s, i):
    return s.projects[i].born

s = new_state(blueprint(load_scenario("zigong")), 1)
for row in (0, s.projects.size - 1, s.projects.size, -1):
    try:
        print(row in range(s.projects.size), born(s, row) is not None)
    except IndexError:
        print(row in range(s.projects.size), "there is no such row")
"""
WORLDS = """
import sys
from sim import simulate
for policy in sys.argv[1:]:
    print(policy, simulate("typical-city", [policy], months=60)[0].counts.stages[0])
"""


@entry
def winner(s, seed, i):
    return race_winner(s, seed, i)


def with_bounds(script: str, folder, *arguments: str) -> list[str]:
    (folder / "script.py").write_text(script)
    environment = os.environ | {"NUMBA_BOUNDSCHECK": "1", "FUNNEL_CACHE": str(folder / "cache")}
    command = [sys.executable, str(folder / "script.py"), *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout.splitlines()


def test_a_row_that_is_not_there_is_found_out_when_rows_are_looked_at_first(tmp_path):
    assert with_bounds(BEYOND, tmp_path)[:4] == ["True True", "True True", "False there is no such row", "False there is no such row"]


@pytest.mark.slow
def test_no_rule_of_any_policy_reads_a_row_that_is_not_there(tmp_path):
    assert len(with_bounds(WORLDS, tmp_path, *POLICIES)) == len(POLICIES)


def soonest_firm(s, seed: int, i: int) -> int:
    """The race as it is defined: the free firm of the cell with the least -log(u) over usable knowledge."""
    p, firms = s.projects[i], s.firms[: s.clock[0].founding_firms]
    times = {}
    for f in np.flatnonzero((firms["area"] == p.area) & (firms["sector"] == p.sector)):
        firm = firms[f]
        if firm.active < firm.projects_at_once and firm.absorption > 0.0:
            u = dice.pair_four_uniforms(seed, p.name, firm.partner >> 2, dice.Purpose.PARTNER, p.refusals)[firm.partner & 3]
            times[int(f)] = -np.log(u) / firm.absorption
    return min(times, key=times.get, default=NOBODY)


@pytest.mark.parametrize("region", ["typical-city", "zigong", "chenzhou"])
def test_the_race_for_a_result_is_won_by_the_firm_that_is_soonest(region):
    s = new_state(blueprint(load_scenario(region)), 5)
    for f in range(0, s.clock[0].founding_firms, 3):  # busy firms
        places_changed(s, f, -int(s.firms[f].projects_at_once))
        s.firms["active"][f] = s.firms[f].projects_at_once
        places_changed(s, f, 0)
    won = []
    for i in range(min(200, s.projects.size)):
        s.projects[i] = s.unborn[0]
        for column, value in {"name": 77_000 + i, "area": 0, "sector": i % s.sectors.size, "refusals": i % 4}.items():
            s.projects[column][i] = value
        won.append(winner(s, 5, i))
        assert won[-1] == soonest_firm(s, 5, i)
    assert len(set(won)) > 20


@pytest.mark.parametrize("region", ["typical-city", "chenzhou"])
def test_four_firms_that_share_a_block_of_luck_close_their_books_one_after_another(region):
    start = blueprint(load_scenario(region, overrides={"areas": 2})).template
    firms, seen = start.firms, 0
    for month, f in enumerate(start.books.tolist()):
        chain = []
        while f != NOBODY:
            chain.append(f)
            f = int(firms["next_accounts"][f])
        blocks = firms["name"][chain] >> 2
        assert np.unique(blocks).size == 1 + np.count_nonzero(np.diff(blocks)), "else each firm draws the block of the four anew"
        assert (firms["accounts_month"][chain] == month).all()
        seen += len(chain)
    assert seen == firms.size


def test_whoever_compiles_linear_algebra_beside_the_model_still_can():
    """`sim.compiled` keeps numba from looking for it, and so from loading scipy, at the start alone."""
    product = numba.njit(lambda a, b: np.dot(a, b))(np.eye(2), np.array([3.0, 4.0]))
    assert product.tolist() == [3.0, 4.0]


@pytest.mark.parametrize("table", ["payments", "projects", "firms"])
def test_a_table_without_room_for_another_row_ends_the_run_with_its_name(table):
    region = with_world(load_scenario("typical-city", ["brokers"]), spinout_share=0.5)
    plan, key = blueprint(region), dice.run_key(1, 0)
    start = new_state(plan, key)
    rows = plan.template.firms.size if table == "firms" else 5  # of firms those that were there before any inventor founded one
    state = start._replace(**{table: getattr(start, table)[:rows].copy()})
    simulate_months(state, key, plan.months)
    with pytest.raises(RunError, match=f"replication 0: the {table.removesuffix('s')} table is full"):
        finished(plan, state, 1, 0)
