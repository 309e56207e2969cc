"""What is allowed but was hardly meant: instruments that can do nothing, and amounts that look like a slip of the unit.

A caution never stops anything. A policy is held against the regions it is checked with; without any, against all that are installed, and
then only what is true in every one of them is said.
"""

from collections.abc import Iterator, Mapping, Sequence
from statistics import NormalDist

from pydantic import BaseModel

from sim.policy import CostSupport, Eligible, ExpertPanel, Instrument, NewPlatforms, ReleaseReform
from sim.scenario.catalogue import list_regions
from sim.scenario.checks import study_months
from sim.scenario.describe import quantity_of
from sim.scenario.errors import Both, Problem
from sim.scenario.inherit import KeyPath, Layers
from sim.scenario.meant import choices_text
from sim.scenario.schema import Policy, Region, Scenario
from sim.units import money_text, month_text

Found = tuple[str, str, Mapping[str, str | Both]]
"""Code of the message, key in the instrument, facts."""

HARDLY_ANY = 0.001
"""The share of results below which a score is hardly meant."""
INERT_AT_ZERO = {
    "cost_support": ("share", "cap", "stacking_cap", "budget_per_year"),
    "outcome_award": ("amount", "budget_per_year"),
    "new_platforms": ("count", "site_ready", "equipment_ready", "staff_ready", "finance_ready", "market_ready"),
    "proof_of_concept": ("tests_per_month", "budget_per_year"),
    "brokers": ("staff",),
    "guidance_fund": ("capital", "realised_share"),
    "guaranteed_loans": ("loss_share", "loan_share", "loan_cap", "budget_per_year"),
    "technology_insurance": ("insured_share", "budget_per_year"),
    "operating_subsidy": ("per_pilot", "budget_per_year"),
    "performance_grant": ("amount", "top_share", "budget_per_year"),
    "open_sharing": ("per_outside_pilot", "budget_per_year"),
    "attraction": ("projects_per_year",),
    "first_set": ("contract_value", "premium_subsidy", "premium_rate", "budget_per_year"),
    "scene_matching": ("scenes_per_year", "budget_per_year"),
    "incubators": ("places",),
    "service_lists": ("search_gain",),
    "fast_track": ("saved_share",),
    "landing_space": ("places",),
    "platform_angel": ("capital",),
    "pilot_filing": ("filing_gain",),
    "joint_ventures": ("partner_capital",),
    "national_recognition": ("chance",),
    "listing_reserve": ("time_saved",),
    "university_links": ("results_per_year",),
}
ACTS_WITHOUT = {("first_set", key): "procurement_share" for key in ("premium_subsidy", "premium_rate")}
"""Keys by which a family acts although another key of it is 0."""
NEEDS = {
    ("new_platforms", "approval_sigma"): "approval_months",
    ("release_reform", "release_response"): "inventor_share",
    ("first_set", "procurement_gain"): "procurement_share",
    ("first_set", "procurement_premium"): "procurement_share",
}
"""Keys that do nothing while another key of their instrument is 0, which it is unless it is written."""
PLAUSIBLE = {
    "budget_per_year": (10, 500_000),
    "budget_per_year_total": (10, 5_000_000),
    "cap": (1, 50_000),
    "amount": (1, 20_000),
    "capital_cost": (50, 200_000),
    "capital_cap": (10, 100_000),
    "operating_subsidy": (1, 20_000),
    "tenant_income": (1, 20_000),
    "yearly_cost": (5, 20_000),
    "base_funding": (1, 20_000),
    "cost_per_review": (0.01, 50),
    "cost_per_test": (0.5, 2_000),
    "cost_per_year": (1, 500),
    "reward_per_deal": (0.05, 500),
    "capital": (100, 5_000_000),
    "cost_per_project": (0.5, 20_000),
    "contract_value": (10, 500_000),
    "cost_per_scene": (0.5, 5_000),
    "cost_per_place": (0.5, 5_000),
    "per_pilot": (0.5, 5_000),
    "per_outside_pilot": (0.5, 5_000),
    "loan_cap": (10, 100_000),
    "ticket_cap": (10, 500_000),
    "cash": (0.5, 5_000_000),
    "yearly_profit": (0.1, 1_000_000),
    "market_size": (1_000, 1_000_000_000),
}
"""万元 between which an amount raises no question: wide about the documented ones, yet narrow enough that 元 taken for 万元, or the
other way round (a factor of 10,000), falls outside. Judgement, not evidence; amounts of the world have their priors instead."""

BEYOND_PRIOR = 10.0
"""How many times beyond its 90 % prior an amount of the world may lie without question."""


def cautions(found: Region | Policy | Scenario, layers: Layers, regions: Sequence[Region] = ()) -> list[Problem]:
    """What is suspicious in a file that has no errors, in the order of its lines."""
    problems: list[Problem] = []
    if isinstance(found, Scenario):
        problems += _region_cautions(found.region, layers, ("region",))
        for number, policy in enumerate(found.policies):
            problems += _policy_cautions(policy, layers, (found.region,), ("policies", number))
    elif isinstance(found, Region):
        problems += _region_cautions(found, layers, ())
    else:
        problems += _policy_cautions(found, layers, regions, ())
    return sorted(problems, key=lambda each: each.line or 0)


def _region_cautions(region: Region, layers: Layers, prefix: KeyPath) -> Iterator[Problem]:
    """Platforms and funds that open after the study; amounts out of all proportion."""
    span = _span([region])
    for group in ("platforms", "funds"):
        for name, spec in getattr(region, group).items():
            if spec.opens is not None and spec.opens > span[1]:
                facts = {"opens": month_text(spec.opens), **_study(span, [region])}
                yield layers.problem("caution_opens_late", (*prefix, group, name, "opens"), facts=facts)
    for group in ("sectors", "firms", "platforms", "funds"):
        for name, spec in getattr(region, group).items():
            yield from _amounts(spec, layers, (*prefix, group, name))
    for key, field in type(region.world).model_fields.items():
        quantity = quantity_of(field)
        if quantity.kind == "money" and quantity.prior is not None:
            low, high = quantity.prior
            usual = (low / BEYOND_PRIOR, high * BEYOND_PRIOR)
            yield from _amount(getattr(region.world, key), usual, layers, (*prefix, "world", key))


def _policy_cautions(policy: Policy, layers: Layers, regions: Sequence[Region], prefix: KeyPath) -> Iterator[Problem]:
    """Instruments that can do nothing, and amounts out of all proportion."""
    if policy.budget_per_year_total is not None:
        yield from _amount(policy.budget_per_year_total, PLAUSIBLE["budget_per_year_total"], layers, (*prefix, "budget_per_year_total"))
    places = [[region] for region in regions] or [_installed()]
    for name, instrument in policy.instruments.items():
        path = (*prefix, "instruments", name)
        yield from _amounts(instrument, layers, path)
        for key in INERT_AT_ZERO.get(instrument.family, ()):
            if getattr(instrument, key) == 0 and not getattr(instrument, ACTS_WITHOUT.get((instrument.family, key), ""), 0):
                yield layers.problem("caution_zero", (*path, key), facts={"meaning": quantity_of(type(instrument).model_fields[key]).meaning})
        if isinstance(instrument, Eligible) and instrument.min_novelty == 1:
            yield layers.problem("caution_zero_novelty", (*path, "min_novelty"))
        for code, key, facts in (*_waiting_for_another(instrument, is_frozen=bool(prefix)), *_beyond_all(instrument)):
            yield layers.problem(code, (*path, key), facts=facts)
        for where in places:
            for code, key, facts in (
                *_never_in_force(instrument, where), *_nobody_eligible(instrument, where, policy), *_no_choice(instrument, where, policy),
            ):  # fmt: skip
                yield layers.problem(code, (*path, key), facts=facts)


def _waiting_for_another(instrument: Instrument, *, is_frozen: bool) -> Iterator[Found]:
    """Keys of `NEEDS` that are written, with a value above 0. A frozen scenario writes every key: there one at its default says nothing."""
    fields = type(instrument).model_fields
    for (family, key), other in NEEDS.items():
        if family != instrument.family or key not in instrument.model_fields_set or getattr(instrument, other):
            continue
        if getattr(instrument, key) not in {0, fields[key].default if is_frozen else 0}:
            yield "caution_needs", key, {"other": other, "meaning": quantity_of(fields[other]).meaning}


def _beyond_all(instrument: Instrument) -> Iterator[Found]:
    """A response to the inventors' share that would release more than everything (`sim.start.instruments` takes everything)."""
    if isinstance(instrument, ReleaseReform) and (released := instrument.release_response * instrument.inventor_share) > 1.0:
        yield "caution_beyond_all", "release_response", {"product": f"{released:.4g}"}


def _no_choice(instrument: Instrument, regions: Sequence[Region], policy: Policy) -> Iterator[Found]:
    """A score for support that all reach whom the platforms' panel admits, in each of these regions, or that hardly any project reaches: scores of
    all results are about standard normal.
    """
    if not isinstance(instrument, CostSupport) or instrument.score_bar is None:
        return
    bar = min(_lowest_bar(region, policy) for region in regions)
    if instrument.score_bar <= bar:
        yield "caution_no_choice", "score_bar", {"bar": f"{bar:.4g}"}
    elif 1.0 - NormalDist().cdf(instrument.score_bar) < HARDLY_ANY:
        yield "caution_hardly_any", "score_bar", {"bar": f"{instrument.score_bar:.4g}"}


def _lowest_bar(region: Region, policy: Policy) -> float:
    """The lowest bar that may be in force: of the policy's panels the last one that is active, of the region where none is."""
    own, bars = region.world.panel_bar, []
    for panel in reversed([each for each in policy.instruments.values() if isinstance(each, ExpertPanel)]):
        bars.append(own if panel.bar is None else panel.bar)
        if panel.start is None and panel.end is None:
            return min(bars)
    return min([own, *bars])


def _never_in_force(instrument: Instrument, regions: Sequence[Region]) -> Iterator[Found]:
    """Dates outside the study. Where several regions are in question: outside that of each."""
    span = _span(regions)
    study = _study(span, regions)
    start = span[0] if instrument.start is None else instrument.start
    if start > span[1]:
        yield "caution_starts_late", "start", {"start": month_text(start)} | study
    elif isinstance(instrument, NewPlatforms) and start + instrument.approval_months + instrument.build_months > span[1]:
        yield "caution_opens_late", "build_months", {"opens": month_text(start + instrument.approval_months + instrument.build_months)} | study
    if instrument.end is not None and instrument.end < span[0]:
        yield "caution_ended_early", "end", {"end": month_text(instrument.end)} | study


def _nobody_eligible(instrument: Instrument, regions: Sequence[Region], policy: Policy) -> Iterator[Found]:
    """Conditions that no sector, firm or platform meets in any of these regions. Spin-outs are micro firms, so that these always exist."""
    where = {"where": _where(regions)}
    sector = getattr(instrument, "sector", "any")
    sectors = getattr(instrument, "sectors", ()) or (() if sector == "any" else (sector,))
    if sectors and not any(region.sectors[name].share > 0 for region in regions for name in sectors if name in region.sectors):
        yield "caution_nobody", "sectors" if sector == "any" else "sector", where | {"value": choices_text(sectors, "sectors")}
    if not isinstance(instrument, Eligible):
        return
    sizes = {spec.size for region in regions for spec in region.firms.values()} | {"micro"}
    if instrument.sizes and not sizes & set(instrument.sizes):
        yield "caution_nobody", "sizes", where | {"value": choices_text(instrument.sizes, "classes")}
    builds = any(isinstance(other, NewPlatforms) and other.count for other in policy.instruments.values())
    routes = {"platform"} if builds or any(region.platforms for region in regions) else set()
    routes |= {"self_built" for region in regions for spec in region.firms.values() if spec.may_self_build}
    if instrument.routes and not routes & set(instrument.routes):
        yield "caution_nobody", "routes", where | {"value": choices_text(instrument.routes, "routes")}


def _amounts(spec: BaseModel, layers: Layers, path: KeyPath) -> Iterator[Problem]:
    for key in type(spec).model_fields:
        if key in PLAUSIBLE:
            yield from _amount(getattr(spec, key), PLAUSIBLE[key], layers, (*path, key))


def _amount(amount: float | None, usual: tuple[float, float], layers: Layers, path: KeyPath) -> Iterator[Problem]:
    """An amount in 万元 outside of what is usual; a factor of 10,000 that would bring it back is offered. 0 and none are no amounts."""
    low, high = usual
    if not amount or low <= amount <= high:
        return
    meant = next((other for other in (amount * 10_000, amount / 10_000) if low <= other <= high), None)
    facts = {"amount": _money(amount), "low": _money(low), "high": _money(high)}
    yield layers.problem("caution_amount", path, facts=facts, nearest=None if meant is None else money_text(meant))


def _money(amount: float) -> Both:
    """An amount with few digits, small ones in 元."""
    short = float(f"{amount:.3g}")
    if short < 1:
        return Both(f"{short * 10_000:.6g}元", f"{short * 10_000:.6g} CNY")
    return Both(money_text(short), money_text(short, "en"))


def _installed() -> list[Region]:
    from sim.scenario.build import load_region  # build knows the cautions too

    return [load_region(name) for name in list_regions()]


def _span(regions: Sequence[Region]) -> tuple[int, int]:
    """The first month of any study and the last of any."""
    spans = [study_months(region.calendar) for region in regions]
    return min(first for first, _ in spans), max(last for _, last in spans)


def _study(span: tuple[int, int], regions: Sequence[Region]) -> dict[str, str | Both]:
    return {"where": _where(regions), "first": month_text(span[0]), "last": month_text(span[1])}


def _where(regions: Sequence[Region]) -> Both:
    if len(regions) == 1:
        return Both(f"地区“{regions[0].id}”", f'region "{regions[0].id}"')
    return Both("已有的任何地区", "any installed region")
