"""The reader's language: what is asked for, else the system's, else English; and never question marks instead of Chinese."""

import io
import sys

import pytest

from experiments.cli import language


@pytest.mark.parametrize(
    ("environment", "lang"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_TW.Big5"}, "zh"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "en_US.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "zh_CN.GBK"}, "zh"),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": ""}, "zh"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
    ],
)
def test_the_environment_decides(environment, lang):
    assert language.of_system(environment, "linux") == lang


@pytest.mark.parametrize(("identity", "lang"), [(0x0804, "zh"), (0x0404, "zh"), (0x0409, "en"), (0, "en")])
def test_on_windows_the_language_of_the_desktop_decides(monkeypatch, identity, lang):
    monkeypatch.setattr(language, "_windows_language", lambda: identity)
    assert language.of_system({}, "win32") == lang


@pytest.mark.parametrize(("locale", "lang"), [(("zh_CN", "UTF-8"), "zh"), (("Chinese (Simplified)_China", "936"), "zh"), ((None, None), "en")])
def test_without_variables_the_locale_decides(monkeypatch, locale, lang):
    monkeypatch.setattr("locale.getlocale", lambda: locale)
    assert language.of_system({}, "darwin") == lang


@pytest.mark.parametrize(
    ("words", "value", "others"),
    [
        (["run", "x", "--lang", "zh"], "zh", ["run", "x"]),
        (["--lang=en", "run"], "en", ["run"]),
        (["run", "--lang"], "", ["run"]),
        (["run", "--lang", "zh", "--lang=en"], "en", ["run"]),
        (["run", "--", "--lang", "zh"], None, ["run", "--", "--lang", "zh"]),
        (["run", "--language", "zh"], None, ["run", "--language", "zh"]),
        ([], None, []),
    ],
)
def test_lang_may_stand_anywhere(words, value, others):
    assert language.taken_out(words) == (value, others)


@pytest.mark.parametrize(("encoding", "lang"), [("utf-8", "zh"), ("gbk", "zh"), ("ascii", "en"), ("cp1252", "en")])
def test_a_console_that_cannot_show_chinese_gets_english(monkeypatch, encoding, lang):
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    for name in ("stdout", "stderr"):
        monkeypatch.setattr(sys, name, io.TextIOWrapper(io.BytesIO(), encoding=encoding))
    assert language.choose(None) == lang
    assert language.choose("zh") == "zh", "what is asked for is given"
