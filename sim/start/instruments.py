"""The policies of a scenario as tables: what all instruments share, and one table per family."""

from collections.abc import Iterable

import numpy as np

from sim import policy as levers
from sim.rules.instruments.cost_support import NO_BAR
from sim.rules.instruments.expert_panel import improved_accuracy
from sim.rules.instruments.release_reform import reformed_share
from sim.scenario import Scenario
from sim.stages import Cost, Event, Route, Sector, SizeClass
from sim.start.approval import months_of_approval
from sim.start.month_of import FAR, MonthOf
from sim.start.naming import code, mask
from sim.tables import (
    ALLIANCE,
    ATTRACTION,
    BROKERS,
    COST_SUPPORT,
    EXPERT_PANEL,
    FIRST_BUYERS,
    GUARANTEED_LOANS,
    INCUBATOR,
    LANDING_SPACE,
    LISTING_RESERVE,
    NEW_OPERATOR,
    NEW_PLATFORMS,
    OUTCOME_AWARD,
    PILOT_FILING,
    PLATFORM_GRANT,
    PLATFORM_STATUS,
    PROOF_OF_CONCEPT,
    RELEASE_REFORM,
    SERVICE_LISTS,
    TECHNOLOGY_INSURANCE,
    YUAN,
    table,
)

OWNERS = {"any": 0, "public": 1, "firm": 2}
"""Owners of platforms as bits; 0 admits all."""


def instrument_entries(scenario: Scenario, month_of: MonthOf) -> Iterable[dict]:
    """The common part of every instrument, in the order of the ledger."""
    for tool in scenario.instruments.values():
        budget = getattr(tool, "budget_per_year", None)
        yield {
            "starts": month_of.starts(tool),
            "ends": FAR if isinstance(tool, levers.OUTLIVE_THEIR_END) else month_of.ends(tool),
            "limited": budget is not None,
            "carries_over": getattr(tool, "carries_over", False),
            "yearly_budget": round((budget or 0.0) * scenario.region.areas * YUAN),
        }


def eligibility(n: int, tool: levers.Eligible) -> dict:
    """Columns shared by instruments that choose whom they pay."""
    return {
        "instrument": n,
        "sectors": mask(Sector, tool.sectors),
        "sizes": mask(SizeClass, tool.sizes),
        "routes": mask(Route, tool.routes),
        "min_novelty": tool.min_novelty,
    }


FAMILY_TABLES = {
    "cost_supports": COST_SUPPORT,
    "outcome_awards": OUTCOME_AWARD,
    "new_platforms": NEW_PLATFORMS,
    "expert_panels": EXPERT_PANEL,
    "proofs_of_concept": PROOF_OF_CONCEPT,
    "brokers": BROKERS,
    "guaranteed_loans": GUARANTEED_LOANS,
    "technology_insurances": TECHNOLOGY_INSURANCE,
    "platform_grants": PLATFORM_GRANT,
    "release_reforms": RELEASE_REFORM,
    "attractions": ATTRACTION,
    "first_buyers": FIRST_BUYERS,
    "incubators": INCUBATOR,
    "service_lists": SERVICE_LISTS,
    "alliances": ALLIANCE,
    "landing_spaces": LANDING_SPACE,
    "pilot_filings": PILOT_FILING,
    "platform_statuses": PLATFORM_STATUS,
    "listing_reserves": LISTING_RESERVE,
    "new_operators": NEW_OPERATOR,
}


def family_tables(scenario: Scenario, platforms: np.ndarray, month_of: MonthOf) -> dict[str, np.ndarray]:
    """One table per instrument family; a family nobody uses has no rows and costs nothing."""
    entries: dict[str, list[dict]] = {key: [] for key in FAMILY_TABLES}
    for n, tool in enumerate(scenario.instruments.values()):
        for key, columns in family_entries(n, tool, scenario, platforms, month_of):
            entries[key].append(columns)
    return {key: table(dtype, entries[key]) for key, dtype in FAMILY_TABLES.items()}


def family_entries(n: int, tool: levers.Instrument, scenario: Scenario, platforms: np.ndarray, month_of: MonthOf) -> Iterable[tuple[str, dict]]:
    """The rows of instrument `n` in the tables of its family; a fund's are among the funds, a new platform's also among the platforms."""
    match tool:
        case levers.CostSupport():
            cap = np.inf if tool.cap is None else tool.cap
            own = {"covers": code(Cost, tool.covers), "share": tool.share, "cap": cap, "stacking_cap": tool.stacking_cap}
            own |= {"matches": -1.0 if tool.matches is None else tool.matches, "filed_share": tool.filed_share, "repaid": tool.repaid}
            own |= {"signal": tool.signal, "score_bar": NO_BAR if tool.score_bar is None else tool.score_bar}
            yield "cost_supports", eligibility(n, tool) | own
        case levers.OutcomeAward():
            yield "outcome_awards", eligibility(n, tool) | {"event": code(Event, tool.event), "amount": tool.amount}
        case levers.NewPlatforms():
            built = np.flatnonzero(platforms["instrument"] == n)
            public = min(tool.public_share * tool.capital_cost, np.inf if tool.capital_cap is None else tool.capital_cap)
            for first in built[:: max(1, tool.count)]:  # one programme per area: its platforms stand together
                own = {"first_platform": first, "platforms": tool.count, "capital": tool.capital_cost, "public_capital": public}
                own |= {"approved_opens": month_of.starts(tool) + tool.build_months, "approval_sigma": tool.approval_sigma}
                own |= {"approval_months": months_of_approval(tool, scenario, month_of)}
                yield "new_platforms", {"instrument": n, "starting_cash": tool.cash, "operating_subsidy": tool.operating_subsidy} | own
        case levers.ExpertPanel():
            today = scenario.world
            accuracy = improved_accuracy(today.panel_accuracy if tool.accuracy is None else tool.accuracy, tool.accuracy_gain)
            bar = today.panel_bar if tool.bar is None else tool.bar
            own = {"accuracy": accuracy, "bar": bar, "cost_per_review": tool.cost_per_review, "review_months": tool.review_months}
            yield "expert_panels", {"instrument": n} | own
        case levers.ProofOfConcept():
            own = {"tests_per_month": tool.tests_per_month * scenario.region.areas, "signal_noise": tool.signal_noise, "bar": tool.bar}
            own |= {"sectors": mask(Sector, tool.sectors), "cost_per_test": tool.cost_per_test}
            yield "proofs_of_concept", {"instrument": n} | own
        case levers.Brokers():
            own = {"staff": tool.staff, "efficiency": tool.efficiency, "cost_per_year": tool.cost_per_year}
            own |= {"reward_per_deal": tool.reward_per_deal}
            yield "brokers", {"instrument": n, "sectors": mask(Sector, tool.sectors), "fields": len(set(tool.sectors))} | own
        case levers.GuaranteedLoans():
            cap = np.inf if tool.loan_cap is None else tool.loan_cap
            own = {"loss_share": tool.loss_share, "loan_share": tool.loan_share, "loan_cap": cap, "rate_cap": tool.rate_cap}
            yield "guaranteed_loans", eligibility(n, tool) | {"gives_until": month_of.ends(tool)} | own
        case levers.TechnologyInsurance():
            own = {"insured_share": tool.insured_share, "premium_subsidy": tool.premium_subsidy, "loading": tool.loading}
            own |= {"care_lost": tool.care_lost, "sells_until": month_of.ends(tool)}
            yield "technology_insurances", eligibility(n, tool) | own
        case levers.OperatingSubsidy():
            own = {"recognised_only": tool.recognised_only, "per_pilot": tool.per_pilot}
            yield "platform_grants", {"instrument": n, "owners": OWNERS[tool.owner]} | own
        case levers.PerformanceGrant():
            own = {"recognised_only": tool.recognised_only, "amount": tool.amount, "top_share": tool.top_share, "gaming": tool.gaming}
            yield "platform_grants", {"instrument": n, "owners": OWNERS[tool.owner]} | own
        case levers.OpenSharing():
            own = {"per_outside_pilot": tool.per_outside_pilot, "open_share": tool.open_share}
            yield "platform_grants", {"instrument": n, "owners": OWNERS["firm"]} | own
        case levers.ReleaseReform():
            released = reformed_share(tool.release_gain, min(1.0, tool.release_response * tool.inventor_share))
            own = {"release_gain": released, "inventor_share": tool.inventor_share}
            yield "release_reforms", {"instrument": n, "spinout_gain": tool.spinout_gain} | own
        case levers.Attraction():
            yield "attractions", {"instrument": n, "half_slots": tool.half_slots, "cost_per_project": tool.cost_per_project}
        case levers.FirstSet():
            amount = tool.premium_subsidy * tool.premium_rate * tool.years * tool.contract_value
            own = {"amount": amount, "success_gain": tool.adoption_gain * tool.premium_subsidy, "share": 1.0}
            yield "first_buyers", eligibility(n, tool) | own
            if tool.procurement_share > 0.0:
                own = {"amount": tool.procurement_premium * tool.contract_value, "success_gain": tool.procurement_gain}
                yield "first_buyers", eligibility(n, tool) | own | {"share": tool.procurement_share, "buys": 1}
        case levers.SceneMatching() if tool.scenes_per_year > 0:
            own = {"amount": tool.cost_per_scene, "success_gain": tool.success_gain, "time_saved": tool.time_saved}
            own |= {"scenes_per_month": tool.scenes_per_year / 12.0 * scenario.region.areas, "share": 1.0, "sales_gain": tool.sales_gain}
            yield "first_buyers", eligibility(n, tool) | own
        case levers.Incubators():
            own = {"places": tool.places * scenario.region.areas, "trial_gain": tool.trial_gain, "ramp_gain": tool.ramp_gain}
            own |= {"time_saved": tool.time_saved, "cost_per_place": tool.cost_per_place}
            own |= {"from_route": tool.takes_in == "route", "patience_gain": tool.patience_gain}
            yield "incubators", eligibility(n, tool) | own
        case levers.ServiceLists() if tool.search_gain > 0.0:
            yield "service_lists", {"instrument": n, "search_gain": tool.search_gain, "cost_per_year": tool.cost_per_year}
        case levers.Alliance():
            yield "alliances", {"instrument": n, "cost_per_year": tool.cost_per_year, "joins_share": tool.joins_share}
        case levers.UniversityLinks():
            yield "attractions", {"instrument": n, "fresh": 1, "cost_per_project": tool.cost_per_project}
        case levers.LandingSpace():
            own = {"places": tool.places * scenario.region.areas, "time_saved": tool.time_saved, "cost_per_place": tool.cost_per_place}
            yield "landing_spaces", eligibility(n, tool) | own
        case levers.PilotFiling() if tool.filing_gain > 0.0:
            yield "pilot_filings", {"instrument": n, "filing_gain": tool.filing_gain, "cost_per_year": tool.cost_per_year}
        case levers.Accreditation() | levers.NationalRecognition():
            lasts = isinstance(tool, levers.NationalRecognition)
            own = {"min_pilots": tool.min_pilots, "amount": tool.amount, "demand_gain": tool.demand_gain, "lasts": lasts}
            own |= {"chance": tool.chance} if lasts else {"chance": 1.0, "min_staff": tool.min_staff, "min_equipment": tool.min_equipment}
            yield "platform_statuses", {"instrument": n, "owners": OWNERS[tool.owner]} | own
        case levers.ListingReserve():
            yield "listing_reserves", {"instrument": n, "time_saved": tool.time_saved, "cost_per_project": tool.cost_per_project}
        case levers.JointVentures() if tool.partner_capital > 0.0:  # a list that finds partners: paid every month, its money among the funds
            yield "service_lists", {"instrument": n, "search_gain": 0.0, "cost_per_year": tool.cost_per_year}
        case levers.NewOperator():
            own = {"capability_gain": tool.capability_gain, "cost_saved": tool.cost_saved, "cost": tool.cost}
            yield "new_operators", {"instrument": n, "fee_share": -1.0 if tool.fee_share is None else tool.fee_share} | own
