"""`run` and `compare` as users start them: reports, JSON, folders, consoles, signals and pipes."""

import contextlib
import json
import os
import pty
import re
import signal
import subprocess
import sys
import time

import pytest

from experiments.cli.layout import cells
from experiments.cli.report import KEY_INDICATORS
from experiments.output.vocabulary import PROJECT_CLASSES, indicator
from sim.scenario import load_scenario
from tests.cli.conftest import COMMAND, SECONDS, environment

COMPARE = ("compare", "chenzhou", "--policy", "pilot-voucher", "--policy", "do-nothing", "--replications", "66", "--months", "36")
RUN = ("run", "chenzhou", "--policy", "brokers", "--replications", "4", "--months", "36")
LONG = ("compare", "typical-city", "--policy", "one-of-each", "--replications", "1000000")


@pytest.fixture(scope="module", autouse=True)
def compiled():
    """The model compiled once, so that no test waits for it."""
    subprocess.run([*COMMAND, *RUN, "--quiet"], check=True, capture_output=True, env=environment(), timeout=SECONDS)


@pytest.mark.parametrize("columns", [80, 120])
@pytest.mark.parametrize(("lang", "fragments"), [
    ("zh", ["问题：", "66 对世界", "种子 1", "三个校准版本", "差的 95% 区间", "P(更好)", "每多一个项目的财政成本", "pilot-voucher", "合计",
            "80% 和 30%", "不是输入", "运气相同", "未了结", "没有政策工具", "与基线完全相同", "全部平衡"]),
    ("en", ["Question:", "66 pairs of worlds", "seed 1", "3 calibrated versions", "95 % interval", "P(better)", "Fiscal cost per additional project",
            "pilot-voucher", "Total", "80 % and 30 %", "never inputs", "same luck", "open", "No policy instruments", "exactly as without",
            "all balance"]),
])  # fmt: skip
def test_the_report_of_a_comparison(funnel, lang, fragments, columns):
    ended = funnel(*COMPARE, "--lang", lang, env={"COLUMNS": str(columns)})
    assert ended.code == 0
    text = re.sub(r"\s+", "" if lang == "zh" else " ", ended.out)
    for fragment in fragments:
        assert (fragment.replace(" ", "") if lang == "zh" else fragment) in text, fragment
    for words in [indicator(name).words for name in KEY_INDICATORS] + list(PROJECT_CLASSES.values()):
        assert words.read(lang)[:6] in ended.out
    assert ended.out.index(indicator("batch_output").words.read(lang)[:6]) < ended.out.index(indicator("sales").words.read(lang)[:6])
    assert max(cells(line) for line in ended.out.splitlines()) <= columns


@pytest.mark.parametrize(("lang", "fragments"), [
    ("zh", ["4 个世界，36 个月，种子 1", "P90", "进入各阶段的项目", "样品化", "项目为什么停下", "没有承接", "只用“兼而有之”这一个校准版本",
            "模拟 2025-01 至 2027-12", "地区的问题", "brokers", "尚无到期的批次"]),
    ("en", ["4 worlds, 36 months, seed 1", "Projects entering a stage", "Why projects stopped", "not released or not taken up",
            "Only the mixed version", "Simulated 2025-01 to 2027-12", "region's question", "no closed cohort yet"]),
])  # fmt: skip
def test_the_report_of_a_run(funnel, lang, fragments):
    ended = funnel(*RUN, "--lang", lang)
    assert ended.code == 0
    for fragment in fragments:
        assert fragment in ended.out, fragment


def test_json_is_one_document_and_nothing_else(funnel):
    for words, keys in (
        (
            RUN,
            {
                "scenario",
                "seed",
                "replications",
                "months",
                "indicators",
                "stages",
                "stop_reasons",
                "ledger",
                "rates",
                "conservation",
                "digest",
            },
        ),
        (COMPARE, {"scenario", "seed", "replications", "months", "baseline", "policies", "versions"}),
    ):
        ended = funnel(*words, "--json")
        document = json.loads(ended.out, parse_constant=lambda name: pytest.fail(f"{name} in JSON"))
        assert ended.code == 0 and keys | {"provenance"} <= set(document)


@pytest.mark.slow
def test_settings_reach_the_simulation(funnel):
    base = ("run", "chenzhou", "--replications", "3", "--json", "--quiet")
    first, again, other = (
        json.loads(funnel(*base, *more).out) for more in (["--months", "24"], ["--months", "24"], ["--months", "24", "--seed", "2"])
    )
    assert (first["months"], first["replications"], first["seed"], other["seed"]) == (24, 3, 1, 2)
    assert first["digest"] == again["digest"] != other["digest"]
    workers, checked = (json.loads(funnel(*base, "--months", "24", *more).out) for more in (["--workers", "1"], ["--check"]))
    assert workers["digest"] == checked["digest"] == first["digest"]
    assert len(json.loads(funnel(*base, "--worlds", "versions").out)["versions"]) == 3
    assert json.loads(funnel(*base).out)["months"] == 120, "what the region file says"


def test_quiet_says_nothing_but_the_result(funnel, tmp_path):
    ended = funnel(*RUN, "--quiet", "--out", "results", "--no-figures")
    assert ended.code == 0 and ended.out and not ended.err
    assert json.loads((tmp_path / "results" / "results.json").read_text(encoding="utf-8"))["scenario"] == "chenzhou+brokers"
    assert not list((tmp_path / "results").glob("*.png"))


def test_a_folder_of_results_is_written(funnel, tmp_path):
    ended = funnel(*COMPARE, "--out", "结果/郴州", "--lang", "zh", "--json")
    assert ended.code == 0 and "结果已写入 结果/郴州" in ended.err
    folder = tmp_path / "结果" / "郴州"
    assert json.loads((folder / "results.json").read_text(encoding="utf-8")) == json.loads(ended.out)
    assert {path.suffix for path in folder.iterdir()} >= {".json", ".csv", ".toml", ".png", ".svg"}


@pytest.mark.slow
def test_files_of_an_earlier_result_are_named_even_when_quiet(funnel):
    small = ("--replications", "2", "--months", "1", "--quiet", "--no-figures", "--out", "results", "--lang", "zh")
    assert not funnel("compare", "chenzhou", "--policy", "do-nothing", *small).err
    ended = funnel("run", "chenzhou", *small)
    assert "与这次无关" in ended.err and "effects.csv" in ended.err and ended.code == 0


def test_a_title_that_no_font_can_draw_is_told_before_simulating(funnel, tmp_path):
    (tmp_path / "rare.toml").write_text('kind = "policy"\ninherits = "do-nothing"\n[title]\nzh = "𬭊"\nen = "rare \U0002cb4a"\n', encoding="utf-8")
    words = ("compare", "zigong", "--policy", "rare.toml", "--replications", "10000000", "--out", "results")
    begun = time.monotonic()
    ended = funnel(*words)
    assert ended.code == 2 and "U+2CB4A" in ended.err and not ended.out and time.monotonic() - begun < 30
    assert not (tmp_path / "results").exists()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_is_told_before_simulating(funnel, tmp_path):
    tmp_path.chmod(0o500)
    ended = funnel(*RUN, "--out", "results")
    tmp_path.chmod(0o700)
    assert ended.code == 2 and not ended.out and "results" in ended.err


@pytest.mark.parametrize("words", [RUN, COMPARE, ("parameters",), ("check", "chenzhou"), ("diff", "chenzhou", "zigong"), ("policies",), ("--help",)])
@pytest.mark.parametrize("encoding", ["gbk", "ascii"])
def test_any_console_can_show_it(funnel, words, encoding):
    ended = funnel(*words, "--lang", "zh", env={"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}, encoding=encoding)
    assert ended.code == 0
    if encoding == "gbk":
        assert "?" not in re.sub(r"[\w>]\?", "", ended.out), "every character is in GBK"
        assert re.search("[一-鿿]", ended.out)


def test_json_is_whole_on_any_console(funnel):
    for encoding in ("gbk", "ascii"):
        ended = funnel("policies", "--json", env={"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}, encoding=encoding)
        assert "中试" in json.loads(ended.out)[0]["title"]["zh"]


def test_a_chinese_system_with_an_ascii_console_reads_english(funnel):
    ended = funnel("regions", env={"LANG": "zh_CN.UTF-8", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}, encoding="ascii")
    assert "Chenzhou: 3 public" in ended.out


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
@pytest.mark.parametrize(
    ("lang", "after", "cold"), [("zh", 1.5, False), ("en", 1.5, False), ("zh", 5.0, False), ("en", 5.0, False), ("en", 6.0, True)]
)
def test_ctrl_c_ends_at_once_with_one_line_and_no_files(tmp_path, lang, after, cold):
    """While loading, while simulating, and (`cold`) while the model is being compiled for the first time."""
    folder = tmp_path / "work"
    folder.mkdir()
    call = [*COMMAND, *LONG, "--out", "results", "--lang", lang]
    variables = environment(FUNNEL_CACHE=str(tmp_path / "cache")) if cold else environment()
    process = subprocess.Popen(call, cwd=folder, env=variables, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8")
    try:
        time.sleep(after)
        process.send_signal(signal.SIGINT)
        begun = time.monotonic()
        out, err = process.communicate(timeout=60)
    finally:
        process.kill()  # one that does not end must not go on beside the tests that follow
    said = {"zh": "已中断，没有留下不完整的文件。", "en": "Interrupted; no incomplete files were left."}[lang]
    assert (process.returncode, out) == (130, "")
    notes = ("First run only", "What was finished is kept in", "已算完的保存在")
    assert [line for line in err.splitlines() if not line.startswith(notes)] == [said]
    assert time.monotonic() - begun < 20
    assert not list(folder.iterdir())


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX pipes")
@pytest.mark.parametrize("words", [("parameters",), COMPARE, ("policies", "--json")])
def test_a_reader_that_goes_away_is_no_error(tmp_path, words):
    with subprocess.Popen(
        [*COMMAND, *words, "--lang", "en"], cwd=tmp_path, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        process.stdout.read(10)
        process.stdout.close()
        assert (process.wait(SECONDS), process.stderr.read()) == (0, b"")


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX terminals")
def test_a_terminal_sees_a_bar_that_goes_away(tmp_path):
    ours, theirs = pty.openpty()
    call = [*COMMAND, "run", "chenzhou", "--replications", "400", "--lang", "zh"]
    with open(tmp_path / "out", "wb") as out:  # a file, because two pipes read one after the other may block each other
        process = subprocess.Popen(call, cwd=tmp_path, env=environment(TERM="xterm"), stdout=out, stderr=theirs)
    os.close(theirs)
    seen = b""
    with contextlib.suppress(OSError):  # what Linux says at the end of a terminal
        while chunk := os.read(ours, 65536):
            seen += chunk
    os.close(ours)
    assert process.wait(SECONDS) == 0
    assert "模拟" in seen.decode() and "/400" in seen.decode()
    assert b"\x1b[2K" in seen, "the bar is wiped"
    assert b"\x1b" not in (tmp_path / "out").read_bytes(), "nothing of the bar is on stdout"


@pytest.mark.parametrize("command", [("run", "zigong"), ("compare", "zigong", "--policy", "do-nothing")])
def test_what_is_laid_beside_a_result_has_the_months_that_were_simulated(funnel, tmp_path, command):
    """The file's own number is an assumption with its reason; one that was asked for is neither."""
    out = tmp_path / "results"
    assert funnel(*command, "--months", "24", "--replications", "2", "--out", out, "--no-figures", "--quiet", "--worlds", "central").code == 0
    frozen = load_scenario(out / "scenario-zigong.toml")
    assert frozen.region.calendar.months == 24 != load_scenario("zigong").region.calendar.months
    assert "calendar.months" not in frozen.region.assumptions
    assert "calendar.months" not in json.loads((out / "results.json").read_text(encoding="utf-8"))["assumptions"]


def test_a_scenario_that_a_comparison_wrote_is_compared_with_a_further_policy(funnel, tmp_path):
    settings = ("--replications", "2", "--worlds", "central", "--quiet", "--months", "12")
    assert funnel("compare", "zigong", "--policy", "brokers", *settings, "--out", "first", "--no-figures").code == 0
    ended = funnel("compare", "first/scenario-zigong.toml", "--policy", "pilot-voucher", *settings, "--json")
    assert ended.code == 0 and json.loads(ended.out)["policies"][0]["id"] == "pilot-voucher"


@pytest.mark.parametrize(("months", "is_late"), [("24", True), ("120", False)])
def test_what_opens_after_the_months_that_were_asked_for_is_warned_of(funnel, months, is_late):
    ended = funnel(
        "compare", "zigong", "--policy", "more-public-platforms", "--months", months, "--replications", "2", "--worlds", "central", "--json"
    )
    late = [each for each in json.loads(ended.out)["warnings"] if "new-public-platforms.build_months" in each]
    assert bool(late) is is_late and ended.code == 0
