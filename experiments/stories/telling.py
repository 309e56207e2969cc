"""The story of one project in two worlds of the same luck: without the policies and with them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from experiments.cli.errors import BadInput, nearest
from experiments.cli.language import Text
from experiments.pairs import CLASSES, classify
from experiments.running import period, titles
from experiments.runs.versions import Version
from experiments.stories import wording
from experiments.stories.naming import Naming
from experiments.stories.parting import Parting, parting_of, turning_of
from experiments.stories.timeline import Timeline
from experiments.stories.truth import truth_of
from experiments.stories.watching import row_of, watch
from experiments.worlds import BOTH, CENTRAL, PASSED, versions_for
from sim.batch import Outcome, run_world, with_months, with_policies
from sim.scenario import Scenario
from sim.start import Blueprint, blueprint
from sim.tables import NEVER, NOBODY

Progress = Callable[[int, int], None]
LOOKED_AT = 20  # worlds, unless asked for more


@dataclass(frozen=True)
class Pair:
    """The same world without the policies and with them."""

    baseline: Outcome
    policy: Outcome

    @property
    def classes(self) -> dict[str, np.ndarray]:
        """Every project's class (`experiments.pairs.classify`)."""
        return classify(self.baseline, self.policy)


@dataclass(frozen=True)
class Setting:
    """A region without the policies and with them, in one calibrated version and over so many months."""

    baseline: Blueprint
    policy: Blueprint
    version: Version
    seed: int

    def pair(self, replication: int) -> Pair:
        """Both worlds of one replication."""
        return Pair(*(run_world(plan, self.seed, replication) for plan in (self.baseline, self.policy)))

    @property
    def scenarios(self) -> tuple[Scenario, Scenario]:
        """The complete scenarios of both worlds."""
        return self.baseline.scenario, self.policy.scenario


def setting(scenario: Scenario | str, policies: Iterable, *, seed: int = 1, months: int | None = None, version: str = CENTRAL[PASSED]) -> Setting:
    """Prepare both worlds. Raises ScenarioError, and BadInput for an unknown version."""
    chosen = version_named(version)
    plans = [blueprint(with_months(chosen.applied_to(with_policies(scenario, names)), months)) for names in ((), tuple(policies))]
    return Setting(*plans, chosen, seed)


def version_named(name: str) -> Version:
    """A calibrated version, of the core or any other that can be, of either wording of the 80 %. Raises BadInput; Refit for one that is not core."""
    known = {version.id: version for version in versions_for("versions", PASSED)}
    if name not in known and name not in {version.title_zh for version in known.values()}:
        known |= {version.id: version for version in versions_for("all-versions", BOTH)}
    name = next((version.id for version in known.values() if version.title_zh == name), name)
    if name not in known:
        reason = Text("没有“{name}”这个校准版本", 'there is no calibrated version "{name}"').fill(name=name[:40])
        step = Text("从这些中选：{known}", "choose from: {known}").fill(known=", ".join(known))
        raise BadInput("--version", reason, step, nearest(name, tuple(known)))
    return known[name]


@dataclass(frozen=True)
class Picked:
    """How a project was found: the first of a class by order of disclosure, in the first world that has one."""

    wanted: str
    first: int  # replication
    looked_at: int  # worlds

    def document(self) -> dict[str, Any]:
        """For the JSON document."""
        return {"class": self.wanted, "first_replication": self.first, "worlds_looked_at": self.looked_at}


@dataclass(frozen=True)
class Story:
    """One project in both worlds; `baseline` or `policy` is None where it does not exist there, `name` where none was found."""

    setting: Setting
    replication: int | None
    name: int | None
    picked: Picked | None
    project_class: str | None = None
    is_unresolved: bool = False
    baseline: Timeline | None = None
    policy: Timeline | None = None

    @property
    def parting(self) -> Parting | None:
        """Where the paths part."""
        return None if self.name is None else parting_of(self.baseline, self.policy)

    @property
    def label(self) -> str | None:
        """The printed form of the project's name."""
        return None if self.name is None else Naming(self.setting.policy).project(self.name)

    @property
    def months_earlier(self) -> int | None:
        """Months by which batch output comes earlier (negative: later) with the policy; None where it is not reached in both worlds."""
        dates = [line.watched.project.batch_output for line in (self.baseline, self.policy) if line is not None]
        return int(dates[0] - dates[1]) if len(dates) == 2 and NEVER not in dates else None

    @property
    def class_in_words(self) -> Text | None:
        """The class in a sentence; None where there is no project."""
        if self.name is None:
            return None
        if self.project_class is None:
            return wording.SETTLED
        new = set(self.setting.policy.instruments) - set(self.setting.baseline.instruments)
        paid = {name: amount for name, amount in (self.policy.paid_by_instrument if self.policy else {}).items() if name in new}
        said = [
            wording.PAID_IN_ALL.fill(instrument=name, amount=wording.money_in_words(amount)) if amount else wording.IN_KIND.fill(instrument=name)
            for name, amount in paid.items()
        ]
        words = wording.CLASSES[self.project_class].fill(instruments=Text("、".join(s.zh for s in said), ", ".join(s.en for s in said)))
        earlier = self.months_earlier or 0
        change = wording.ACCELERATED if earlier > 0 else wording.DELAYED
        later = [change.fill(months=wording.months_in_words(abs(earlier)))] if earlier else []
        later += [wording.UNRESOLVED] if self.is_unresolved else []
        return Text("；".join([words.zh, *(t.zh for t in later)]), "; ".join([words.en, *(t.en for t in later)]))

    def document(self) -> dict[str, Any]:
        """The JSON document of `funnel explain` (keys in docs/reference/results.md)."""
        s, scenario = self.setting, self.setting.policy.scenario
        parting, words = self.parting, self.class_in_words
        return {
            "scenario": scenario.id,
            "titles": titles(scenario),
            "policy": "+".join(policy.id for policy in scenario.policies),
            "project": self.label,
            "replication": self.replication,
            "seed": s.seed,
            "version": s.version.id,
            "months": s.policy.months - s.policy.burn_in,
            "period": period(scenario, s.policy.months - s.policy.burn_in),
            "class": self.project_class,
            "class_zh": words.zh if words else None,
            "class_en": words.en if words else None,
            "unresolved": self.is_unresolved,
            "months_earlier": self.months_earlier,
            "picked": self.picked.document() if self.picked else None,
            "parts_at": self._parts_at(parting),
            "turns_at": self._turns_at(),
            "baseline": self._side(self.baseline),
            "with_policy": self._side(self.policy),
            "truth": truth_of(self.baseline, self.policy) if self.name is not None else None,
            "assumption": {"zh": wording.LUCK.zh, "en": wording.LUCK.en},
        }

    def _parts_at(self, parting: Parting | None) -> dict[str, Any] | None:
        if parting is None:
            return None
        line = self.baseline or self.policy
        reasons = {"reason_zh": parting.reason.zh, "reason_en": parting.reason.en}
        return {"month": line.date(parting.month)} | reasons | {"differences": [each.document() for each in parting.differences]}

    def _turns_at(self) -> dict[str, Any] | None:
        turning = None if self.name is None else turning_of(self.baseline, self.policy)
        if turning is None:
            return None
        dates = dict(zip(("baseline_month", "with_policy_month"), (self.baseline.date(month) for month in turning.months), strict=True))
        reasons = {"reason_zh": turning.reason.zh, "reason_en": turning.reason.en}
        return dates | reasons | {"differences": [each.document() for each in turning.differences]}

    def _side(self, line: Timeline | None) -> dict[str, Any] | None:
        """One world; None where there is no story to tell."""
        if self.name is None:
            return None
        if line is None:
            absent = wording.OUTCOMES["absent"]
            nothing = dict.fromkeys(ABSENT_FACTS)
            return {
                "events": [],
                "outcome": {"result": "absent", **nothing, "text_zh": absent.zh, "text_en": absent.en},
                "payments": [],
                "in_kind": [],
            }
        return {
            "events": [entry.document() for entry in line.entries],
            "outcome": line.outcome,
            "payments": line.payments,
            "in_kind": line.in_kind,
        }


ABSENT_FACTS = ("month", "state", "stop_reason", "route", "pilot", "disclosed", "entered", "batch_output", "commercial")


def tell_project(where: Setting, project: str, replication: int = 0) -> Story:
    """The story of a project by its printed name. Raises BadInput for a name that no project has in this world."""
    pair = where.pair(replication)
    names = np.union1d(*(each.state.projects["name"][: each.state.clock[0].projects] for each in (pair.baseline, pair.policy)))
    return _told(where, pair, replication, Naming(where.policy).read(project, names), None)


def tell_first(where: Setting, wanted: str, first: int = 0, replications: int = LOOKED_AT, progress: Progress | None = None) -> Story:
    """The story of the first project of a class, in the first of so many worlds that has one. Raises BadInput for an unknown class."""
    if wanted not in CLASSES:
        reason = Text("没有“{wanted}”这一类项目", 'there is no class "{wanted}"').fill(wanted=wanted[:40])
        step = Text("从这些中选：{known}", "choose from: {known}").fill(known=", ".join(CLASSES))
        raise BadInput("--pick", reason, step, nearest(wanted, CLASSES))
    for looked_at in range(1, replications + 1):
        replication = first + looked_at - 1
        pair = where.pair(replication)
        found = pair.classes
        chosen = np.flatnonzero(found["class"] == CLASSES.index(wanted))
        if progress:
            progress(looked_at, replications)
        if chosen.size:
            return _told(where, pair, replication, int(found["name"][chosen[0]]), Picked(wanted, first, looked_at))
    return Story(where, None, None, Picked(wanted, first, replications))


def _told(where: Setting, pair: Pair, replication: int, name: int, picked: Picked | None) -> Story:
    """Watch a project in both worlds."""
    lines: list[Timeline | None] = []
    for plan, outcome in ((where.baseline, pair.baseline), (where.policy, pair.policy)):
        row = row_of(outcome, name)
        born = int(outcome.state.projects[row].born) if row != NOBODY else 0
        lines.append(None if row == NOBODY else Timeline(watch(plan, where.seed, replication, row, born)))
    found = pair.classes
    mine = np.flatnonzero(found["name"] == name)
    its_class = CLASSES[int(found["class"][mine[0]])] if mine.size else None
    return Story(where, replication, name, picked, its_class, bool(mine.size and found["unresolved"][mine[0]]), *lines)
