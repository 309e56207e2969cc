"""All state: one table of records per population. Sweeps change rows; nothing else holds state.

A row is a record (`projects[i].quality`), so that everything known about one project lies together in memory: events touch few rows
each month, and a row costs one or two cache lines instead of one per column. A column is still `projects["quality"]`.
Money in tables is whole yuan (integers), so that conservation is exact; decisions compute in 万元.
"""

from collections import namedtuple
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from sim.stages import Sector

NOBODY = -1
NEVER = -1
SECTORS = len(Sector)
ANY_FIELD = SECTORS  # column of `State.platform_use` of platforms that serve all sectors
YUAN = 10_000  # yuan in one 万元
SALES, CAME_BACK = 0, 1  # rows of `State.yearly_money`


def record(fields: list[tuple]) -> np.dtype:
    """A record type whose rows answer to attribute names, compiled or not.

    Raises ValueError for a column that an uncompiled row would answer with something else, such as `size`.
    """
    if hidden := [name for name, *_ in fields if hasattr(np.void, name)]:
        raise ValueError(f"numpy rows have attributes of these names already: {hidden}")
    return np.dtype((np.record, np.dtype(fields, align=True)))


def rows(dtype: np.dtype, count: int) -> np.ndarray:
    """An empty table of `count` rows."""
    return np.zeros(count, dtype)


def plain(one_row: np.ndarray) -> Any:
    """The numbers of a table of one record by name, for Python code that reads several: each read of a row takes as long as this call."""
    return _named(one_row.dtype.names)._make(one_row[0].item())


@cache
def _named(names: tuple[str, ...]) -> Any:
    return namedtuple("Row", names)


def table(dtype: np.dtype, entries: Iterable[Mapping]) -> np.ndarray:
    """A table with one row per entry; columns an entry does not name stay 0."""
    entries = list(entries)
    result = rows(dtype, len(entries))
    for k, columns in enumerate(entries):
        for name, value in columns.items():
            result[name][k] = value
    return result


PROJECT = record([
    ("name", "i8"),  # lab name in the high word, ordinal in the lab in the low word: the stable name its luck is keyed by
    ("lab", "i4"), ("firm", "i4"), ("platform", "i4"),  # rows, NOBODY where there is none
    ("next", "i4"),  # the next project in the same agenda entry, offer list or queue
    ("next_of_firm", "i4"),  # the next project of the same firm
    ("fund", "i2"), ("area", "i2"),
    ("sector", "i1"), ("state", "i1"), ("route", "i1"), ("pilot", "i1"), ("stop", "i1"),
    ("sample_works", "i1"),  # whether the sample will work out; known to nobody before it is made
    ("spin_out", "i1"), ("local", "i1"), ("platform_barred", "i1"),
    ("from_outside", "i1"),  # attracted from another region: new here, no gain to the nation
    ("refusals", "i2"),  # how many firms looked and declined
    ("born", "i2"), ("offered", "i2"), ("matched", "i2"), ("chosen", "i2"), ("queued", "i2"), ("pilot_started", "i2"),
    ("pilot_ended", "i2"), ("trial_started", "i2"), ("new_product", "i2"), ("entered", "i2"),
    ("batch_output", "i2"), ("commercial", "i2"), ("stopped", "i2"), ("patience_ends", "i2"),  # months; NEVER
    ("quality", "f8"),  # latent, standard deviations; no agent sees it
    ("belief_mean", "f8"), ("belief_variance", "f8"),  # what its holder believes of its quality
    ("clock", "f8"),  # meeting clock of its market cell at which it meets a firm; after batch output: sales clock at its start
    ("ticket", "i8"),  # yuan a fund has put in
    ("paid_by", "i8"),  # bit k: instrument k paid it or served it in kind
    # seven digits are enough for what is drawn once; rules read these as float(p.novelty), so that they compute in full precision
    ("novelty", "f4"),  # 0-1
    ("maturity", "f4"),  # probit points gained in a pilot
    ("scale", "f4"),  # cost relative to the sector's typical project
    ("potential", "f4"),  # value relative to the typical, as firms can see beforehand
    ("public_mean", "f4"), ("public_variance", "f4"),  # what everybody can know of its quality
    ("outlay", "f4"),  # what its line cost when it was built; before that, what an insured pilot costs its firm, 万元
    ("credit", "f4"),  # bank credit in its line, 万元; before that, its panel score (sd) where a support goes by it
    ("owed", "f4"),  # what its firm will owe to lenders at batch output, 万元; before its line is built, how late (0-1) its pilot is filed
    ("sales_rate", "f4"),  # 万元 a month at the start of batch output before market saturation
])  # fmt: skip

LAB = record([
    ("name", "i8"), ("group", "i4"), ("type", "i4"), ("area", "i4"), ("mix", "i4"), ("results", "i4"),
    ("attraction", "i4"), ("turned_away", "i4"), ("first_month", "i4"), ("last_month", "i4"),  # of results; an attraction's row or NOBODY
    ("per_month", "f8"), ("silent", "f8"), ("release_share", "f8"), ("quality_shift", "f8"),
])  # fmt: skip

FIRM = record([
    ("name", "i8"),  # group in the high word, area and ordinal in the low word
    ("partner", "i8"),  # 32-bit name used in pairs with projects
    ("group", "i2"), ("area", "i2"), ("size_class", "i1"), ("sector", "i1"), ("may_self_build", "i1"), ("spin_out", "i1"),
    ("closed", "i2"), ("founded", "i2"), ("projects_at_once", "i2"), ("active", "i2"), ("accounts_month", "i2"),
    ("first_project", "i4"), ("next_accounts", "i4"), ("quad", "i4"),  # of founding firms: row of its block of neighbours
    ("cash", "i8"),  # yuan
    ("median_cash", "f8"),  # 万元
    ("product_profit", "f8"),  # 万元 a month from industrialised projects before market saturation, decaying
    ("not_yet", "f8"),  # 万元 of it that belong to months before its products began, left out of the next books
    ("debt", "f8"),  # 万元 owed to lenders of lines that produce, paid back as their products fade
    ("knowledge", "f8"), ("absorption", "f8"),
])  # fmt: skip

FIRM_GROUP = record([  # what all firms of a group have in common
    ("yearly_profit", "f8"),  # 万元 a year from what it sold before
    ("cash_sigma", "f4"), ("profit_noise", "f4"),  # log sd, ratio; read as float(group.profit_noise)
    ("research", "f8"), ("hurdle", "f8"),
])  # fmt: skip

PLATFORM = record([
    # first what a firm compares when it looks for one, close together in memory
    ("opens", "i4"), ("closed", "i4"), ("slots", "i4"), ("owner", "i4"), ("busy", "i4"), ("waiting", "i4"),
    ("fee_share", "f8"), ("lab_fee_factor", "f8"), ("time_saved", "f8"), ("capability", "f8"),  # ratios
    ("name", "i8"), ("group", "i4"), ("area", "i4"), ("sector", "i4"), ("mode", "i4"), ("booked", "i4"), ("head", "i4"), ("tail", "i4"),
    ("owner_head", "i4"), ("owner_tail", "i4"), ("months_in_debt", "i4"), ("instrument", "i4"),
    ("county", "i4"), ("broke_even", "i4"),
    ("served", "i4"), ("begun", "i4"), ("begun_outside", "i4"),  # counted while a grant for platforms is listed
    ("status", "i8"),  # bit k: row k of the statuses
    ("cash", "i8"), ("own_result", "i8"), ("monthly_cost", "i8"), ("monthly_funding", "i8"),
    ("maturity", "f8"), ("demand_link", "f8"), ("landing_gain", "f8"),  # ratio, probit, chance
    ("staff_ready", "f8"), ("equipment_ready", "f8"),  # shares of what its slots need
    ("base_capability", "f8"), ("experience", "f8"),
])  # fmt: skip

FUND = record([
    ("name", "i8"), ("group", "i4"), ("area", "i4"), ("kind", "i4"), ("opens", "i4"), ("closes", "i4"), ("recycles", "i4"),
    ("instrument", "i4"), ("projects", "i4"), ("portfolio_cap", "i4"),
    ("capital", "i8"), ("invested", "i8"),
    ("ticket_cap", "f8"), ("hurdle", "f8"), ("signal_noise", "f8"),
    ("angel", "i4"), ("platform_share", "f8"),  # whether it is in projects that passed at a platform only; share of returns for that platform
])  # fmt: skip

SECTOR = record([
    ("cost_scale", "f8"), ("duration_scale", "f8"), ("pilot_duration_scale", "f8"), ("value_scale", "f8"), ("novelty_logit", "f8"),
    ("after_pilot", "f8"), ("after_trial", "f8"), ("after_ramp", "f8"),  # present value of 1 after the mean pilot, trial, trial and ramp
    ("window", "i8"),  # months after which a cohort of projects counts as resolved
    ("open_market", "f8"),  # yearly sales new products can reach before prices halve, 万元
    ("base_sales", "f8"),  # monthly sales of all batch producers before saturation, 万元
    ("counted_sales", "f8"),  # the same of those that began inside the window: the social account counts these
    ("factor", "f8"),  # share of base sales the market takes this month
    ("sales_clock", "f8"),  # decayed months of sales since the beginning
    ("sales", "f8"),  # 万元 sold since the window began
    ("outside_base", "f8"), ("outside_counted", "f8"), ("outside_sales", "f8"),  # the same three of projects attracted from outside
])  # fmt: skip

AREA = record([
    ("engineers", "f8"), ("wage", "f8"), ("staff", "f8"), ("policy_staff", "f8"),
    ("pilots_busy", "i4"), ("ramps_busy", "i4"), ("on_offer", "i4"),
])  # fmt: skip

CELL = record([  # one market of one sector in one area
    ("first_quad", "i4"), ("quads", "i4"), ("head", "i4"), ("on_offer", "i4"), ("free_places", "i4"), ("clock", "f8"),
    ("policy_staff", "f8"),
    ("by_general", "f8"), ("by_special", "f8"),  # share of this month's meetings that a broker of all fields, or of this one, brings about
])  # fmt: skip

QUAD = record([("first_firm", "i4"), ("firms", "i4")])  # up to four neighbours of one group in a cell, who share a block of luck

PAYMENT = record([("month", "i2"), ("instrument", "i2"), ("project", "i4"), ("yuan", "i8")])

CLOCK = record([  # the run as a whole
    ("month", "i4"), ("months", "i4"), ("burn_in", "i4"), ("start", "i4"), ("entry_closes", "i4"),
    ("projects", "i4"), ("firms", "i4"), ("founding_firms", "i4"), ("payments", "i4"), ("error", "i4"), ("events", "i8"),
    ("social_weight", "f8"),  # present value of 1 this month in the social account; 0 in the burn-in
        ("panel_accuracy", "f8"), ("panel_bar", "f8"), ("panel", "i4"),
    ("costs_shared", "i4"), ("awards", "i4"),  # this month: bit k: some support covers cost k; outcome awards in force
])  # fmt: skip

ACCOUNT = record([  # every yuan that enters or leaves firms, platforms and funds
    ("opening", "i8"), ("earned", "i8"), ("borrowed", "i8"), ("paid_out", "i8"), ("public_in", "i8"), ("recycled_out", "i8"),
])  # fmt: skip

EXPERIENCE = record([  # what the region has seen so far, cases
    ("direct", "f8"), ("passing", "f8"), ("after_pass", "f8"), ("money", "f8"),  # chances the region believes in this month
    ("z_direct", "f8"), ("z_passing", "f8"), ("z_after_pass", "f8"),  # the same as normal quantiles
    ("quality_direct", "f8"), ("quality_entrants", "f8"), ("quality_passed", "f8"),  # mean belief of those these chances were seen in
    ("pilots_passed", "f8"), ("pilots_failed", "f8"), ("money_found", "f8"), ("money_missed", "f8"),
    ("direct_cases", "f8"), ("direct_belief", "f8"),  # attempts without a pilot, and the sum of what was believed of them
    ("entrant_cases", "f8"), ("entrant_belief", "f8"), ("passed_cases", "f8"), ("passed_belief", "f8"),
])  # fmt: skip

TALLY = record([  # running totals inside the window that no row keeps, 万元 unless said
    ("social_value", "f8"),
    ("open_stakes", "f8"),  # discounted public money in lines and products that a policy's fund still holds
    ("open_lines", "f8"),  # discounted cost of lines begun inside the window and still under construction
    ("avoided_loss", "f8"), ("discounted_public", "f8"), ("discounted_recycled", "f8"),
    ("outside_value", "f8"), ("outside_lines", "f8"),  # the part of projects from outside in the social account and in open lines
    ("fund_value", "f8"), ("fund_exits", "i8"),  # what public funds gained by the investments they left again, discounted
    ("private_yuan", "i8"), ("public_yuan", "i8"),
])  # fmt: skip

PLATFORM_USE = record([("busy_months", "i8"), ("slot_months", "i8"), ("waiting_months", "i8"), ("waits_ended", "i8")])

INSTRUMENT = record([  # what every instrument has, whatever its family
    ("starts", "i4"), ("ends", "i4"), ("active", "i4"), ("limited", "i4"), ("carries_over", "i4"),
    ("yearly_budget", "i8"), ("left", "i8"), ("spent", "i8"), ("recycled", "i8"),
])  # fmt: skip

COST_SUPPORT = record([
    ("instrument", "i4"), ("covers", "i4"), ("sectors", "i4"), ("sizes", "i4"), ("routes", "i4"),
    ("share", "f8"), ("cap", "f8"), ("stacking_cap", "f8"), ("min_novelty", "f8"),
    ("matches", "f8"), ("filed_share", "f8"), ("repaid", "f8"), ("signal", "f8"),  # negative: no condition; share; yuan per yuan; sd of quality
    ("score_bar", "f8"),  # sd of score; -inf: no condition
])  # fmt: skip

OUTCOME_AWARD = record([
    ("instrument", "i4"), ("event", "i4"), ("sectors", "i4"), ("sizes", "i4"), ("routes", "i4"), ("qualified", "i4"),
    ("amount", "f8"), ("min_novelty", "f8"),
])  # fmt: skip

NEW_PLATFORMS = record([
    ("instrument", "i4"), ("first_platform", "i4"), ("platforms", "i4"), ("capital", "f8"), ("starting_cash", "f8"),
        ("public_capital", "f8"), ("operating_subsidy", "f8"),
    ("approved_opens", "i4"), ("approval_months", "f8"), ("approval_sigma", "f8"),  # month it would open in without any approval
])  # fmt: skip

EXPERT_PANEL = record([("instrument", "i4"), ("review_months", "i4"), ("accuracy", "f8"), ("bar", "f8"), ("cost_per_review", "f8")])

PROOF_OF_CONCEPT = record([
    ("instrument", "i4"), ("tests_per_month", "i4"), ("tests_left", "i4"), ("sectors", "i4"),
    ("signal_noise", "f8"), ("bar", "f8"), ("cost_per_test", "f8"),
])  # fmt: skip

BROKERS = record([
    ("instrument", "i4"), ("sectors", "i4"), ("fields", "i4"),
    ("staff", "f8"), ("efficiency", "f8"), ("cost_per_year", "f8"), ("reward_per_deal", "f8"),
])  # fmt: skip

GUARANTEED_LOANS = record([
    ("instrument", "i4"), ("gives_until", "i4"), ("sectors", "i4"), ("sizes", "i4"), ("routes", "i4"),
    ("loss_share", "f8"), ("loan_share", "f8"), ("loan_cap", "f8"), ("rate_cap", "f8"), ("min_novelty", "f8"),
    ("lent", "i8"), ("at_risk", "i8"), ("paid", "i8"),
])  # fmt: skip

TECHNOLOGY_INSURANCE = record([
    ("instrument", "i4"), ("sells_until", "i4"), ("sectors", "i4"), ("sizes", "i4"), ("routes", "i4"),
    ("insured_share", "f8"), ("premium_subsidy", "f8"), ("loading", "f8"), ("care_lost", "f8"), ("min_novelty", "f8"),
    ("premiums", "i8"), ("claims", "i8"),
])  # fmt: skip

PLATFORM_GRANT = record([  # operating subsidy, performance grant or open sharing: what a family does not use is 0
    ("instrument", "i4"), ("owners", "i4"), ("recognised_only", "i4"),
    ("per_pilot", "f8"), ("per_outside_pilot", "f8"), ("open_share", "f8"), ("amount", "f8"), ("top_share", "f8"), ("gaming", "f8"),
])  # fmt: skip

RELEASE_REFORM = record([("instrument", "i4"), ("release_gain", "f8"), ("spinout_gain", "f8"), ("inventor_share", "f8")])

ATTRACTION = record([  # attraction of projects with a sample, or links with universities that bring fresh results
    ("instrument", "i4"), ("came", "i4"), ("fresh", "i4"), ("half_slots", "f8"), ("cost_per_project", "f8"),
])  # fmt: skip

FIRST_BUYERS = record([  # first-set policy (no scenes), public buyers of first sets (no scenes, a share) or scene matching
    ("instrument", "i4"), ("sectors", "i4"), ("sizes", "i4"), ("routes", "i4"), ("served", "i4"),
    ("amount", "f8"), ("success_gain", "f8"), ("time_saved", "f8"), ("scenes_per_month", "f8"), ("scenes", "f8"), ("min_novelty", "f8"),
    ("share", "f8"), ("buys", "i4"), ("sales_gain", "f8"),  # of products it is for; whether its amount goes to the firm; of a product with a scene
])  # fmt: skip

INCUBATOR = record([
    ("instrument", "i4"), ("sectors", "i4"), ("sizes", "i4"), ("routes", "i4"), ("places", "i4"), ("taken", "i4"), ("working", "i4"),
    ("from_route", "i4"),  # 1: takes projects in when they choose a route; 0: when their trial begins
    ("trial_gain", "f8"), ("ramp_gain", "f8"), ("time_saved", "f8"), ("cost_per_place", "f8"), ("min_novelty", "f8"), ("patience_gain", "f8"),
])  # fmt: skip

SERVICE_LISTS = record([("instrument", "i4"), ("working", "i4"), ("search_gain", "f8"), ("cost_per_year", "f8")])

ALLIANCE = record([("instrument", "i4"), ("cost_per_year", "f8"), ("joins_share", "f8")])

LANDING_SPACE = record([
    ("instrument", "i4"), ("sectors", "i4"), ("sizes", "i4"), ("routes", "i4"), ("places", "i4"), ("taken", "i4"), ("working", "i4"),
    ("time_saved", "f8"), ("cost_per_place", "f8"), ("min_novelty", "f8"),
])  # fmt: skip

PILOT_FILING = record([("instrument", "i4"), ("working", "i4"), ("filing_gain", "f8"), ("cost_per_year", "f8")])

PLATFORM_STATUS = record([  # accreditation, or recognition by the state
    ("instrument", "i4"), ("owners", "i4"), ("min_pilots", "i4"), ("lasts", "i4"), ("chance", "f8"), ("amount", "f8"), ("demand_gain", "f8"),
    ("min_staff", "f8"), ("min_equipment", "f8"),
])  # fmt: skip

LISTING_RESERVE = record([("instrument", "i4"), ("time_saved", "f8"), ("cost_per_project", "f8")])

NEW_OPERATOR = record([
    ("instrument", "i4"), ("capability_gain", "f8"), ("cost_saved", "f8"), ("fee_share", "f8"), ("cost", "f8"),
])  # fmt: skip


class State(NamedTuple):
    """The whole of one world at one moment; every array is a table of records unless a shape is given."""

    world: np.ndarray  # one record: the uncertainties
    clock: np.ndarray  # one record
    account: np.ndarray  # one record
    tally: np.ndarray  # one record
    experience: np.ndarray  # one record
    cases: np.ndarray  # (2, 2, 2) ends seen: without a pilot or after a pass; trials or ramps; failed or worked
    projects: np.ndarray
    labs: np.ndarray
    mixes: np.ndarray  # (mixes, SECTORS) cumulative sector shares
    arrivals: np.ndarray  # (months, labs) results disclosed
    unborn: np.ndarray  # one project to whom nothing has happened yet
    assigned: np.ndarray  # (projects,) route in a counterfactual world (`firm.assigned_route`); empty in every other
    firms: np.ndarray  # founding firms sorted by cell, then spin-outs
    firm_groups: np.ndarray  # spin-outs, then the groups of the region: row `firm.group` + 1
    books: np.ndarray  # (12,) first firm that closes its books in each month of the year; then by `next_accounts`
    platforms: np.ndarray  # sorted by area
    serving: np.ndarray  # platforms (rows) that serve each cell, sorted by cell
    cell_serving: np.ndarray  # (cells + 1,) where the platforms of each cell begin in `serving`
    funds: np.ndarray  # sorted by area
    area_funds: np.ndarray  # (areas + 1,)
    sectors: np.ndarray
    areas: np.ndarray
    cells: np.ndarray  # area * SECTORS + sector
    quads: np.ndarray  # founding firms in blocks of up to four, sorted by cell
    quad_names: np.ndarray  # (quads and some more,) 32-bit name by which projects know a quad
    race_time: np.ndarray  # (4, quads and some more) mean time a firm with a free place needs to win a result; infinite where there is none
    words: np.ndarray  # (4, most quads of a cell and some more) scratch for blocks of luck
    soonest: np.ndarray  # (most quads of a cell and some more,) scratch for times of a race
    agenda: np.ndarray  # (phases, months, 2) first and last project due
    payments: np.ndarray
    spending: np.ndarray  # (instruments, years) yuan
    yearly_money: np.ndarray  # (2, years) 万元: `SALES` of new products inside the window, public money that `CAME_BACK` since the beginning
    platform_use: np.ndarray  # (years, SECTORS + 1) inside the window, by the field that platforms serve; ANY_FIELD for those that serve all
    instruments: np.ndarray
    cost_supports: np.ndarray
    outcome_awards: np.ndarray
    new_platforms: np.ndarray
    expert_panels: np.ndarray
    proofs_of_concept: np.ndarray
    brokers: np.ndarray
    guaranteed_loans: np.ndarray
    technology_insurances: np.ndarray
    platform_grants: np.ndarray
    release_reforms: np.ndarray
    attractions: np.ndarray
    first_buyers: np.ndarray
    incubators: np.ndarray
    service_lists: np.ndarray
    alliances: np.ndarray
    landing_spaces: np.ndarray
    pilot_filings: np.ndarray
    platform_statuses: np.ndarray
    listing_reserves: np.ndarray
    new_operators: np.ndarray
