"""From the naive contrast to the true effect of a pilot: what 80 against 30 is made of, and whom a policy switches.

Y is batch output within a fixed horizon (`window` of the sector) after the route was chosen. All worlds share their luck:

W      the world as it is, followed on until every choice of the study period is resolved;
W_i    W with project i alone sent direct at the month of its decision, for a random subset of pilot entrants, one at a time;
W_0    W with every project sent direct that would pilot;
W_m    W with the pilots of W, which add no maturity.

naive - true = censoring + survivorship + selection + crowding, and true = maturation + screening; both sums are exact by construction.
Definitions: docs/explanation/contrasts.md; potential outcomes after Rubin (1974), one at a time against all at once after Hudgens & Halloran (2008).
"""

import shlex
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import pairwise
from typing import Any

import numpy as np

from experiments.contrast_worlds import COUNTED, GROUPS, NUMBERS, Contrasted
from experiments.equal_budget.lottery import Lottery
from experiments.running import Progress
from experiments.runs.batch import Alone, Bundle
from experiments.runs.carry_out import carry_out_all
from experiments.runs.carrying import IN_MEMORY, Carrying
from experiments.runs.errors import require_whole
from experiments.runs.gathering import fill, tasks_of
from experiments.runs.versions import Version, turn_of
from experiments.statistics import NOTHING, Interval, jackknife_interval, mean_interval
from experiments.worlds import versions_for
from sim.batch import with_policies
from sim.scenario import Scenario

CHAIN = ("naive", "closed_cohorts", "per_entrant", "alone", "true")
PARTS = ("censoring", "survivorship", "selection", "crowding")
TRUE_PARTS = ("maturation", "screening")
VERSIONED = ("naive", "per_entrant", "true", "switched")
MOVED = "contrasts need the same projects in every world; an instrument that attracts projects from outside (attraction) changes who is there"


@dataclass(frozen=True)
class Contrast:
    """Sums over the projects of each world, (worlds, 2 * GROUPS): cases and sums by turns; money of W less W_0 beside."""

    sums: np.ndarray
    social: np.ndarray  # (worlds,) social net present value of W less that of W_0, 万元
    avoided: np.ndarray  # (worlds,) scale-up losses avoided in W, 万元
    toggled: np.ndarray  # (worlds,) pilot entrants really sent direct one at a time
    clusters: np.ndarray
    compared: bool  # whether there is a baseline without the policy

    def interval(self, of: Callable[[np.ndarray], np.ndarray]) -> Interval:
        """A function of the sums over worlds, with its interval."""
        return jackknife_interval(self.sums, of, self.clusters)

    @cached_property
    def intervals(self) -> dict[str, Interval]:
        """All steps and parts by name."""
        steps: dict[str, Callable[[np.ndarray], np.ndarray]] = {
            "naive": lambda t: rate(t, "passed_by_date") - rate(t, "direct_by_date"),
            "closed_cohorts": lambda t: rate(t, "passed") - rate(t, "direct"),
            "per_entrant": lambda t: rate(t, "entrants") - rate(t, "direct"),
            "alone": lambda t: rate(t, "alone"),
            "true": lambda t: rate(t, "true"),
            "maturation": lambda t: rate(t, "no_maturity"),
            "spillover": lambda t: rate(t, "others"),
        }
        for part, (before, after) in zip(PARTS, pairwise(CHAIN), strict=True):
            steps[part] = difference(steps[before], steps[after])
        steps["screening"] = difference(steps["true"], steps["maturation"])
        found = {name: self.interval(step) for name, step in steps.items()}
        found["switched"] = self.interval(lambda t: rate(t, "switched")) if self.compared else NOTHING
        return found

    def cases(self, group: str) -> float:
        """Cases of a group, mean per world."""
        return float(self.sums[:, 2 * GROUPS.index(group)].mean())

    def versions(self) -> dict[str, "Contrast"]:
        """The worlds of each calibrated version by themselves."""
        of = {name: self.clusters == name for name in dict.fromkeys(self.clusters.tolist())}
        return {
            name: Contrast(self.sums[mine], self.social[mine], self.avoided[mine], self.toggled[mine], self.clusters[mine], self.compared)
            for name, mine in of.items()
        }  # fmt: skip

    def told(self, names: Iterable[str]) -> dict[str, dict[str, float | None]]:
        """Some of the intervals as in the JSON files."""
        return {name: self.intervals[name].as_dict() for name in names}

    def document(self) -> dict[str, Any]:
        """The JSON of `--contrasts` (keys in docs/reference/results.md)."""
        return {
            **self.told(CHAIN),
            "parts": self.told(PARTS),
            "true_parts": self.told(TRUE_PARTS),
            **self.told(("switched", "spillover")),
            "by_version": {version: part.told(VERSIONED) for version, part in self.versions().items()},
            "unit": "share",
            "money": {
                "avoided_scale_up_loss": mean_interval(self.avoided, self.clusters, least=0.0).as_dict(),
                "social_npv": mean_interval(self.social, self.clusters).as_dict(),
                "unit": "10k CNY",
            },
            "cases": {group: self.cases(group) for group in COUNTED} | {"toggled": float(self.toggled.mean())},
        }


def rate(totals: np.ndarray, group: str) -> np.ndarray:
    """Sum per case of a group in totals (..., 2 * GROUPS); NaN where there is no case."""
    k = 2 * GROUPS.index(group)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(totals[..., k] > 0.0, totals[..., k + 1] / totals[..., k], np.nan)


def difference(a: Callable[[np.ndarray], np.ndarray], b: Callable[[np.ndarray], np.ndarray]) -> Callable[[np.ndarray], np.ndarray]:
    """The difference of two functions of the sums."""
    return lambda totals: a(totals) - b(totals)


def again(
    region: str, policies: Iterable[str], compared: bool, worlds: str, months: int | None, seed: int, replication: int, wording: str | None = None
) -> str:
    """The command that makes the worlds of contrasts again up to this one: those before it are kept."""
    study, least = ("compare", 2) if compared else ("run", 1)
    words = ["funnel", study, region, *(word for policy in policies for word in ("--policy", policy)), "--contrasts"]
    words += [*(["--months", str(months)] if months is not None else []), "--seed", str(seed), "--worlds", worlds]
    words += ["--wording", wording] if wording else []
    return shlex.join([*words, "--replications", str(max(least, replication + 1))])


def _command(
    scenario: Scenario,
    baseline: Scenario | None,
    worlds: str | tuple[Version, ...],
    months: int | None,
    seed: int,
    replication: int,
    wording: str | None = None,
) -> str:
    """The command for a scenario whose files are known by their names alone; versions of one's own have none, but a call."""
    if not isinstance(worlds, str):
        return f"experiments.contrasts.contrast(..., seed={seed}, replications={replication + 1})"
    return again(scenario.region.id, (policy.id for policy in scenario.policies), baseline is not None, worlds, months, seed, replication, wording)


def contrast(
    scenario: Scenario | str,
    policies: Iterable = (),
    *,
    baseline: Scenario | None = None,
    replications: int = 200,
    seed: int = 1,
    months: int | None = None,
    workers: int | None = None,
    worlds: str | tuple[Version, ...] = "versions",
    wording: str | None = None,
    progress: Progress | None = None,
    carrying: Carrying = IN_MEMORY,
    command: Callable[[int], str] | None = None,
    sizes: Sequence[Scenario] = (),
    lottery: Lottery | None = None,
) -> Contrast:
    """The chain from the naive contrast to the true effect of a pilot, in `replications` worlds of a scenario.

    Worlds are compared project by project, so that no instrument may change who is there (ValueError with `attraction`).

    `baseline`: the scenario without a policy, to tell whom the policy switches; `worlds`: a named set of versions, or versions of one's own;
    `wording`: of which projects the 80 % are (see `experiments.worlds`); `carrying`: where what was found is kept; `command(replication)`: with
    which words a world that fails can be asked for again; `sizes`: those that a policy has by a `lottery`. Raises ScenarioError, Incomplete (a
    RunError), StoreError.
    """
    chosen = with_policies(scenario, policies)
    if any(tool.family == "attraction" for policy in chosen.policies for tool in policy.instruments.values()):
        raise ValueError(MOVED)
    versions = versions_for(worlds, wording) if isinstance(worlds, str) else worlds
    command = command or partial(_command, chosen, baseline, worlds, months, seed, wording=wording)
    bundles = []
    for (number,), tasks in (lottery or Lottery(((1.0,),))).groups(replications, len(versions)).items():
        worlds_of = Contrasted.of((sizes or (chosen,))[number], versions, months, baseline, seed, command)
        bundles.append((Bundle((worlds_of.batch,), Alone(worlds_of)), tasks))
    carried = [mine for (mine,) in carry_out_all(bundles, workers=workers, progress=progress, **carrying.options)]
    require_whole(carried)
    tasks, scratch = tasks_of(carried), carrying.scratch()
    columns = {"sums": scratch.array((2 * len(GROUPS), tasks.size))} | {name: scratch.array((tasks.size,)) for name in NUMBERS}
    fill(columns, carried, tasks)
    clusters = np.array([version.id for version in versions])[turn_of(versions, tasks)]
    return Contrast(columns["sums"].T, *(columns[name] for name in NUMBERS), clusters, baseline is not None)
