"""The story of one project in two worlds: it is what really happened, told the same where it is the same, and it gives nothing away."""

import numpy as np
import pytest

from experiments.cli.storybook import told
from experiments.stories.events import ROUTES_OF_CHOICE
from experiments.stories.parting import deeds, turning_of
from experiments.stories.telling import _told
from experiments.stories.timeline import Timeline
from experiments.stories.watching import row_of, watch
from sim.batch import run_world, simulate
from sim.dice import Purpose, pair_four_uniforms, run_key
from sim.rules.firm import best_route
from sim.stages import PilotResult, State, StopReason
from sim.tables import NEVER, YUAN
from tests.experiments.stories_of import MONTHS, lines, picked, some_stories, where

pytestmark = pytest.mark.slow

DATES = {
    "born": "born", "offered": "offered", "offered_after_test": "offered", "pilot_began": "pilot_started", "own_line": "pilot_started",
    "pilot_passed": "pilot_ended", "pilot_failed": "pilot_ended", "direct": "trial_started", "on_after_pass": "trial_started",
    "direct_after_fail": "trial_started", "new_product": "new_product", "entered": "entered", "batch_output": "batch_output",
    "commercial": "commercial", "trial_failed": "stopped", "ramp_failed": "stopped", "money_not_found": "stopped", "line_not_worth": "stopped",
    "firm_closed": "stopped", "stopped": "stopped", "sample_failed": "stopped", "not_released": "stopped", "left_region": "stopped",
    "nobody_took_it": "stopped", "no_firm_free": "stopped", "given_up_after_test": "stopped",
}  # fmt: skip
"""The column of a project's row that dates each event."""


def test_watching_a_project_changes_nothing():
    for plan in (where().baseline, where().policy):
        outcome = run_world(plan, 1, 0)
        for row in (0, 700):
            watched = watch(plan, 1, 0, row, int(outcome.state.projects[row].born))
            assert watched.outcome.digest == outcome.digest
            assert watched.outcome.indicators == outcome.indicators


def test_a_policy_that_does_nothing_gives_no_parting():
    nothing = where(policies=("do-nothing",))
    pair = nothing.pair(0)
    for name in pair.classes["name"][:200:20]:
        story = _told(nothing, pair, 0, int(name), None)
        document = story.document()
        assert story.parting is None and document["parts_at"] is None and document["turns_at"] is None
        assert document["baseline"] == document["with_policy"]
        assert "没有分开" in "".join(told(document | {"provenance": {}}, "zh", 100))


def test_the_common_beginning_is_the_same_until_the_month_in_which_the_paths_part():
    partings = 0
    for story in some_stories():
        parting = story.parting
        months = {event.month for line in (story.baseline, story.policy) for event in line.events}
        for month in months:
            same = deeds(story.baseline, month) == deeds(story.policy, month)
            if parting is None or month < parting.month:
                assert same
            elif month == parting.month:
                assert not same
        partings += parting is not None
        if parting is not None:
            assert parting.reason.zh and parting.reason.en
    assert partings >= 5


def test_the_dates_of_a_story_are_those_of_the_tables_of_an_unwatched_run():
    outcome = simulate("typical-city", ["one-of-each"], seed=1, months=MONTHS)[0]
    seen = set()
    for story in some_stories():
        row = outcome.state.projects[row_of(outcome, story.name)]
        for event in story.policy.events:
            if event.kind in DATES:
                assert event.month == row[DATES[event.kind]], event
                seen.add(DATES[event.kind])
        told_columns = {DATES[event.kind] for event in story.policy.events if event.kind in DATES}
        never_told = set(DATES.values()) - told_columns
        assert all(row[column] == NEVER for column in never_told), (story.label, never_told)
    assert seen == set(DATES.values())


def test_the_payments_of_a_story_are_those_of_the_ledger():
    outcome = simulate("typical-city", ["one-of-each"], seed=1, months=MONTHS)[0]
    records = outcome.state.payments[: outcome.state.clock[0].payments]
    total = 0
    for story in some_stories():
        mine = records[records["project"] == row_of(outcome, story.name)]
        booked = [(int(r["month"]), outcome.instruments[r["instrument"]], r["yuan"] / YUAN) for r in mine]
        found = [(e.month, e.who["instrument"].en, e.amounts["amount"]) for e in story.policy.events if e.kind == "paid"]
        assert found == booked
        total += len(booked)
        assert story.baseline.payments == [], "the region as it is has no instrument"
    assert total >= 5


def test_every_end_is_told_with_the_reason_in_the_table():
    ends = {
        "sample_failed": StopReason.SAMPLE_FAILED, "given_up_after_test": StopReason.SAMPLE_FAILED, "not_released": StopReason.NO_PARTNER,
        "no_firm_free": StopReason.NO_PARTNER, "nobody_took_it": StopReason.NO_PARTNER, "left_region": StopReason.LEFT_REGION,
        "trial_failed": StopReason.PRODUCT_FAILED, "ramp_failed": StopReason.RAMP_FAILED, "money_not_found": StopReason.NO_MONEY,
        "line_not_worth": StopReason.NO_MONEY, "firm_closed": StopReason.FIRM_CLOSED,
    }  # fmt: skip
    for line in lines():
        project, last = line.watched.project, [event for event in line.events if event.kind != "paid"][-1]
        if project.state == State.STOPPED:
            named = last.who["reason"].en.replace("cannot_pay", "no_money").upper() if last.kind == "stopped" else ""
            reason = StopReason[named] if named else ends[last.kind]
            assert reason == project.stop
        else:
            assert last.kind not in {*ends, "stopped"}


@pytest.mark.parametrize("region", ["typical-city", "chenzhou"])
def test_an_additional_project_reaches_batch_output_only_with_the_policy_and_a_displaced_one_only_without(region):
    for wanted, results in (("additional", (False, True)), ("displaced", (True, False)), ("both", (True, True)), ("neither", (False, False))):
        story = picked(wanted, region=region)
        assert story.project_class == wanted == story.document()["class"]
        reached = tuple(line.outcome["result"] == "batch_output" for line in (story.baseline, story.policy))
        assert reached == results
        if wanted in ("additional", "displaced"):
            assert story.parting is not None and turning_of(story.baseline, story.policy) is not None


@pytest.mark.parametrize(
    ("region", "policy", "instrument"),
    [("zigong", "capital-pool", "capital-pool"), ("chenzhou", "award-on-industrialisation", "industrialisation-award")],
)
def test_deadweight_names_the_instrument_that_paid_and_how_much(region, policy, instrument):
    story = picked("deadweight", region=region, policies=(policy,), months=None)
    assert [line.outcome["result"] for line in (story.baseline, story.policy)] == ["batch_output"] * 2
    paid = story.policy.paid_by_instrument[instrument]
    assert paid > 0
    words = story.class_in_words
    assert instrument in words.zh and f"{paid:.0f}万元" in words.zh and instrument in words.en
    assert "无谓补贴" in words.zh


def test_deadweight_in_kind_names_the_instrument_that_built_the_platform():
    story = picked("deadweight", policies=("more-public-platforms",))
    assert story.policy.in_kind == ["new-public-platforms"] and not story.policy.payments
    assert "使用了“new-public-platforms”新建的平台" in story.class_in_words.zh


def test_the_reasons_are_those_of_the_moment_of_the_decision():
    """With what the story saw, and the firm's own luck, the rule gives the route that the firm really took."""
    decided = 0
    for line in lines():
        s = line.watched.state
        for event in line.events:
            if event.kind not in ROUTES_OF_CHOICE:
                continue
            month = line.month(event.month)
            choice, firm = month.choice, s.firms[month.rows[1].firm]
            luck = pair_four_uniforms(run_key(1, 0), month.rows[1].name, firm.partner, Purpose.TASTE, 0)
            assert best_route(choice.values, choice.taste, *luck) == ROUTES_OF_CHOICE[event.kind]
            decided += 1
    assert decided >= 30


def test_a_choice_against_the_highest_net_value_is_admitted():
    against = 0
    for line in lines():
        for entry in line.entries:
            if entry.event.kind in ROUTES_OF_CHOICE:
                differs = line.month(entry.event.month).choice.best != ROUTES_OF_CHOICE[entry.event.kind]
                assert ("模型没有记录" in entry.why.zh) == ("outside the model" in entry.why.en) == differs
                against += differs
    assert against >= 1


def test_a_story_is_told_without_looking_at_the_latent_quality():
    """Blot the quality out of all that was seen: what agents did and why reads the same."""
    for story in some_stories()[-8:]:
        line = story.policy
        before = [(entry.text, entry.why, entry.facts()) for entry in line.entries]
        for month in line.watched.months:
            for row in month.rows:
                if row is not None:
                    row.quality = np.nan
        quality = float(line.watched.project.quality)
        line.watched.project.quality = np.nan
        again = Timeline(line.watched)
        assert [(entry.text, entry.why, entry.facts()) for entry in again.entries] == before
        line.watched.project.quality = quality
        assert not any("quality" in key for entry in again.entries for key in entry.facts())


def test_the_note_for_readers_tells_luck_from_readiness():
    settled = 0
    for story in some_stories():
        document = story.document()
        assert document["truth"]["quality"] == pytest.approx(float(story.policy.watched.project.quality), abs=1e-4)
        for side in ("baseline", "with_policy"):
            for step in document["truth"]["steps"][side]:
                assert 0 <= step["chance"] <= 1
                assert ("没成" in step["text_zh"]) != step["worked"]
                if not step["worked"]:
                    assert ("运气不好" in step["text_zh"]) == (step["chance"] >= 0.5)
                settled += 1
    assert settled >= 10


def test_true_chances_are_right_on_average():
    """Over many projects as many trials and ramps work as their true chances say."""
    expected, worked, variance = 0.0, 0, 0.0
    pair = where().pair(1)
    begun = pair.policy.state.projects
    names = begun["name"][(begun["trial_started"] != NEVER)][:80]
    for name in names:
        for step in _told(where(), pair, 1, int(name), None).document()["truth"]["steps"]["with_policy"]:
            expected, worked, variance = expected + step["chance"], worked + step["worked"], variance + step["chance"] * (1 - step["chance"])
    assert abs(worked - expected) < 3 * np.sqrt(variance)


def of_both_worlds(policy, step, *, turned, count=3):
    """The true chances of a step, without and with a policy, of projects of the same firm and route so far whose step ended differently."""
    there = where(policies=(policy,))
    pair = there.pair(0)
    known = min(int(world.state.clock["projects"][0]) for world in (pair.baseline, pair.policy))
    before, after = (world.state.projects[:known] for world in (pair.baseline, pair.policy))
    rows = np.flatnonzero(turned(before, after) & (before["firm"] == after["firm"]))[:count]
    for row in rows:
        steps = _told(there, pair, 0, int(before["name"][row]), None).document()["truth"]["steps"]
        yield tuple([each["chance"] for each in steps[side] if each["step"] == step][-1] for side in ("baseline", "with_policy"))


@pytest.mark.parametrize("policy", ["first-set-procurement", "incubators"])
def test_what_a_policy_does_for_a_trial_is_in_its_true_chance_and_not_called_luck(policy):
    def turned(before, after):
        return (before["stop"] == StopReason.PRODUCT_FAILED) & (after["new_product"] != NEVER) & (before["pilot"] == after["pilot"])

    chances = list(of_both_worlds(policy, "trial", turned=turned))
    assert chances and all(with_policy > without + 0.02 for without, with_policy in chances)


def test_the_care_that_an_insured_firm_does_not_take_is_in_the_true_chance_of_its_pilot():
    def turned(before, after):
        return (before["pilot"] == PilotResult.PASSED) & (after["pilot"] == PilotResult.FAILED)

    chances = list(of_both_worlds("technology-insurance", "passing", turned=turned))
    assert chances and all(with_policy < without - 0.02 for without, with_policy in chances)


@pytest.mark.parametrize("policy", ["service-lists", "brokers", "transfer-institutions"])
def test_a_meeting_that_brokers_or_lists_brought_about_is_told_as_their_doing(policy):
    there = where(policies=(policy,))
    pair = there.pair(0)
    known = min(int(world.state.clock["projects"][0]) for world in (pair.baseline, pair.policy))
    before, after = (world.state.projects[:known] for world in (pair.baseline, pair.policy))
    met = np.flatnonzero((before["matched"] != after["matched"]) & (before["offered"] != NEVER) & (after["matched"] != NEVER))
    first = met[np.argsort(after["matched"][met])][:6]
    stories = [_told(there, pair, 0, int(after["name"][row]), None) for row in first]
    reasons = [story.parting.reason.en for story in stories if story.parting is not None]
    assert len(reasons) >= 3 and not any("No instrument acts on this step" in reason for reason in reasons)
