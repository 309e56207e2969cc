"""Rewrites the generated parts of the documentation, so that tables always say what the code does.

    python docs/generate.py              # rewrite everything that is made from code
    python docs/generate.py --check      # change nothing; name what is stale and end with 1
    python docs/generate.py --outputs    # also the example output in the READMEs (simulates for some seconds)

A block stands between `<!-- generated: NAME -->` and `<!-- end -->`; the text around it is written by hand and never touched.
"""

import argparse
import re
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "docs")]  # run as a script, also without installation

from generators import evidence_tables, example_output, mechanism_tables, model_tables, parameter_tables, rule_pages  # noqa: E402

Blocks = Mapping[str, Callable[[], str]]
TABLES: Blocks = {
    "state-variables": model_tables.state_variables,
    "codes": model_tables.codes,
    "schedule": model_tables.schedule,
    "indicators": model_tables.indicators,
    "definitions": model_tables.definitions,
    "cohort-window": model_tables.cohort_window,
    "stop-reasons": model_tables.stop_reasons,
    "purposes": model_tables.purposes,
    "versions": model_tables.versions,
    "regions": model_tables.regions,
    "policies": model_tables.policies,
    "world-parameters": parameter_tables.world_parameters,
    "all-parameters": parameter_tables.all_parameters,
    "all-rules": rule_pages.all_rules,
    "mechanisms": mechanism_tables.mechanisms,
    "emergent-effects": mechanism_tables.emergent_effects,
    "evidence": evidence_tables.evidence,
}
OUTPUTS: Blocks = {f"example-{lang}": lambda lang=lang: example_output.example(lang) for lang in ("en", "zh")}
BLOCK = re.compile(r"(<!-- generated: (?P<name>[\w-]+) -->\n)(?P<text>.*?)(<!-- end -->)", re.DOTALL)


def pages() -> list[Path]:
    """Every page that may hold generated blocks."""
    return [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]


def renewed(text: str, blocks: Blocks) -> str:
    """The text with its blocks made anew. Raises KeyError for a block that nobody makes."""

    def fill(found: re.Match[str]) -> str:
        name = found["name"]
        if name not in blocks:
            if name in TABLES or name in OUTPUTS:
                return found[0]
            raise KeyError(f"no block is called {name}")
        return f"{found[1]}\n{blocks[name]()}\n\n{found[4]}"

    return BLOCK.sub(fill, text)


def main(arguments: list[str] | None = None) -> int:
    """Rewrite or check; returns 1 if something was stale under --check, 2 if a block cannot be made."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--check", action="store_true", help="change nothing, end with 1 if something is stale")
    parser.add_argument("--outputs", action="store_true", help="also the example output in the READMEs")
    options = parser.parse_args(arguments)
    blocks = {**TABLES, **(OUTPUTS if options.outputs else {})}
    stale = []
    for page in pages():
        before = page.read_text(encoding="utf-8")
        try:
            after = renewed(before, blocks)
        except (KeyError, model_tables.StaleMeanings) as error:
            print(f"{page.relative_to(ROOT).as_posix()}: {error.args[0]}", file=sys.stderr)
            return 2
        if after != before:
            stale.append(page.relative_to(ROOT).as_posix())
            if not options.check:
                page.write_text(after, encoding="utf-8", newline="\n")
    if stale:
        print(("stale, run `python docs/generate.py`: " if options.check else "rewritten: ") + ", ".join(stale), file=sys.stderr)
    return int(bool(stale) and options.check)


if __name__ == "__main__":
    sys.exit(main())
