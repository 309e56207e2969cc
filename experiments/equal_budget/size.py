"""What is large or small about a policy, family by family, and the same policy in another size."""

import math
import re
from enum import Enum
from typing import Any, NamedTuple

from sim.policy import Instrument
from sim.scenario import Policy
from sim.scenario.describe import quantity_of
from sim.scenario.schema import Text


class Size(Enum):
    """How a key follows the factor."""

    AMOUNT = "money: in proportion"
    SHARE = "a share: in proportion, never above 1"
    COUNT = "whole units: in proportion, rounded to the nearest"


SIZES: dict[str, dict[str, Size]] = {
    "cost_support": {"budget_per_year": Size.AMOUNT, "cap": Size.AMOUNT, "share": Size.SHARE},
    "outcome_award": {"budget_per_year": Size.AMOUNT, "amount": Size.AMOUNT},
    "new_platforms": {"count": Size.COUNT},
    "expert_panel": {},
    "proof_of_concept": {"budget_per_year": Size.AMOUNT, "tests_per_month": Size.COUNT},
    "brokers": {"staff": Size.COUNT},
    "guidance_fund": {"capital": Size.AMOUNT, "ticket_cap": Size.AMOUNT},
    "guaranteed_loans": {"budget_per_year": Size.AMOUNT, "loan_cap": Size.AMOUNT},
    "technology_insurance": {"budget_per_year": Size.AMOUNT, "insured_share": Size.SHARE},
    "operating_subsidy": {"budget_per_year": Size.AMOUNT, "per_pilot": Size.AMOUNT},
    "performance_grant": {"budget_per_year": Size.AMOUNT, "amount": Size.AMOUNT},
    "open_sharing": {"budget_per_year": Size.AMOUNT, "per_outside_pilot": Size.AMOUNT},
    "release_reform": {},
    "attraction": {"budget_per_year": Size.AMOUNT, "projects_per_year": Size.AMOUNT},
    "first_set": {"budget_per_year": Size.AMOUNT, "premium_subsidy": Size.SHARE, "procurement_share": Size.SHARE},
    "scene_matching": {"budget_per_year": Size.AMOUNT, "scenes_per_year": Size.AMOUNT},
    "incubators": {"budget_per_year": Size.AMOUNT, "places": Size.COUNT},
    "service_lists": {},
    "alliance": {},
    "fast_track": {},
    "landing_space": {"budget_per_year": Size.AMOUNT, "places": Size.COUNT},
    "platform_angel": {"capital": Size.AMOUNT, "ticket_cap": Size.AMOUNT},
    "pilot_filing": {},
    "accreditation": {"budget_per_year": Size.AMOUNT, "amount": Size.AMOUNT},
    "national_recognition": {"budget_per_year": Size.AMOUNT, "amount": Size.AMOUNT},
    "listing_reserve": {},
    "new_operator": {},
    "joint_ventures": {},
    "university_links": {"budget_per_year": Size.AMOUNT, "results_per_year": Size.AMOUNT},
}
"""The keys that make an instrument large or small, by family. Everything else (who is eligible, what is covered, dates, prices of one unit,
hurdles) says what kind of policy it is and is never touched.

cost_support: pool, share and cap per project together, so that a larger one pays more to each of about the same projects, and has the money
for it. outcome_award: the award with its pool. new_platforms: how many are built; each stays what it is. proof_of_concept: tests and their
pool. brokers: persons. guidance_fund: capital and the largest ticket, whose ratio says how the fund spreads its risk. expert_panel: none; it
reviews whoever applies, so that its cost follows applications and is no lever. guaranteed_loans: loans with the limit on what they may cost.
technology_insurance: the share insured with the pool for premiums. operating_subsidy, performance_grant, open_sharing: what one service or one
platform is paid, with the pool. attraction, university_links, scene_matching, incubators, landing_space: projects, results, scenes, places.
platform_angel: capital and ticket, as of a fund. accreditation, national_recognition: the grant that comes with the status, with its pool.
first_set: the share of the premium, which moves cost and gain alike, and the share of products that have a public buyer: more are bought, each
at the same price.
release_reform, service_lists, alliance, fast_track, pilot_filing, listing_reserve, new_operator, joint_ventures: none; they are there or not.
"""


NO_SIZES: dict[str, frozenset[str]] = {
    "what one unit costs or pays for": frozenset({
        "capital_cost", "capital_cap", "operating_subsidy", "tenant_income", "yearly_cost", "cash", "public_share", "fee_share",
        "cost_per_review", "cost_per_test", "cost_per_year", "reward_per_deal", "cost_per_project", "cost_per_scene", "cost_per_place",
        "contract_value", "premium_rate", "procurement_premium", "cost", "partner_capital", "ticket_cap", "budget_per_year",
    }),
    "terms of a promise": frozenset({"stacking_cap", "loss_share", "loan_share", "premium_subsidy", "loading", "platform_share", "inventor_share"}),
    "who or how many of them are meant": frozenset({"filed_share", "top_share", "open_share", "joins_share", "min_staff", "min_equipment"}),
    "how ready, quick or good a thing is": frozenset({
        "site_ready", "equipment_ready", "staff_ready", "finance_ready", "market_ready", "time_saved", "realised_share", "saved_share",
        "accuracy_gain", "release_gain", "spinout_gain", "sales_gain", "filing_gain", "cost_saved",
    }),
}  # fmt: skip
"""Keys of money and shares that make no family larger, by the reason, wherever `SIZES` does not name them. `budget_per_year`, `partner_capital` and
`ticket_cap` are among them for families whose size is none: a list or a filing is there or not, whatever may be paid for it."""


UNSEEN = 5e-4
"""Share below which a rounding shows in none of the four digits of a factor, and is not worth a line."""


FRACTION = 4
"""Decimals of a count that is whole on average only: more would show in no number of worlds."""


class Rounding(NamedTuple):
    """A number that could not follow the factor exactly: units rounded to whole ones, or a value that came to its bound, such as a share of 1."""

    instrument: str
    key: str
    exact: float
    used: float


def has_size(policy: Policy) -> bool:
    """Whether anything in a policy can be made larger or smaller."""
    return any(getattr(tool, key) is not None for tool in policy.instruments.values() for key in SIZES[tool.family])


def comes_in_units(policy: Policy) -> bool:
    """Whether some of its size is a number of whole units."""
    return any(Size.COUNT in SIZES[tool.family].values() for tool in policy.instruments.values())


def scaled(policy: Policy, factor: float, draw: float | None = None) -> Policy:
    """The policy in another size: `factor` times what `SIZES` names, within the bounds of the schema. Factor 1 is the policy itself.

    Counts are rounded to the nearest; with a `draw` (0 to 1) up where it lies below the fraction that is left, and else down. The title says how many
    times as large it is (`size_in`), and each key that changes gets a line under `assumptions`, so that a frozen scenario and a result say what was
    done. A ceiling on all instruments together grows with the largest of them. Raises ValueError for a factor that is negative or not finite.
    """
    if not (math.isfinite(factor) and factor >= 0.0):
        raise ValueError(f"a factor is a finite number that is not negative, not {factor}")
    if factor == 1.0:
        return policy
    tools: dict[str, Instrument] = {}
    notes: dict[str, str] = {}
    largest = factor
    for name, tool in policy.instruments.items():
        found = _changes(tool, factor, draw)
        changes = {key: used for key, _, used in found}
        tools[name] = tool.model_copy(update=changes)
        for key, exact, used in found:
            is_drawn = draw is not None and _is_drawn(tool, key, exact, factor)
            notes[f"instruments.{name}.{key}"] = _note(tool, key, exact, used, factor, is_drawn)
        largest = max([largest, *(value / getattr(tool, key) for key, value in changes.items() if getattr(tool, key))])
    total = policy.budget_per_year_total
    title = _sized(policy, factor, draw) if notes else policy.title
    update: dict[str, Any] = {"title": title, "instruments": tools, "assumptions": _with_notes(policy.assumptions, notes)}
    return policy.model_copy(update=update | ({} if total is None else {"budget_per_year_total": total * largest}))


def size_in(title: str) -> str:
    """How many times its size the (last) policy of a title is, in either language: "×1.5"; "" for one of its own size."""
    return found[1] if (found := _SIZED.search(title)) else ""


def without_size(title: str) -> str:
    """The title of a policy of another size as its file has it."""
    return _SIZED.sub("", title)


_SIZED = re.compile(r"(?:（等额，规模| \(equal budget, size )((?:约|平均|about |on average )?×[^\s）)]+)[）)]$")


def _sized(policy: Policy, factor: float, draw: float | None) -> Text:
    """What a policy of another size is called: "on average" where sizes differ between worlds, "about" where part of it was rounded or came to
    its bound.
    """
    is_drawn = draw is not None and any(exact % 1.0 for _, _, exact in counts_of(policy, factor))
    zh, en = ("平均", "on average ") if is_drawn else ("约", "about ") if roundings(policy, factor, draw) else ("", "")
    called = {"zh": f"{policy.title.zh}（等额，规模{zh}×{factor:g}）", "en": f"{policy.title.en} (equal budget, size {en}×{factor:g})"}
    return policy.title.model_copy(update=called)


def counts_of(policy: Policy, factor: float) -> list[tuple[str, str, float]]:
    """Instrument, key and exact value (with `FRACTION` decimals) of every count that grows with the policy, within its bounds."""
    if factor == 1.0:
        return []
    sizes = [(name, tool, key) for name, tool in policy.instruments.items() for key, size in SIZES[tool.family].items() if size is Size.COUNT]
    return [(name, key, _exact_count(tool, key, factor)) for name, tool, key in sizes if getattr(tool, key) is not None]


def roundings(policy: Policy, factor: float, draw: float | None = None) -> tuple[Rounding, ...]:
    """What does not follow the factor exactly: rounded to whole units (which with a `draw` it does on average), or held by a bound."""
    if factor == 1.0:
        return ()
    return tuple(
        Rounding(name, key, exact, used)
        for name, tool in policy.instruments.items()
        for key, exact, used in _changes(tool, factor, draw)
        if not math.isclose(exact, used, rel_tol=UNSEEN) and not (draw is not None and _is_drawn(tool, key, exact, factor))
    )


def _changes(tool: Any, factor: float, draw: float | None = None) -> list[tuple[str, float, float]]:
    """Key, exact value and value used, for every key of an instrument that is stated and grows with the policy."""
    found = []
    for key, size in SIZES[tool.family].items():
        value = getattr(tool, key)
        if value is None:
            continue
        exact = value * factor
        if size is Size.COUNT and draw is not None:
            rounded = _exact_count(tool, key, factor)
            used: float = math.floor(rounded) + (draw < round(rounded % 1.0, FRACTION))
        elif size is Size.COUNT:
            used = _within(tool, key, math.floor(exact + 0.5))
        else:
            used = _within(tool, key, min(exact, 1.0) if size is Size.SHARE else exact)
        found.append((key, exact, int(used) if isinstance(value, int) else float(used)))
    return found


def _exact_count(tool: Any, key: str, factor: float) -> float:
    return round(_within(tool, key, getattr(tool, key) * factor), FRACTION)


def _is_drawn(tool: Any, key: str, exact: float, factor: float) -> bool:
    """Whether a number is a count that follows the factor on average."""
    return SIZES[tool.family][key] is Size.COUNT and math.isclose(exact, _exact_count(tool, key, factor), rel_tol=UNSEEN)


def _within(tool: Any, key: str, value: float) -> float:
    """A value held by the bounds of the schema."""
    bounds = quantity_of(type(tool).model_fields[key]).bounds
    return min(max(value, bounds.get("ge", value)), bounds.get("le", value))


def _note(tool: Any, key: str, exact: float, after: float, factor: float, is_drawn: bool) -> str:
    """What became of one number, for the assumptions of the scaled policy."""
    times, before = f"{factor:.10g}", f"{getattr(tool, key):.10g}"
    zh, en = f"等额比较：按 {times} 倍，由 {before} ", f"Equal budgets: {before} times {times}, "
    if is_drawn and (share := round(exact % 1.0, FRACTION)):
        few = math.floor(exact)
        zh += f"调整为平均 {exact:.10g}：{share:.2%} 的世界取 {few + 1}，其余取 {few}。"
        return zh + en + f"{few + 1} in {share:.2%} of the worlds and {few} in the others, on average, now {exact:.10g}."
    if math.isclose(exact, after, rel_tol=UNSEEN):
        return f"{zh}调整为 {after:.10g}。{en}now {after:.10g}."
    is_rounded = SIZES[tool.family][key] is Size.COUNT
    zh += f"应调整为 {exact:.10g}，{'取整为' if is_rounded else '已到上限，取'} {after:.10g}。"
    return zh + en + f"would be {exact:.10g}, {'rounded to' if is_rounded else 'but cannot be more than'} {after:.10g}."


def _with_notes(assumptions: dict[str, str], notes: dict[str, str]) -> dict[str, str]:
    return assumptions | {key: f"{note} {assumptions[key]}" if key in assumptions else note for key, note in notes.items()}
