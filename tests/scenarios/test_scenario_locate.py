"""The locator finds the line of every key, and the guard stops text that is nested without sense."""

import time
import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.scenario.locate import DEEPEST, KeyLines, tokens, too_deep

TEXT = '''# a comment with [brackets] = "and quotes
top = 1
"quoted key" = "a # no comment"
inline = { a = 1, "b c" = { d = [1, 2] } }
list = [
  "x",   # comment, with a comma
  { y = 1 },
]
text = """
[not.a.table]
key = 1
"""
literal = \'\'\'it's \\\'\'\'

[table]
a.b.c = 3
date = 2025-10-01 10:00:00
[table.'sub table'] # comment
x = -1.5e3
[[many]]
z = 1
[many.inner]
u = 1
[[many]]
z = 2
'''


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("top",), 2),
        (("quoted key",), 3),
        (("inline", "a"), 4),
        (("inline", "b c", "d"), 4),
        (("list",), 5),
        (("list", 1, "y"), 7),
        (("text",), 9),
        (("literal",), 13),
        (("table",), 15),
        (("table", "a", "b", "c"), 16),
        (("table", "date"), 17),
        (("table", "sub table"), 18),
        (("table", "sub table", "x"), 19),
        (("many", 0, "z"), 21),
        (("many", 0, "inner", "u"), 23),
        (("many", 1), 24),
        (("many", 1, "z"), 25),
        (("not", "a", "table"), None),
        (("key",), None),
    ],
)
def test_each_key_has_its_line(path, line):
    assert KeyLines(TEXT).line(path) == line


def leaves(data, path=()):
    if isinstance(data, dict):
        for key, value in data.items():
            yield (*path, key)
            yield from leaves(value, (*path, key))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from leaves(value, (*path, index))


def test_every_key_that_the_parser_sees_is_found():
    keys = KeyLines(TEXT)
    assert [path for path in leaves(tomllib.loads(TEXT)) if keys.line(path) is None] == []


@given(st.text(alphabet="ab[]{}=,.\"'#\n \\é＝", max_size=60))
def test_no_text_breaks_the_tokeniser(text):
    assert all(1 <= line <= text.count("\n") + 1 for _, _, line in tokens(text))
    KeyLines(text)
    assert too_deep(text) in (None, *range(1, text.count("\n") + 2))


@settings(max_examples=40)
@given(st.integers(1, DEEPEST - 1))
def test_sensible_nesting_passes(depth):
    assert too_deep("a = " + "[" * depth + "]" * depth) is None
    assert too_deep("a" + ".a" * depth + " = 1.5") is None


FLOODS = {
    "brackets": "a = " + "[" * 400_000,
    "dots": "a" + ".a" * 400_000,
    "double quotes": '"' * 900_001,
    "single quotes": "'" * 900_001,
    "open block": 'a = """' + '"" ' * 300_000,
    "open literal": "a = '''" + "x\n" * 400_000,
    "long name": "[" + "a" * 900_000,
}


@pytest.mark.parametrize("text", FLOODS.values(), ids=FLOODS.keys())
def test_the_guard_takes_time_in_proportion_to_the_text(text):
    began = time.process_time()
    too_deep(text)
    assert time.process_time() - began < 5
