"""Coverage of known truths (simulation-based calibration; Talts et al. 2018): whether intervals of this likelihood hold what they should.

Truths are drawn from a wide distribution about the posterior, which serves as their prior here; each is simulated with its own luck and gives data
with the same likelihood as the real ones. The posterior of each truth is worked out from all the other draws, weighted by that likelihood. If model
and likelihood go together, 50 % intervals hold the truth in half of the cases, and ranks are uniform. The sampler itself is not run here: it is held
against a posterior that can be worked out in `tests/calibration/test_posterior.py`.
"""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from calibration.data import Data
from calibration.observe import PACE, observe, places
from calibration.posterior import MEASURED, Posterior, Size
from calibration.priors import priors
from calibration.survey.targets import SurveyTarget

SEED = 606
WIDER = 1.6
LEVELS = (0.5, 0.9)
LEAST_WEIGHT = 5.0
"""Effective number of draws below which a truth is left out: its posterior is not known."""


@dataclass(frozen=True)
class Draws:
    """The simulation of one draw: task number -> parameters and what they show. Fit for pickling."""

    names: tuple[str, ...]
    values: tuple[tuple[float, ...], ...]
    data: Data
    size: Size

    def __call__(self, task: int) -> dict[str, float]:
        """One row."""
        zigong = self.size.zigong_worlds if self.data.pace == PACE else 0
        sums = observe(dict(zip(self.names, self.values[task], strict=True)), SEED + task, self.size.worlds, zigong, 1)
        shown = {name: float(getattr(sums.cohort, name)) for name in MEASURED}
        return shown | {f"data_{name}": value for name, value in self.data.simulated(sums).items()}


def wide_draws(posterior: Posterior, data: Data, count: int) -> np.ndarray:
    """Parameters drawn from a normal distribution of scores, `WIDER` than the posterior; within their priors by construction."""
    from scipy.stats import norm

    chosen, rng = priors(data.pace), np.random.default_rng(SEED)
    scores = np.array([[prior.score(value) for prior, value in zip(chosen, row, strict=True)] for row in posterior.particles])
    mean = posterior.weights @ scores
    spread = (scores - mean).T @ ((scores - mean) * posterior.weights[:, None])
    drawn = rng.multivariate_normal(mean, WIDER**2 * spread + 1e-6 * np.eye(len(chosen)), size=count)
    limit = norm.ppf(1 - 1e-6)
    return np.array([[prior.at(float(np.clip(score, -limit, limit))) for prior, score in zip(chosen, row, strict=True)] for row in drawn])


def coverage(
    posterior: Posterior, data: Data, size: Size, folder: Path | None, count: int, workers: int | None = None, progress: Any = None
) -> dict[str, Any]:
    """Share of truths inside 50 and 90 % intervals by parameter, and how uneven ranks are (chi-squared p-value over five bins).

    Draws are kept in the run store in `folder`. Data whose likelihood cannot be simulated (unfinished cohorts of a survey) give no coverage.
    """
    if any(item.likelihood == "censored" for item in data.items):
        return {"truths": 0, "parameters": {}}
    values, shown = simulated(wide_draws(posterior, data, count), posterior.names, data, size, folder, workers, progress)
    columns = {name: values[:, k] for k, name in enumerate(posterior.names)} | {name: shown[name] for name in ("pass_rate", "rho")}
    return covered(columns, data, shown)


def covered(columns: dict[str, np.ndarray], data: Data, shown: dict[str, np.ndarray]) -> dict[str, Any]:
    """Coverage of the quantities in `columns` (one value a draw), each draw being the truth once; `shown["data_..."]` is what it simulates."""
    rng = np.random.default_rng(SEED + 1)
    ranks: dict[str, list[float]] = {name: [] for name in columns}
    for truth in range(len(next(iter(columns.values())))):
        weights = weights_given(truth, shown, synthetic(data, shown, truth, rng))
        if weights.sum() <= 0.0 or weights.sum() ** 2 / np.sum(weights**2) < LEAST_WEIGHT:
            continue
        draws = weights.sum() ** 2 / np.sum(weights**2)
        for name, column in columns.items():
            below = float(weights[column < column[truth]].sum() / weights.sum())
            ranks[name].append((draws * below + rng.uniform()) / (draws + 1.0))  # among n draws a truth has n + 1 places
    return {"truths": len(next(iter(ranks.values()))), "parameters": {name: told(np.array(each)) for name, each in ranks.items()}}


def simulated(values: np.ndarray, names: tuple[str, ...], data: Data, size: Size, folder: Path | None, workers: int | None, progress: Any) -> tuple:
    """The draws that could be measured, and what they show, by the runner and from its store."""
    import pyarrow as pa

    from experiments.runs.batch import Batch
    from experiments.runs.carry_out import carry_out
    from experiments.runs.errors import require_whole
    from experiments.runs.model_identity import model_identity
    from experiments.runs.store import Store

    rows = tuple(tuple(map(float, row)) for row in values)
    keys = [*MEASURED, *(f"data_{item.id}" for item in data.items)]
    identity = {
        "kind": "coverage", "seed": SEED, "names": list(names), "draws": [list(row) for row in rows], "worlds": [size.worlds, size.zigong_worlds],
        "pace": data.pace, "data": [[item.id, item.likelihood] for item in data.items],
        "places": places(), "model": model_identity("calibration.cohorts", "calibration.observe"),
    }  # fmt: skip
    batch = Batch(identity, pa.schema([(key, pa.float64()) for key in keys]), Draws(names, rows, data, size))
    carried = carry_out(batch, range(len(rows)), store=Store(folder) if folder else None, workers=workers, progress=progress)
    require_whole([carried])
    return values, {key: carried.table[key].to_numpy() for key in keys}


def synthetic(data: Data, shown: dict[str, np.ndarray], truth: int, rng: np.random.Generator) -> Data:
    """The data that this truth would have given."""
    items: list[SurveyTarget] = []
    for item in data.items:
        value = float(shown[f"data_{item.id}"][truth])
        if item.likelihood == "normal":
            half = ((item.high or 0.0) - (item.low or 0.0)) / 2
            seen = value + rng.normal() * half / 1.96
            items.append(replace(item, value=seen, low=seen - half, high=seen + half))
        else:
            won = int(rng.binomial(item.n, min(1.0, max(0.0, value)))) if value == value else 0
            items.append(replace(item, value=won / item.n, successes=won))
    return replace(data, items=tuple(items))


def weights_given(truth: int, shown: dict[str, np.ndarray], data: Data) -> np.ndarray:
    """Likelihood of the data under every draw but the truth itself."""
    count = len(next(iter(shown.values())))
    logs = np.array([data.log_likelihood({item.id: shown[f"data_{item.id}"][k] for item in data.items}) for k in range(count)])
    logs[truth] = -np.inf
    best = logs.max()
    return np.exp(logs - best) if np.isfinite(best) else np.zeros(count)


def told(ranks: np.ndarray) -> dict[str, float | None]:
    """Coverage at both levels, and the p-value of even ranks; null where no truth could be used."""
    if ranks.size == 0:
        return {"in_50": None, "in_90": None, "ranks_p": None}
    from scipy.stats import chi2

    inside = {f"in_{round(100 * level)}": float(np.mean(np.abs(ranks - 0.5) <= level / 2)) for level in LEVELS}
    seen = np.histogram(ranks, bins=5, range=(0.0, 1.0))[0]
    return inside | {"ranks_p": float(chi2.sf(np.sum((seen - ranks.size / 5) ** 2) / (ranks.size / 5), 4))}
