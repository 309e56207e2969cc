"""`docs/reference/results.md` lists exactly the keys of a study, whatever its method."""

import json

import pytest

from experiments.cli.app import main
from tests.docs.pages import text_of
from tests.docs.test_results_reference import documented, leaves
from tests.studies.test_worlds import SMALL

TABLES = ("provenance", "failed_runs[]", "tree", "worlds.values", "leaves[].limits[]")
"""Keys that the page describes as a whole."""
OWN = ("provenance.simulated",)
"""But for those that a study alone has."""
SIZES = {
    "sobol": ["--size", "8"],
    "morris": ["--size", "4"],
    "tornado": ["--replications", "10"],
    "rsa": ["--size", "32"],
    "discovery": ["--size", "100", "--replications", "2"],
}


@pytest.fixture(scope="module")
def keys(tmp_path_factory):
    """All keys of studies of several methods, as the page writes them."""
    found, middle = set(), 0.0
    for method, words in SIZES.items():
        folder = tmp_path_factory.mktemp("page")
        path = folder / "small.toml"
        threshold = f"fails_below = {middle}\n" if method == "discovery" else ""
        more = "second_order = true\n" if method == "sobol" else ""
        text = SMALL.replace('"sobol"\nsize = 16', f'"{method}"\n{more}').replace("[design]", threshold + "[design]")
        path.write_text(text, encoding="utf-8")
        out = folder / "out"
        assert main(["study", str(path), "--quiet", "--workers", "1", "--out", str(out), *words]) == 0
        document = json.loads((out / "results.json").read_text(encoding="utf-8"))
        middle = document["mean"]["mean"]
        found |= set(normal(document))
    return found


def normal(document):
    """The keys, with the names of measures in braces and tables cut where the page describes them as a whole."""
    measures = {key.removesuffix("_low") for row in document["indices"] for key in row if key.endswith("_low")}
    for key in leaves(document):
        whole = next((name for name in TABLES if key.startswith(name) and key not in OWN), None)
        if whole:
            yield {"worlds.values": "worlds.values.{parameter}[]"}.get(whole, whole)
            continue
        for name in sorted(measures, key=len, reverse=True):
            for end in ("", "_low", "_high"):
                if key == f"indices[].{name}{end}":
                    key = f"indices[].{{measure}}{end}"
            if key.startswith(f"floor.{name}."):
                key = key.replace(name, "{measure}", 1)
        if key.startswith("settings."):
            key = "settings.{setting}"
        yield key


def test_the_page_lists_the_keys_of_studies(keys):
    listed = documented("`funnel study`")
    empty = {key for key in keys if key.endswith("[]") and any(name.startswith((f"{key}.", f"{key}[]")) for name in listed)}
    assert keys - listed - empty == set()
    only_sometimes = {
        *("chance_share.why.zh", "chance_share.why.en", "assumptions.{key}", "share_of_variance_without_luck", "failed_runs[]", "{measure}"),
        *("policies[].id", "policies[].titles.zh", "policies[].titles.en", "already[].id", "already[].titles.zh", "already[].titles.en"),
        *("notes[].zh", "notes[].en", "notes[].indices[].parameter", "notes[].indices[].measure", "converged.nearly_equal[][]"),
    }
    assert listed - keys <= only_sometimes


def test_the_page_says_what_every_measure_means():
    page = text_of("docs/reference/results.md").partition("\n## `funnel study`")[2].partition("\n## ")[0]
    for name in ("S1", "ST", "mu_star", "sigma", "ST_bound", "pawn", "delta", "rsa_worst", "swing", "effect_low"):
        assert f" {name}" in page
