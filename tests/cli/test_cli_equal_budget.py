"""`funnel compare --equal-budget` as users type it: the amount, the report, and what the folder holds."""

import json

import pytest

from experiments.cli.layout import cells
from sim.scenario import load_policy, load_scenario

pytestmark = pytest.mark.slow

COMPARE = ("compare", "chenzhou", "--policy", "pilot-voucher", "--policy", "more-public-platforms", "--policy", "do-nothing")
SMALL = ("--replications", "8", "--months", "48", "--no-figures", "--equal-budget")


@pytest.mark.parametrize(
    ("amount", "near"), [("6000", "6000万"), ("6千万", "6000万"), ("六千万", "6000万"), ("６０００万", "6000万"), ("much", None), ("-5万", None)]
)
def test_an_amount_that_cannot_be_read_is_explained_with_the_one_probably_meant(funnel, amount, near):
    ended = funnel(*COMPARE, *SMALL, amount, "--lang", "zh")
    assert ended.code == 2 and "--equal-budget" in ended.err and "6000万" in ended.err
    assert near is None or f"您是不是想写“{near}”？" in ended.err


def test_an_amount_of_nothing_is_refused(funnel):
    ended = funnel(*COMPARE, *SMALL, "0万")
    assert ended.code == 2 and "more than zero" in ended.err


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_report_says_what_each_policy_spends_and_which_are_not_equal(funnel, lang):
    ended = funnel(*COMPARE, *SMALL, "1000万", "--lang", lang, env={"COLUMNS": "80"})
    assert ended.code == 0
    head, places, nothing = {
        "zh": ("等额比较：", "“平台数”应为", "没有可放大或缩小的内容"),
        "en": ("Equal budgets:", '"number of platforms"', "nothing in it can be made larger or"),
    }[lang]
    text = ended.out if lang == "en" else ended.out.replace("\n", "").replace("  ", "")
    assert head in text and places in text and nothing in text
    assert max(cells(line) for line in ended.out.splitlines()) <= 80


def test_the_folder_holds_the_scaled_policies(funnel, tmp_path):
    ended = funnel(*COMPARE, *SMALL, "1000万", "--out", "out", "--quiet")
    assert ended.code == 0, ended.err
    document = json.loads((tmp_path / "out" / "results.json").read_text(encoding="utf-8"))
    assert document["equal_budget"] == {"amount": 1000.0, "unit": "10k CNY", "wording": "passed"}
    scenario = load_scenario(tmp_path / "out" / "scenario-chenzhou+pilot-voucher.toml")
    factor = document["policies"][0]["scaling"]["factor"]
    before, after = load_policy("pilot-voucher").instruments["pilot-voucher"], scenario.instruments["pilot-voucher"]
    assert factor != 1 and after.cap == pytest.approx(before.cap * factor)
    assert document["provenance"]["scenarios"][scenario.id] == scenario.digest
    sizes = [load_scenario(path) for path in (tmp_path / "out").glob("scenario-chenzhou+more-public-platforms*.toml")]
    built = {size.instruments["new-public-platforms"].count: size.digest for size in sizes}
    drawn = {part["sizes"][0]["used"] for part in document["policies"][1]["scaling"]["lottery"]}
    assert set(built) == drawn == {0, 1} and set(built.values()) <= set(document["provenance"]["scenarios"].values())
    table = (tmp_path / "out" / "scaling.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(table) == 4 and table[1].startswith("pilot-voucher,") and "nothing in it can be made larger or smaller" in table[3]
    assert "等额比较" in document["assumptions"]["pilot-voucher: instruments.pilot-voucher.cap"]
