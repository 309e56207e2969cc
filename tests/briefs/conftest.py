"""Real results in folders, made once: what `funnel compare`, `target` and `run` write with --out."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from experiments.briefs.content.compose import compose
from experiments.briefs.images import Image, drawn
from experiments.briefs.making import rendered
from experiments.briefs.reading import Result, read_result
from experiments.output import write_results
from experiments.output.provenance import collect
from sim.scenario import load_scenario

POLICIES = ["award-on-industrialisation", "pilot-voucher"]
FEW = {"replications": 72, "months": 36, "seed": 1}


@pytest.fixture(scope="session")
def folders(tmp_path_factory) -> dict[str, Path]:
    """The folder of one result of each kind."""
    from experiments.comparison import compare
    from experiments.running import run
    from experiments.targeting import target

    root = tmp_path_factory.mktemp("results")
    comparison = compare("chenzhou", POLICIES, **FEW)
    reached = target("chenzhou", ["pilot-voucher"], goal="new_products >= 25 by 2026-12", **FEW)
    ran = run("chenzhou", ["pilot-voucher"], replications=20, months=36, worlds="central")
    voucher = [load_scenario("chenzhou", ["pilot-voucher"])]
    made = {"compare": (comparison, [comparison.baseline, *comparison.policies]), "target": (reached, voucher), "run": (ran, voucher)}
    for name, (result, scenarios) in made.items():
        document = result.document() | {"warnings": [], "provenance": collect(scenarios, ["funnel", name, "chenzhou"])}
        write_results(root / name, document, scenarios, figures=False)
    return {name: root / name for name in made}


@pytest.fixture(scope="session")
def results(folders) -> dict[str, Result]:
    """The same, read back."""
    return {name: read_result(folder) for name, folder in folders.items()}


class Lazily(dict):
    """Values worked out when they are first asked for, by their key."""

    def __init__(self, of: Callable[[str], Any]):
        super().__init__()
        self.of = of

    def __missing__(self, key: str) -> Any:
        self[key] = self.of(key)
        return self[key]


@pytest.fixture(scope="session")
def images(results) -> Mapping[str, dict[str, Image]]:
    """The figures of the Chinese brief of each kind of result."""
    return Lazily(lambda name: drawn(compose(results[name], "zh"), results[name]))


@pytest.fixture(scope="session")
def files(results, images) -> Mapping[str, dict[str, bytes]]:
    """The Chinese brief of each kind of result, in every format."""
    return Lazily(lambda name: rendered(compose(results[name], "zh"), images[name], ("docx", "pdf", "html")))
