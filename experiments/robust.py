"""How far a conclusion is robust: in how many calibrated versions it holds, whether the ranking of policies stays, and on what it turns.

A conclusion holds in a version when the effect has the sign there that it has overall and its interval excludes zero. A ranking is the order of the
policies by the mean effect on an indicator; it holds in a version that gives the same order. What it turns on: of readings, that in which two differ
while the conclusion holds in one and not in the other; of draws of the posterior, quantities that are higher where it holds (rank-sum test).
"""

import math
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from experiments.statistics import Interval
from experiments.worlds import Version

Apart = Callable[[str, str], Interval]
"""Paired difference of the effects of two policies (ids), with its interval."""

LEAST_APART = 3
"""Draws on either side below which nothing is said of what separates them."""
CLEARLY_APART = 3.0
"""Standard normal deviate of the rank-sum test from which a quantity counts as one that separates: about 0.05 over some fifteen quantities."""
MOST_NAMED = 3


def with_robustness(document: Mapping[str, Any], versions: Sequence[Version], indicator: str, apart: Apart) -> dict[str, Any]:
    """The document of a comparison with `robust` for each policy and for their ranking by `indicator`."""
    policies = [policy | {"robust": of_policy(policy, versions, indicator)} for policy in document["policies"]]
    found = of_ranking(policies, versions, indicator)
    return {**document, "policies": policies, "robust": found | {"steps": steps(found["ranking"], apart)}}


def steps(order: Sequence[str], apart: Apart) -> list[dict[str, Any]]:
    """By how much each policy of a ranking is ahead of the next: the paired difference of the two in the same worlds, with its interval."""
    return [{"ahead": first, "behind": second} | apart(first, second).as_dict() for first, second in pairwise(order)]


def of_policy(policy: Mapping[str, Any], versions: Sequence[Version], indicator: str) -> dict[str, Any]:
    """Robustness of the conclusion on one policy's effect. `ranking_stable` is null: one policy has no rank."""
    holds = [holds_in(policy, version.id, indicator) for version in versions]
    return {"holds_in": sum(holds), "of": len(versions), "ranking_stable": None, "turns_on": turns_on(holds, versions)}


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
        "ranking_stable": all(holds) if len(versions) > 1 else None, "turns_on": turns_on(holds, versions),
    }  # fmt: skip


def ranking(effects: Mapping[str, float | None]) -> list[str]:
    """Policies from the largest effect to the smallest; one whose effect is unknown comes last."""
    return sorted(effects, key=lambda name: (-(effects[name] if effects[name] is not None else -math.inf), name))


def turns_on(holds: Sequence[bool], versions: Sequence[Version]) -> list[str]:
    """In what versions differ where it holds from those where it does not; empty where it holds in all or in none."""
    if all(holds) or not any(holds):
        return []
    traits = [version.traits for version in versions]
    if all("wording" in each for each in traits):
        return _readings(holds, traits)
    numbers = [name for name in traits[0] if all(isinstance(each.get(name), int | float) for each in traits)]
    apart = {name: abs(rank_sum(np.array([each[name] for each in traits], float), np.array(holds))) for name in numbers}
    named = sorted((name for name in apart if apart[name] >= CLEARLY_APART), key=lambda name: -apart[name])
    return named[:MOST_NAMED]


def _readings(holds: Sequence[bool], traits: Sequence[Mapping[str, Any]]) -> list[str]:
    """Dimensions in which alone two readings differ of which one upholds the conclusion; `information` where they differ in none of them."""
    found = set()
    for a in range(len(holds)):
        for b in range(a):
            if holds[a] != holds[b]:
                differ = [name for name in traits[a] if traits[a][name] != traits[b][name]] or ["information"]
                found |= set(differ) if len(differ) == 1 else set()
    return [name for name in (*traits[0], "information") if name in found]


def rank_sum(values: np.ndarray, member: np.ndarray) -> float:
    """Standard normal deviate of the rank-sum statistic (Mann & Whitney 1947), 0 where one side has too few."""
    inside, outside = int(member.sum()), int((~member).sum())
    if min(inside, outside) < LEAST_APART or np.ptp(values) == 0.0:
        return 0.0
    wins = np.sum(values[member][:, None] > values[~member]) + 0.5 * np.sum(values[member][:, None] == values[~member])
    return float((wins - inside * outside / 2) / math.sqrt(inside * outside * (inside + outside + 1) / 12))
