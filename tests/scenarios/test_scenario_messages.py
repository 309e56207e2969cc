# ruff: noqa: E501  (one case a line reads best)
"""Every way to get a scenario wrong has one message: file, line, key, reason, nearest valid choice and next step, in both languages."""

import os
import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from sim.scenario import ScenarioError, check_file, checks, load_scenario, with_world
from sim.scenario.errors import MOST_SHOWN
from sim.scenario.messages import MESSAGES

CITY = 'kind = "region"\ninherits = "chenzhou"\n'
LEVER = 'kind = "policy"\nsources = []\ntitle = { zh = "甲", en = "A" }\nquestion = { zh = "乙", en = "B" }\n'
POOL = '[instruments.pool]\nfamily = "cost_support"\nshare = 0.3\n'


@dataclass(frozen=True)
class Case:
    """One mistake in a file, and what the message must say about it."""

    code: str
    text: str | bytes
    line: int | None
    key: str
    zh: str
    en: str
    nearest: str | None = None


CASES = [
    # --- encoding and syntax
    Case("gbk", ("# 中文说明\n" + CITY).encode("gbk"), 1, "", "GBK", "GBK"),
    Case("utf16", CITY.encode("utf-16"), None, "", "UTF-16", "UTF-16"),
    Case("not_utf8", b'kind = "caf\xe9 "', 1, "", "不是 UTF-8", "not UTF-8"),
    Case("full_width", CITY + "[world]\ncost_pilot ＝ 900\n", 4, "", "全角字符 ＝", "full-width characters ＝"),
    Case("full_width", CITY + "[world]\np_sample = “0.5”\n", 4, "", "全角字符 “ ”", "full-width characters “ ”"),
    Case("full_width", CITY + "［world］\np_sample = 0.5\n", 3, "", "［ ］，TOML 只认半角 [ ]", "where TOML wants [ ]"),
    Case("full_width", 'kind："region"\n', 1, "", "全角字符 ：", "full-width characters ："),
    Case("syntax", CITY + "[world\np_sample = 0.5\n", 3, "", "缺少右方括号", "Expected ']'"),
    Case("syntax", CITY + "p_sample\n", 3, "", "键名后面应为等号", "Expected '='"),
    Case("syntax", CITY + "p_sample = half\n", 3, "", "值不合法", "Invalid value"),
    Case("unquoted_month", CITY + "[calendar]\nstart = 2025-10\n", 4, "start", "没有加引号", "without quotes"),
    Case("duplicate_key", CITY + "[world]\np_sample = 0.5\ncost_pilot = 9\np_sample = 0.6\n", 6, "world.p_sample", "写了两次（第一次在第4行）", "first in line 4"),
    Case("duplicate_key", CITY + "[world]\np_sample = 0.5\n[world]\ncost_pilot = 9\n", 5, "world", "写了两次（第一次在第3行）", "first in line 3"),
    Case("too_deep", "a = " + "[" * 100_000, 1, "", "嵌套超过", "nested more than"),
    Case("too_deep", "a = " + "[" * 100_000 + "]" * 100_000, 1, "", "嵌套超过", "nested more than"),
    Case("too_deep", "a = " + "{ a = " * 100_000, 1, "", "嵌套超过", "nested more than"),
    Case("too_deep", "\na" + ".a" * 100_000 + " = 1", 2, "", "嵌套超过", "nested more than"),
    Case("too_deep", "[a" + ".a" * 100_000 + "]", 1, "", "嵌套超过", "nested more than"),
    Case("number_too_long", "a = " + "9" * 5_000, None, "", "过长的数字", "too many digits"),
    # --- kinds and inheritance
    Case("not_text", b"PK\x03\x04\x14\x00\x06\x00\xff", None, "", "Word、Excel 或压缩文件", "a Word, Excel or zip file"),
    Case("not_text", b"\xd0\xcf\x11\xe0\xa1", None, "", "旧版 Word", "an old Word"),
    Case("not_text", b"%PDF-1.7\n", None, "", "PDF", "PDF"),
    Case("unquoted_text", CITY + "[world]\ncost_pilot = 3000万  # 上限\n", 4, "cost_pilot", "3000万 没有加引号", "3000万 after the equals sign is not quoted", '"3000万"'),
    Case("unquoted_text", CITY + "[firms.new]\nsize = 小型企业\n", 4, "size", "小型企业 没有加引号", "is not quoted", '"小型企业"'),
    Case("unquoted_percent", CITY + "[world]\np_sample = 62%\n", 4, "p_sample", "62% 不是 TOML 的数", "62% is not a number in TOML", "0.62"),
    Case("unquoted_name", CITY + '[firms.专精特新]\nsize = "small"\n', 3, "", "名称含有汉字", "Chinese characters", '[firms."专精特新"]'),
    Case("unquoted_name", CITY + "预算 = 3\n", 3, "", "规定的键名都是英文", "given keys are English"),
    Case("unknown_region", 'kind = "region"\ninherits = "郴州"\n', 2, "inherits", "没有名为“郴州”的地区", 'no region called "郴州"', "chenzhou"),
    Case("empty_name", 'kind = "region"\ninherits = " "\n', 2, "inherits", "名称是空的", "the name is empty"),
    Case("frozen_incomplete", 'kind = "scenario"\n', None, "", "须有表 [region]", "needs the table [region]"),
    Case("frozen_incomplete", 'kind = "scenario"\nregion = 3\n', None, "", "须有表 [region]", "needs the table [region]"),
    Case("frozen_incomplete", 'kind = "scenario"\npolicies = 3\n[region]\n', None, "", "[[policies]]", "[[policies]]"),
    Case("empty_file", "", None, "", '先写明文件种类：kind = "region"', 'say first which kind of file it is, kind = "region"'),
    Case("empty_file", "# 只有注释\n\n", None, "", "文件是空的", "the file is empty"),
    Case("unknown_kind", 'kind = "regoin"\ninherits = "chenzhou"\n', 1, "kind", "不认识的文件种类", "unknown kind", "region"),
    Case("kind_mismatch", LEVER, 1, "kind", '需要 kind = "region"', 'kind = "region" is needed'),
    Case("kind_mismatch", 'inherits = "pilot-voucher"\n', 1, "inherits", '需要 kind = "region"', 'kind = "region" is needed'),
    Case("id_in_file", CITY + 'id = "x"\n', 3, "id", "编号就是文件名", "the id is the name of the file"),
    Case("unknown_region", 'kind = "region"\ninherits = "chenzou"\n', 2, "inherits", "没有名为“chenzou”的地区", 'no region called "chenzou"', "chenzhou"),
    Case("circular", 'kind = "region"\ninherits = "case"\n', 2, "inherits", "继承成环：", "circular inheritance: "),
    Case("inherits_outside", 'kind = "region"\ninherits = "../other.toml"\n', 2, "inherits", "文件夹以外：“../other.toml”", 'leaves the folder of the file: "../other.toml"'),
    Case("inherits_outside", 'kind = "region"\ninherits = "/etc/passwd"\n', 2, "inherits", "文件夹以外", "leaves the folder"),
    Case("inherits_outside", 'kind = "region"\ninherits = "a\\u0000b.toml"\n', 2, "inherits", "文件夹以外", "leaves the folder"),
    Case("missing_parent", 'kind = "region"\ninherits = "caze.toml"\n', 2, "inherits", "不存在", "does not exist", "case.toml"),
    Case("bad_reference", 'kind = "region"\ninherits = 3\n', 2, "inherits", "需要名称或文件路径", "a name or a path is needed"),
    # --- keys and values
    Case("unknown_key", CITY + "[wrld]\na = 1\n", 3, "wrld", "没有“wrld”这个键", 'unknown key "wrld"', "world"),
    Case("unknown_key", CITY + "[world]\ncost_pilt = 900\n", 4, "world.cost_pilt", "中试成本", "cost of a pilot", "cost_pilot"),
    Case("unknown_key", CITY + "inherit = 1\n", 3, "inherit", "没有“inherit”这个键", 'unknown key "inherit"', "inherits"),
    Case("misplaced_key", CITY + "cost_pilot = 900\n", 3, "cost_pilot", "属于 world.cost_pilot", "it is world.cost_pilot"),
    Case("missing_key", CITY + '[firms.new]\nsize = "small"\ncount = 3\nyearly_profit = 9\n', 3, "firms.new.cash", "缺少必须写明的“cash”", 'required key "cash" is missing'),
    Case("wrong_type", CITY + '[world]\np_sample = "half"\n', 4, "world.p_sample", "需要一个数，得到的是文字", "a number is needed, not the text"),
    Case("wrong_type", CITY + "[world]\np_sample = true\n", 4, "world.p_sample", "得到的是 true", "not the value true"),
    Case("wrong_type", CITY + "[calendar]\nmonths = 12.5\n", 4, "calendar.months", "需要一个整数", "a whole number is needed"),
    Case("wrong_type", CITY + "world = 3\n", 3, "world", "需要一张表", "a table is needed"),
    Case("wrong_type", CITY + 'sources = "S-CZ-01"\n', 3, "sources", "需要方括号列表", "a list such as"),
    Case("bad_choice", CITY + '[firms.small]\nsize = "smal"\n', 4, "firms.small.size", "不能是“smal”", '"smal" is not a choice', "small"),
    Case("bad_choice", CITY + "[sectors.enrgy]\nshare = 0.0\n", 3, "sectors.enrgy", "不能是“enrgy”", '"enrgy" is not a choice', "energy"),
    Case("bad_choice", CITY + '[platforms.public-city]\nsector = "chemicls"\n', 4, "platforms.public-city.sector", "chemicals", "chemicals", "chemicals"),
    Case("out_of_bounds", CITY + "[calendar]\nmonths = 0\n", 4, "calendar.months", "应 ≥ 1 且 ≤ 1,200", "must be >= 1 and <= 1,200"),
    Case("out_of_bounds", CITY + "[calendar]\nmonths = " + "9" * 400 + "\n", 4, "calendar.months", "10^400 超出范围", "10^400 is out of bounds"),
    Case("share_above_one", CITY + "[world]\np_sample = 62\n", 4, "world.p_sample", "百分数写成小数", "write a percentage as a fraction"),
    Case("not_finite", CITY + "[world]\np_sample = nan\n", 4, "world.p_sample", "不能是无穷大或 NaN", "infinity and NaN are not allowed"),
    Case("not_finite", CITY + "[world]\ndur_ramp = inf\n", 4, "world.dur_ramp", "不能是无穷大或 NaN", "infinity and NaN are not allowed"),
    Case("not_finite", CITY + "[world]\ndur_ramp = 1e999\n", 4, "world.dur_ramp", "不能是无穷大或 NaN", "infinity and NaN are not allowed"),
    Case("money_negative", CITY + '[world]\ncost_pilot = "-800万"\n', 4, "world.cost_pilot", "金额不能为负：-800万", "money cannot be negative: -800万"),
    Case("money_negative", CITY + "[world]\ncost_pilot = -1\n", 4, "world.cost_pilot", "金额不能为负", "money cannot be negative"),
    Case("money_unit", CITY + '[world]\ncost_pilot = "3000美元"\n', 4, "world.cost_pilot", "可用单位：元, 万, 万元, 亿", "units: 元, 万, 万元, 亿"),
    Case("money_unit", CITY + '[world]\ncost_pilot = "3000"\n', 4, "world.cost_pilot", "单位缺失或不认识", "missing or unknown"),
    Case("money_form", CITY + '[world]\ncost_pilot = "很多"\n', 4, "world.cost_pilot", "不是金额", "not an amount of money"),
    Case("money_full_width", CITY + '[world]\ncost_pilot = "３０００万"\n', 4, "world.cost_pilot", '写成半角："3000万"', 'write "3000万"'),
    Case("money_infinite", CITY + "[world]\ncost_pilot = inf\n", 4, "world.cost_pilot", "必须是有限的数", "must be finite"),
    Case("money_type", CITY + "[world]\ncost_pilot = true\n", 4, "world.cost_pilot", "金额不能是 true", "money cannot be the value true"),
    Case("month_impossible", CITY + '[calendar]\nstart = "2025-13"\n', 4, "calendar.start", "没有13月", "there is no month 13"),
    Case("month_impossible", CITY + '[calendar]\nstart = "2025-00"\n', 4, "calendar.start", "没有00月", "there is no month 00"),
    Case("month_form", CITY + '[calendar]\nstart = "2025-1-1"\n', 4, "calendar.start", "不是“年-月”", "not of the form YYYY-MM", "2025-01"),
    Case("month_native_date", CITY + "[calendar]\nstart = 2025-10-01\n", 4, "calendar.start", '改成带引号的 "2025-10"', 'write it as quoted text "2025-10"'),
    Case("month_type", CITY + "[calendar]\nstart = 202510\n", 4, "calendar.start", "月份不能是整数 202510", "a month cannot be the whole number 202510"),
    Case("month_full_width", CITY + '[calendar]\nstart = "２０２５-10"\n', 4, "calendar.start", '写成半角："2025-10"', 'write "2025-10"'),
    Case("month_year", CITY + '[calendar]\nstart = "0025-10"\n', 4, "calendar.start", "1900 至 2200", "1900 to 2200"),
    # --- what must fit together
    Case("shares_sum", CITY + "[sectors.energy]\nshare = 0.2\n", 3, "sectors", "之和为 1.12，应为 1", "sum to 1.12, not to 1"),
    Case("shares_sum", CITY + "[labs.universities.sectors]\nmaterials = 0.5\n", 3, "labs.universities.sectors", "之和为 0.5", "sum to 0.5"),
    Case("sector_not_listed", CITY + '[platforms.public-city]\nsector = "food"\n', 4, "platforms.public-city.sector", "领域“food”不在本地区", 'sector "food" is not in'),
    Case("evidence_unknown", CITY + 'sources = ["S-CZ-01", "S-CZ-99"]\n', 3, "sources[2]", "没有“S-CZ-99”", 'the id "S-CZ-99"', "S-CZ-09"),
    Case("assumption_path", CITY + '[assumptions]\n"world.cost_pilt" = "x"\n', 4, "assumptions.world.cost_pilt", "假定说明无所指", "explains nothing", "world.cost_pilot"),
    Case("assumption_path", CITY + '[assumptions]\n"firms.smal.count" = "x"\n', 4, "assumptions.firms.smal.count", "无所指", "explains nothing", "firms.small.count"),
]  # fmt: skip

POLICY_CASES = [
    Case("kind_mismatch", CITY, 1, "kind", '需要 kind = "policy"', 'kind = "policy" is needed'),
    Case("unknown_policy", 'kind = "policy"\ninherits = "pilot-vucher"\n', 2, "inherits", "没有名为“pilot-vucher”的政策", 'no policy called "pilot-vucher"', "pilot-voucher"),
    Case("unknown_key", LEVER + POOL + "shar = 0.3\n", 8, "instruments.pool.shar", "补助比例；单位：占成本的比例，≥ 0 且 ≤ 1", "share of the cost paid; unit: share of cost, >= 0 and <= 1", "share"),
    Case("family_missing", LEVER + "[instruments.pool]\nshare = 0.3\n", 5, "instruments.pool", "没有写明 family", "does not say its family", "cost_support"),
    Case("family_missing", LEVER + "[instruments.pool]\n", 5, "instruments.pool", "cost_support（成本补助）", "cost_support, outcome_award"),
    Case("instrument_not_inherited", 'kind = "policy"\ninherits = "pilot-voucher"\n[instruments.pilot-vucher]\ncap = 30\n', 3, "instruments.pilot-vucher", "继承的政策里也没有", "no inherited instrument", "pilot-voucher"),
    Case("key_of_other_family", LEVER + POOL + "staff = 3\n", 8, "instruments.pool.staff", "属于：brokers（技术经纪）", "belongs to: brokers"),
    Case("key_of_other_kind", LEVER + "[world]\ncost_pilot = 900\n", 5, "world", '属于地区文件（kind = "region"）', 'belongs in a region file (kind = "region")'),
    Case("kind_missing", LEVER.partition("\n")[2], None, "kind", "没有写明 kind", "does not say its kind"),
    Case("bad_choice", LEVER + '[instruments.pool]\nfamily = "成本补助"\nshare = 0.3\n', 6, "instruments.pool.family", "不能是“成本补助”", "is not a choice", "cost_support"),
    Case("bad_choice", LEVER + '[instruments.pool]\nfamily = ["cost_support"]\nshare = 0.3\n', 6, "instruments.pool.family", '不能是“["cost_support"]”', "is not a choice", "cost_support"),
    Case("bad_choice", LEVER + POOL + 'sizes = ["小"]\n', 8, "instruments.pool.sizes[1]", "小型企业", "micro, small, medium, large", "small"),
    Case("wrong_type", LEVER + '[instruments.pool]\nfamily = "cost_support"\nshare = "30%"\n', 7, "instruments.pool.share", "需要一个数", "a number is needed", "0.3"),
    Case("money_unit", LEVER + POOL + 'budget_per_year = "3千万"\n', 8, "instruments.pool.budget_per_year", "单位缺失或不认识", "missing or unknown", "3000万"),
    Case("month_form", LEVER + POOL + 'start = "2026年7月"\n', 8, "instruments.pool.start", "不是“年-月”", "not of the form YYYY-MM", "2026-07"),
    Case("bad_choice", LEVER + '[instruments.pool]\nfamily = "cost_suport"\nshare = 0.3\n', 6, "instruments.pool.family", "不能是“cost_suport”", "is not a choice", "cost_support"),
    Case("share_above_one", LEVER + '[instruments.a]\nfamily = "cost_support"\nshare = 1.2\n', 7, "instruments.a.share", "1.2 超出范围", "1.2 is out of bounds"),
    Case("end_before_start", LEVER + POOL + 'start = "2026-05"\nend = "2026-01"\n', 9, "instruments.pool.end", "2026-01 早于开始月份 2026-05", "2026-01 is before the start 2026-05"),
    Case("over_budget", 'budget_per_year_total = "2000万"\n' + LEVER + POOL + 'budget_per_year = "3000万"\nstart = "2026-03"\n', 1, "budget_per_year_total", "2026年各工具合计承诺 3000万元，超过 budget_per_year_total 的 2000万元", "in 2026 the instruments commit 30 million CNY, more than the 20 million CNY"),
    Case("over_budget", 'budget_per_year_total = "2000万"\n' + LEVER + POOL + 'budget_per_year = "3000万"\n', 1, "budget_per_year_total", "研究期第1年", "in study year 1"),
    Case("over_budget_unlimited", 'budget_per_year_total = "2000万"\n' + LEVER + POOL, 6, "instruments.pool", "没有年度预算", "has no yearly budget"),
    Case("award_over_budget", LEVER + '[instruments.a]\nfamily = "outcome_award"\namount = 200\nbudget_per_year = 100\n', 7, "instruments.a.amount", "一次奖励 200万元 超过年度预算 100万元", "one award of 2 million CNY exceeds"),
    Case("policy_sector_absent", LEVER + '[instruments.a]\nfamily = "new_platforms"\nsector = "food"\ncount = 1\n', 5, "instruments.a", "没有领域“food”", 'has no sector "food"'),
    Case("wrong_type", LEVER + "instruments = 3\n", 5, "instruments", "需要一张表", "a table is needed"),
    Case("wrong_type", LEVER + "instruments = { a = 3 }\n", 5, "instruments.a", "需要一张表", "a table is needed"),
    Case("wrong_type", LEVER + '[[instruments]]\nfamily = "brokers"\n', 5, "instruments", "得到的是一个列表", "not a list"),
]  # fmt: skip

ELSEWHERE = {
    "missing_file", "is_directory", "not_regular", "unreadable", "too_large", "duplicate_policy", "instrument_clash", "duplicate_key_somewhere", "invalid", "ledger_missing",
}  # fmt: skip
"""Messages with a test of their own below or in test_scenario_inheritance, or for what no test can bring about."""


def read(case, folder, policies):
    path = folder / "case.toml"
    path.write_bytes(case.text if isinstance(case.text, bytes) else case.text.encode())
    with pytest.raises(ScenarioError) as caught:
        if policies:
            load_scenario("chenzhou", [path])
        else:
            load_scenario(path)
    return caught.value


def complaints(error, case):
    (problem,) = error.problems
    assert (problem.code, problem.line, problem.key, problem.nearest) == (case.code, case.line, case.key, case.nearest)
    return problem


def said_well(problem, zh, en):
    for lang, words in (("zh", zh), ("en", en)):
        text = problem.render(lang)
        assert words in text
        assert text.startswith(problem.file)
        assert "case.toml" in text or problem.file != "case.toml"
        assert ("下一步：" if lang == "zh" else "Next step: ") in text
        assert "{" not in text.replace("{ zh", "").replace("{ a", "") and "Traceback" not in text
        if problem.nearest:
            assert (f"您是不是想写“{problem.nearest}”" if lang == "zh" else f'Did you mean "{problem.nearest}"') in text


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.code)
def test_a_mistake_in_a_region_gets_one_message_in_both_languages(case, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    said_well(complaints(read(case, tmp_path, policies=False), case), case.zh, case.en)


@pytest.mark.parametrize("case", POLICY_CASES, ids=lambda case: case.code)
def test_a_mistake_in_a_policy_gets_one_message_in_both_languages(case, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    said_well(complaints(read(case, tmp_path, policies=True), case), case.zh, case.en)


def test_every_message_is_tested():
    errors = {code for code in MESSAGES if not code.startswith("caution_")}  # those are in test_scenario_cautions
    assert {case.code for case in CASES + POLICY_CASES} | ELSEWHERE == errors


def test_every_message_says_the_same_facts_in_both_languages():
    for code, message in MESSAGES.items():
        zh, en = (set(re.findall(r"{(\w+)}", reason + step)) for reason, step in (message[::2], message[1::2]))
        assert zh == en, code


def test_every_message_can_be_shown_on_a_chinese_console():
    for message in MESSAGES.values():
        "".join(message).encode("cp936")


def one_problem(*arguments, **more):
    with pytest.raises(ScenarioError) as caught:
        load_scenario(*arguments, **more)
    (problem,) = caught.value.problems
    return problem


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
    said_well(problem, "无法读取：Permission denied", "cannot be read: Permission denied")


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
