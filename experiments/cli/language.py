"""Which language the reader wants: what was asked for with --lang, else what the system speaks, else English."""

import locale
import os
import sys
from collections.abc import Mapping, Sequence
from typing import Literal, NamedTuple

Lang = Literal["zh", "en"]
LANGUAGES: tuple[Lang, ...] = ("zh", "en")
WINDOWS_CHINESE = 0x04
"""The primary language id of Chinese, in the low ten bits of a Windows language id."""


class Text(NamedTuple):
    """The same words in both languages."""

    zh: str
    en: str

    def of(self, lang: Lang) -> str:
        """The words in one language."""
        return self.zh if lang == "zh" else self.en

    def fill(self, **facts: object) -> "Text":
        """The same with braces filled in; a fact may itself be a Text."""
        by_lang = [{name: fact.of(lang) if isinstance(fact, Text) else fact for name, fact in facts.items()} for lang in LANGUAGES]
        return Text(self.zh.format_map(by_lang[0]), self.en.format_map(by_lang[1]))


def same(words: object) -> Text:
    """Words that read the same in both languages, such as a name."""
    return Text(str(words), str(words))


def taken_out(arguments: Sequence[str]) -> tuple[str | None, list[str]]:
    """The value of `--lang`, wherever it stands, and the other words; "" where the value is missing, None where nothing is asked for.

    It is looked up before anything is parsed, so that the errors of parsing are in this language too.
    """
    value, others = None, []
    words = iter(arguments)
    for word in words:
        if word == "--":
            return value, [*others, word, *words]
        if word == "--lang":
            value = next(words, "")
        elif word.startswith("--lang="):
            value = word.partition("=")[2]
        else:
            others.append(word)
    return value, others


def of_system(environment: Mapping[str, str] = os.environ, platform: str = sys.platform) -> Lang:
    """The language of the system: LC_ALL, LC_MESSAGES, LANG, then the language of the Windows desktop or of the C locale."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := environment.get(name):
            return "zh" if value.lower().startswith("zh") else "en"
    if platform == "win32":
        return "zh" if _windows_language() & 0x3FF == WINDOWS_CHINESE else "en"
    try:
        name = locale.getlocale()[0] or ""
    except ValueError:  # a locale that Python does not know
        return "en"
    return "zh" if name.lower().startswith(("zh", "chinese")) else "en"


def _windows_language() -> int:
    import ctypes

    try:
        return int(ctypes.windll.kernel32.GetUserDefaultUILanguage())  # type: ignore[attr-defined]
    except (AttributeError, OSError):
        return 0


def choose(asked: str | None) -> Lang:
    """The language of this call. A system that speaks Chinese on a console that cannot show it gets English instead of question marks."""
    for lang in LANGUAGES:
        if asked == lang:
            return lang
    lang = of_system()
    return "en" if lang == "zh" and not all(_shows_chinese(stream) for stream in (sys.stdout, sys.stderr)) else lang


def _shows_chinese(stream: object) -> bool:
    try:
        "产业化".encode(getattr(stream, "encoding", None) or "utf-8")
    except (UnicodeEncodeError, LookupError):
        return False
    return True
