"""What ends a command early: interruptions, faults of ours, runs that cannot be trusted. One message each, the right exit code."""

import re
import subprocess
import tempfile
from pathlib import Path

import pytest

from experiments.cli import app, errors
from experiments.cli.language import Text
from tests.cli.conftest import COMMAND, environment


def raising(error):
    def command():
        raise error

    return command


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    ("error", "code", "zh", "en"),
    [
        (KeyboardInterrupt(), 130, "已中断", "Interrupted"),
        (MemoryError(), 3, "内存不够", "not enough memory"),
        (
            errors.BadInput("x", Text("甲", "a"), Text("乙", "b"), "y"),
            2,
            "错误：x：甲。您是不是想写“y”？下一步：乙。",
            'Error: x: a. Did you mean "y"? Next step: b.',
        ),
        (errors.NotWhole("x", Text("甲", "a"), Text("乙", "b")), 3, "x：甲", "x: a"),
    ],
)
def test_each_end_has_its_code_and_message(capsys, error, code, zh, en, lang):
    assert errors.ended(raising(error), lang) == code
    said = capsys.readouterr()
    assert not said.out and said.err.count("\n") == 1
    assert (zh if lang == "zh" else en) in said.err


@pytest.mark.parametrize(("lang", "words"), [("zh", ["程序内部出错", "发给维护者"]), ("en", ["inside the program", "send this file"])])
def test_a_fault_of_ours_is_one_message_and_a_file_to_send(capsys, monkeypatch, tmp_path, lang, words):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr("experiments.cli.reference.installed", raising_with_arguments(ZeroDivisionError("a 分母 is\nzero")))
    assert app.main(["regions", "--lang", lang]) == 1
    said = capsys.readouterr()
    assert not said.out and said.err.count("\n") == 1 and "Traceback" not in said.err
    assert all(word in said.err for word in words) and "ZeroDivisionError: a 分母 is" in said.err
    (details,) = tmp_path.iterdir()
    assert details.name in said.err
    text = details.read_text(encoding="utf-8")
    assert "Traceback" in text and "ZeroDivisionError" in text and re.search(r"python: 3\.", text)


def test_a_fault_where_no_file_can_be_written_is_still_told(capsys, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", "/dev/null")
    assert errors.ended(raising(ValueError("odd")), "en") == 1
    assert "ValueError: odd. Please report this" in capsys.readouterr().err


def raising_with_arguments(error):
    def command(*_, **__):
        raise error

    return command


def test_a_run_that_cannot_be_trusted_is_a_batch_that_is_not_whole(capsys, monkeypatch):
    from sim.batch import RunError

    monkeypatch.setattr("experiments.running.run", raising_with_arguments(RunError("chenzhou, seed 1, replication 7: the payment table is full")))
    assert app.main(["run", "chenzhou", "--quiet", "--lang", "zh"]) == 3
    said = capsys.readouterr()
    assert not said.out and "整批没有完成" in said.err and "replication 7" in said.err
    assert app.main(["run", "chenzhou", "--quiet", "--lang", "en"]) == 3
    assert "not whole" in capsys.readouterr().err


@pytest.mark.parametrize(("lang", "warning"), [("zh", "账对不上"), ("en", "fail to balance")])
def test_results_whose_books_do_not_balance_are_marked_and_end_with_3(capsys, monkeypatch, lang, warning):
    from experiments.running import RunResult, run

    genuine = run("chenzhou", replications=2, months=12).document()
    monkeypatch.setattr(RunResult, "document", lambda _: genuine | {"conservation": {"violations": 2}})
    assert app.main(["run", "chenzhou", "--replications", "2", "--months", "12", "--quiet", "--lang", lang]) == 3
    said = capsys.readouterr()
    assert warning in said.err and warning in said.out


def test_an_interruption_during_an_import_ends_with_130_too(tmp_path):
    """Started with -m, CPython ends by the signal (-2) if an interruption went through exec(), as while a dataclass is being made."""
    code = "import sys\nfrom experiments.cli.errors import ended\nsys.exit(ended(lambda: exec('raise KeyboardInterrupt'), 'en'))\n"
    (tmp_path / "interrupted.py").write_text(code)
    call = [COMMAND[0], "-m", "interrupted"]
    done = subprocess.run(call, capture_output=True, text=True, cwd=tmp_path, env=environment())
    assert (done.returncode, done.stderr) == (130, "Interrupted; no incomplete files were left.\n")


def test_nobody_reading_stderr_is_no_fault(monkeypatch):
    class Gone:
        def write(self, _):
            raise BrokenPipeError

        def flush(self):
            raise BrokenPipeError

    monkeypatch.setattr("sys.stderr", Gone())
    errors.say("anything")


def test_progress_lines_estimate_the_time_left_without_the_compilation(capsys, monkeypatch):
    from experiments.cli import progress

    clock = iter([100.0, 105.0, 111.0, 140.0, 200.0])
    monkeypatch.setattr("time.monotonic", lambda: next(clock))
    lines = progress._Lines("en")
    for done in (1, 2, 12, 100, 200):
        lines(done, 200)
    assert capsys.readouterr().err.splitlines() == [
        "12 of 200 worlds done, 1 a second, about 3.1 min left",
        "100 of 200 worlds done, 2.48 a second, about 40 s left",
    ]


@pytest.mark.parametrize(("lang", "words"), [("zh", "首次运行：正在编译"), ("en", "First run only: compiling")])
def test_compiling_is_announced_unless_quiet_and_done_before_the_worlds(capsys, monkeypatch, lang, words):
    done = []

    def simulate(*_, **settings):
        done.append(settings)
        if settings["replications"] > 2:
            raise MemoryError

    monkeypatch.setattr("sim.compiled.has_compiled_code", lambda: False)
    monkeypatch.setattr("sim.first_run.compile_model", lambda: done.append({"workers": "two processes"}))
    monkeypatch.setattr("experiments.running.run", simulate)
    assert app.main(["run", "chenzhou", "--lang", lang]) == 3
    assert words in capsys.readouterr().err
    assert [settings["workers"] for settings in done] == ["two processes", 1, None], "in the main thread, where Ctrl-C gets through"
    assert app.main(["run", "chenzhou", "--lang", lang, "--quiet"]) == 3
    assert words not in capsys.readouterr().err


def test_the_user_folder_is_not_touched_by_help(tmp_path):
    before = set(Path(tempfile.gettempdir()).glob("techfunnel-error-*"))
    assert app.main(["--help"]) == 0
    assert set(Path(tempfile.gettempdir()).glob("techfunnel-error-*")) == before
