"""Nothing in the model rests on a fact that nobody can look up, and no fact is kept that nothing rests on."""

import re
from pathlib import Path

import pytest

from calibration import cohorts
from calibration.evidence import amount, ledger, names, unknown, unused, uses_of
from calibration.evidence.uses import ID, parameter_paths
from calibration.targets import TARGETS as FITTED
from experiments.scorecard import FACTS
from sim.indicators import INDICATORS
from sim.quantities import ASSUMPTION
from sim.scenario import parameters_table
from sim.scenario.checks import evidence_ids

ROOT = Path(__file__).parents[2]
LEDGER = ledger()
TARGETS = {f"C{number}" for number in range(1, 11)}
RATES = {name for name, value in vars(cohorts.Cohort).items() if isinstance(value, property)}
CHINESE = re.compile("[一-鿿]")


def test_the_ids_that_scenario_files_are_checked_against_are_those_of_the_ledger():
    listed = (ROOT / "calibration/evidence/ids.txt").read_text(encoding="utf-8").split()
    assert listed == list(LEDGER)
    assert evidence_ids() == frozenset(LEDGER)


def test_every_parameter_names_evidence_or_the_word_assumption():
    for row in parameters_table():
        ids = row["evidence"].split()
        assert ids == [ASSUMPTION] or (ids and set(ids) <= set(LEDGER)), row["key"]


def test_nothing_names_a_fact_that_is_not_in_the_ledger():
    assert unknown() == {}


def test_nothing_is_in_the_ledger_that_nothing_uses():
    assert unused() == []


def test_a_fact_that_nothing_uses_would_be_found(monkeypatch):
    from calibration.evidence import uses

    orphan = LEDGER["S-ZG-13"]
    lonely = {"S-ZG-13": type(orphan)(**{name: getattr(orphan, name) for name in orphan.__dataclass_fields__} | {"bears_on": ()})}
    monkeypatch.setattr(uses, "ledger", lambda: lonely)
    assert unused() == ["S-ZG-13"]


def test_what_a_fact_is_held_against_exists():
    known = TARGETS | RATES | parameter_paths() | set(INDICATORS) | {fact.id for fact in FACTS} | {"stages"} | set(LEDGER)
    for name, fact in LEDGER.items():
        assert set(fact.bears_on) <= known, name


def test_every_stylised_fact_is_checked_against_facts_of_the_ledger():
    for fact in FACTS:
        for name in ID.findall(fact.source):
            assert fact.id in LEDGER[name].bears_on, (fact.id, name)


def test_targets_rest_on_graded_facts():
    resting = {target for fact in LEDGER.values() if "target" in fact.uses for target in fact.bears_on}
    assert TARGETS - {"C10"} <= resting  # C10, starting stocks, is set from the facts marked "start" and not fitted
    weak = [name for name, fact in LEDGER.items() if "target" in fact.uses and fact.grade in ("weak", "assumption")]
    assert weak == [], "what is weak or recalled bounds things and is never a target"


def test_what_a_target_cites_is_held_against_it():
    """Every target of the fit rests on facts that say so themselves."""
    for target in FITTED:
        plain = re.match("C[0-9]+", target.id)[0]
        for name in ID.findall(target.sources):
            assert plain in LEDGER[name].bears_on, (target.id, name)


def test_every_fact_says_in_both_languages_what_how_much_and_what_it_means():
    words = names()
    for name, fact in LEDGER.items():
        assert fact.region in words["regions"] and fact.grade in words["grades"] and fact.unit in words["units"], name
        assert fact.uses and set(fact.uses) <= set(words["uses"]), name
        for text in (fact.what, fact.says):
            assert CHINESE.search(text.zh) and text.en and not CHINESE.search(text.en), name
        assert fact.source.zh and fact.source.en and not CHINESE.search(fact.source.en), name
        assert len(fact.says.zh) >= 8 and not fact.says.zh.endswith("。") and not fact.says.en.endswith("."), name


def test_a_figure_has_a_unit_and_a_range_in_order():
    for name, fact in LEDGER.items():
        if fact.value is None:
            assert fact.is_mechanism or fact.unit == "none", name
        else:
            assert fact.unit != "none" and amount(fact, "zh") and amount(fact, "en"), name
        if fact.low is not None and fact.high is not None:
            assert fact.low <= fact.high, name


def test_no_two_facts_say_the_same():
    said = [fact.says.zh for fact in LEDGER.values()]
    assert len(set(said)) == len(said)


def test_the_ids_are_written_from_the_ledger(tmp_path, monkeypatch):
    from calibration.evidence import __main__ as writer

    monkeypatch.setattr(writer, "__file__", str(tmp_path / "__main__.py"))
    writer.main()
    assert (tmp_path / "ids.txt").read_bytes() == (ROOT / "calibration/evidence/ids.txt").read_bytes()
    assert [path.name for path in tmp_path.iterdir()] == ["ids.txt"]


@pytest.mark.parametrize(
    ("name", "zh", "en"),
    [
        ("S-ZG-04", "13 个项目", "13 projects"),
        ("S-ZG-19", "1800 万元（1800 至 1899）", "1800 x 10,000 CNY (1800 to 1899)"),
        ("S-CZ-01", "80%（上限）", "80 % (at most)"),
        ("S-SX-10", "180 件（下限）", "180 items (at least)"),
        ("S-JM-07", "2019 年", "2019"),
        ("M-03", "", ""),
    ],
)
def test_an_amount_is_shown_with_range_and_unit(name, zh, en):
    assert (amount(LEDGER[name], "zh"), amount(LEDGER[name], "en")) == (zh, en)


def test_uses_are_found_in_parameters_scenarios_and_targets():
    found = uses_of(LEDGER["S-ZG-19"])
    assert "cost_support.share" in found.parameters and found.targets == ("C5",)
    assert ("policy", "capital-pool", "sources") in {(place.kind, place.name, place.key) for place in found.scenarios}
