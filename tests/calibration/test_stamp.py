"""The stamp of a fit: a tidy-up leaves it valid, a changed result does not, and the refusal says what to do."""

import dataclasses

import pytest

from calibration import stamp
from calibration.ensemble import load_ensemble
from calibration.stamp import Behaviour, Refit, probe, require


@pytest.fixture(scope="module")
def now() -> Behaviour:
    return probe()


def as_stamp(behaviour: Behaviour) -> dict:
    return {"counts": dict(behaviour.counts), "money": dict(behaviour.money)}


def test_the_shipped_ensemble_belongs_to_the_model_as_it_is(now):
    shipped = load_ensemble()["stamp"]
    assert Behaviour(shipped["counts"], shipped["money"]).differences(now) == []


def test_rounding_of_another_platform_is_no_difference(now):
    other = dataclasses.replace(now, money={name: value * (1 + 1e-12) for name, value in now.money.items()})
    assert now.differences(other) == []


def test_more_indicators_are_no_difference(now):
    assert now.differences(dataclasses.replace(now, counts=now.counts | {"new": 1})) == []


def test_one_count_or_a_millionth_of_the_money_is_a_difference(now):
    name = "typical-city-entered"
    assert now.differences(dataclasses.replace(now, counts=now.counts | {name: now.counts[name] + 1})) == [name]
    money = "typical-city-sales"
    assert now.differences(dataclasses.replace(now, money=now.money | {money: now.money[money] * (1 + 1e-6)})) == [money]


def test_another_behaviour_of_the_model_is_seen(now):
    assert now.differences(probe({"dur_ramp": 18.5})), "ramps half a month longer move dates"
    assert now.differences(probe({"tax_share": 0.21})) == [], "what decides nothing and is no remembered amount changes nothing"


def test_a_changed_model_is_refused_with_the_command_that_refits(now, monkeypatch, tmp_path):
    monkeypatch.setattr(stamp, "_cache", lambda: tmp_path / "behaviour.json")
    require("file", as_stamp(now))
    assert (tmp_path / "behaviour.json").exists(), "probed once, then remembered"
    changed = as_stamp(now)
    changed["counts"]["zigong-entered"] += 1
    with pytest.raises(Refit) as refused:
        require("calibration/fitted/ensemble.toml", changed)
    assert refused.value.exit_code == 2
    for lang in ("zh", "en"):
        assert "funnel calibrate --out calibration/fitted" in refused.value.render(lang) and "zigong-entered" in refused.value.render(lang)
    with pytest.raises(Refit):
        require("file", None)


def test_a_damaged_memory_of_the_probe_is_made_anew(now, monkeypatch, tmp_path):
    path = tmp_path / "behaviour.json"
    path.write_text('{"counts": 3', encoding="utf-8")
    monkeypatch.setattr(stamp, "_cache", lambda: path)
    assert now.differences(stamp.present()) == []
