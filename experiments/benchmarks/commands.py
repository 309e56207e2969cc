"""How long whole commands take, each as a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

from experiments.benchmarks.figures import Figure, Spent, spent_on

ROOT = Path(__file__).parents[2]
POLICIES = ("award-on-industrialisation", "pilot-voucher", "more-public-platforms")


def environment() -> dict[str, str]:
    """As after an installation: the packages are found and bytecode may be kept (without it each start compiles the sources again)."""
    kept = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"PYTHONPATH": os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))}


def funnel(*words: str) -> Spent:
    """Run `funnel` with these words. Raises CalledProcessError when it fails."""
    command = [sys.executable, "-m", "experiments.cli", *words]
    before = os.times()
    wall = spent_on(lambda: subprocess.run(command, check=True, capture_output=True, env=environment())).wall
    after = os.times()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return Spent(cpu, wall)


def least(starts: int, *words: str) -> Spent:
    """The quickest of several starts after one that warms up, because other programs can only add; 0 starts: the first alone."""
    took = [funnel(*words) for _ in range(1 + starts)]
    took = took[1:] or took
    return Spent(min(t.cpu for t in took), min(t.wall for t in took))


def help_figure(starts: int) -> dict[str, Figure]:
    """The first thing anybody types."""
    return {"help": Figure(f"`funnel --help`, least of {max(1, starts)}", least(starts, "--help").wall, "s", "wall", 0.3)}


def compare_figures(starts: int, replications: int) -> dict[str, Figure]:
    """A warm comparison without figures, with one policy and with three."""
    result = {}
    for number in (1, 3):
        chosen = [word for policy in POLICIES[:number] for word in ("--policy", policy)]
        took = least(starts, "compare", "chenzhou", *chosen, "--replications", str(replications), "--quiet", "--json")
        what = f"`funnel compare chenzhou` of {replications} paired worlds, {number} polic{'y' if number == 1 else 'ies'}"
        result[f"compare_{number}"] = Figure(what, took.wall, "s", "wall", 3.0)
        result[f"compare_{number}_cpu"] = Figure("the same, CPU time of all its threads", took.cpu, "s", "CPU")
    return result
