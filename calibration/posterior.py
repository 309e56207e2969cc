"""The posterior over the uncertain parameters: ABC-SMC with exact stochastic acceptance (pyabc; Wilkinson 2013; Schälte & Hasenauer 2020).

A particle is a set of parameters; its worlds are simulated with fresh luck, and it is accepted with the probability that its likelihood gives,
tempered from generation to generation; in the end all generations are weighted to temperature 1. They are kept in a SQLite file: a process that is
killed goes on from the last whole one. What is fitted, and with which likelihood, is in `calibration.data`.
"""

import hashlib
import json
import logging
import math
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from calibration.data import Data
from calibration.observe import PACE, Sums, observe, places
from calibration.priors import Prior, priors

SEED = 505
MEASURED = ("after_passed_pilot", "without_pilot", "per_entrant", "pass_rate", "pilot_share", "rho", "information_share")
"""Kept of every particle beside what is fitted."""
IMPOSSIBLE = -1e6
PREFIX = "stat_"
ACCEPTED = 0.15


@dataclass(frozen=True)
class Size:
    """How much is simulated: particles, generations at most, worlds of a particle in closed cohorts and in Zigong."""

    particles: int
    generations: int
    worlds: int
    zigong_worlds: int
    exact: bool = True  # whether the last generation must reach temperature 1, whatever it costs


FULL = Size(120, 6, 10, 6)
QUICK = Size(40, 5, 6, 4, exact=False)


class CannotFit(RuntimeError):
    """The extra `calibration` is not installed, or no particle can be accepted. The message says which."""


@dataclass(frozen=True)
class Posterior:
    """Weighted particles: parameters (particles, names), weights that sum to 1, and what the worlds of each showed."""

    names: tuple[str, ...]
    particles: np.ndarray
    weights: np.ndarray
    shown: dict[str, np.ndarray]
    simulations: int
    generations: int
    temperature: float

    @property
    def ess(self) -> float:
        """Effective sample size of the weights (Kish)."""
        return float(1.0 / np.sum(self.weights**2))

    def quantiles(self, values: np.ndarray, at: tuple[float, ...] = (0.025, 0.5, 0.975)) -> list[float]:
        """Weighted quantiles."""
        order = np.argsort(values)
        cumulative = np.cumsum(self.weights[order]) - 0.5 * self.weights[order]
        return [float(v) for v in np.interp(at, cumulative, values[order])]

    def marginal(self, name: str) -> np.ndarray:
        """One parameter, or one thing shown, over the particles."""
        return self.particles[:, self.names.index(name)] if name in self.names else self.shown[name]

    def summary(self, name: str) -> dict[str, float]:
        """Mean, standard deviation and 95 % interval of a marginal."""
        values = self.marginal(name)
        mean = float(values @ self.weights)
        low, median, high = self.quantiles(values)
        return {"mean": mean, "sd": float(math.sqrt(max(0.0, (values - mean) ** 2 @ self.weights))), "low": low, "median": median, "high": high}


def identity(data: Data, size: Size, seed: int, chosen: tuple[Prior, ...]) -> str:
    """A short hash of all that decides a fit."""
    import calibration.cohorts  # noqa: F401
    from experiments.runs.model_identity import model_identity

    parts = {
        "model": model_identity("calibration.cohorts", "calibration.observe"), "data": [asdict(item) for item in data.items], "pace": data.pace,
        "places": places(), "size": asdict(size), "seed": seed, "priors": [asdict(prior) for prior in chosen],
    }  # fmt: skip
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()[:16]


def fit(
    data: Data,
    size: Size,
    folder: Path,
    *,
    seed: int = SEED,
    workers: int | None = None,
    progress: Callable[[int], None] | None = None,
    simulate: Callable[..., Sums] = observe,
) -> Posterior:
    """Fit; goes on where an earlier fit of the same identity in `folder` ended. `progress(simulations)` is called after each.

    `simulate` stands for `observe` where somebody wants to see it called. Raises CannotFit.
    """
    pyabc = _pyabc()
    from calibration.proposals import FOLLOW, FOLLOW_THROUGH, RegressionTransition

    chosen = priors(data.pace)
    follow = FOLLOW_THROUGH if data.is_of_all_entrants else FOLLOW
    zigong = size.zigong_worlds if data.pace == PACE else 0
    made = 0

    def model(particle: dict[str, float]) -> dict[str, float]:
        nonlocal made
        luck = int(np.random.randint(2**31 - 1))
        sums = simulate(in_units(chosen, particle), luck, size.worlds, zigong, workers)
        made += 1
        if progress:
            progress(made)
        shown = {name: getattr(sums.cohort, name) for name in MEASURED}
        return data.simulated(sums) | {PREFIX + name: float(value) for name, value in shown.items()}

    def log_density(x: dict[str, Any], x_0: Any = None, t: Any = None, par: Any = None) -> float:
        value = data.log_likelihood({item.id: float(x[item.id]) for item in data.items})
        return value if math.isfinite(value) else IMPOSSIBLE

    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"posterior-{identity(data, size, seed, chosen)}.sqlite"
    done, warmth = _so_far(pyabc, path)
    kernel = pyabc.distance.FunctionKernel(log_density, ret_scale=pyabc.distance.SCALE_LOG, pdf_max=0.0)
    standard = pyabc.Distribution(**{p.name: pyabc.RV("norm", 0, 1) for p in chosen})
    abc = pyabc.ABCSMC(
        model, standard, kernel, population_size=size.particles, sampler=pyabc.SingleCoreSampler(),
        transitions=RegressionTransition(follow), eps=_cooling(pyabc, size, warmth),
        acceptor=pyabc.StochasticAcceptor(pdf_norm_method=pyabc.pdf_norm_from_kernel),
    )  # fmt: skip
    observed = {item.id: item.value for item in data.items} | {PREFIX + name: 0.0 for name in MEASURED}
    with _seeded([seed, done] if done else seed):  # who goes on draws other luck than the first generations did
        history = _carried_on(pyabc, abc, path, observed, size.generations)
    return _read(history, data, chosen)


def _cooling(pyabc: Any, size: Size, warmth: float | None) -> Any:
    """Temperatures from generation to generation: down to 1 by the last one, or only as fast as proposals are accepted.

    pyabc counts generations from where a fit goes on, and would take the first of these for the last: it is told of those that are done, and of the
    temperature (`warmth`) that they ended with.
    """

    class Cooling(pyabc.Temperature):
        def initialize(self, t: int, *, max_nr_populations: int, **rest: Any) -> None:
            if warmth is not None:
                self.temperatures[t - 1] = warmth
            super().initialize(t=t, max_nr_populations=max_nr_populations + t, **rest)

    if size.exact:
        return Cooling()
    return Cooling(schemes=[pyabc.AcceptanceRateScheme(target_rate=ACCEPTED)], enforce_exact_final_temperature=False)


def _so_far(pyabc: Any, path: Path) -> tuple[int, float | None]:
    """Generations that an unfinished fit has, and the temperature of the last one; none where there is no fit."""
    if not path.exists():
        return 0, None
    history = pyabc.History("sqlite:///" + path.as_posix())
    if not len(history.all_runs()) or history.max_t < 0:
        return 0, None
    return int(history.n_populations), _temperature(history)


def _carried_on(pyabc: Any, abc: Any, path: Path, observed: dict[str, float], generations: int) -> Any:
    """The finished history; a file of a finished fit is read, one of an unfinished fit continued."""
    where = "sqlite:///" + path.as_posix()
    done = 0
    if path.exists():
        history = pyabc.History(where)
        runs = history.all_runs()
        if len(runs) and history.max_t >= 0:
            done = history.n_populations
            if _temperature(history) <= 1.0 or done >= generations:
                return history
            abc.load(where, abc_id=int(history.id))
        else:
            path.unlink()
    if not done:
        abc.new(where, observed)
    return abc.run(max_nr_populations=generations - done)


def _temperature(history: Any) -> float:
    return float(history.get_all_populations()["epsilon"].iloc[-1])


def in_units(chosen: tuple[Prior, ...], scores: Any) -> dict[str, float]:
    """Parameters from their standard normal scores, in which every prior is N(0, 1) and proposals reach all of it with bounded weights."""
    return {prior.name: prior.at(float(scores[prior.name])) for prior in chosen}


def _read(history: Any, data: Data, chosen: tuple[Prior, ...]) -> Posterior:
    """All generations together, each weighted from its temperature to 1 and counted by its effective sample size (Cornuet et al. 2012)."""
    if history.max_t < 0:
        raise CannotFit("no generation was accepted")
    names = tuple(prior.name for prior in chosen)
    keys = [*(item.id for item in data.items), *(PREFIX + name for name in MEASURED)]
    temperatures = history.get_all_populations().set_index("t")["epsilon"]
    particles, weights, shown = [], [], {key: [] for key in keys}
    for t in range(history.max_t + 1):
        frame, _ = history.get_distribution(m=0, t=t)
        found, stats = history.get_weighted_sum_stats(t=t)
        # stored in the same order, by particle
        logs = np.array([data.log_likelihood({item.id: float(each[item.id]) for item in data.items}) for each in stats])
        tilted = np.log(np.asarray(found, float)) + logs * (1.0 - 1.0 / float(temperatures[t]))
        mine = np.exp(tilted - tilted.max())
        weights.append(mine / mine.sum() * (mine.sum() ** 2 / np.sum(mine**2)))
        particles += [list(in_units(chosen, row).values()) for row in frame[list(names)].to_dict("records")]
        for key in keys:
            shown[key] += [float(each[key]) for each in stats]
    pooled = np.concatenate(weights)
    kept = pooled > LEAST_WEIGHT * pooled.max()
    return Posterior(
        names, np.array(particles)[kept], pooled[kept] / pooled[kept].sum(),
        {key.removeprefix(PREFIX): np.array(values)[kept] for key, values in shown.items()},
        int(history.total_nr_simulations), int(history.n_populations), _temperature(history),
    )  # fmt: skip


LEAST_WEIGHT = 1e-3
"""Particles of less than this share of the largest weight are left out: together they are nothing."""


def _pyabc() -> Any:
    try:
        import pyabc
    except ImportError as error:
        raise CannotFit("the extra is not installed: pip install techfunnel[calibration]") from error
    for name in ("ABC", "ABC.History", "ABC.Distance", "ABC.Epsilon", "ABC.Acceptor", "ABC.Sampler", "ABC.Population"):
        logging.getLogger(name).setLevel(logging.ERROR)
    return pyabc


@contextmanager
def _seeded(seed: int | list[int]):
    """pyabc draws from numpy's global stream; it is seeded for the fit and put back afterwards."""
    before = np.random.get_state()
    np.random.seed(seed)
    try:
        yield
    finally:
        np.random.set_state(before)
