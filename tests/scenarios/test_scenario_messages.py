# ruff: noqa: E501  (one case a line reads best)
"""Every way to get a scenario wrong has one message: file, line, key, reason, nearest valid choice and next step, in both languages."""

import re

import pytest

from sim.scenario.messages import MESSAGES
from tests.scenarios.telling import CITY, LEVER, POOL, Case, complaints, read, said_well

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
"""Messages with a test of their own in test_scenario_mistakes or test_scenario_inheritance, or for what no test can bring about."""


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
