"""The example in the READMEs: what `make run` really prints, shortened only by leaving out whole tables."""

import os
import re
import subprocess
import sys
from pathlib import Path

from generators.markdown import code

ROOT = Path(__file__).resolve().parents[2]
WIDTH = 100
SHOWN_IN_FULL = 2
"""The policy whose tables are all shown."""
LEFT_OUT = {"en": "[three tables of this policy are left out here]", "zh": "［此处略去这项政策的三张表］"}
POLICY = re.compile(r"(\d+)\. ")
RULE_OF_TABLE = "───"
BULLET = "* "
RATES_OF_ALL = "n="
"""Only the table of rates counts cases; it comes after the last policy."""


def command() -> list[str]:
    """The words of the command that `make run` carries out, without --out."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    recipe = makefile.partition("\nrun:")[2].splitlines()[1]
    words = recipe.replace('"$(BIN)/funnel"', "funnel").split()
    return words[: words.index("--out")]


def printed(lang: str) -> str:
    """What the command prints in one language. Raises CalledProcessError when it fails."""
    words = [sys.executable, "-m", "experiments.cli", *command()[1:], "--lang", lang, "--quiet"]
    environment = os.environ | {"PYTHONPATH": str(ROOT), "COLUMNS": str(WIDTH), "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(words, cwd=ROOT, env=environment, capture_output=True, encoding="utf-8", check=True)
    return done.stdout


def shortened(text: str, lang: str) -> str:
    """The output with the tables of all policies but one, and the remarks on them, left out; a line says so."""
    kept: list[str] = []
    is_left_out = False
    for block in _blocks(text):
        if found := POLICY.match(block):
            is_left_out = int(found[1]) != SHOWN_IN_FULL
            kept += [block, LEFT_OUT[lang]] if is_left_out else [block]
            continue
        if RATES_OF_ALL in block:
            is_left_out = False
        if not is_left_out or block.startswith(BULLET):
            kept.append(block)
    return "\n\n".join(kept)


def _blocks(text: str) -> list[str]:
    """Paragraphs and tables; the line of totals belongs to its table."""
    blocks: list[str] = []
    for part in re.split(r"\n[ ]*\n", text.strip("\n")):
        lines = "\n".join(line.rstrip() for line in part.splitlines())
        if blocks and RULE_OF_TABLE in blocks[-1] and lines.startswith(("Total", "合计")):
            blocks[-1] += "\n\n" + lines
        else:
            blocks.append(lines)
    return blocks


def example(lang: str) -> str:
    """The block of a README."""
    return code(shortened(printed(lang), lang), "text")
