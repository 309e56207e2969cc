"""From a file to a dictionary: size, encoding and syntax are checked here, each fault with one message."""

import os
import re
import stat
import tomllib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from sim.scenario import catalogue
from sim.scenario.errors import Both, Problem, ScenarioError
from sim.scenario.locate import DEEPEST, KeyLines, tokens, too_deep
from sim.scenario.meant import number_meant
from sim.system_words import system_words
from sim.units import half_width, short

LARGEST = 1_000_000
"""Bytes a scenario file may have; a larger one is not even opened."""

NOT_TEXT = {
    b"PK\x03\x04": Both("Word、Excel 或压缩文件", "a Word, Excel or zip file"),
    b"\xd0\xcf\x11\xe0": Both("旧版 Word 或 Excel 文件", "an old Word or Excel file"),
    b"%PDF": Both("PDF 文件", "a PDF file"),
    b"{\\rtf": Both("RTF（写字板）文件", "an RTF (WordPad) file"),
    b"\x89PNG": Both("图片", "a picture"),
}
"""How files that were only renamed begin."""

SYNTAX_ZH = {
    "Expected '=' after a key": "键名后面应为等号 =",
    "Expected newline or end of document": "一行只能写一个键，值后面有多余内容",
    "Invalid value": "等号后面的值不合法（文字要加英文引号）",
    "Invalid initial character for a key part": "键名不能以这个字符开头",
    "Invalid statement": "这一行不是“键 = 值”，也不是 [表名]",
    "Unterminated string": "引号没有配对",
    "Expected '\"": "引号没有配对",
    "Illegal character": "有不允许的字符",
    "Unclosed array": "方括号没有配对",
    "Unclosed inline table": "花括号没有配对",
    "Expected ']' at the end of a table declaration": "[表名] 缺少右方括号",
    "Expected ']]' at the end of an array declaration": "[[表名]] 缺少右方括号",
    "Invalid date or datetime": "没有这样的日期",
    "Unescaped '\\'": "反斜杠要写成 \\\\，或改用单引号",
    "Found invalid character": "有不允许的字符",
    "Cannot mutate immutable namespace": "花括号表写完后不能再添加键",
}
_DUPLICATE = ("Cannot overwrite a value", "Cannot declare", "Duplicate inline table key", "Cannot redefine namespace")
_WHERE = re.compile(r"\(at line (\d+), column (\d+)\)")
_MONTH_WITHOUT_QUOTES = re.compile(r"=\s*[0-9]{4}-[0-9]{1,2}(-[0-9]{1,2})?\s*(#.*)?$")
_ODD_KEY = re.compile(r"""^\s*\[*(?:[A-Za-z0-9_\-.\s]|"[^"]*"|'[^']*')*[^\sA-Za-z0-9_\-.\[\]"'=#{},:]""")
_VALUE = re.compile(r"=\s*(?P<value>[^\s\"'\[{=#][^\"'=#]*?)\s*(?:#.*)?$")
_FULL_WIDTH = re.compile("[\uff01-\uff5e\u3000“”‘’。、]")


@dataclass(frozen=True)
class Source:
    """One file (or one set of changes) of a scenario: what it is called in messages, its text and its content."""

    label: str
    text: str
    data: dict[str, Any]
    path: Path | None = None

    @cached_property
    def lines(self) -> KeyLines:
        """Where each key stands."""
        return KeyLines(self.text)


def label_of(path: Path) -> str:
    """The name of a file in messages: relative to the working folder or to the installed scenarios where it lies below them."""
    for base, prefix in ((Path.cwd(), ""), (catalogue.folder("region").parent, "scenarios/")):
        try:
            return prefix + path.resolve().relative_to(base.resolve()).as_posix()
        except (ValueError, OSError):
            continue
    return str(path) if len(str(path)) < 300 else f"{str(path)[:300]}…"


def read_source(path: Path) -> Source:
    """Read a scenario file. Raises ScenarioError with one problem for anything that keeps it from being read."""
    try:
        label = label_of(path)
        text = decode(read_bytes(path, label), label)
    except (OSError, ValueError) as error:  # a null byte in the name is a ValueError
        raise ScenarioError(Problem("unreadable", str(path), facts={"why": Both(*system_words(error))})) from None
    content = parse(text, label)
    if not content:
        raise ScenarioError(Problem("empty_file", label))
    return Source(label, text, content, path)


def read_bytes(path: Path, label: str) -> bytes:
    """The bytes of an ordinary file of bearable size."""
    try:
        status = os.stat(path)
    except FileNotFoundError:
        near = _like_path(path)
        known = ", ".join((*catalogue.names("region"), *catalogue.names("policy")))
        raise ScenarioError(Problem("missing_file", label, facts={"known": known}, nearest=near)) from None
    if stat.S_ISDIR(status.st_mode):
        raise ScenarioError(Problem("is_directory", label))
    if not stat.S_ISREG(status.st_mode):
        raise ScenarioError(Problem("not_regular", label))
    if status.st_size > LARGEST:
        raise ScenarioError(Problem("too_large", label, facts={"size": f"{status.st_size:,}", "limit": f"{LARGEST:,}"}))
    with open(path, "rb") as file:
        return file.read(LARGEST + 1)


def _like_path(path: Path) -> str | None:
    """The file that was probably meant: the same path with the slashes of this system, else the most similar name in the folder."""
    slashed = Path(str(path).replace("\\", "/"))
    if slashed != path and slashed.is_file():
        return str(slashed)
    return catalogue.nearest(slashed.name, [other.name for other in _neighbours(slashed)])


def _neighbours(path: Path) -> list[Path]:
    try:
        return sorted(path.parent.glob("*.toml"))[:1000]
    except OSError:
        return []


def decode(raw: bytes, label: str) -> str:
    """UTF-8 with or without a byte order mark; other encodings and files that are no text are recognised and refused."""
    for start, what in NOT_TEXT.items():
        if raw.startswith(start):
            raise ScenarioError(Problem("not_text", label, facts={"what": what}))
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ScenarioError(Problem("utf16", label))
    try:
        return raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        position = str(error.start + 1)
    try:
        text = raw.decode("gbk")
        looks_chinese = any("\u4e00" <= char <= "\u9fff" for char in text) and not any(char < "\t" for char in text)
    except UnicodeDecodeError:
        looks_chinese = False
    raise ScenarioError(Problem("gbk" if looks_chinese else "not_utf8", label, line, facts={"position": position}))


def parse(text: str, label: str) -> dict[str, Any]:
    """The content of TOML text, lists as tuples. Raises ScenarioError with the line of a syntax error, in both languages."""
    if any(_is_crowded(line) for line in text.split("\n")) and too_deep(text) is not None:  # before a parser that takes very long over them
        raise _nested_too_deep(text, label)
    try:
        content = _with_tuples(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise ScenarioError(_syntax_problem(text, label, str(error))) from None
    except RecursionError:
        raise _nested_too_deep(text, label) from None
    except ValueError:  # Python refuses integers of thousands of digits
        raise ScenarioError(Problem("number_too_long", label)) from None
    if _depth(content) > DEEPEST:
        raise _nested_too_deep(text, label)
    return content


def _is_crowded(line: str) -> bool:
    """Whether one line has so many dots or brackets that it may be nested too deep."""
    return line.count(".") > DEEPEST or line.count("[") + line.count("{") > DEEPEST


def _depth(content: Any) -> int:
    """How many levels of tables and lists lie in each other."""
    inside = content.values() if isinstance(content, dict) else content if isinstance(content, tuple) else None
    return 0 if inside is None else 1 + max(map(_depth, inside), default=0)


def _nested_too_deep(text: str, label: str) -> ScenarioError:
    return ScenarioError(Problem("too_deep", label, too_deep(text), facts={"limit": str(DEEPEST)}))


def _with_tuples(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _with_tuples(item) for key, item in value.items()}
    return tuple(_with_tuples(item) for item in value) if isinstance(value, list) else value


def _syntax_problem(text: str, label: str, message: str) -> Problem:
    """A syntax error told as what most likely happened: full-width characters, a key given twice, a month without quotes."""
    where = _WHERE.search(message)
    rows = text.rstrip("\n").split("\n")
    line = int(where[1]) if where else len(rows)
    found = _full_width_lines(text)
    if found and (where is None or line in found):
        characters = sorted({char for row in found.values() for char in row})
        facts = {"found": " ".join(characters), "plain": half_width(" ".join(characters)), "lines": ", ".join(map(str, found))}
        return Problem("full_width", label, line if line in found else next(iter(found)), facts=facts)
    what = message.partition(" (at ")[0]
    if what.startswith(_DUPLICATE):
        return _duplicate_problem(text, label, line, what)
    written = rows[min(line, len(rows)) - 1]
    if _MONTH_WITHOUT_QUOTES.search(written):
        return Problem("unquoted_month", label, line, written.partition("=")[0].strip())
    mistake = _unquoted(written, label, line)
    if mistake is not None:
        return mistake
    zh = next((chinese for english, chinese in SYNTAX_ZH.items() if what.startswith(english)), what)
    return Problem("syntax", label, line, facts={"what": Both(zh, what)})


def _unquoted(written: str, label: str, line: int) -> Problem | None:
    """A line with Chinese text, an amount with its unit, a percentage or a name without the quotes that TOML wants, as a problem."""
    value = _VALUE.search(written)
    if value is not None and (meant := number_meant(value["value"])) and "%" in value["value"]:
        return Problem("unquoted_percent", label, line, written.partition("=")[0].strip(), {"value": value["value"]}, nearest=meant)
    if value is not None and not value["value"].isascii():
        text = short(value["value"])
        return Problem("unquoted_text", label, line, written.partition("=")[0].strip(), {"value": text}, nearest=f'"{text}"')
    if _ODD_KEY.match(written) and not written.partition("=")[0].isascii():
        name = written.partition("=")[0].strip()
        return Problem("unquoted_name", label, line, nearest=_quoted_name(name) if name.startswith("[") else None)
    return None


def _quoted_name(name: str) -> str:
    """A table header with its Chinese parts in quotes: [instruments."资金池"]."""
    return re.sub(r"""(?<!["'])[^\s.\[\]"'=]*[^\x00-\x7f][^\s.\[\]"'=]*""", lambda part: f'"{part[0]}"', name)


def _full_width_lines(text: str) -> dict[int, set[str]]:
    """Full-width characters outside strings and comments, by line."""
    found: dict[int, set[str]] = {}
    for kind, word, line in tokens(text):
        if kind == "word" and (characters := _FULL_WIDTH.findall(word)):
            found.setdefault(line, set()).update(characters)
        if len(found) >= 20:
            break
    return found


def _duplicate_problem(text: str, label: str, line: int, what: str) -> Problem:
    keys = KeyLines(text)
    again = keys.again.get(line)
    if again is not None:
        return Problem("duplicate_key", label, line, ".".join(map(str, again)), {"first": str(keys.first[again])})
    return Problem("duplicate_key_somewhere", label, line, facts={"what": what})
