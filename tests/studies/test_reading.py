"""A study file is checked as strictly as a scenario: every mistake with its line, the nearest valid choice and the next step, in both languages."""

import pytest

from experiments.cli.app import main
from experiments.cli.options import METHOD_NAMES
from experiments.studies.catalogue import list_studies
from experiments.studies.reading import load_study
from experiments.studies.schema import IndicatorName, MethodName
from experiments.studies.study import methods
from sim.scenario import ScenarioError

GOOD = """kind = "study"
sources = []
region = "typical-city"
policies = ["pilot-voucher"]
[title]
zh = "题"
en = "t"
[question]
zh = "问"
en = "q"
[outcome]
indicator = "batch_output"
measure = "difference"
[design]
method = "sobol"
size = 64
[uncertainties.cost_pilot]
[uncertainties.dur_pilot]
low = 4
high = 16
[levers.pilot-voucher.share]
low = 0.3
high = 0.7
"""
MISTAKES = {
    "unknown key": ('size = 64', 'sise = 64', "line 16, design.sise", 'Did you mean "size"'),
    "unknown parameter": ("uncertainties.cost_pilot", "uncertainties.cost_pilott", "line 17", 'Did you mean "cost_pilot"'),
    "unknown lever": ("pilot-voucher.share", "pilot-voucher.shar", "line 21", 'Did you mean "pilot-voucher.share"'),
    "unknown region": ('"typical-city"', '"typical-citi"', "line 3", 'Did you mean "typical-city"'),
    "unknown policy": ('["pilot-voucher"]', '["pilot-vouchr"]', "line 4", 'Did you mean "pilot-voucher"'),
    "unknown indicator": ('"batch_output"', '"batch_outputs"', "line 12", 'Did you mean "batch_output"'),
    "unknown method": ('"sobol"', '"sobel"', "line 15", 'Did you mean "sobol"'),
    "no power of two": ("size = 64", "size = 60", "line 16", "power of 2"),
    "more slices than points": ('"sobol"\nsize = 64', '"pawn"\nsize = 32\nslices = 33', "line 17, design.slices", "there are only 32"),
    "share above one": ("high = 0.7", "high = 7", "line 23", "a share or probability cannot exceed 1"),
    "empty range": ("low = 0.3", "low = 0.8", "line 21", "is not below the upper end"),
    "half a range": ("high = 16\n", "", "line 18", "only one end is given"),
    "out of bounds": ("low = 4\n", "low = -4\n", "line 19", "out of bounds"),
    "text for a number": ("low = 4\n", 'low = "vier"\n', "line 19", "a number is needed"),
    "key of another method": ("size = 64", "size = 64\nslices = 5", "line 17", "belongs to pawn only"),
    "threshold without discovery": ('measure = "difference"', 'measure = "difference"\nfails_below = 1.0', "line 14", "belongs to discovery only"),
    "wrong kind": ('kind = "study"', 'kind = "studdy"', "line 1", 'Did you mean "study"'),
    "difference without policies": ('policies = ["pilot-voucher"]\n', "", "line 12", "a difference is asked for, but no policy is named"),
    "inherits": ('region = "typical-city"', 'region = "typical-city"\ninherits = "x"', "line 4", "a study inherits nothing"),
    "no evidence": ("sources = []", 'sources = ["X-99"]', "line 2", "no evidence with the id"),
    "file elsewhere": ('"typical-city"', '"../city.toml"', "line 3", "does not lie in the folder"),
    "no infinity": ("low = 4\n", "low = inf\n", "line 19", "infinity and NaN are not allowed"),
}  # fmt: skip


def read(tmp_path, text):
    path = tmp_path / "mine.toml"
    path.write_text(text, encoding="utf-8")
    return load_study(str(path))


@pytest.mark.parametrize("name", list_studies())
def test_every_study_that_comes_with_the_program_is_sound(name):
    plan = load_study(name)
    assert plan.parameters
    assert plan.study.title.zh
    assert plan.study.title.en


def test_ranges_come_from_the_ledger_unless_they_are_given(tmp_path):
    cost, duration, share = read(tmp_path, GOOD).parameters
    assert (cost.low, cost.high, cost.distribution, cost.from_ledger) == (262.0, 3090.0, "loguniform", True)
    assert (duration.low, duration.high, duration.from_ledger) == (4.0, 16.0, False)
    assert (share.name, share.place, share.central) == ("pilot-voucher.share", "lever", 0.5)


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_named_with_its_line_and_what_to_do(mistake, tmp_path):
    right, wrong, place, said = MISTAKES[mistake]
    assert right in GOOD
    with pytest.raises(ScenarioError) as found:
        read(tmp_path, GOOD.replace(right, wrong, 1))
    english, chinese = found.value.render("en"), found.value.render("zh")
    assert place in english, english
    assert said in english, english
    assert "Next step:" in english
    assert "下一步：" in chinese


def test_all_mistakes_of_a_file_are_said_at_once(tmp_path):
    text = GOOD.replace("size = 64", "size = 60").replace("high = 0.7", "high = 7").replace('"batch_output"', '"batch_output"')
    with pytest.raises(ScenarioError) as found:
        read(tmp_path, text)
    assert len(found.value.problems) == 2


def test_mistakes_of_every_kind_are_said_at_once(tmp_path):
    changes = {
        'region = "typical-city"': 'region = "typical-citi"',  # a file that cannot be found
        "size = 64": "size = 60\nsise = 3",  # a design that does not fit, an unknown key
        'indicator = "batch_output"': 'indicator = "batch_outputs"',  # an unknown word
        "[uncertainties.cost_pilot]": "[uncertainties.cost_pilott]",  # an unknown parameter
        "low = 4\n": 'low = "vier"\n',  # a value that is no number
        "high = 16\n": "high = 16\nmod = 5\n[uncertainties.p_sample]\nlow = 0.9\nhigh = 0.2\n",  # an unknown key, an empty range
    }
    text = GOOD
    for right, wrong in changes.items():
        assert right in text
        text = text.replace(right, wrong, 1)
    with pytest.raises(ScenarioError) as found:
        read(tmp_path, text)
    keys = [each.key for each in found.value.problems]
    assert keys == [
        *("region", "outcome.indicator", "design.size", "design.sise", "uncertainties.cost_pilott"),
        *("uncertainties.dur_pilot.low", "uncertainties.dur_pilot.mod", "uncertainties.p_sample"),
    ], found.value.render("en")


@pytest.mark.parametrize(
    ("right", "wrong", "keys"),
    [
        ('method = "sobol"\nsize = 64', 'method = "sobel"\nsize = 60', ["design.method"]),
        ('method = "sobol"\n', "", ["design.method"]),
        ("low = 4\n", "lwo = 4\n", ["uncertainties.dur_pilot.lwo"]),
        ('policies = ["pilot-voucher"]', "policies = 3", ["policies"]),
        ('measure = "difference"', 'measure = "diffrence"', ["outcome.measure"]),
        ('[outcome]\nindicator = "batch_output"\nmeasure = "difference"\n', "", ["outcome"]),
        ("[uncertainties.cost_pilot]", "[uncertainties]\ncost_pilot = 3", ["uncertainties.cost_pilot"]),
    ],
)
def test_one_mistake_makes_no_others(right, wrong, keys, tmp_path):
    assert right in GOOD
    with pytest.raises(ScenarioError) as found:
        read(tmp_path, GOOD.replace(right, wrong, 1))
    assert [each.key for each in found.value.problems] == keys, found.value.render("en")


def test_only_sobol_works_with_groups(tmp_path):
    text = GOOD.replace("high = 16\n", 'high = 16\ngroup = "g"\n')
    assert read(tmp_path, text).parameters[1].group == "g"
    with pytest.raises(ScenarioError, match=r"line 21, uncertainties.dur_pilot.group: only sobol works with groups"):
        read(tmp_path, text.replace('"sobol"', '"dgsm"'))


def test_money_has_its_unit_and_a_region_may_vary_too(tmp_path):
    text = GOOD.replace(
        "[uncertainties.cost_pilot]",
        '[uncertainties.cost_pilot]\nlow = "300万"\nhigh = "20 million CNY"\n[uncertainties."engineers.stock"]\nlow = 100\nhigh = 900',
    )
    cost, stock, *_ = read(tmp_path, text).parameters
    assert (cost.low, cost.high) == (300.0, 2000.0)
    assert (stock.place, stock.path) == ("region", ("engineers", "stock"))


def test_an_award_above_its_budget_is_refused_at_the_end_of_its_range(tmp_path):
    policy = """kind = "policy"
sources = []
title = { zh = "奖", en = "award" }
question = { zh = "问", en = "q" }
[instruments.prize]
family = "outcome_award"
amount = "100万"
budget_per_year = "1000万"
"""
    (tmp_path / "my-award.toml").write_text(policy, encoding="utf-8")
    text = GOOD.replace('"pilot-voucher"', '"my-award.toml"').replace("pilot-voucher.share", "prize.amount")
    assert read(tmp_path, text.replace("low = 0.3", 'low = "50万"').replace("high = 0.7", 'high = "900万"')).parameters[2].high == 900.0
    with pytest.raises(ScenarioError, match=r"line 21, levers.prize.amount: .*could never be paid"):
        read(tmp_path, text.replace("low = 0.3", 'low = "50万"').replace("high = 0.7", 'high = "9000万"'))
    both = (
        text.replace("low = 0.3", 'low = "50万"').replace("high = 0.7", 'high = "900万"')
        + '[levers.prize.budget_per_year]\nlow = "100万"\nhigh = "2000万"\n'
    )
    with pytest.raises(ScenarioError, match=r"line 21, levers.prize.amount: .*could never be paid"):
        read(tmp_path, both)


def test_a_range_that_no_region_file_could_hold_is_refused(tmp_path):
    """Each end by itself is a share; that all shares sum to 1 is a rule of the region."""
    text = GOOD + '[uncertainties."sectors.materials.share"]\nlow = 0.2\nhigh = 0.9\n'
    with pytest.raises(ScenarioError, match=r"uncertainties.sectors.materials.share: .*the shares of the sectors sum to"):
        read(tmp_path, text)


def test_a_group_is_not_called_like_a_parameter(tmp_path):
    """They would be one factor without a word."""
    text = GOOD.replace("[uncertainties.dur_pilot]", '[uncertainties.dur_pilot]\ngroup = "cost_pilot"')
    with pytest.raises(ScenarioError, match=r"uncertainties.dur_pilot.group: .*cost_pilot is one itself"):
        read(tmp_path, text)


def test_words_of_the_schema_are_those_of_the_model_and_of_the_command():
    from typing import get_args

    from sim.indicators import NAMES

    assert get_args(IndicatorName) == NAMES
    assert set(get_args(MethodName)) == set(methods()) == set(METHOD_NAMES)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_template_passes_check(lang, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["new", "study", "my-study", "--lang", lang]) == 0
    assert main(["check", "my-study.toml", "--lang", lang]) == 0
    assert "my-study" in capsys.readouterr().out
    text = (tmp_path / "my-study.toml").read_text(encoding="utf-8")
    live = "\n".join(line[1:] if line.startswith("#months") else line for line in text.split("\n"))
    assert read(tmp_path, live).scenario.region.calendar.months == 120


def test_check_lists_what_is_wrong_in_a_study_and_ends_with_2(tmp_path, capsys):
    path = tmp_path / "bad.toml"
    path.write_text(GOOD.replace("size = 64", "sise = 64"), encoding="utf-8")
    assert main(["check", str(path), "--lang", "zh"]) == 2
    assert "您是不是想写“size”" in capsys.readouterr().err
