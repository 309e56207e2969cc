"""What happened to a project in a month, read from its rows: events in the order in which the month brings them."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from experiments.cli.language import Text, same
from experiments.stories.naming import Naming, sector_name
from experiments.stories.watching import Month, Watched
from sim.rules.instruments.outcome_award import COMMERCIAL_CHECK
from sim.stages import LabType, Phase, PilotResult, Route, State, StopReason
from sim.tables import NEVER, NOBODY, YUAN


@dataclass(frozen=True)
class Event:
    """One thing that happened. `who` tells it from others, `amounts` (万元, months, counts) go with it but do not make it another event."""

    month: int
    kind: str
    who: dict[str, Text] = field(default_factory=dict)
    amounts: dict[str, float] = field(default_factory=dict)

    @property
    def deed(self) -> tuple:
        """What must be the same for the event to be the same in both worlds."""
        return (self.month, self.kind, tuple(sorted(self.who.items())))


class Reader:
    """Reads the events of one watched project."""

    def __init__(self, watched: Watched) -> None:
        self.watched, self.s = watched, watched.state
        self.names = Naming(watched.plan)
        self.exit_month = self._exit_month()

    def _exit_month(self) -> int:
        """The month in which the project's fund leaves, as the agenda of the world has it; NEVER for none."""
        agenda, rows = self.s.agenda[Phase.EXIT], self.s.projects["next"]
        for month in np.flatnonzero(agenda[:, 0] != NOBODY):
            row = int(agenda[month, 0])
            while row not in (NOBODY, self.watched.row):
                row = int(rows[row])
            if row == self.watched.row:
                return int(month)
        return NEVER

    def events(self) -> list[Event]:
        """All events in their order, payments behind what they paid for."""
        return [event for month in self.watched.months for event in self.of_month(month)]

    def of_month(self, month: Month) -> list[Event]:
        """The events of one month."""
        readers = (self._until_choices, self._until_money, self._until_end)
        found = []
        for read, before, after, payments in zip(readers, month.rows[:3], month.rows[1:], month.payments, strict=True):
            deeds = read(month, before, after)
            found += [Event(month.month, *deed) for deed in deeds]
            found += [self._payment(month.month, instrument, amount) for instrument, amount in payments]
        return found

    def _payment(self, month: int, instrument: int, amount: float) -> Event:
        return Event(month, "paid", {"instrument": same(self.watched.plan.instruments[instrument])}, {"amount": amount})

    def _until_choices(self, month: Month, before: Any, after: Any) -> list[tuple]:
        m, found = month.month, []
        if before is None:
            lab = {"lab": self.names.lab(int(after.lab)), "sector": sector_name(int(after.sector))}
            return [("born", lab)]
        if before.state == State.SAMPLING and after.state != State.SAMPLING:
            found += self._sample(month, after)
        if after.matched == m and before.matched != m:
            found.append(self._taken(after))
        if after.pilot_ended == m:
            found.append(("pilot_passed" if after.pilot == PilotResult.PASSED else "pilot_failed",))
        if before.state == State.ON_OFFER and after.stop == StopReason.NO_PARTNER:
            found.append(("nobody_took_it", {}, {"months": float(m - after.offered), "refusals": float(after.refusals)}))
        if after.stop == StopReason.FIRM_CLOSED and before.state != State.STOPPED:
            found.append(("firm_closed", {"firm": self.firm(after)}))
        return found

    def _sample(self, month: Month, after: Any) -> list[tuple]:
        """What became of a sample; a result that nobody has seen has no novelty yet."""
        centres = self.s.proofs_of_concept["instrument"]
        tested = [("tested",)] if any(instrument in centres for instrument, _ in month.payments[0]) else []
        if after.stop == StopReason.SAMPLE_FAILED:
            return [*tested, ("given_up_after_test",)] if tested else [("sample_failed",)]
        if after.stop == StopReason.LEFT_REGION:
            return [("left_region",)]
        if after.stop == StopReason.NO_PARTNER:
            return [("not_released",) if after.novelty == 0.0 else ("no_firm_free",)]
        offered = "offered_after_test" if tested else "offered"
        return tested if after.offered == NEVER else [*tested, (offered,)]

    def _taken(self, after: Any) -> tuple:
        kind = "taken_up"
        if self.s.firms[after.firm].spin_out == 1:
            kind = "spun_out"
        elif self.s.labs[after.lab].type == LabType.ENTERPRISE:
            kind = "own_firm"
        return kind, {"firm": self.firm(after)}, {"refusals": float(after.refusals)}

    def _until_money(self, month: Month, before: Any, after: Any) -> list[tuple]:
        found: list[tuple] = []
        if before.state == State.CHOOSING and month.choice is not None:
            found += [*verdict(month, before), *self._choice(month, before, after)]
        elif before.state == State.WAITING and after.state != State.WAITING:
            found.append(self._end_of_waiting(month, before, after))
        elif before.state == State.TRIAL and after.state == State.SEEKING_MONEY:
            found.append(("new_product",))
        elif before.state == State.TRIAL and after.state == State.STOPPED:
            found.append(("trial_failed",))
        return found

    def _choice(self, month: Month, before: Any, after: Any) -> list[tuple]:
        """What a firm decided, and what came of it in the same month."""
        m, costs = month.month, month.choice.costs
        if after.state == State.STOPPED:
            return [("stopped", {"reason": same("cannot_pay") if cannot_pay(month) else _reason(after)})]
        if after.state == State.ON_OFFER:
            return [("declined", {"firm": self.firm(before)}, {"refusals": float(after.refusals)})]
        if after.trial_started == m:
            kind = {PilotResult.NONE: "direct", PilotResult.PASSED: "on_after_pass", PilotResult.FAILED: "direct_after_fail"}[after.pilot]
            return [(kind, {}, {"cost": costs.trial})]
        if after.pilot_started == m and after.platform == NOBODY:
            return [("own_line", {}, {"cost": costs.own_line})]
        row = month.choice.values.platform_row
        platform = {"platform": self.names.platform(row)}
        if before.queued == NEVER and month.review > 0:
            return [("in_review", platform, {"months": float(month.review), "fee": costs.fee})]
        if before.queued == NEVER and after.queued == NEVER:
            return [("refused", platform)]
        expected = {"wait": costs.wait, "fee": costs.fee}
        applied = ("joined_queue" if before.queued == m else "applied" if after.queued == m else "applied_again", platform, expected)
        if after.state == State.WAITING:
            return [applied]
        if after.state == State.PILOTING:
            return [applied, ("pilot_began", platform, {"fee": costs.fee, "months": float(m - after.queued)})]
        return [applied, ("platform_closed" if after.platform_barred == 0 else "could_not_pay", platform, {"fee": costs.fee})]

    def _end_of_waiting(self, month: Month, before: Any, after: Any) -> tuple:
        m = month.month
        platform = {"platform": self.names.platform(int(before.platform))}
        amounts = {"fee": month.queue.costs.fee, "months": float(m - before.queued)}
        if after.state == State.PILOTING:
            return "pilot_began", platform, amounts
        if after.platform_barred == 0:
            return "platform_closed", platform, amounts
        return "gave_up_waiting" if before.patience_ends <= m else "could_not_pay", platform, amounts

    def _until_end(self, month: Month, before: Any, after: Any) -> list[tuple]:
        m = month.month
        if before.state == State.SEEKING_MONEY:
            return self._search(month, before, after)
        if before.state == State.RAMPING and after.batch_output == m:
            return [("batch_output",)]
        if before.state == State.RAMPING and after.state == State.STOPPED:
            return [("ramp_failed", {}, {"outlay": float(after.outlay)})]
        if before.state == State.PRODUCING and m == after.batch_output + COMMERCIAL_CHECK:
            return [("commercial" if after.commercial == m else "not_commercial",)]
        if before.state == State.PRODUCING and after.fund != NOBODY and m == self.exit_month:
            return [("fund_left", {"fund": self.names.fund(int(after.fund))})]
        return []

    def _search(self, month: Month, before: Any, after: Any) -> list[tuple]:
        """The search for the money of a line; committees sit when the product is new and then every few months."""
        plan = month.money.plan
        if after.entered == month.month:
            fund = {"fund": self.names.fund(int(after.fund))} if after.fund != NOBODY else {}
            return [("entered", fund, {"outlay": float(after.outlay), "ticket": float(after.ticket / YUAN), "credit": float(after.credit)})]
        if after.state == State.STOPPED:
            return [("money_not_found" if plan.is_worth_it else "line_not_worth", {}, {"gap": max(0.0, plan.gap)})]
        sits = (month.month - before.new_product) % int(self.s.world[0].money_retry) == 0
        return [("money_missing", {}, {"gap": plan.gap})] if sits else []

    def firm(self, row: Any) -> Text:
        """The firm of a project as it stands in a row."""
        return self.names.firm(self.s, int(row.firm))


def verdict(month: Month, before: Any) -> list[tuple]:
    """What a panel that took its time has said of a project whose firm chooses again now; without a review it said so at once."""
    if before.queued == month.month:
        return [("review_passed",)]
    is_refused = before.platform_barred == 1 and before.queued == NEVER and before.pilot == PilotResult.NONE
    return [("review_refused",)] if is_refused and (month.month - before.chosen > 1 or month.review == 1) else []


def cannot_pay(month: Month) -> bool:
    """Whether a firm that stops after a choice would go on if it had the cash: going on is worth it and no other way is open to it."""
    v = month.choice.values
    is_for_money = month.rows[2].stop == StopReason.NO_MONEY
    return bool(is_for_money and v.direct > 0.0 and not (v.can_direct or v.can_platform or v.can_self_build))


def _reason(row: Any) -> Text:
    """A stop reason as a fact."""
    return same(StopReason(int(row.stop)).key)


def instruments_in_kind(watched: Watched) -> list[str]:
    """Instruments that served the project without paying it: platforms they built."""
    paid = {instrument for month in watched.months for part in month.payments for instrument, _ in part}
    bits = int(watched.project.paid_by)
    return [name for k, name in enumerate(watched.plan.instruments) if bits >> k & 1 and k not in paid]


ROUTES_OF_CHOICE = {"direct": Route.DIRECT, "applied": Route.PLATFORM, "applied_again": Route.PLATFORM, "refused": Route.PLATFORM,
                    "in_review": Route.PLATFORM, "joined_queue": Route.PLATFORM,
                    "own_line": Route.SELF_BUILT, "on_after_pass": Route.DIRECT, "direct_after_fail": Route.DIRECT,
                    "stopped": Route.NONE, "declined": Route.NONE}  # fmt: skip
"""The route that a firm took in each event that is a decision of its own."""
