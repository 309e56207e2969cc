"""Values by revealed preference: what a success must be worth, field by field, for firms to attempt what they are seen to attempt.

    python -m calibration.values           # solves them anew and prints what belongs into scenarios/regions/typical-city.toml

Nobody has measured what a success is worth to its firm; what firms attempt tells it, as far as that is known. No source tells fields apart by how
often results are attempted, so it is assumed that firms attempt the same share of the results that they look at in every field, and the values are
those at which they do. The common level stays an assumption (`World.value_multiple`): how often universities' results are attempted is shown beside
what C9 implies. Attempt rates by owner (C9) set how much of their results institutes release.

That the marginal attempter gains about nothing is measured too. It says that firms of the model decide on what awaits them, so that a subsidy moves
those near the margin; it does not say how high values are: at any level somebody is at the margin, and gains about nothing.
"""

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from scipy.optimize import root
from scipy.special import logit

from calibration.cohorts import ALL_MONTHS, ENTRY_MONTHS, REFERENCE
from calibration.versions import load_versions
from sim.batch import in_parallel, run_world
from sim.dice import run_key
from sim.month import simulate_months
from sim.scenario import Scenario, load_scenario, with_world
from sim.stages import LabType, PilotResult, Route, Sector
from sim.start import Blueprint, blueprint, new_state
from sim.tables import NEVER

SOLVE_SEED, FRESH_SEED = 404, 505
SOLVE_WORLDS = 40
RISE = 0.05
"""By how much values rise to see who attempts only then: the marginal attempters."""
IMPLIED_OF_UNIVERSITIES = 0.039 / 0.39
"""Attempts per result of universities that C9 implies: 3.9 % of their patents are industrialised, and about four in ten attempts succeed."""
FIRMS_OVER_INSTITUTES, INSTITUTES_OVER_UNIVERSITIES = 48.1 / 13.3, 13.3 / 3.9  # C9: L-PAT-02, L-PAT-03, L-PAT-04


@dataclass(frozen=True)
class Attempts:
    """Looks and attempts, world by world: results that a firm looked at, and those of them that began a pilot or went straight to scale-up."""

    versions: np.ndarray  # (worlds,): row of the core version
    looks: np.ndarray  # (worlds, fields)
    attempts: np.ndarray  # (worlds, fields)
    results_by_owner: np.ndarray  # (worlds, owners)
    attempts_by_owner: np.ndarray  # (worlds, owners)

    @property
    def shares(self) -> np.ndarray:
        """Share of looks that become attempts, by field; NaN where nobody looked."""
        looks = self.looks.sum(axis=0)
        return np.divide(self.attempts.sum(axis=0), looks, out=np.full(looks.shape, np.nan), where=looks > 0)

    @property
    def share(self) -> float:
        """The same over all fields."""
        return float(self.attempts.sum() / self.looks.sum())

    @property
    def rates_by_owner(self) -> dict[str, float]:
        """Attempts per result, by kind of lab (C9)."""
        rates = self.attempts_by_owner.sum(axis=0) / self.results_by_owner.sum(axis=0)
        return {kind.key: float(rates[kind]) for kind in LabType}


def fields_of(scenario: Scenario) -> list[str]:
    """The fields that results of a scenario come from, in the order of `Sector`."""
    return [sector.key for sector in Sector if sector.key in scenario.region.sectors and scenario.region.sectors[sector.key].share > 0.0]


def reference(values: Mapping[str, float], rise: float = 1.0) -> Scenario:
    """Closed cohorts of the reference region with these values (multipliers by field), all of them times `rise`."""
    calendar = {"calendar.months": ALL_MONTHS, "calendar.burn_in": 0, "calendar.entry_closes": ENTRY_MONTHS}
    return load_scenario(REFERENCE, overrides=calendar | {f"sectors.{field}.value_scale": rise * value for field, value in values.items()})


@cache
def shipped() -> dict[str, float]:
    """The values that the reference region ships with."""
    sectors = load_scenario(REFERENCE).region.sectors
    return {field: sectors[field].value_scale for field in fields_of(load_scenario(REFERENCE))}


def plans(scenario: Scenario) -> Iterator[Blueprint]:
    """The scenario in each of the core versions."""
    for entry in load_versions().values():
        yield blueprint(with_world(scenario, **entry["parameters"]))


def attempted(p: np.ndarray) -> np.ndarray:
    """Which projects were attempted: a pilot begun, or product trial without one."""
    return (p["pilot_started"] != NEVER) | ((p["route"] == Route.DIRECT) & (p["trial_started"] != NEVER))


def count_attempts(scenario: Scenario, seed: int, worlds: int, workers: int | None = None) -> Attempts:
    """Simulate the scenario in every core version and count looks and attempts."""

    def one(work: tuple[Blueprint, int]) -> tuple[np.ndarray, ...]:
        state = run_world(work[0], seed, work[1]).state
        p = state.projects[: state.clock[0].projects]
        tried, owner = attempted(p), state.labs["type"][p["lab"]]

        def by(kinds: np.ndarray, chosen: np.ndarray, size: int) -> np.ndarray:
            return np.bincount(kinds[chosen], minlength=size)

        everyone = np.ones(p.size, bool)
        return (
            by(p["sector"], p["matched"] != NEVER, len(Sector)), by(p["sector"], tried, len(Sector)),
            by(owner, everyone, len(LabType)), by(owner, tried, len(LabType)),
        )  # fmt: skip

    work = [(plan, r) for plan in plans(scenario) for r in range(worlds)]
    counted = (np.array(column) for column in zip(*in_parallel(one, work, workers), strict=True))
    return Attempts(np.arange(len(work)) // worlds, *counted)


def solve(worlds: int = SOLVE_WORLDS, seed: int = SOLVE_SEED, most: int = 15) -> dict[str, float]:
    """Multipliers by field (their log averages 0 over results) at which every field has the same share of attempts among looks.

    Raises RuntimeError where none are found in `most` steps.
    """
    first = load_scenario(REFERENCE)
    fields = fields_of(first)
    weights = np.array([first.region.sectors[field].share for field in fields])
    rows = [Sector[field.upper()] for field in fields]

    def level(x: np.ndarray) -> np.ndarray:
        return np.exp(x - x @ weights)

    def excess(x: np.ndarray) -> np.ndarray:
        found = count_attempts(reference(dict(zip(fields, level(x), strict=True))), seed, worlds)
        return logit(found.shares[rows]) - logit(found.share)

    found = root(excess, np.zeros(len(fields)), method="broyden1", options={"jac_options": {"alpha": -0.7}, "fatol": 0.02, "maxiter": most})
    if not found.success:
        raise RuntimeError(f"no values give the same share of attempts in every field: {found.message}")
    return {field: round(float(value), 2) for field, value in zip(fields, level(found.x), strict=True)}


def release_between(rates: Mapping[str, float], release: float) -> float:
    """Share of results that institutes would have to release, not `release` as now, for both ratios of C9 to be missed by the same factor."""
    wished = np.sqrt(rates["university"] * rates["enterprise"] * INSTITUTES_OVER_UNIVERSITIES / FIRMS_OVER_INSTITUTES)
    return float(release * wished / rates["institute"])


def gains_over_line(state, factors: np.ndarray, worth: float = 1.0) -> np.ndarray:
    """What each attempt brought its firm when seen from the month it was looked at, over the cost of its line; NaN where nothing was attempted.

    A success counts at `worth` times its value in these worlds.

    Present value of what came out (a success counts at its expected value in the market of its year, `factors` (years, fields)), less what a firm
    that shuns risk wants for what it lost: the firms' own yardstick, applied to outcomes.
    """
    world, p = state.world[0], state.projects[: state.clock[0].projects]
    field, tried = p["sector"], attempted(p)
    base = state.sectors["cost_scale"][field] * p["scale"]

    def today(event: str) -> np.ndarray:
        return np.where(p[event] != NEVER, np.exp(-world.private_rate * (p[event].astype(float) - p["matched"])), 0.0)

    where, from_lab = np.maximum(p["platform"], 0), state.labs["type"][p["lab"]] != LabType.ENTERPRISE
    asked = state.platforms["fee_share"][where] * np.where(from_lab, state.platforms["lab_fee_factor"][where], 1.0)
    fee_share = np.where(p["route"] == Route.SELF_BUILT, world.self_built_cost_ratio, asked)
    fee, trial, outlay = fee_share * world.cost_pilot * base, world.cost_product * base, p["outlay"].astype(float)
    works = p["batch_output"] != NEVER
    failed_line = (p["entered"] != NEVER) & ~works
    salvage = np.where(failed_line, world.salvage_share * outlay, 0.0)
    year = np.clip(p["batch_output"] // 12, 0, len(factors) - 1)
    value = worth * world.value_multiple * state.sectors["value_scale"][field] * world.cost_industrial * base * p["potential"] * factors[year, field]
    net = today("batch_output") * value + today("entered") * (salvage - outlay) - today("trial_started") * trial - today("pilot_started") * fee
    lost = np.where(p["trial_started"] != NEVER, trial, 0.0) + np.where(failed_line, outlay - salvage, 0.0)
    lost += np.where((p["pilot_started"] != NEVER) & (p["pilot"] != PilotResult.PASSED), fee, 0.0)
    worth = net - (world.risk_penalty + state.firm_groups["hurdle"][state.firms["group"][p["firm"]] + 1]) * lost
    return np.divide(worth, world.cost_industrial * base, out=np.full(p.size, np.nan), where=tried & (base > 0.0))


@dataclass(frozen=True)
class Gains:
    """Sums over attempts of a world, in costs of a line: of everybody, and of those who attempt only when values are `RISE` higher."""

    versions: np.ndarray  # (worlds,): row of the core version
    everybody: np.ndarray  # (worlds, 2): number, sum
    marginal: np.ndarray  # (worlds, 2): number, sum


def marginal_gains(seed: int, worlds: int, workers: int | None = None) -> Gains:
    """What an attempt gains its firm: everybody's, and the marginal attempter's, in pairs of worlds of the same luck.

    Who attempts only when values rise is indifferent somewhere between: it is the values halfway that are to be nothing to it, not the risen ones, at
    which it gains what the second half of the rise brings. Everybody's gains are those at the values as they are.
    """
    work = [(*pair, r) for pair in zip(plans(reference(shipped())), plans(reference(shipped(), 1.0 + RISE)), strict=True) for r in range(worlds)]

    def one(pair: tuple[Blueprint, Blueprint, int]) -> tuple[list[float], list[float]]:
        before, after, replication = pair
        key = run_key(seed, replication)
        known = run_world(before, seed, replication).state
        p = known.projects[: known.clock[0].projects]
        already = p["name"][attempted(p)]
        state, factors = _followed(after, key)
        gained, names = gains_over_line(state, factors, 1.0 / (1.0 + RISE)), state.projects["name"][: state.clock[0].projects]
        halfway = gains_over_line(state, factors, (1.0 + RISE / 2.0) / (1.0 + RISE))
        marginal = np.isfinite(gained) & ~np.isin(names, already)
        return [float(np.isfinite(gained).sum()), float(np.nansum(gained))], [float(marginal.sum()), float(halfway[marginal].sum())]

    found = list(in_parallel(one, work, workers))
    return Gains(np.arange(len(work)) // worlds, *(np.array(each) for each in zip(*found, strict=True)))


def _followed(plan: Blueprint, key) -> tuple[object, np.ndarray]:
    """A whole run, with the share of sales that each market took at the beginning of every year (years, fields)."""
    state, factors = new_state(plan, key), []
    for _ in range(0, ALL_MONTHS, 12):
        factors.append(state.sectors["factor"].copy())
        simulate_months(state, key, 12)
    return state, np.array(factors)


def main(arguments: Sequence[str] = ()) -> None:
    """Solve the values, print them, and say what they do to attempts."""
    values = solve()
    found = count_attempts(reference(values), FRESH_SEED, SOLVE_WORLDS)
    release = load_scenario(REFERENCE).region.labs["institutes"].release_share
    for field, value in values.items():
        print(f"[sectors.{field}] value_scale = {value}: {found.shares[Sector[field.upper()]]:.3f} of looks become attempts (all: {found.share:.3f})")
    rates = found.rates_by_owner
    print(f"attempts per result {rates}; [labs.institutes] release_share = {release_between(rates, release):.2f} (now {release})")


if __name__ == "__main__":
    main(sys.argv[1:])
