# ruff: noqa: E501  (one case a line reads best)
"""Mistakes that a table of cases cannot show: files that are none, several mistakes at once, and what must not be a mistake."""

import os
from pathlib import Path

import pytest

from sim.scenario import ScenarioError, check_file, checks, load_scenario, with_world
from sim.scenario.catalogue import nearest_name
from sim.scenario.errors import MOST_SHOWN
from tests.scenarios.telling import CITY, LEVER, POOL, one_problem, said_well


def test_a_missing_file_names_its_nearest_neighbour_and_what_is_installed(tmp_path):
    (tmp_path / "my-city.toml").write_text(CITY, encoding="utf-8")
    problem = one_problem(tmp_path / "my-ctiy.toml")
    assert (problem.code, problem.nearest) == ("missing_file", "my-city.toml")
    said_well(problem, "没有这个文件", "there is no such file")
    assert "chenzhou" in problem.render("zh") and "chenzhou" in problem.render("en")


def test_a_folder_is_not_a_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder.toml").mkdir()
    for folder in ("folder.toml", tmp_path / "folder.toml", Path(".")):
        said_well(one_problem(folder), "这是文件夹，不是文件", "this is a folder, not a file")


def test_a_path_with_the_slashes_of_another_system_names_the_one_of_this(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "中文 目录").mkdir()
    (tmp_path / "中文 目录" / "我的城市.toml").write_text(CITY, encoding="utf-8")
    assert load_scenario("中文 目录/我的城市.toml").region.id == "我的城市"
    if os.name != "nt":
        assert one_problem("中文 目录\\我的城市.toml").nearest == "中文 目录/我的城市.toml"
    assert one_problem("Z:\\用户\\我的.toml").code == "missing_file"


@pytest.mark.parametrize("name", ["", "  "])
def test_an_empty_name_is_said_to_be_empty(name):
    said_well(one_problem(name), "名称是空的", "the name is empty")
    said_well(one_problem("chenzhou", [name]), "名称是空的", "the name is empty")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_is_refused_instead_of_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.toml")
    said_well(one_problem(tmp_path / "pipe.toml"), "不是普通文件", "not an ordinary file")


def test_an_unreadable_file_says_why(tmp_path, monkeypatch):
    path = tmp_path / "case.toml"
    path.write_text(CITY, encoding="utf-8")

    def refuse(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("builtins.open", refuse)
    problem = one_problem(path)
    assert problem.code == "unreadable"
    said_well(problem, "无法读取：没有权限", "cannot be read: permission denied")


def test_a_name_without_its_ending_finds_the_file_beside(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "my-own.toml").write_text(CITY, encoding="utf-8")
    assert one_problem("my-own").nearest == "my-own.toml"


def test_a_name_that_cannot_be_a_file_name_is_unreadable_too():
    assert one_problem("a\0b.toml").code == "unreadable"
    assert one_problem("a" * 5000 + ".toml").code == "unreadable"


def test_a_scenario_of_100_megabytes_is_not_read(tmp_path, monkeypatch):
    path = tmp_path / "case.toml"
    with path.open("wb") as file:
        file.truncate(100_000_000)
    monkeypatch.setattr("builtins.open", lambda *_: pytest.fail("the file was opened"))
    problem = one_problem(path)
    said_well(problem, "100,000,000字节", "100,000,000 bytes")


def test_a_byte_order_mark_and_windows_line_ends_are_fine(tmp_path):
    path = tmp_path / "case.toml"
    path.write_bytes(b"\xef\xbb\xbf" + (CITY + "[engineers]\nstock = 77\n").replace("\n", "\r\n").encode())
    assert load_scenario(path).region.engineers.stock == 77


def test_full_width_text_inside_quotes_and_comments_is_fine(tmp_path):
    path = tmp_path / "case.toml"
    path.write_text(CITY + '# 说明：“好”，＝\n[title]\nzh = "“三加四”：基地，＝"\nen = "x"\n', encoding="utf-8")
    assert load_scenario(path).region.title.zh == "“三加四”：基地，＝"


def test_a_circle_of_inheritance_shows_the_circle(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, parent in (("a", "b"), ("b", "c"), ("c", "a")):
        (tmp_path / f"{name}.toml").write_text(f'kind = "region"\ninherits = "{parent}"\n', encoding="utf-8")
    problem = one_problem("a.toml")
    said_well(problem, "a.toml → b.toml → c.toml → a.toml", "a.toml → b.toml → c.toml → a.toml")


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="needs symbolic links")
def test_a_link_that_leaves_the_folder_cannot_be_inherited(tmp_path):
    inside, outside = tmp_path / "inside", tmp_path / "outside.toml"
    inside.mkdir()
    outside.write_text(CITY, encoding="utf-8")
    (inside / "link.toml").symlink_to(outside)
    (inside / "case.toml").write_text('kind = "region"\ninherits = "link.toml"\n', encoding="utf-8")
    assert one_problem(inside / "case.toml").code == "inherits_outside"


def test_all_mistakes_of_a_file_are_told_at_once_in_the_order_of_its_lines(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    text = (
        CITY
        + '[calendar]\nstart = "2025-13"\n[world]\ncost_pilt = 9\ncost_pilot = "-5万"\np_sample = 3\n[sectors.energy]\nshare = 0.5\n[assumptions]\nnothing = "x"\n'
    )
    (tmp_path / "case.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        load_scenario("case.toml")
    found = [(problem.code, problem.line) for problem in caught.value.problems]
    assert found == [
        ("month_impossible", 4), ("unknown_key", 6), ("money_negative", 7), ("share_above_one", 8), ("shares_sum", 9), ("assumption_path", 12),
    ]  # fmt: skip
    assert caught.value.render("zh").count("\n\n") == 5 and str(caught.value) == caught.value.render("en")


def test_a_file_that_says_only_its_kind_lists_what_a_region_needs(tmp_path):
    (tmp_path / "case.toml").write_text('kind = "region"\n', encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        load_scenario(tmp_path / "case.toml")
    assert {problem.code for problem in caught.value.problems} == {"missing_key"}
    assert {problem.key for problem in caught.value.problems} >= {"title", "sources", "calendar", "sectors", "labs", "firms"}


def found_in(folder, text, load=check_file):
    (folder / "case.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        load(folder / "case.toml")
    return [(problem.code, problem.key.removeprefix("instruments.pool.")) for problem in caught.value.problems]


BAD_POOL = 'cap = "-3万"\nstart = "2026-13"\ncolour = 3\n'
BAD_VALUES = [("money_negative", "cap"), ("month_impossible", "start"), ("unknown_key", "colour")]


@pytest.mark.parametrize("family", ["cost_suport", "Cost Support", "成本补助"])
def test_a_misspelt_family_does_not_hide_what_is_wrong_below_it(tmp_path, family):
    text = LEVER + f'[instruments.pool]\nfamily = "{family}"\nshar = 0.3\n' + BAD_POOL
    assert found_in(tmp_path, text) == [("missing_key", "share"), ("bad_choice", "family"), ("unknown_key", "shar"), *BAD_VALUES]


def test_a_missing_family_does_not_hide_what_is_wrong_in_every_family_that_it_may_be(tmp_path):
    assert found_in(tmp_path, LEVER + "[instruments.pool]\nshare = 0.3\n" + BAD_POOL) == [("family_missing", "instruments.pool"), *BAD_VALUES]
    text = LEVER + '[instruments.pool]\nstart = "2026-13"\ncolour = 3\n'  # may be any family: no key of one of them is said to be missing
    assert found_in(tmp_path, text) == [("family_missing", "instruments.pool"), *BAD_VALUES[1:]]
    text = LEVER + '[instruments.pool]\nbudget_per_year = "3000万"\nmin_novelty = 3\n'  # of two families, both say so
    assert found_in(tmp_path, text) == [("family_missing", "instruments.pool"), ("share_above_one", "min_novelty")]


def test_a_family_that_fits_leaves_nothing_else_to_say(tmp_path):
    assert found_in(tmp_path, LEVER + "[instruments.pool]\nshare = 0.3\n") == [("family_missing", "instruments.pool")]


def test_a_missing_or_misspelt_kind_does_not_hide_what_is_wrong_below_it(tmp_path):
    pool = '[instruments.pool]\nfamily = "cost_support"\nshare = 0.3\n' + BAD_POOL
    assert found_in(tmp_path, LEVER.partition("\n")[2] + pool) == [("kind_missing", "kind"), *BAD_VALUES]
    for kind in ('"polcy"', '"Policy"', '"政策"', "3"):
        assert found_in(tmp_path, LEVER.replace('"policy"', kind) + pool) == [("unknown_kind", "kind"), *BAD_VALUES]
    assert found_in(tmp_path, 'knd = "policy"\ninherits = "pilot-voucher"\n') == [("unknown_key", "knd")]


def test_a_policy_given_as_a_region_is_told_so_even_if_it_does_not_say_its_kind(tmp_path):
    assert found_in(tmp_path, LEVER.partition("\n")[2] + POOL, load_scenario) == [("kind_mismatch", "instruments")]
    assert found_in(tmp_path, 'inherits = "pilot-voucher"\n', load_scenario) == [("kind_mismatch", "inherits")]


def test_a_parent_that_cannot_be_read_does_not_hide_what_is_wrong_in_the_file(tmp_path):
    text = 'kind = "region"\ninherits = "chenzou"\n[world]\ncost_pilt = 3\np_sample = 3\n[firms.small]\ncount = 9\n'
    assert found_in(tmp_path, text) == [("unknown_region", "inherits"), ("unknown_key", "world.cost_pilt"), ("share_above_one", "world.p_sample")]


def test_a_flood_of_mistakes_is_cut_and_says_so(tmp_path):
    (tmp_path / "case.toml").write_text(CITY + "".join(f"k{n} = 1\n" for n in range(500)), encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        load_scenario(tmp_path / "case.toml")
    assert len(caught.value.problems) == 500
    assert caught.value.render("en").endswith(f"{500 - MOST_SHOWN} more problems are not shown.")
    assert caught.value.render("zh").endswith(f"另有{500 - MOST_SHOWN}处问题未列出。")


def test_budgets_are_held_against_the_years_of_the_study(tmp_path):
    text = 'budget_per_year_total = "400万"\n' + LEVER + '[instruments.b]\nfamily = "brokers"\nstaff = 20\nstart = "2030-07"\n'
    path = tmp_path / "case.toml"
    path.write_text(text, encoding="utf-8")
    assert check_file(path).id == "case"  # 20 persons at 20 each: exactly the 400 of the total
    path.write_text(text.replace("staff = 20", "staff = 21"), encoding="utf-8")
    problem = one_problem("chenzhou", [path])
    assert "in 2031" in problem.render("en")  # half a year in 2030, the whole of 2031
    said_well(problem, "2031年各工具合计承诺 420万元", "commit 4.2 million CNY")


def test_a_ceiling_counts_first_cash_when_platforms_open_and_an_operator_for_each_public_platform(tmp_path):
    path = tmp_path / "case.toml"
    build = '[instruments.p]\nfamily = "new_platforms"\nsector = "any"\ncount = 2\ncapital_cost = 0\ncash = "900万"\nbuild_months = 14\n'
    path.write_text('budget_per_year_total = "1800万"\n' + LEVER + build, encoding="utf-8")
    assert load_scenario("chenzhou", [path])
    path.write_text('budget_per_year_total = "1799万"\n' + LEVER + build, encoding="utf-8")
    assert "commit 18 million CNY" in one_problem("chenzhou", [path]).render("en")
    operator = '[instruments.o]\nfamily = "new_operator"\ncapability_gain = 0.2\ncost = "100万"\n'
    public = sum(spec.count for spec in load_scenario("chenzhou").region.platforms.values() if spec.owner == "public")
    path.write_text(f'budget_per_year_total = "{100 * public}万"\n' + LEVER + operator, encoding="utf-8")
    assert load_scenario("chenzhou", [path])
    path.write_text(f'budget_per_year_total = "{100 * public - 1}万"\n' + LEVER + operator, encoding="utf-8")
    assert f"commit {public} million CNY" in one_problem("chenzhou", [path]).render("en")


def test_an_undated_instrument_is_held_against_the_calendar_of_the_region(tmp_path):
    text = 'budget_per_year_total = "3000万"\n' + LEVER + POOL + 'budget_per_year = "2000万"\nstart = "2026-01"\n'
    text += '[instruments.p]\nfamily = "new_platforms"\nsector = "any"\ncount = 1\ncapital_cost = "1亿"\npublic_share = 0.2\n'
    path = tmp_path / "case.toml"
    path.write_text(text, encoding="utf-8")
    assert load_scenario("chenzhou", [path])  # starts in 2025: 2000 of capital in 2025, the pool of 2000 from 2026 on
    assert "in 2026" in one_problem("chenzhou", [path], overrides={"calendar.start": "2026-06"}).render("en")


@pytest.mark.parametrize("ledger", [None, ""])
def test_a_missing_ledger_of_evidence_is_an_error_and_no_silence(tmp_path, monkeypatch, ledger):
    monkeypatch.setattr(checks, "LEDGER", tmp_path / "ids.txt")
    monkeypatch.setattr(checks, "evidence_ids", checks.evidence_ids.__wrapped__)  # as in a new process
    if ledger is not None:
        (tmp_path / "ids.txt").write_text(ledger)
    said_well(one_problem("chenzhou"), "证据台账缺失", "the evidence ledger of the program is missing")


def test_references_of_the_wrong_type_are_told(tmp_path):
    for reference in (3, None, ["chenzhou"]):
        said_well(one_problem(reference), "需要名称或文件路径", "a name or a path is needed")


def test_changes_of_the_world_are_told_like_those_of_files():
    with pytest.raises(ScenarioError) as caught:
        with_world(load_scenario("chenzhou"), cost_pilt=3, p_sample=2)
    assert [(problem.code, problem.key) for problem in caught.value.problems] == [
        ("share_above_one", "world.p_sample"),
        ("unknown_key", "world.cost_pilt"),
    ]


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("new-platforms", "new-platforms-with-operating-subsidy"),
        ("new_platforms", "new-platforms-with-operating-subsidy"),
        ("guidance", "guidance-fund"),
        ("performance", "performance-grant"),
        ("pilot-vucher", "pilot-voucher"),
        ("a", None),
        ("zzzz", None),
    ],
)
def test_the_nearest_name_begins_with_the_word_or_is_most_like_it(word, meant):
    assert nearest_name(word, "policy") == meant
