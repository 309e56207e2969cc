"""What is measured: named indicators with unit and meaning, and the one pass over the tables that measures them.

Everything is counted inside the window: from the first dated month on. A project that still runs is censored, never a failure.
"""

import math
from dataclasses import dataclass

import numpy as np

from sim.compiled import entry, rule
from sim.stages import LabType, PilotResult, Route, Stage, State, StopReason
from sim.tables import NEVER, NOBODY, YUAN, plain

MEAN_PATHS = 2.0
"""A cohort is resolved when the longest search for money and this many mean paths have gone by (assumption; coverage in decision 0007)."""


def cohort_window(pilot: float | np.ndarray, trial: float | np.ndarray, ramp: float | np.ndarray, search: float | np.ndarray) -> np.ndarray:
    """Months a cohort of one sector gets before it counts as resolved: the longest search for money, then twice the mean path.

    `pilot`, `trial` and `ramp` are mean durations in the sector, `search` is how long a project may look for money; all in months, whole
    months come back. At the default durations (8, 4, 18, 12) that is 72 months; biomedicine, with trials and ramps four times as long, gets 212.
    """
    return np.ceil(search + MEAN_PATHS * (pilot + trial + ramp)).astype(np.int64)


COHORT_WINDOW = int(cohort_window(8.0, 4.0, 18.0, 12.0))
"""The window of a sector whose durations are the defaults of `World`, months; other sectors have their own (column `window`)."""


@dataclass(frozen=True)
class Indicator:
    """One number per world: `good` is the direction planners wish for (+1 more, -1 less, 0 neither).

    `least` and `most` are the bounds that no world can leave (None: none), so that no interval of the mean does either.
    """

    name: str
    unit: str
    unit_zh: str
    zh: str
    en: str
    good: int = 1
    least: float | None = 0.0
    most: float | None = None


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
        Indicator("utilisation", "share", "比例", "平台利用率", "share of platform slot time used", 0, most=1.0),
        Indicator("months_waiting", "months", "月", "平台排队时间", "months waiting for a platform slot", -1),
        Indicator("value_added", "10k CNY", "万元", "新产品增加值", "value added of new products"),
        Indicator("jobs", "person-years", "人年", "新产品带来的就业", "employment by new products"),
        Indicator("tax", "10k CNY", "万元", "新产品税收", "taxes on new products"),
        Indicator("local_tax", "10k CNY", "万元", "其中地方留成", "part of these taxes that stays local"),
        Indicator("technology_contracts", "10k CNY", "万元", "技术合同成交额", "value of technology contracts"),
        Indicator("new_firms", "firms", "家", "新办科技企业", "firms founded by inventors"),
        Indicator("private_money", "10k CNY", "万元", "社会资金投入", "private money put into projects"),
        Indicator("public_money", "10k CNY", "万元", "研究期内财政资金支出", "public money spent within the study period", -1),
        Indicator("private_per_public", "yuan per yuan", "元/元", "每元财政资金对应的社会资金", "private money per yuan of public money"),
        Indicator("social_npv", "10k CNY", "万元", "社会净现值", "social net present value", least=None),
        Indicator("new_products_national", "projects", "项", "新产品（全国账）", "new products (national ledger)"),
        Indicator("batch_output_national", "projects", "项", "实现批量产出（全国账）", "reached batch output (national ledger)"),
        Indicator("sales_national", "10k CNY", "万元", "新产品销售额（全国账）", "sales of new products (national ledger)"),
        Indicator("social_npv_national", "10k CNY", "万元", "社会净现值（全国账）", "social net present value (national ledger)", least=None),
        Indicator("break_even_month", "months", "月", "新开平台收支平衡用时", "months until a new platform breaks even", -1),
        Indicator("break_even_share", "share", "比例", "新开平台中已收支平衡的比例", "share of new platforms that have broken even", most=1.0),
        Indicator("county_gini", "Gini coefficient", "基尼系数", "中试在各县区的不均衡程度", "inequality of pilots among counties", -1, most=1.0),
        Indicator("fund_npv", "10k CNY", "万元", "引导基金已退出投资的净现值", "net present value of guidance funds' exited investments", least=None),
        Indicator("avoided_scale_up_loss", "10k CNY", "万元", "避免的放大损失", "scale-up losses avoided by failed pilots"),
    )
}
NAMES = tuple(INDICATORS)
RATES = ("after_passed_pilot", "without_pilot", "per_entrant", "pilot_pass")
YEARLY = ("results", "pilots_started", "pilots_passed", "new_products", "entered", "batch_output", "commercial", "stopped")


@rule
def value_to_come(s):
    """Present value (万元) of what products of the window will still earn after the last month, at the saturation then."""
    w, clock = s.world[0], s.clock[0]
    sales = 0.0
    for k in range(s.sectors.size):
        sales += s.sectors[k].counted_sales * s.sectors[k].factor
    profits = w.profit_margin * (1.0 - w.business_stealing) * sales
    return profits / (1.0 / w.value_life + w.social_rate) * math.exp(-w.social_rate * max(0, clock.month - clock.burn_in))


@rule
def sales_and_social_value(s):
    """Sales and social net present value of the window, and the part of the sales that is of projects from outside; 万元."""
    w, tally, sales, outside = s.world[0], s.tally[0], 0.0, 0.0
    for k in range(s.sectors.size):
        sales += s.sectors[k].sales
        outside += s.sectors[k].outside_sales
    net_public = tally.discounted_public - tally.discounted_recycled - tally.open_stakes
    return sales, tally.social_value + tally.open_lines + value_to_come(s) - (w.cost_of_public_funds - 1.0) * net_public, outside


@rule
def national_social_value(s, social):
    """Social value of the window (万元) as the nation sees it: without the part of projects from outside that would have fared alike elsewhere."""
    w, tally, clock, sales = s.world[0], s.tally[0], s.clock[0], 0.0
    for k in range(s.sectors.size):
        sales += s.sectors[k].outside_counted * s.sectors[k].factor
    profits = w.profit_margin * (1.0 - w.business_stealing) * sales
    to_come = profits / (1.0 / w.value_life + w.social_rate) * math.exp(-w.social_rate * max(0, clock.month - clock.burn_in))
    return social - w.success_elsewhere * (tally.outside_value + tally.outside_lines + to_come)


@rule
def count_projects(s, stages, stops, yearly, rates):
    """One pass over the projects: fills the counters given (all int64, zero at the start); returns what is summed on the way.

    `stages` (4,) projects that entered each stage; `stops` (10,) stops by reason and, at 0, projects still running; `yearly` (years, 8) the
    events of `YEARLY` by calendar year; `rates` (4, 3) per rate: reached, resolved, unresolved. Summed on the way: months from
    result to batch output, technology contracts of public labs (万元), and new products and batch outputs of projects from outside. After how many
    months a cohort is resolved depends on the sector's own durations, whatever the policy.
    """
    clock = s.clock[0]
    first, last = clock.burn_in, clock.month
    january = (clock.start - clock.burn_in) % 12
    months_to_batch, contracts, products_outside, batches_outside = 0, 0.0, 0, 0
    for i in range(clock.projects):
        p = s.projects[i]
        count_event(yearly, 0, p.born, first, january)
        if p.born >= first:
            stages[Stage.SAMPLE] += 1
        if p.state == State.STOPPED:
            count_event(yearly, 7, p.stopped, first, january)
            if p.stopped >= first:
                stops[p.stop] += 1
        elif p.state != State.PRODUCING:
            stops[StopReason.RUNNING] += 1
        if p.chosen == NEVER:  # nothing else has happened to it
            continue
        if p.chosen >= first:
            stages[Stage.ENGINEERING] += 1
            if s.labs[p.lab].type != LabType.ENTERPRISE:
                contracts += s.world[0].contract_share * s.world[0].cost_industrial * s.sectors[p.sector].cost_scale * float(p.scale)
        count_event(yearly, 1, p.pilot_started, first, january)
        if p.pilot == PilotResult.PASSED:
            count_event(yearly, 2, p.pilot_ended, first, january)
        if p.trial_started >= first:
            stages[Stage.PRODUCT] += 1
        count_event(yearly, 3, p.new_product, first, january)
        count_event(yearly, 4, p.entered, first, january)
        if p.entered >= first:
            stages[Stage.INDUSTRIALISATION] += 1
        count_event(yearly, 5, p.batch_output, first, january)
        if p.batch_output >= first:
            months_to_batch += p.batch_output - p.born
        count_event(yearly, 6, p.commercial, first, january)
        if p.from_outside == 1:
            products_outside += 1 if p.new_product >= first else 0
            batches_outside += 1 if p.batch_output >= first else 0
        window = s.sectors[p.sector].window
        count_cohorts(p.pilot, p.route, p.pilot_started, p.pilot_ended, p.trial_started, p.batch_output, window, first, last, january, rates)
    return months_to_batch, contracts, products_outside, batches_outside


@rule
def firms_founded(s):
    """Firms that inventors founded in the window."""
    clock, founded = s.clock[0], 0
    for f in range(clock.founding_firms, clock.firms):
        founded += 1 if s.firms[f].founded >= clock.burn_in else 0
    return founded


@rule
def sum_of_use(s):
    """Over years and fields: months of slots used, months of slots there were, months waited, and waits that ended."""
    busy, slots, waiting, waits = 0, 0, 0, 0
    for year in range(s.platform_use.shape[0]):
        for field in range(s.platform_use.shape[1]):
            use = s.platform_use[year, field]
            busy, slots, waiting, waits = busy + use.busy_months, slots + use.slot_months, waiting + use.waiting_months, waits + use.waits_ended
    return busy, slots, waiting, waits


@rule
def count_new_platforms(s):
    """Platforms that opened after the first month of the window, how many of them earned their running cost by fees, and after how many months."""
    opened, earning, months = 0, 0, 0
    for j in range(s.platforms.size):
        platform = s.platforms[j]
        if platform.opens > s.clock[0].burn_in and platform.opens < s.clock[0].month:
            opened += 1
            if platform.broke_even != NEVER:
                earning += 1
                months += platform.broke_even - platform.opens + 1
    return opened, earning, months


@entry
def count_world(s, stages, stops, yearly, rates):
    """All that is counted in compiled code, in the order of `Counts`; fills the counters given (see `count_projects`)."""
    sales, social, sales_outside = sales_and_social_value(s)
    return (
        *count_projects(s, stages, stops, yearly, rates), firms_founded(s),
        sales, social, sales_outside, national_social_value(s, social), *sum_of_use(s), *count_new_platforms(s),
    )  # fmt: skip


@rule
def count_event(yearly, row, month, first, january):
    """Enter one event into its calendar year; what happened in the burn-in, or never (`NEVER` lies before any `first`), does not count."""
    if month >= first:
        yearly[(january + month) // 12, row] += 1


@rule
def count_cohorts(pilot, route, pilot_started, pilot_ended, trial_started, batch_output, window, first, last, january, rates):
    """Enter one project into the cohorts of the four rates it belongs to (see `count_projects`); `window` is that of its sector.

    A project that failed its pilot and then went direct counts in neither "after a passed pilot" nor "without one".
    """
    if pilot == PilotResult.PASSED:
        count_case(rates, 0, pilot_ended, batch_output, window, first, last, january)
    if pilot_started == NEVER and route == Route.DIRECT and trial_started != NEVER:
        count_case(rates, 1, trial_started, batch_output, window, first, last, january)
    if pilot_started != NEVER:
        count_case(rates, 2, pilot_started, batch_output, window, first, last, january)
        passed_at = pilot_ended if pilot == PilotResult.PASSED else NEVER
        count_case(rates, 3, pilot_started, passed_at, window, first, last, january)


@rule
def count_case(rates, row, entered, reached, window, first, last, january):
    """One case of a rate: resolved when the whole calendar year in which it entered is older than the window; then a success or a failure."""
    if entered < first:
        return
    end_of_year = ((january + entered) // 12 + 1) * 12 - january
    if end_of_year + window > last:
        rates[row, 2] += 1
        return
    rates[row, 1] += 1
    if reached != NEVER and reached - entered <= window:
        rates[row, 0] += 1


@dataclass(frozen=True)
class Counts:
    """Measurements of one world; see `count_projects` for shapes and meaning. Money in 万元."""

    stages: np.ndarray
    stops: np.ndarray
    yearly: np.ndarray
    rates: np.ndarray
    months_to_batch: int
    contracts: float
    products_outside: int
    batches_outside: int
    founded: int
    sales: float
    social: float
    sales_outside: float
    social_national: float
    busy_months: int
    slot_months: int
    waiting_months: int
    waits_ended: int
    platforms_opened: int
    platforms_earning: int
    months_to_break_even: int


def count(s) -> Counts:
    """Count the projects of the world `s` up to its present month."""
    stages, stops = np.zeros(len(Stage), np.int64), np.zeros(len(StopReason), np.int64)
    yearly, rates = np.zeros((s.spending.shape[1], len(YEARLY)), np.int64), np.zeros((len(RATES), 3), np.int64)
    return Counts(stages, stops, yearly, rates, *count_world(s, stages, stops, yearly, rates))


def measure(s) -> dict[str, float]:
    """Every indicator of the world `s` up to its present month; None-like cases (nothing to average) are NaN and shown as null."""
    return measure_counted(s, count(s))


def measure_counted(s, counts: Counts) -> dict[str, float]:
    """The same from counts that are already there."""
    totals = dict(zip(YEARLY, counts.yearly.sum(axis=0).tolist(), strict=True))
    tally = plain(s.tally)
    world = s.world[0]
    alike, added, per_worker, tax, local = (
        float(world[name]) for name in ("success_elsewhere", "value_added_share", "sales_per_worker", "tax_share", "local_tax_share")
    )
    return {
        **{name: float(totals[name]) for name in YEARLY if name in INDICATORS},
        "sales": counts.sales,
        "value_added": added * counts.sales,
        "jobs": counts.sales / per_worker,
        "tax": tax * added * counts.sales,
        "local_tax": local * tax * added * counts.sales,
        "technology_contracts": counts.contracts,
        "new_firms": float(counts.founded),
        "months_to_batch_output": ratio(counts.months_to_batch, totals["batch_output"]),
        "utilisation": ratio(counts.busy_months, counts.slot_months),
        "months_waiting": ratio(counts.waiting_months, counts.waits_ended),
        "private_money": tally.private_yuan / YUAN,
        "public_money": tally.public_yuan / YUAN,
        "private_per_public": ratio(tally.private_yuan, tally.public_yuan),
        "social_npv": counts.social,
        "new_products_national": totals["new_products"] - alike * counts.products_outside,
        "batch_output_national": totals["batch_output"] - alike * counts.batches_outside,
        "sales_national": counts.sales - alike * counts.sales_outside,
        "social_npv_national": counts.social_national,
        "break_even_month": ratio(counts.months_to_break_even, counts.platforms_earning),
        "break_even_share": ratio(counts.platforms_earning, counts.platforms_opened),
        "county_gini": county_gini(s),
        "fund_npv": tally.fund_value if tally.fund_exits else math.nan,
        "avoided_scale_up_loss": tally.avoided_loss,
    }


def county_gini(s) -> float:
    """Gini coefficient of the pilots begun in the window over the counties that platforms stand in; NaN with fewer than two, or no pilot."""
    county = s.platforms["county"]
    counties = int(county.max(initial=NOBODY)) + 1
    if counties < 2:
        return math.nan
    projects = s.projects[: s.clock[0].projects]
    begun = projects["platform"][(projects["pilot_started"] >= s.clock[0].burn_in) & (projects["platform"] != NOBODY)]
    mine = county[begun]
    return gini(np.bincount(mine[mine != NOBODY], minlength=counties))


def gini(amounts: np.ndarray) -> float:
    """Gini coefficient of amounts that are not negative: 0 where all are equal, near 1 where one has all; NaN where there is nothing."""
    total, n = float(amounts.sum()), amounts.size
    if total == 0.0:
        return math.nan
    ranked = np.sort(amounts)
    return float(2.0 * (np.arange(1, n + 1) * ranked).sum() / (n * total) - (n + 1) / n)


def ratio(part: float, whole: float) -> float:
    """A mean per case; NaN of no case."""
    return part / whole if whole else math.nan
