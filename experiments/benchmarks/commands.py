"""How long whole commands take, each as a process of its own."""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from experiments.benchmarks.figures import MS, Figure, Spent, Turns, spent_on

ROOT = Path(__file__).parents[2]
KIB = 1024.0 * (1024.0 if sys.platform == "darwin" else 1.0)
"""What the system counts the memory of a process in, per MiB."""
POLICIES = ("award-on-industrialisation", "pilot-voucher", "more-public-platforms")


def environment() -> dict[str, str]:
    """As after an installation: the packages are found and bytecode may be kept (without it each start compiles the sources again)."""
    kept = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"PYTHONPATH": os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))}


def funnel(*words: str) -> Spent:
    """Run `funnel` with these words and an empty run store: nothing is there from before. Raises CalledProcessError when it fails."""
    command = [sys.executable, "-m", "experiments.cli", *words]
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as store:
        before = os.times()
        wall = spent_on(lambda: subprocess.run(command, check=True, capture_output=True, env=environment() | {"FUNNEL_STORE": store})).wall
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


STUDY, STUDY_RUNS, STUDY_SECONDS, STUDY_MEMORY = "what-drives-industrialisation", 143_360, 300.0, 1024.0
"""The reference study (Sobol, 12 parameters, N = 1,024, 10 replications), and within which time and memory (MiB) it has to end."""


def study_figures(size: int) -> dict[str, Figure]:
    """The reference study with so many base rows, in a store of its own: time of a run, with everything around it, and the most memory it held."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        words = ("study", STUDY, "--size", str(size), "--quiet", "--json", "--store", folder)
        begun = time.perf_counter()
        with subprocess.Popen([sys.executable, "-m", "experiments.cli", *words], stdout=subprocess.PIPE, env=environment()) as process:
            document = json.loads(process.stdout.read())
            _, status, used = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.perf_counter() - begun
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, process.args)
    what = f"a run of the reference study, of {document['runs']:,} ({STUDY_RUNS:,} in {STUDY_SECONDS:g} s)"
    return {
        "study_run": Figure(what, seconds / document["runs"] * MS, "ms", "wall", STUDY_SECONDS / STUDY_RUNS * MS),
        "study_memory": Figure("the most memory it held", used.ru_maxrss / KIB, "MiB", "count", STUDY_MEMORY),
    }


def help_figure(starts: int) -> dict[str, Figure]:
    """The first thing anybody types."""
    took = starts_of([["--help"]], starts)
    what = f"`funnel --help`, least of {max(1, starts)}"
    return {"help": Figure(what, took.least(0, "wall"), "s", "wall", 0.3, median=took.median(0, "wall"))}


def compare_figures(starts: int, replications: int) -> dict[str, Figure]:
    """A warm comparison without figures and with nothing in the store: exactly so many paired worlds with one policy and with three; and what is
    looked at unless something else is asked for, the same number over the posterior and in the core versions and half as many of the other wording.
    """
    exactly = ("--worlds", "versions", "--wording", "passed")
    asked = {"compare_1": (1, exactly), "compare_3": (3, exactly), "compare_posterior": (1, ())}
    commands = []
    for number, worlds in asked.values():
        chosen = [word for policy in POLICIES[:number] for word in ("--policy", policy)]
        commands.append(["compare", "chenzhou", *chosen, *worlds, "--replications", str(replications), "--quiet", "--json"])
    took = starts_of(commands, starts)
    result = {}
    for k, (name, (number, worlds)) in enumerate(asked.items()):
        pairs = f"{replications if worlds else 5 * replications // 2} paired worlds" + ("" if worlds else " (the default)")
        what = f"`funnel compare chenzhou` of {pairs}, {number} polic{'y' if number == 1 else 'ies'}"
        result[name] = Figure(what, took.least(k, "wall"), "s", "wall", 3.0, median=took.median(k, "wall"))
        result[f"{name}_cpu"] = Figure("the same, CPU time of all its threads", took.least(k), "s", "CPU", median=took.median(k))
    return result
