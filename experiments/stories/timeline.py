"""The timeline of one project in one world: dated events in words with their reasons, payments, and how it ended."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from experiments.cli.language import Text
from experiments.output.vocabulary import stop_reason
from experiments.stories.events import Event, Reader, instruments_in_kind
from experiments.stories.reasons import considered, joined, tidy, why
from experiments.stories.watching import Month, Watched
from experiments.stories.wording import DOING, ENDED_BEFORE_A_TRIAL, OUTCOMES, event_in_words
from sim.stages import PilotResult, Route, State, StopReason
from sim.tables import NEVER
from sim.units import month_text


@dataclass(frozen=True)
class Entry:
    """One line of a timeline."""

    event: Event
    date: str
    text: Text
    why: Text
    considered: dict[str, Any]

    def document(self) -> dict[str, Any]:
        """The entry for the JSON document."""
        reasons = {"why_zh": self.why.zh or None, "why_en": self.why.en or None}
        texts = {"month": self.date, "event": self.event.kind, "text_zh": self.text.zh, "text_en": self.text.en}
        return texts | reasons | {"facts": self.facts()}

    def facts(self) -> dict[str, Any]:
        """Partners by name, amounts in 万元, and the numbers the decision rested on."""
        who = {name: words.en.strip() for name, words in self.event.who.items()}
        return who | {name: round(value, 4) for name, value in self.event.amounts.items()} | self.considered


class Timeline:
    """One project in one world."""

    def __init__(self, watched: Watched) -> None:
        self.watched, self.reader = watched, Reader(watched)
        self.by_month = {month.month: month for month in watched.months}

    @cached_property
    def events(self) -> list[Event]:
        """All events in their order."""
        return self.reader.events()

    @cached_property
    def entries(self) -> list[Entry]:
        """All events in words; a month's numbers stand with its first decision."""
        found = []
        for event in self.events:
            month = self.by_month[event.month]
            reason = why(event, month)
            found.append(Entry(event, self.date(event.month), self.words_of(event), tidy(reason), considered(month) if reason.en else {}))
        return found

    def of(self, month: int) -> list[Entry]:
        """The entries of one month."""
        return [entry for entry in self.entries if entry.event.month == month]

    def words_of(self, event: Event) -> Text:
        """An event as a clause."""
        return tidy(event_in_words(event.kind, event.who, event.amounts))

    def month(self, month: int) -> Month | None:
        """What was seen in one month; None before its disclosure and after its end."""
        return self.by_month.get(month)

    def what(self, month: int, before: int = 0, after: int = 0) -> Text:
        """What happened in a month in one clause, so many things `before` and `after` left out; if nothing, what the project was doing."""
        told = [entry.text for entry in self.of(month) if entry.event.kind != "paid"]
        told = told[before : len(told) - after]
        if told:
            return joined(told, Text("，", ", and "))
        seen = self.month(month)
        return DOING[State(int(seen.rows[3].state if seen else self.watched.project.state)).key]

    def date(self, month: int) -> str:
        """A month of the run as "YYYY-MM"."""
        clock = self.watched.state.clock[0]
        return month_text(int(clock.start - clock.burn_in + month))

    def dated(self, month: int) -> str | None:
        """A date of the project, None where it never came."""
        return None if month == NEVER else self.date(int(month))

    @property
    def payments(self) -> list[dict[str, Any]]:
        """Public money paid for the project."""
        paid = [entry for entry in self.entries if entry.event.kind == "paid"]
        return [
            {"month": e.date, "instrument": e.event.who["instrument"].en, "amount": round(e.event.amounts["amount"], 4), "unit": "10k CNY"}
            for e in paid
        ]

    @property
    def paid_by_instrument(self) -> dict[str, float]:
        """Public money by instrument, 万元; 0 where it served in kind."""
        found: dict[str, float] = {}
        for payment in self.payments:
            found[payment["instrument"]] = round(found.get(payment["instrument"], 0.0) + payment["amount"], 4)
        return found | dict.fromkeys(self.in_kind, 0.0)

    @property
    def in_kind(self) -> list[str]:
        """Instruments whose platform it used."""
        return instruments_in_kind(self.watched)

    def _why_it_ended(self, stop: StopReason) -> Text:
        """The stop reason in words; before a product trial nobody has thought of a line yet."""
        ends = [event.who["reason"].en for event in self.events if event.kind == "stopped"]
        return ENDED_BEFORE_A_TRIAL.get(ends[-1] if ends else "", Text(*stop_reason(stop.key)))

    @property
    def outcome(self) -> dict[str, Any]:
        """How it ended."""
        p = self.watched.project
        state, stop = State(int(p.state)), StopReason(int(p.stop))
        result = "batch_output" if p.batch_output != NEVER else "stopped" if state == State.STOPPED else "running"
        last = self.dated(p.batch_output if result == "batch_output" else p.stopped)
        words = OUTCOMES[result].fill(month=last, reason=self._why_it_ended(stop), doing=DOING[state.key])
        return {
            "result": result, "month": last, "state": state.key, "stop_reason": stop.key if result == "stopped" else None,
            "route": Route(int(p.route)).key, "pilot": PilotResult(int(p.pilot)).key, "disclosed": self.dated(p.born),
            "entered": self.dated(p.entered), "batch_output": self.dated(p.batch_output), "commercial": self.dated(p.commercial),
            "text_zh": words.zh, "text_en": words.en,
        }  # fmt: skip
