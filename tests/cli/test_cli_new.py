"""`funnel new`: templates that can be used at once, hold every key, and never write over anything."""

import re

import pytest

from experiments.cli.language import LANGUAGES
from experiments.templates import policy_template, region_template
from sim.scenario import Region, check_file, list_policies, list_regions, load_policy, load_region
from sim.scenario.describe import all_keys, keys_of, quantity_of
from sim.scenario.family import FAMILIES

pytestmark = pytest.mark.slow

SWITCHED_OFF = re.compile(r"^#(?=[\[\w])", re.MULTILINE)
NEVER_SET = {"id"}


def everything_on(text):
    """The template with all its optional keys switched on."""
    return SWITCHED_OFF.sub("", text)


def saved(folder, name, text):
    path = folder / f"{name}.toml"
    path.write_text(text, encoding="utf-8")
    return path


def live(text):
    return [line for line in text.splitlines() if line and not line.startswith("#")]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", ["region", "policy"])
def test_a_new_template_is_checked_without_error_or_warning(funnel, kind, lang):
    made = funnel("new", kind, "my-own", "--lang", lang)
    assert (made.code, made.err) == (0, "")
    assert "./my-own.toml" in made.out
    checked = funnel("check", "./my-own.toml", "--lang", "en")
    assert checked.code == 0 and "my-own.toml: OK" in checked.out and not checked.err


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("family", FAMILIES)
def test_every_family_has_a_template_without_warning(funnel, tmp_path, family, lang):
    funnel("new", "policy", "lever", "--family", family, "--lang", lang)
    ended = funnel("check", "./lever.toml", "--lang", "en")
    assert "lever.toml: OK" in ended.out and not ended.err
    assert [tool.family for tool in check_file(tmp_path / "lever.toml").instruments.values()] == [family]


def test_templates_can_be_simulated_at_once(funnel):
    funnel("new", "region", "my-city")
    funnel("new", "policy", "my-policy", "--quiet")
    ended = funnel("run", "./my-city.toml", "--policy", "./my-policy.toml", "--replications", "2", "--months", "12", "--json")
    assert ended.code == 0, ended.err
    assert '"scenario": "my-city+my-policy"' in ended.out


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_region_template_has_every_key_of_the_model_with_meaning_and_unit(lang):
    text = region_template("place", lang)
    first_groups = text  # every key is explained in the first group of its kind
    for path, field in all_keys(Region):
        quantity = quantity_of(field)
        if path[-1] in NEVER_SET or quantity.kind == "table" or path[0] in ("title", "question") or path[-1] in ("kind", "assumptions"):
            continue
        meaning = getattr(quantity.meaning, lang)
        assert re.search(rf"^#?{path[-1]} = ", first_groups, re.MULTILINE), path
        assert meaning[:12] in text.replace("\n# ", "") or meaning[:12] in text.replace("\n# ", " "), path


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("family", FAMILIES)
def test_a_policy_template_has_every_key_of_its_family_and_the_whole_one_those_of_all(family, lang):
    whole, alone = policy_template("lever", lang), policy_template("lever", lang, family)
    title = f"[instruments.lever-{family.replace('_', '-')}]"
    for text in (whole, alone):
        table = text.partition(title)[2].partition("\n# ====")[0]
        for key, field in keys_of(FAMILIES[family]).items():
            assert re.search(rf"^#?{key} = ", table, re.MULTILINE), key
            assert getattr(quantity_of(field).meaning, lang)[:10] in table.replace("\n# ", " ") + table.replace("\n# ", ""), key
    assert [line for line in live(alone) if line.startswith("[instruments")] == [title]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_optional_key_can_be_switched_on_as_it_stands(tmp_path, lang):
    region = check_file(saved(tmp_path, "place", everything_on(region_template("place", lang))))
    policy = check_file(saved(tmp_path, "lever", everything_on(policy_template("lever", lang))))
    assert {tool.family for tool in policy.instruments.values()} == set(FAMILIES)
    assert policy.budget_per_year_total is not None
    optional = [(key, field) for key, field in keys_of(Region).items() if quantity_of(field).kind != "table"]
    assert all(getattr(region, key) is not None for key, _ in optional)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_switching_a_shown_default_on_changes_nothing(tmp_path, lang):
    """What a comment calls the default is the default: only examples of keys without one differ once they are switched on."""
    before = check_file(saved(tmp_path, "place", region_template("place", lang)))
    after = check_file(saved(tmp_path, "on", everything_on(region_template("place", lang))))
    assert after.world == before.world and after.engineers == before.engineers and after.calendar == before.calendar


def test_a_template_starts_from_the_stocks_of_the_typical_city(tmp_path):
    region, city = check_file(saved(tmp_path, "place", region_template("place", "zh"))), load_region("typical-city")
    for group in ("sectors", "labs", "firms", "platforms", "funds", "engineers", "matchmaking"):
        assert getattr(region, group) == getattr(city, group)
    assert region.calendar.burn_in > 0  # a real place has projects under way
    assert {"sectors", "labs", "firms", "platforms", "funds"} <= set(region.assumptions)


def test_a_file_that_is_there_is_never_written_over(funnel, tmp_path):
    mine = saved(tmp_path, "mine", "my own work")
    ended = funnel("new", "policy", "mine")
    assert ended.code == 2 and "exists already" in ended.err
    assert mine.read_text() == "my own work"


@pytest.mark.parametrize(
    ("name", "near"), [("my city", "my-city"), ("a/b", "b"), ("..\\x.toml", "x"), ("my-city.toml", "my-city"), ("con", "my-con"), ("-x", None)]
)
def test_a_name_that_cannot_be_a_file_name_everywhere_is_refused_with_a_better_one(funnel, tmp_path, name, near):
    ended = funnel("new", "region", "--", name)
    assert ended.code == 2 and not list(tmp_path.iterdir())
    assert near is None or f'Did you mean "{near}"?' in ended.err


@pytest.mark.parametrize("name", ["chenzhou", "Pilot-Voucher", "do-nothing"])
def test_the_name_of_an_installed_scenario_is_refused(funnel, tmp_path, name):
    for kind in ("region", "policy"):
        ended = funnel("new", kind, name, "--lang", "zh")
        assert ended.code == 2 and "随程序安装" in ended.err and not list(tmp_path.iterdir())


def test_another_folder_is_made_and_a_file_in_its_place_is_explained(funnel, tmp_path):
    assert funnel("new", "region", "city", "--out", "mine/regions").code == 0
    assert (tmp_path / "mine" / "regions" / "city.toml").is_file()
    ended = funnel("new", "region", "other", "--out", "mine/regions/city.toml")
    assert ended.code == 2 and "file, not a folder" in ended.err


def test_the_family_is_for_policies_and_must_exist(funnel, tmp_path):
    assert "--family is for policies" in funnel("new", "region", "city", "--family", "brokers").err
    ended = funnel("new", "policy", "lever", "--family", "broker", "--lang", "zh")
    assert ended.code == 2 and "您是不是想写“brokers”" in ended.err and not list(tmp_path.iterdir())


def test_examples_of_a_template_come_from_installed_files():
    """So that they stay sensible: the amount of an award is one that some policy really pays."""
    known = {tool.amount for name in list_policies() for tool in load_policy(name).instruments.values() if tool.family == "outcome_award"}
    shown = re.search(r'^amount = "(\d+)万元"', policy_template("lever", "zh", "outcome_award"), re.MULTILINE)
    assert float(shown[1]) in known
    fees = {spec.fee_share for name in list_regions() for spec in load_region(name).platforms.values()}
    assert float(re.search(r"^#?fee_share = ([\d.]+)", region_template("place", "zh"), re.MULTILINE)[1]) in fees
