"""Imports go one way: the model knows nothing of experiments, rules know nothing of files, and nothing heavy loads at the start."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LAYERS = [  # each may import itself and what stands before it
    ("sim.stages", "sim.quantities", "sim.units", "sim.system_words", "sim.run_error", "sim.cache", "sim.compiled", "sim.handing_over", "sim.tables"),
    ("sim.region", "sim.parameters", "sim.policy", "sim.dice", "sim.digests"),
    ("sim.rules", "sim.scenario"),
    ("sim.month", "sim.start", "sim.definitions", "sim.counting", "sim.indicators", "sim.checks", "sim.pairing", "sim.explain", "sim.looking"),
    ("sim.lifetime", "sim.batch", "sim.agents"),
    ("sim.model", "sim.first_run", "sim"),
    ("experiments.explained_error",),
    ("experiments.runs",),
    ("calibration",),
    ("experiments",),
]
RANK = {name: rank for rank, layer in enumerate(LAYERS) for name in layer}
FORBIDDEN_IN_SIM = {"matplotlib", "SALib", "dash", "rich", "typer", "pandas", "scipy"}


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def rank_of(module: str) -> int | None:
    parts = module.split(".")
    known = [RANK[".".join(parts[:n])] for n in range(len(parts), 0, -1) if ".".join(parts[:n]) in RANK]
    return known[0] if known else None


def imports_of(path: Path) -> list[str]:
    found = []
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for_types_only = [node for node in ast.walk(tree) if isinstance(node, ast.If) and getattr(node.test, "id", "") == "TYPE_CHECKING"]
    unseen = {id(child) for node in for_types_only for child in ast.walk(node)}
    for node in ast.walk(tree):
        if id(node) in unseen:
            continue
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module == "sim":
            found += [f"sim.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found += [node.module]
    return found


SOURCES = [path for folder in ("sim", "calibration", "experiments") for path in sorted((ROOT / folder).rglob("*.py"))]


@pytest.mark.parametrize("path", SOURCES, ids=module_of)
def test_a_module_imports_only_its_own_layer_and_those_below(path):
    mine = rank_of(module_of(path))
    for name in imports_of(path):
        theirs = rank_of(name)
        assert theirs is None or theirs <= mine, f"{module_of(path)} imports {name}, which stands above it"


@pytest.mark.parametrize("path", [path for path in SOURCES if path.is_relative_to(ROOT / "sim")], ids=module_of)
def test_the_model_knows_nothing_of_plots_statistics_packages_or_terminals(path):
    assert not {name.split(".")[0] for name in imports_of(path)} & FORBIDDEN_IN_SIM


def test_only_two_files_know_numba():
    users = [module_of(path) for path in SOURCES if "numba" in {name.split(".")[0] for name in imports_of(path)}]
    assert users == ["sim.compiled", "sim.handing_over"]


@pytest.mark.parametrize("path", sorted((ROOT / "sim" / "rules").rglob("*.py")), ids=module_of)
def test_rules_never_use_a_random_stream(path):
    text = path.read_text(encoding="utf-8")
    assert "np.random" not in text
    assert "import random" not in text
