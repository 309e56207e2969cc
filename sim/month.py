"""What happens in a month: the whole schedule on one page. Mesa's `step()` and batches run exactly this.

The month is written in three parts, so that somebody who watches a world can look at it just before firms choose their routes and just before
lines are paid for (`experiments.stories`), and so that two processes can compile them (`sim.first_run`); the three in a row are the month.
"""

from sim.compiled import entry
from sim.rules.calendar import sweep_calendar
from sim.rules.experience import sweep_beliefs
from sim.rules.firm import sweep_choices
from sim.rules.firm_books import sweep_accounts
from sim.rules.fund import sweep_exits
from sim.rules.instruments.alliance import sweep_alliances
from sim.rules.instruments.brokers import sweep_brokers
from sim.rules.instruments.expert_panel import set_panel
from sim.rules.instruments.first_buyers import sweep_first_buyers
from sim.rules.instruments.incubators import sweep_incubators
from sim.rules.instruments.landing_space import sweep_landing_spaces
from sim.rules.instruments.new_operator import sweep_new_operators
from sim.rules.instruments.new_platforms import sweep_new_platforms
from sim.rules.instruments.pilot_filing import sweep_pilot_filing
from sim.rules.instruments.platform_grants import sweep_platform_grants
from sim.rules.instruments.platform_status import sweep_platform_statuses
from sim.rules.instruments.service_lists import sweep_service_lists
from sim.rules.lab import sweep_disclosures, sweep_samples
from sim.rules.market import sweep_markets
from sim.rules.matching import sweep_matching
from sim.rules.pilot import sweep_pilots
from sim.rules.platform import sweep_platforms
from sim.rules.scale_up import sweep_commercial, sweep_money, sweep_ramps, sweep_trials
from sim.stages import Full
from sim.tables import NOBODY


@entry
def begin_month(s, seed):
    """The month up to the moment in which firms choose routes."""
    # policy calendar, and what everybody shares
    sweep_calendar(s)
    sweep_new_platforms(s)
    sweep_new_operators(s)
    sweep_platform_statuses(s, seed)
    sweep_platform_grants(s, seed)
    sweep_first_buyers(s)
    sweep_incubators(s)
    sweep_landing_spaces(s)
    sweep_pilot_filing(s)
    sweep_service_lists(s)
    sweep_brokers(s)
    set_panel(s)
    sweep_markets(s)
    sweep_beliefs(s)
    sweep_accounts(s, seed)
    # labs disclose; samples succeed, may be given a proof of concept, and meet firms or found their own
    sweep_disclosures(s, seed, NOBODY)
    sweep_samples(s, seed)
    sweep_matching(s, seed)
    # pilots end
    sweep_pilots(s, seed)


@entry
def go_on_to_money(s, seed):
    """The month from the choice of routes up to the moment in which lines are paid for."""
    # firms choose, platforms admit and test
    sweep_choices(s, seed, NOBODY)
    sweep_platforms(s, seed, NOBODY)
    sweep_alliances(s, seed)
    # products
    sweep_trials(s, seed)


@entry
def finish_month(s, seed):
    """The rest of the month."""
    # money, industry
    sweep_money(s, seed, NOBODY)
    sweep_ramps(s, seed)
    sweep_commercial(s)
    sweep_exits(s)
    s.clock[0].month += 1


@entry
def simulate_months(s, seed, months):
    """Several months in a row; stops early when the run has raised its error flag. `seed` is the key of the world's luck."""
    for _ in range(months):
        if s.clock[0].error != Full.NOTHING:
            return
        begin_month(s, seed)
        go_on_to_money(s, seed)
        finish_month(s, seed)


@entry
def lab_acts(s, seed, lab):
    """One lab alone discloses its results of this month (for Mesa schedules of one's own)."""
    sweep_disclosures(s, seed, lab)


@entry
def routes_are_chosen(s, seed, firm):
    """One firm alone decides on its projects that are due this month."""
    sweep_choices(s, seed, firm)


@entry
def platform_acts(s, seed, platform):
    """One platform alone fills its slots and keeps its books."""
    sweep_platforms(s, seed, platform)


@entry
def money_is_sought(s, seed, fund):
    """Projects due this month look for money at one fund alone."""
    sweep_money(s, seed, fund)
