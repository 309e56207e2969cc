"""Finding the line of a key in TOML text, and guarding the parser against text that is nested without sense.

The parser of the standard library says lines only for syntax errors, and takes hours for one key with a hundred thousand dots. A small
tokeniser (linear in the length of the text, without recursion) serves both ends.
"""

import re
from collections.abc import Iterator

Path = tuple[str | int, ...]
DEEPEST = 24

_SPACE = re.compile(r"[ \t\r]+")
_BARE = re.compile(r"[^\s\[\]{}=,.\"'#]+")
_BASIC = re.compile(r'"((?:[^"\\\n]|\\.)*)"')
_BLOCKS = {
    '"""': re.compile(r'"""(?:[^\\]|\\.)*?"""' + '"{0,2}', re.DOTALL),
    "'''": re.compile(r"'''.*?'''" + "'{0,2}", re.DOTALL),
}
_PUNCTUATION = "[]{}=,."


def tokens(text: str) -> Iterator[tuple[str, str, int]]:
    """(kind, text, line) of each token; kinds are the punctuation marks, "word", "string" and "newline". Stops at an open string."""
    place, line, end = 0, 1, len(text)
    while place < end:
        char = text[place]
        if char == "\n":
            yield "newline", "\n", line
            line, place = line + 1, place + 1
        elif match := _SPACE.match(text, place):
            place = match.end()
        elif char == "#":
            stop = text.find("\n", place)
            place = end if stop < 0 else stop
        elif char in _PUNCTUATION:
            yield char, char, line
            place += 1
        elif text.startswith(('"""', "'''"), place):
            stop = _end_of_block(text, place)
            if stop < 0:
                return
            yield "string", text[place + 3 : stop - 3], line
            line, place = line + text.count("\n", place, stop), stop
        elif char == "'":
            stop = text.find("'", place + 1)
            if stop < 0 or text.find("\n", place, stop) >= 0:
                return
            yield "string", text[place + 1 : stop], line
            place = stop + 1
        elif char == '"':
            match = _BASIC.match(text, place)
            if match is None:
                return
            yield "string", _unescape(match[1]), line
            place = match.end()
        elif match := _BARE.match(text, place):
            yield "word", match[0], line
            place = match.end()
        else:
            place += 1


def _end_of_block(text: str, start: int) -> int:
    """Where a multi-line string that begins at `start` ends, or -1."""
    match = _BLOCKS[text[start : start + 3]].match(text, start)
    return match.end() if match else -1


def _unescape(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text) if "\\" in text else text


def too_deep(text: str) -> int | None:
    """The line where brackets or dotted keys are nested deeper than any scenario needs, or None."""
    depth = dots = 0
    for kind, _, line in tokens(text):
        if kind in "[{":
            depth, dots = depth + 1, 0
        elif kind in "]}":
            depth, dots = max(0, depth - 1), 0
        elif kind == ".":
            dots += 1
        elif kind in ("newline", "=", ","):
            dots = 0
        if depth > DEEPEST or dots > DEEPEST:
            return line
    return None


class KeyLines:
    """The line of each key of a TOML text: `first` has the first place of every key, `again` the key given again in a line."""

    def __init__(self, text: str):
        self.first: dict[Path, int] = {}
        self.again: dict[int, Path] = {}
        self._arrays: dict[Path, int] = {}
        self._read(text)

    def line(self, path: Path) -> int | None:
        """The line of the key or table at `path`, or None where this text does not give it."""
        return self.first.get(path)

    def _note(self, path: Path, line: int) -> None:
        if path in self.first:
            self.again.setdefault(line, path)
        for length in range(1, len(path) + 1):
            self.first.setdefault(path[:length], line)

    def _read(self, text: str) -> None:
        table: Path = ()
        stack: list[tuple[str, Path, int]] = []  # open arrays and inline tables: kind, path, index of the element
        parts: list[str] = []
        in_header, in_value, key_line = 0, False, 0
        for kind, word, line in tokens(text):
            if in_header:
                if kind in ("word", "string"):
                    parts.append(word)
                elif kind == "[" and not parts:
                    in_header = 2
                elif kind == "]" and parts:
                    table = self._open_table(tuple(parts), line, is_array=in_header == 2)
                    parts, in_header, in_value = [], 0, True  # what is left of the line (a second bracket) is no key
                elif kind == "newline":
                    parts, in_header = [], 0
            elif not in_value:
                if kind in ("word", "string"):
                    key_line = key_line if parts else line
                    parts.append(word)
                elif kind == "=" and parts:
                    parts, in_value = [*parts], True
                    self._note((*self._base(table, stack), *parts), key_line)
                elif kind == "[" and not stack and not parts:
                    in_header = 1
                elif kind == "}" and stack:
                    parts, in_value = self._close(stack)
                elif kind == "newline" and not stack:
                    parts = []
            elif kind in "[{":
                here = self._value_path(table, stack, parts)
                stack.append((kind, here, 0))
                parts, in_value = [], kind == "["
            elif kind in "]}":
                parts, in_value = self._close(stack)
            elif kind == "," and stack:
                opened, path, index = stack[-1]
                stack[-1] = (opened, path, index + 1)
                parts, in_value = [], opened == "["
            elif kind == "newline" and not stack:
                parts, in_value = [], False

    @staticmethod
    def _close(stack: list[tuple[str, Path, int]]) -> tuple[list[str], bool]:
        if stack:
            stack.pop()
        return [], True

    @staticmethod
    def _base(table: Path, stack: list[tuple[str, Path, int]]) -> Path:
        return stack[-1][1] if stack else table

    @staticmethod
    def _value_path(table: Path, stack: list[tuple[str, Path, int]], parts: list[str]) -> Path:
        if stack and stack[-1][0] == "[":
            return (*stack[-1][1], stack[-1][2])
        return (*(stack[-1][1] if stack else table), *parts)

    def _open_table(self, parts: tuple[str, ...], line: int, *, is_array: bool) -> Path:
        path: Path = ()
        for part in parts[:-1]:
            path = (*path, part)
            if path in self._arrays:
                path = (*path, self._arrays[path])
        path = (*path, parts[-1])
        if is_array:
            self._arrays[path] = self._arrays.get(path, -1) + 1
            path = (*path, self._arrays[path])
        self._note(path, line)
        return path
