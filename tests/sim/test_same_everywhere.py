"""The same world whatever runs it: threads, plain Python, another process."""

import json
import os
import subprocess
import sys

from sim import load_scenario, simulate

SCRIPT = """
import json, sys
from sim import load_scenario, simulate
smaller = {"calendar.months": 14, "calendar.burn_in": 4, "firms.micro.count": 20, "firms.small.count": 20}
scenario = load_scenario("typical-city", ["one-of-each"], overrides=smaller)
outcome = simulate(scenario, seed=9)[0]
s = outcome.state
json.dump({
    "decisions": outcome.decisions_digest,
    "indicators": outcome.indicators,
    "cash": s.firms["cash"].tolist() + s.platforms["cash"].tolist() + s.funds["capital"].tolist(),
    "spent": s.instruments["spent"].tolist(),
}, sys.stdout)
"""


def run_with(**environment) -> dict:
    done = subprocess.run([sys.executable, "-c", SCRIPT], env=os.environ | environment, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def close(a: float, b: float) -> bool:
    return a == b or (a != a and b != b) or abs(a - b) <= 1e-9 * max(abs(a), abs(b))


def test_without_the_compiler_every_decision_is_the_same_and_money_agrees_to_a_billionth():
    compiled, plain = run_with(), run_with(NUMBA_DISABLE_JIT="1")
    assert plain["decisions"] == compiled["decisions"]
    for key in ("cash", "spent"):
        assert all(close(a, b) for a, b in zip(compiled[key], plain[key], strict=True))
    assert all(close(compiled["indicators"][name], plain["indicators"][name]) for name in compiled["indicators"])


def test_one_thread_or_two_give_the_same_worlds(small_city_with_policies):
    one = [o.digest for o in simulate(small_city_with_policies, replications=6, workers=1)]
    two = [o.digest for o in simulate(small_city_with_policies, replications=6, workers=2)]
    assert one == two
    assert len(set(one)) == 6


def test_a_name_and_a_loaded_scenario_are_the_same_world():
    assert simulate("zigong", months=12)[0].digest == simulate(load_scenario("zigong"), months=12)[0].digest


def test_an_edit_of_any_source_starts_a_new_cache(tmp_path, monkeypatch):
    from sim import compiled

    before = compiled.source_hash()
    monkeypatch.setattr(compiled, "SOURCES", tmp_path)
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "firm.py").write_text("x = 1\n")
    first = compiled.source_hash()
    (tmp_path / "rules" / "firm.py").write_text("x = 2\n")
    assert len({before, first, compiled.source_hash()}) == 3
    assert before in str(compiled.CACHE)
