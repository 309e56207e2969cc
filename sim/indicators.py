"""What is measured: named indicators with unit and meaning, and the one pass over the tables that measures them.

Everything is counted inside the window: from the first dated month on. A project that still runs is censored, never a failure.
"""

from dataclasses import dataclass

import numpy as np

from sim.compiled import entry
from sim.stages import PilotResult, Route, Stage, State, StopReason
from sim.tables import NEVER, YUAN

COHORT_WINDOW = 72
"""Months within which a cohort must reach batch output to count (assumption: covers about 95 % of pilots, trials and ramps)."""


@dataclass(frozen=True)
class Indicator:
    """One number per world: `good` is the direction planners wish for (+1 more, -1 less, 0 neither)."""

    name: str
    unit: str
    unit_zh: str
    zh: str
    en: str
    good: int = 1


INDICATORS: dict[str, Indicator] = {
    item.name: item
    for item in (
        Indicator("results", "projects", "项", "产生的成果", "results disclosed", 0),
        Indicator("pilots_started", "projects", "项", "开始的中试", "pilots started"),
        Indicator("pilots_passed", "projects", "项", "通过的中试", "pilots passed"),
        Indicator("new_products", "projects", "项", "新产品", "new products (trial passed)"),
        Indicator("entered", "projects", "项", "进入产业化", "entered industrialisation"),
        Indicator("batch_output", "projects", "项", "实现批量产出", "reached batch output"),
        Indicator("commercial", "projects", "项", "商业成功", "commercial successes"),
        Indicator("sales", "10k CNY", "万元", "新产品销售额", "sales of new products"),
        Indicator("months_to_batch_output", "months", "月", "从成果到批量产出的时间", "months from result to batch output", -1),
        Indicator("utilisation", "share", "比例", "平台利用率", "share of platform slot time used", 0),
        Indicator("months_waiting", "months", "月", "平台排队时间", "months waiting for a platform slot", -1),
        Indicator("private_money", "10k CNY", "万元", "社会资金投入", "private money put into projects"),
        Indicator("public_money", "10k CNY", "万元", "财政资金支出", "public money spent by policy instruments", -1),
        Indicator("social_npv", "10k CNY", "万元", "社会净现值", "social net present value"),
        Indicator("avoided_scale_up_loss", "10k CNY", "万元", "避免的放大损失", "scale-up losses avoided by failed pilots"),
    )
}
NAMES = tuple(INDICATORS)
RATES = ("after_passed_pilot", "without_pilot", "per_entrant", "pilot_pass")
YEARLY = ("results", "pilots_started", "pilots_passed", "new_products", "entered", "batch_output", "commercial", "stopped")


@entry
def count_projects(s, stages, stops, yearly, rates, sums):
    """One pass over the projects: fills the counters given (all int64, zero at the start).

    `stages` (4,) projects that entered each stage; `stops` (10,) stops by reason and, at 0, projects still running; `yearly` (years, 8) the
    events of `YEARLY` by calendar year; `rates` (4, 3) per rate: reached, resolved, unresolved; `sums` (1,) months from result to batch
    output, summed.
    """
    clock = s.clock[0]
    first, last = clock.burn_in, clock.month
    january = (clock.start - clock.burn_in) % 12
    for i in range(clock.projects):
        p = s.projects[i]
        yearly[(january + p.born) // 12, 0] += 1
        if p.born >= first:
            stages[Stage.SAMPLE] += 1
        if p.chosen >= first:
            stages[Stage.ENGINEERING] += 1
        if p.pilot_started != NEVER:
            yearly[(january + p.pilot_started) // 12, 1] += 1
        if p.pilot == PilotResult.PASSED:
            yearly[(january + p.pilot_ended) // 12, 2] += 1
        if p.trial_started >= first:
            stages[Stage.PRODUCT] += 1
        if p.new_product != NEVER:
            yearly[(january + p.new_product) // 12, 3] += 1
        if p.entered != NEVER:
            yearly[(january + p.entered) // 12, 4] += 1
            if p.entered >= first:
                stages[Stage.INDUSTRIALISATION] += 1
        if p.batch_output != NEVER:
            yearly[(january + p.batch_output) // 12, 5] += 1
            if p.batch_output >= first:
                sums[0] += p.batch_output - p.born
        if p.commercial != NEVER:
            yearly[(january + p.commercial) // 12, 6] += 1
        if p.state == State.STOPPED:
            yearly[(january + p.stopped) // 12, 7] += 1
            if p.stopped >= first:
                stops[p.stop] += 1
        elif p.state != State.PRODUCING:
            stops[StopReason.RUNNING] += 1
        count_cohorts(p.pilot, p.route, p.pilot_started, p.pilot_ended, p.trial_started, p.batch_output, first, last, january, rates)


@entry
def count_cohorts(pilot, route, pilot_started, pilot_ended, trial_started, batch_output, first, last, january, rates):
    """Enter one project into the cohorts of the four rates it belongs to (see `count_projects`).

    A project that failed its pilot and then went direct counts in neither "after a passed pilot" nor "without one".
    """
    if pilot == PilotResult.PASSED:
        count_case(rates, 0, pilot_ended, batch_output, first, last, january)
    if pilot_started == NEVER and route == Route.DIRECT and trial_started != NEVER:
        count_case(rates, 1, trial_started, batch_output, first, last, january)
    if pilot_started != NEVER:
        count_case(rates, 2, pilot_started, batch_output, first, last, january)
        passed_at = pilot_ended if pilot == PilotResult.PASSED else NEVER
        count_case(rates, 3, pilot_started, passed_at, first, last, january)


@entry
def count_case(rates, row, entered, reached, first, last, january):
    """One case of a rate: resolved when the whole calendar year in which it entered is older than the window; then a success or a failure."""
    if entered < first:
        return
    end_of_year = ((january + entered) // 12 + 1) * 12 - january
    if end_of_year + COHORT_WINDOW > last:
        rates[row, 2] += 1
        return
    rates[row, 1] += 1
    if reached != NEVER and reached - entered <= COHORT_WINDOW:
        rates[row, 0] += 1


@dataclass(frozen=True)
class Counts:
    """Whole-number measurements of one world; see `count_projects` for shapes and meaning."""

    stages: np.ndarray
    stops: np.ndarray
    yearly: np.ndarray
    rates: np.ndarray
    months_to_batch: int


def count(s) -> Counts:
    """Count the projects of the world `s` up to its present month."""
    stages, stops, sums = np.zeros(len(Stage), np.int64), np.zeros(len(StopReason), np.int64), np.zeros(1, np.int64)
    yearly, rates = np.zeros((s.spending.shape[1], len(YEARLY)), np.int64), np.zeros((len(RATES), 3), np.int64)
    count_projects(s, stages, stops, yearly, rates, sums)
    return Counts(stages, stops, yearly, rates, int(sums[0]))


def in_window(s, column: str) -> int:
    """Projects for which this event happened inside the window."""
    projects = s.projects[: s.clock[0].projects]
    return int(np.count_nonzero(projects[column] >= max(0, s.clock[0].burn_in)))


def measure(s) -> dict[str, float]:
    """Every indicator of the world `s` up to its present month; None-like cases (nothing to average) are NaN and shown as null."""
    return measure_counted(s, count(s))


def measure_counted(s, counts: Counts) -> dict[str, float]:
    """The same from counts that are already there."""
    clock, tally, world = s.clock[0], s.tally[0], s.world[0]
    projects = s.projects[: clock.projects]
    passed = int(np.count_nonzero((projects["pilot"] == PilotResult.PASSED) & (projects["pilot_ended"] >= clock.burn_in)))
    batch = in_window(s, "batch_output")
    net_public = tally.discounted_public - tally.discounted_recycled
    return {
        "results": float(counts.stages[Stage.SAMPLE]),
        "pilots_started": float(in_window(s, "pilot_started")),
        "pilots_passed": float(passed),
        "new_products": float(in_window(s, "new_product")),
        "entered": float(counts.stages[Stage.INDUSTRIALISATION]),
        "batch_output": float(batch),
        "commercial": float(in_window(s, "commercial")),
        "sales": float(s.sectors["sales"].sum()),
        "months_to_batch_output": counts.months_to_batch / batch if batch else np.nan,
        "utilisation": tally.busy_months / tally.slot_months if tally.slot_months else np.nan,
        "months_waiting": tally.waiting_months / tally.waits_ended if tally.waits_ended else np.nan,
        "private_money": tally.private_yuan / YUAN,
        "public_money": tally.public_yuan / YUAN,
        "social_npv": float(tally.social_value - (world.cost_of_public_funds - 1.0) * net_public),
        "avoided_scale_up_loss": float(tally.avoided_loss),
    }
