"""How long whole commands take, each as a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

from experiments.benchmarks.figures import Figure, Spent, Turns, spent_on

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


def starts_of(commands: list[list[str]], starts: int) -> Turns:
    """Several starts of each command in turn, after one that warms up; 0 starts: the first alone."""
    first = Turns([[funnel(*words)] for words in commands])
    if starts == 0:
        return first
    rows = [[funnel(*words) for words in commands] for _ in range(starts)]
    return Turns([list(spent) for spent in zip(*rows, strict=True)])


def help_figure(starts: int) -> dict[str, Figure]:
    """The first thing anybody types."""
    took = starts_of([["--help"]], starts)
    what = f"`funnel --help`, least of {max(1, starts)}"
    return {"help": Figure(what, took.least(0, "wall"), "s", "wall", 0.3, median=took.median(0, "wall"))}


def compare_figures(starts: int, replications: int) -> dict[str, Figure]:
    """A warm comparison without figures, with one policy and with three."""
    numbers = (1, 3)
    commands = []
    for number in numbers:
        chosen = [word for policy in POLICIES[:number] for word in ("--policy", policy)]
        commands.append(["compare", "chenzhou", *chosen, "--replications", str(replications), "--quiet", "--json"])
    took = starts_of(commands, starts)
    result = {}
    for k, number in enumerate(numbers):
        what = f"`funnel compare chenzhou` of {replications} paired worlds, {number} polic{'y' if number == 1 else 'ies'}"
        result[f"compare_{number}"] = Figure(what, took.least(k, "wall"), "s", "wall", 3.0, median=took.median(k, "wall"))
        result[f"compare_{number}_cpu"] = Figure("the same, CPU time of all its threads", took.least(k), "s", "CPU", median=took.median(k))
    return result
