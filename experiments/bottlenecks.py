"""Where projects get stuck: which of partner, slot, money, staff and market stopped or held up how many, year by year.

A project that stops carries one reason (`sim.stages.StopReason`); what lay behind it is told from its row and from the month in which it
stopped, which is why a world is watched month by month. Watching changes nothing: the world is the one that an ordinary run makes.

* partner: a released result that no firm took on, because all places of firms in its field were taken or those who looked declined;
* staff: a result that gave up although firms had free places, without having met a single one - meetings were too few;
* slot: an admitted project whose patience in the queue of a platform ran out, and that did not go on without a pilot;
* money: the search for money for the line ran out of time, the pilot or the trial could not be paid, or the firm ran out of cash;
* market: the firm or its bank found, on a new look, that at today's market going on was not worth its cost;
* other: what none of the five could have changed by itself (sample, pilot, trial or ramp failed, not released, left the region, refused by a panel).
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from experiments.statistics import mean_interval
from sim.batch import Outcome, finished
from sim.checks import must_hold
from sim.dice import run_key
from sim.month import simulate_months
from sim.rules.project import route_onward
from sim.rules.scale_up import gives_up_search
from sim.rules.scale_up_terms import net_product_cost
from sim.stages import StopReason
from sim.start import Blueprint, new_state
from sim.tables import NEVER, SECTORS, YUAN

RESOURCES = ("partner", "slot", "money", "staff", "market")
CAUSES = (*RESOURCES, "other")
PARTNER, SLOT, MONEY, STAFF, MARKET, OTHER = range(len(CAUSES))
HELD_UP = ("partner", "slot", "money", "staff")
"""Resources that projects wait for; a market makes nobody wait, it takes sales (`saturation`)."""


@dataclass(frozen=True)
class Stuck:
    """What a world says of its bottlenecks, for the dated calendar years; of many worlds, each array has them as its last axis."""

    stopped: np.ndarray  # (years, causes) projects that stopped
    declined: np.ndarray  # (years,) those among `partner` at which a firm had looked and declined
    held_up: np.ndarray  # (years, HELD_UP) projects that waited at the same time, mean over the months of the year
    saturation: np.ndarray  # (years,) share of sales that saturated markets took from new products, mean over months; NaN without products
    stopped_in: np.ndarray  # (sectors, causes) projects that stopped in the whole study
    queued_at: np.ndarray  # (groups of platforms,) project-months in their queues, in the order of `Blueprint.platform_groups`


class Watch:
    """Takes down each month what the rows of projects will not tell at the end: free places, queues, cash, saturation."""

    def __init__(self, plan: Blueprint, event: str | None = None) -> None:
        """`event`: the column of projects beyond which a project is past all bottlenecks of interest (None: counted to its end)."""
        self.first, self.event, self.months = plan.burn_in, event, plan.months - plan.burn_in
        self.year_of = (plan.scenario.region.calendar.start % 12 + np.arange(self.months)) // 12
        self.free_places = np.zeros((self.months, plan.template.cells.size), np.int32)
        self.waiting = np.zeros((self.months, len(HELD_UP)))
        self.saturation = np.full(self.months, np.nan)
        self.queues = np.zeros(plan.template.platforms.size)
        self.groups = len(plan.platform_groups)
        self.lacked_money: list[int] = []  # rows that gave up for want of it

    def before(self, s: Any) -> None:
        """Take down the state in which a month begins."""
        self.month = int(s.clock[0].month)
        if self.month >= self.first:
            self.free_places[self.month - self.first] = s.cells["free_places"]
            self.cash = s.firms["cash"].copy()

    def after(self, s: Any) -> None:
        """Take down what the month has left waiting, and who could not have gone on for want of cash."""
        if self.month < self.first:
            return
        place = self.month - self.first
        on_offer, is_full = s.cells["on_offer"], s.cells["free_places"] == 0
        without_place = on_offer[is_full].sum()
        self.queues += s.platforms["waiting"]
        self.waiting[place] = without_place, s.platforms["waiting"].sum(), 0.0, on_offer.sum() - without_place
        sales = s.sectors["base_sales"]
        if (whole := sales.sum()) > 0.0:
            self.saturation[place] = 1.0 - (sales * s.sectors["factor"]).sum() / whole
        projects = s.projects[: s.clock[0].projects]
        ended = np.flatnonzero(projects["stopped"] == self.month)
        if (given_up := ended[projects["stop"][ended] == StopReason.NO_MONEY]).size:
            cash = np.where(s.firms["founded"] == self.month, s.firms["cash"], self.cash)
            can_spend = cash_to_spend(projects[given_up], cash, s)
            self.lacked_money += [i for i, own in zip(given_up.tolist(), can_spend, strict=True) if lacks_money(s, i, self.month, own)]

    def found(self, s: Any) -> Stuck:
        """What was in the way in the world `s`, which has reached its end."""
        projects = s.projects[: s.clock[0].projects]
        lacked_money = np.zeros(projects.size, bool)
        lacked_money[self.lacked_money] = True
        short = ~is_past(projects, self.event)
        counted = short & (projects["stopped"] >= self.first)
        ended = projects[counted]
        free = self.free_places[ended["stopped"] - self.first, cells_of(ended)]
        causes, years = causes_of(ended, free, lacked_money[counted]), self.year_of[ended["stopped"] - self.first]
        stopped, stopped_in = np.zeros((self.year_of[-1] + 1, len(CAUSES))), np.zeros((SECTORS, len(CAUSES)))
        np.add.at(stopped, (years, causes), 1.0)
        np.add.at(stopped_in, (ended["sector"], causes), 1.0)
        declined = (causes == PARTNER) & ((ended["refusals"] > 0) | (ended["matched"] != NEVER))
        waiting = self.waiting if short.any() else np.zeros_like(self.waiting)
        waiting[:, HELD_UP.index("money")] = self._seeking(projects[short])
        months_of_year = np.bincount(self.year_of)
        saturation = [self.saturation[self.year_of == year] for year in range(months_of_year.size)]
        return Stuck(
            stopped, np.bincount(years[declined], minlength=months_of_year.size).astype(float),
            np.array([np.bincount(self.year_of, column) for column in waiting.T]).T / months_of_year[:, None],
            np.array([known.mean() if (known := each[np.isfinite(each)]).size else np.nan for each in saturation]),
            stopped_in, np.bincount(s.platforms["group"], self.queues, self.groups),
        )  # fmt: skip

    def _seeking(self, projects: np.ndarray) -> np.ndarray:
        """How many of these products look for money at the end of each month."""
        products = projects[projects["new_product"] != NEVER]
        until = np.where(products["entered"] != NEVER, products["entered"], products["stopped"])
        until = np.where(until == NEVER, self.first + self.months, until)
        begin, end = (np.clip(months.astype(np.int64) - self.first, 0, self.months) for months in (products["new_product"], until))
        return np.cumsum(np.bincount(begin, minlength=self.months + 1) - np.bincount(end, minlength=self.months + 1))[: self.months]


def is_past(projects: np.ndarray, event: str | None) -> np.ndarray:
    """Which projects have the event behind them, or can have it no more because they went on without: a trial begun ends the way to a pilot."""
    if event is None:
        return np.zeros(projects.size, bool)
    went_on = projects["trial_started"] != NEVER if event in ("pilot_started", "pilot_ended") else False
    return (projects[event] != NEVER) | went_on


def cells_of(projects: np.ndarray) -> np.ndarray:
    """The market cell of each project."""
    return projects["area"].astype(np.int64) * SECTORS + projects["sector"]


def causes_of(ended: np.ndarray, free_places: np.ndarray, lacked_money: np.ndarray) -> np.ndarray:
    """Which of CAUSES ended each of these projects.

    `free_places`: those of firms in its field when the month in which it stopped began; `lacked_money`: whether that is why it gave up
    (`lacks_money`).
    """
    reason = ended["stop"]
    released = ended["public_variance"] > 0.0  # what everybody can see is revealed on release
    met_nobody = (ended["offered"] != NEVER) & (ended["refusals"] == 0) & (free_places > 0)
    without_partner = (reason == StopReason.NO_PARTNER) & released
    admitted = (reason == StopReason.NO_SLOT) & (ended["queued"] != NEVER)
    lost_patience = admitted & (ended["stopped"] > ended["patience_ends"])
    gave_up = reason == StopReason.NO_MONEY
    rules = [
        (without_partner & met_nobody, STAFF),
        (without_partner, PARTNER),
        (lost_patience, SLOT),
        (admitted | (gave_up & lacked_money) | (reason == StopReason.FIRM_CLOSED), MONEY),
        (gave_up, MARKET),
    ]
    return np.select([which for which, _ in rules], [cause for _, cause in rules], default=OTHER)


def cash_to_spend(projects: np.ndarray, cash: np.ndarray, s: Any) -> np.ndarray:
    """What the firms of these projects can spend (万元), their reserve kept back."""
    firms = projects["firm"]
    return cash[firms] / YUAN - s.world[0].cash_reserve * s.firms["median_cash"][firms]


def lacks_money(s: Any, i: int, month: int, can_spend: float) -> bool:
    """Whether project `i`, which has given up in `month`, did so for want of money: a product whose patience was over, or one whose firm could not
    pay for the trial (`can_spend` 万元), support deducted. Else going on was not worth it.
    """
    p = s.projects[i]
    return bool(gives_up_search(s, i, month) if p.new_product != NEVER else can_spend < net_product_cost(s, i, route_onward(p)))


def watched(plan: Blueprint, seed: int, replication: int, watch: Watch, each_month: Any = None, check: bool = False) -> Outcome:
    """One whole world as `run_world` makes it, watched month by month; `each_month(state)` is called for every dated month.

    Raises RunError when the run cannot be trusted, ConservationError (with `check`) when something was lost.
    """
    key = run_key(seed, replication)
    state = new_state(plan, key)
    for month in range(plan.months):
        watch.before(state)
        simulate_months(state, key, 1)
        if check:
            must_hold(state)
        watch.after(state)
        if each_month is not None and month >= plan.burn_in:
            each_month(state)
    return finished(plan, state, seed, replication)


def by_year(found: Stuck, clusters: np.ndarray, first_year: int) -> dict[str, Any]:
    """Per calendar year of many worlds: what stopped and held up projects, each with its interval, and which bottleneck binds.

    `binding` is the resource that stopped most projects (null where none did); `is_certain` says whether it stopped more than each of the
    others beyond chance: all paired differences have intervals above zero.
    """
    result = {}
    for year, (stopped, declined, held_up, saturation) in enumerate(zip(found.stopped, found.declined, found.held_up, found.saturation, strict=True)):
        mine = stopped[: len(RESOURCES)]
        most = int(np.argmax(mine.mean(axis=1)))
        others = [mean_interval(mine[most] - mine[k], clusters) for k in range(len(RESOURCES)) if k != most]
        has_any = bool(mine.sum() > 0)
        result[str(first_year + year)] = {
            "binding": RESOURCES[most] if has_any else None,
            "is_certain": has_any and all(other.low is not None and other.low > 0.0 for other in others),
            "stopped": {name: mean_interval(stopped[k], clusters, least=0.0).as_dict() for k, name in enumerate(CAUSES)},
            "declined": mean_interval(declined, clusters, least=0.0).as_dict(),
            "held_up": {name: mean_interval(held_up[k], clusters, least=0.0).as_dict() for k, name in enumerate(HELD_UP)},
            "saturation": mean_interval(saturation, clusters, least=0.0, most=1.0).as_dict(),
        }  # fmt: skip
    return result
