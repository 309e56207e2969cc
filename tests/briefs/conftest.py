"""Real results in folders, made once: what `funnel compare`, `target` and `run` write with --out."""

from pathlib import Path

import pytest

from experiments.briefs.content.compose import compose
from experiments.briefs.images import Image, drawn
from experiments.briefs.making import rendered
from experiments.briefs.reading import Result, read_result
from experiments.output import write_results
from experiments.output.provenance import collect
from sim.scenario import load_scenario

POLICIES = ["award-on-industrialisation", "pilot-voucher"]
FEW = {"replications": 60, "months": 36, "seed": 1}


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


@pytest.fixture(scope="session")
def images(results) -> dict[str, dict[str, Image]]:
    """The figures of the Chinese brief of each kind of result."""
    return {name: drawn(compose(result, "zh"), result) for name, result in results.items()}


@pytest.fixture(scope="session")
def files(results, images) -> dict[str, dict[str, bytes]]:
    """The Chinese brief of each kind of result, in every format."""
    return {name: rendered(compose(result, "zh"), images[name], ("docx", "pdf", "html")) for name, result in results.items()}
