"""How far a conclusion is robust: in how many calibrated versions it holds and in what share of the posterior, whether the ranking of policies stays,
and on what it turns.

A conclusion holds in a version when the effect has the sign there that it has overall and its interval excludes zero. A ranking is the order of the
policies by the mean effect on an indicator; it holds in a version that gives the same order. Draws of the posterior have too few worlds for that: of
them is said in what share the effect has the sign it has overall, with an interval. What a conclusion turns on: of readings, that in which two
differ while it holds in one and not in the other; of draws, quantities with which the effect rises or falls (rank correlation).
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from experiments.posterior_share import positive_share
from experiments.runs.versions import Version
from experiments.statistics import mean_interval

CLEARLY = 3.0
"""Standard normal deviate of the rank correlation from which a quantity counts as one that separates: about 0.05 over some fifteen quantities."""
MOST_NAMED = 3


@dataclass(frozen=True)
class Effects:
    """What policies change in the worlds of a comparison: the indicator, its paired differences (worlds,) by policy id, and where they are from."""

    indicator: str
    of: Callable[[str], np.ndarray]
    clusters: np.ndarray
    draws: Sequence[Version] = ()
    """The draws of the posterior over which the worlds are spread, by number; none where they are spread over named versions."""

    def share(self, differences: np.ndarray, is_more: bool) -> dict[str, Any]:
        """In what share of the posterior the mean difference is more than nothing, or less; and the quantities with which it changes."""
        found = positive_share(differences if is_more else -differences, self.clusters)
        return {"share": found.as_dict(), "draws": len(self.draws), "turns_on": drivers(self.draws, differences, self.clusters)}


def with_robustness(document: Mapping[str, Any], versions: Sequence[Version], effects: Effects) -> dict[str, Any]:
    """The document of a comparison with `robust` for each policy and for their ranking."""
    policies = [policy | {"robust": of_policy(policy, versions, effects)} for policy in document["policies"]]
    found = of_ranking(policies, versions, effects.indicator)
    return {**document, "policies": policies, "robust": found | {"steps": steps(found["ranking"], effects)}}


def steps(order: Sequence[str], effects: Effects) -> list[dict[str, Any]]:
    """By how much each policy of a ranking is ahead of the next: the paired difference of the two in the same worlds, with its interval."""
    found = []
    for first, second in pairwise(order):
        ahead = effects.of(first) - effects.of(second)
        posterior = {"posterior": effects.share(ahead, True)} if effects.draws else {"posterior": None}
        found.append({"ahead": first, "behind": second} | mean_interval(ahead, effects.clusters).as_dict() | posterior)
    return found


def of_policy(policy: Mapping[str, Any], versions: Sequence[Version], effects: Effects) -> dict[str, Any]:
    """Robustness of the conclusion on one policy's effect. `ranking_stable` is null: one policy has no rank."""
    holds = [holds_in(policy, version.id, effects.indicator) for version in versions]
    overall = policy["effects"][effects.indicator]["difference"]
    posterior = effects.share(effects.of(policy["id"]), (overall or 0.0) >= 0.0) if effects.draws else None
    found = {"holds_in": sum(holds), "of": len(versions), "ranking_stable": None, "turns_on": turns_on(holds, versions)}
    return found | {"posterior": posterior}


def holds_in(policy: Mapping[str, Any], version: str, indicator: str) -> bool:
    """Whether the effect has the overall sign in this version, with an interval that excludes zero."""
    overall, found = policy["effects"][indicator]["difference"], policy["by_version"][version][indicator]
    if not overall or found["low"] is None or found["high"] is None:
        return False
    return found["low"] > 0.0 if overall > 0.0 else found["high"] < 0.0


def of_ranking(policies: Sequence[Mapping[str, Any]], versions: Sequence[Version], indicator: str) -> dict[str, Any]:
    """Robustness of the ranking; of a single policy, of the conclusion on it."""
    if len(policies) == 1:
        return {"indicator": indicator, "ranking": [policies[0]["id"]]} | policies[0]["robust"]
    overall = ranking({policy["id"]: policy["effects"][indicator]["difference"] for policy in policies})
    holds = [overall == ranking({policy["id"]: policy["by_version"][v.id][indicator]["difference"] for policy in policies}) for v in versions]
    return {
        "indicator": indicator, "ranking": overall, "holds_in": sum(holds), "of": len(versions),
        "ranking_stable": all(holds) if len(versions) > 1 else None, "turns_on": turns_on(holds, versions), "posterior": None,
    }  # fmt: skip


def ranking(effects: Mapping[str, float | None]) -> list[str]:
    """Policies from the largest effect to the smallest; one whose effect is unknown comes last."""
    return sorted(effects, key=lambda name: (-(effects[name] if effects[name] is not None else -math.inf), name))


def turns_on(holds: Sequence[bool], versions: Sequence[Version]) -> list[str]:
    """Dimensions in which alone two readings differ of which one upholds the conclusion; `information` where they differ in none of them.

    Empty where it holds in all or in none.
    """
    traits = [version.traits for version in versions]
    found = set()
    for a in range(len(holds)):
        for b in range(a):
            if holds[a] != holds[b]:
                differ = [name for name in traits[a] if traits[a][name] != traits[b][name]] or ["information"]
                found |= set(differ) if len(differ) == 1 else set()
    return [name for name in (*traits[0], "information") if name in found]


def drivers(draws: Sequence[Version], differences: np.ndarray, clusters: np.ndarray) -> list[str]:
    """Quantities of the draws with which the mean difference clearly rises or falls, the clearest first: Spearman's rank correlation."""
    known = np.isfinite(differences)
    counts = np.bincount(clusters[known], minlength=len(draws))
    seen = counts > 0
    if seen.sum() < 3:
        return []
    means = np.bincount(clusters[known], differences[known], minlength=len(draws))[seen] / counts[seen]
    traits = [draw.traits for draw, there in zip(draws, seen, strict=True) if there]
    numbers = [name for name in traits[0] if all(isinstance(each.get(name), int | float) for each in traits)]
    apart = {name: abs(rank_correlation(np.array([each[name] for each in traits], float), means)) * math.sqrt(len(means) - 1) for name in numbers}
    return sorted((name for name in numbers if apart[name] >= CLEARLY), key=lambda name: -apart[name])[:MOST_NAMED]


def rank_correlation(a: np.ndarray, b: np.ndarray) -> float:
    """Spearman's rank correlation, 0 where one of the two is constant."""
    if np.ptp(a) == 0.0 or np.ptp(b) == 0.0:
        return 0.0
    return float(np.corrcoef(ranks(a), ranks(b))[0, 1])


def ranks(values: np.ndarray) -> np.ndarray:
    """Rank of each value, equal ones their mean rank; not scipy's, whose import takes longer than a whole comparison."""
    _, index, counts = np.unique(values, return_inverse=True, return_counts=True)
    return (np.cumsum(counts) - 0.5 * (counts - 1))[index]
