"""The scalar rules of `sim.rules` as ordinary Python functions: the peer decides by the very same formulas, without compiled code."""

from collections.abc import Callable
from functools import cache
from types import FunctionType

from sim import counting, dice
from sim.rules import beliefs, firm, firm_books, fund, lab, market, matching, money, pilot, platform, project, scale_up
from sim.rules.instruments import expert_panel


@cache
def plain(rule: Callable) -> Callable:
    """`rule` as the Python function it was written as; the rules it calls become plain as well.

    A compiled rule keeps its source as `py_func`, but that source still names compiled rules; here those names mean plain ones.
    """
    source = getattr(rule, "py_func", rule)  # with NUMBA_DISABLE_JIT=1 a rule is its own source
    names = {name: source.__globals__[name] for name in source.__code__.co_names if name in source.__globals__}
    own = {name: plain(value) if is_rule(value) else value for name, value in names.items()} | {"__name__": source.__module__}
    return FunctionType(source.__code__, own, source.__name__, source.__defaults__, source.__closure__)


def is_rule(value: object) -> bool:
    """Whether a global of a rule is itself a rule: compiled, or a Python function of `sim`."""
    return hasattr(value, "py_func") or (isinstance(value, FunctionType) and value.__module__.startswith("sim."))


normal_quantile, poisson_count, lognormal_months = plain(dice.normal_quantile), plain(dice.poisson_count), plain(dice.lognormal_months)

updated, beta_mean = plain(beliefs.updated), plain(beliefs.beta_mean)
after_selection, after_refusal = plain(beliefs.after_selection), plain(beliefs.after_refusal)
chance_of_this = plain(beliefs.chance_of_this)

market_factor, wage_of, wage_factor = plain(market.market_factor), plain(market.wage_of), plain(market.wage_factor)
meetings_per_result, usable_knowledge = plain(matching.meetings_per_result), plain(matching.usable_knowledge)
clear_sight, discount, spendable = plain(matching.clear_sight), plain(money.discount), plain(money.spendable)
sample_succeeds, novelty_of = plain(lab.sample_succeeds), plain(lab.novelty_of)

yearly_result, product_result, next_knowledge = (
    plain(each) for each in (firm_books.yearly_result, firm_books.product_result, firm_books.next_knowledge)
)
scale_up_value, pilot_value = plain(firm.scale_up_value), plain(firm.pilot_value)
prospects_of_pilot, best_route = plain(firm.prospects_of_pilot), plain(firm.best_route)
harm_of_novelty = plain(firm.harm_of_novelty)

panel_score, pilot_passes = plain(expert_panel.panel_score), plain(pilot.pilot_passes)
capability_after, waiting_time = plain(pilot.capability_after), plain(platform.waiting_time)

success_index, ramp_part = plain(project.success_index), plain(project.ramp_part)
trial_succeeds, ramp_succeeds = plain(project.trial_succeeds), plain(project.ramp_succeeds)
worth_building, credit_for = plain(scale_up.worth_building), plain(scale_up.credit_for)
price_of_credit, realised_value = plain(scale_up.price_of_credit), plain(scale_up.realised_value)
months_gone = plain(scale_up.months_gone)
owed_at_last_books = plain(scale_up.owed_at_last_books)
expected_multiple, expected_repayment = plain(fund.expected_multiple), plain(fund.expected_repayment)
exit_return, product_worth = plain(fund.exit_return), plain(fund.product_worth)
count_cohorts = plain(counting.count_cohorts)
