"""Every item of bad input that users were promised a clear message for, through a real `funnel` process: exit 2, one message, no traceback.

The languages take turns here; tests/scenarios has every message in both."""

import sys
from dataclasses import dataclass
from itertools import cycle

import pytest

CITY = 'kind = "region"\ninherits = "chenzhou"\n'
LEVER = 'kind = "policy"\nsources = []\ntitle = { zh = "甲", en = "A" }\nquestion = { zh = "乙", en = "B" }\n'
POOL = '[instruments.pool]\nfamily = "cost_support"\n'


@dataclass(frozen=True)
class Case:
    """What a file holds, and what must be said of it: its place, and words of each language."""

    name: str
    content: str | bytes
    place: tuple[str, str]
    zh: str
    en: str

    def __str__(self) -> str:
        return self.name


def at(line: int | None = None, key: str = "") -> tuple[str, str]:
    """ "case.toml 第3行，world.p_sample" and "case.toml, line 3, world.p_sample"."""
    zh = "case.toml" + (f" 第{line}行" if line else "") + (f"，{key}" if key else "")
    return zh, "case.toml" + (f", line {line}" if line else "") + (f", {key}" if key else "")


CASES = [
    Case("unknown key", CITY + "[world]\ncost_pilt = 9\n", at(4, "world.cost_pilt"), "您是不是想写“cost_pilot”", 'Did you mean "cost_pilot"'),
    Case("wrong unit", CITY + '[world]\ncost_pilot = "3千万"\n', at(4, "world.cost_pilot"), "您是不是想写“3000万”", 'Did you mean "3000万"'),
    Case("negative money", CITY + '[world]\ncost_pilot = "-3万"\n', at(4, "world.cost_pilot"), "金额不能为负", "money cannot be negative"),
    Case("impossible date", CITY + '[calendar]\nstart = "2025-13"\n', at(4, "calendar.start"), "没有13月", "no month 13"),
    Case("NaN", CITY + "[world]\np_sample = nan\n", at(4, "world.p_sample"), "不能是无穷大或 NaN", "infinity and NaN are not allowed"),
    Case("infinity", CITY + "[world]\ncost_pilot = inf\n", at(4, "world.cost_pilot"), "必须是有限的数", "must be finite"),
    Case("circle", 'kind = "region"\ninherits = "case"\n', at(2, "inherits"), "继承成环", "circular inheritance"),
    Case("outside", 'kind = "region"\ninherits = "../other.toml"\n', at(2, "inherits"), "文件夹以外", "leaves the folder"),
    Case("duplicate", CITY + "[world]\np_sample = 0.5\np_sample = 0.6\n", at(5, "world.p_sample"), "写了两次（第一次在第4行）", "first in line 4"),
    Case("GBK", ("# 说明\n" + CITY).encode("gbk"), at(1), "GBK", "GBK"),
    Case("full-width", CITY + "［world］\n", at(3), "全角字符 ［ ］", "full-width characters ［ ］"),
    Case("nested brackets", "a = " + "[" * 900_000, at(1), "嵌套超过", "nested more than"),
    Case("nested dots", "a" + ".a" * 450_000 + " = 1", at(1), "嵌套超过", "nested more than"),
    Case("Word file", b"PK\x03\x04\x14\x00\x06\x00\xff\xfe", at(), "Word", "Word"),
    Case("empty", "# 空\n", at(), '先写明文件种类：kind = "region"', 'kind = "region" or kind = "policy"'),
]  # fmt: skip


@pytest.mark.parametrize(("case", "lang"), list(zip(CASES, cycle(["zh", "en"]), strict=False)), ids=str)
def test_a_bad_file_ends_with_2_and_one_message(funnel, tmp_path, case, lang):
    (tmp_path / "case.toml").write_bytes(case.content if isinstance(case.content, bytes) else case.content.encode())
    ended = funnel("run", "case.toml", "--lang", lang)
    assert (ended.code, ended.out) == (2, "")
    head, step = ("错误：", "下一步：") if lang == "zh" else ("Error: ", "Next step: ")
    assert ended.err.startswith(head + case.place[lang == "en"]) and ended.err.count(step) == 1, ended.err
    assert (case.zh if lang == "zh" else case.en) in ended.err
    assert len(ended.err) < 1000


def test_over_full_budgets_end_with_2(funnel, tmp_path):
    text = LEVER + POOL + 'share = 0.3\nbudget_per_year = "3000万"\nstart = "2026-03"\n'
    (tmp_path / "case.toml").write_text('budget_per_year_total = "2000万"\n' + text, encoding="utf-8")
    ended = funnel("compare", "chenzhou", "--policy", "case.toml", "--lang", "zh")
    assert ended.code == 2 and ended.err.startswith("错误：case.toml 第1行，budget_per_year_total：预算超额：2026年") and "下一步：" in ended.err


def test_a_scenario_of_100_megabytes_is_refused_at_once(funnel, tmp_path):
    with (tmp_path / "case.toml").open("wb") as file:
        file.truncate(100_000_000)
    ended = funnel("check", "case.toml", "--lang", "zh")
    assert ended.code == 2 and "100,000,000字节" in ended.err and "下一步：" in ended.err


def test_a_byte_order_mark_is_fine(funnel, tmp_path):
    (tmp_path / "我的 城市.toml").write_bytes(b"\xef\xbb\xbf" + CITY.replace("\n", "\r\n").encode())
    ended = funnel("check", "我的 城市.toml", "--lang", "zh")
    assert ended.code == 0 and "我的 城市.toml：没有问题" in ended.out


@pytest.mark.parametrize(
    ("words", "zh"),
    [
        (("run", "."), "这是文件夹，不是文件"),
        (("run", "chenzhou", "--policy", ""), "名称是空的"),
        (("run", "chenzhou", "--policy", "zigong"), '需要 kind = "policy"'),
        (("run", "pilot-voucher"), '需要 kind = "region"'),
        (("run", "郴州"), "您是不是想写“chenzhou”"),
        (("run", "chenzou"), "您是不是想写“chenzhou”"),
        (("run", "Z:\\用户\\我的城市.toml"), "没有这个文件"),
    ],
    ids=lambda value: value if isinstance(value, str) else " ".join(value),
)
def test_a_name_that_cannot_be_used_ends_with_2(funnel, words, zh):
    ended = funnel(*words, "--lang", "zh")
    assert (ended.code, ended.out) == (2, "") and zh in ended.err and "下一步：" in ended.err


@pytest.mark.skipif(sys.platform != "linux", reason="a folder that even the superuser cannot write")
def test_an_unwritable_folder_ends_with_2_before_anything_is_simulated(funnel):
    ended = funnel("run", "chenzhou", "--out", "/proc/results", "--lang", "zh")
    assert (ended.code, ended.out) == (2, "") and "/proc/results" in ended.err and "下一步：" in ended.err


@pytest.mark.parametrize("encoding", ["gbk", pytest.param("cp936:strict", marks=pytest.mark.slow)])
def test_a_console_in_gbk_shows_errors_warnings_and_lists(funnel, tmp_path, encoding):
    (tmp_path / "坏.toml").write_text(CITY + "[world]\ncost_pilt = 9\n", encoding="utf-8")
    (tmp_path / "闲.toml").write_text(LEVER + POOL + "share = 0.0\n", encoding="utf-8")
    console = {"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    ended = funnel("check", "坏.toml", "闲.toml", "--lang", "zh", env=console, encoding="gbk")
    assert ended.code == 2 and "您是不是想写“cost_pilot”" in ended.err and "提醒：闲.toml" in ended.err and "?" not in ended.err
    for words in (("regions",), ("policies",), ("parameters",), ("diff", "chenzhou", "zigong")):
        ended = funnel(*words, "--lang", "zh", env=console, encoding="gbk")
        assert ended.code == 0 and "?" not in ended.out
