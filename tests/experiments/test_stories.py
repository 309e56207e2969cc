"""The story of one project in two worlds: it is what really happened, told the same where it is the same, and it gives nothing away."""

import json
from functools import cache

import numpy as np
import pytest

from experiments.cli.errors import BadInput
from experiments.cli.language import Text
from experiments.cli.storybook import told
from experiments.output.identity import strict_json
from experiments.pairs import CLASSES
from experiments.stories import setting, tell_first, tell_project
from experiments.stories.events import ROUTES_OF_CHOICE
from experiments.stories.naming import Naming
from experiments.stories.parting import deeds, parting_of, turning_of
from experiments.stories.telling import _told
from experiments.stories.timeline import Timeline
from experiments.stories.watching import row_of, watch
from experiments.stories.wording import EVENTS, STOPPED, event_in_words
from sim import load_scenario
from sim.batch import run_world, simulate
from sim.dice import Purpose, pair_four_uniforms, run_key
from sim.rules.firm import best_route
from sim.stages import State, StopReason
from sim.tables import NEVER, NOBODY, YUAN

pytestmark = pytest.mark.slow

MONTHS = 84
DATES = {
    "born": "born", "offered": "offered", "offered_after_test": "offered", "pilot_began": "pilot_started", "own_line": "pilot_started",
    "pilot_passed": "pilot_ended", "pilot_failed": "pilot_ended", "direct": "trial_started", "on_after_pass": "trial_started",
    "direct_after_fail": "trial_started", "new_product": "new_product", "entered": "entered", "batch_output": "batch_output",
    "commercial": "commercial", "trial_failed": "stopped", "ramp_failed": "stopped", "money_not_found": "stopped", "line_not_worth": "stopped",
    "firm_closed": "stopped", "stopped": "stopped", "sample_failed": "stopped", "not_released": "stopped", "left_region": "stopped",
    "nobody_took_it": "stopped", "no_firm_free": "stopped", "given_up_after_test": "stopped",
}  # fmt: skip
"""The column of a project's row that dates each event."""


@cache
def where(region="typical-city", policies=("one-of-each",), seed=1, months=MONTHS):
    return setting(region, policies, seed=seed, months=months)


@cache
def picked(wanted, **changes):
    return tell_first(where(**changes), wanted)


@cache
def some_stories(count=40):
    """Stories of projects of all classes, chosen without looking at what happens in them."""
    pair = where().pair(0)
    found = pair.classes
    rows = np.random.default_rng(7).choice(found["name"].size, count, replace=False)
    chosen = [int(found["name"][row]) for row in rows] + [picked(each).name for each in ("additional", "deadweight", "displaced", "both")]
    return [_told(where(), pair, 0, name, None) for name in chosen]


def lines():
    return [line for story in some_stories() for line in (story.baseline, story.policy) if line is not None]


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


def test_a_project_has_one_name_in_both_worlds_and_is_found_by_it():
    names = Naming(where().baseline), Naming(where().policy)
    pair = where().pair(0)
    everybody = pair.policy.state.projects["name"]
    for name in pair.policy.state.projects["name"][:900:30]:
        label = names[0].project(int(name))
        assert label == names[1].project(int(name))
        assert names[1].read(label, everybody) == name
    first = tell_project(where(), "universities-1-2")
    assert first.label == "universities-1-2" and first.picked is None
    assert [tell_project(where(), typed).name for typed in (" Universities-1-2 ", "universities－1#2", "universities 1 2")] == [first.name] * 3


@pytest.mark.parametrize(
    ("typed", "zh", "near"),
    [
        ("universitys-1-2", "没有“universitys-1”这家成果单位", "universities-1-2"),
        ("universities-1-99999", "只产生", None),
        ("universities-1-0", "没有第 0 项", None),
        ("17", "不是项目名称", None),
        ("项目", "不是项目名称", None),
        ("universities-1-1" + "0" * 400, "只产生", None),
    ],
)
def test_an_unknown_project_gets_one_message(typed, zh, near):
    with pytest.raises(BadInput) as caught:
        tell_project(where(), typed)
    message = caught.value.render("zh")
    assert zh in message and "下一步" in message and len(message) < 400
    assert near is None or near in message


def test_a_project_of_a_region_of_many_areas_names_its_area():
    two = load_scenario("typical-city", overrides={"areas": 2, "calendar.months": 12, "calendar.burn_in": 12})
    pair = (both := setting(two, ["do-nothing"])).pair(0)
    names = Naming(both.policy)
    labels = [names.project(int(name)) for name in pair.policy.state.projects["name"]]
    assert len(set(labels)) == len(labels)
    assert {label.partition("-")[0] for label in labels} == {"a1", "a2"}


def test_where_no_project_of_a_class_is_found_the_story_says_so():
    story = tell_first(where(policies=("do-nothing",), months=12), "additional", first=3, replications=2)
    document = story.document()
    assert document["project"] is None and document["baseline"] is None and document["parts_at"] is None
    assert document["picked"] == {"class": "additional", "first_replication": 3, "worlds_looked_at": 2}
    assert "没有一个项目属于“新增”" in "".join(told(document, "zh", 200))
    assert "编号 3 至 4" in "".join(told(document, "zh", 200))


def test_the_picked_project_is_the_first_of_its_class_in_the_first_world_that_has_one():
    for wanted in CLASSES:
        story = picked(wanted)
        found = where().pair(story.replication).classes
        names = found["name"][found["class"] == CLASSES.index(wanted)]
        assert story.name == names[0]
        for replication in range(story.replication):
            assert CLASSES.index(wanted) not in where().pair(replication).classes["class"]


def test_a_project_that_exists_in_one_world_only_parts_when_it_is_disclosed():
    line = picked("additional").policy
    parting = parting_of(None, line)
    assert parting.month == line.watched.project.born
    assert "没有这项成果" in parting.reason.zh
    assert turning_of(None, line) is None


def told_of(changes, policy, chosen):
    """Stories of those projects of a changed city whose rows `chosen` marks."""
    changed = setting(load_scenario("typical-city", overrides={"calendar.months": MONTHS} | changes), [policy])
    pair = changed.pair(0)
    projects = pair.policy.state.projects[: pair.policy.state.clock[0].projects]
    return [_told(changed, pair, 0, int(name), None) for name in projects["name"][chosen(projects, pair.policy.state)]]


def test_a_spin_out_is_told():
    stories = told_of({"world.spinout_share": 0.3}, "brokers", lambda p, s: (p["firm"] != NOBODY) & (s.firms["spin_out"][p["firm"]] == 1))
    assert stories
    for story in stories:
        assert "spun_out" in [event.kind for event in story.policy.events]
        assert any("发明人自己创办企业" in entry.text.zh for entry in story.policy.entries)


def test_who_gives_up_waiting_is_told_with_the_months_and_the_queue():
    platforms = load_scenario("typical-city").region.platforms
    few = {f"platforms.{name}.slots": 1 for name in platforms} | {"world.queue_patience": 3.0}
    stories = told_of(few, "brokers", lambda p, s: (p["queued"] != NEVER) & (p["platform_barred"] == 1) & (p["pilot_started"] == NEVER))
    ended = [entry for story in stories for entry in story.policy.entries if entry.event.kind == "gave_up_waiting"]
    assert ended
    for entry in ended:
        assert entry.event.amounts["months"] >= 1 and "排了" in entry.text.zh and "1个工位" in entry.why.zh


def test_every_document_is_strict_json_and_every_sentence_is_whole():
    for story in some_stories():
        document = story.document()
        assert json.loads(strict_json(document))["project"] == story.label
        for lang in ("zh", "en"):
            text = "\n".join(told(document, lang, 80))
            assert not any(bad in text for bad in ("{", "}", "nan", "None", "。。", "，，", " ，", ".."))
            assert text.count(story.label) >= 1


def test_every_event_has_its_words_in_both_languages():
    for words in [*EVENTS.values(), *STOPPED.values()]:
        assert words.zh and words.en
        words.zh.encode("gbk")


@pytest.mark.parametrize("kind", EVENTS)
def test_every_event_can_be_said_from_its_facts(kind):
    who = {name: Text("某", "some") for name in ("lab", "sector", "firm", "platform", "fund", "instrument")}
    amounts = dict.fromkeys(("months", "cost", "fee", "gap", "outlay", "amount"), 12.0)
    said = event_in_words(kind, who, amounts)
    assert "{" not in said.zh + said.en


def outside(policies=("attraction",)):
    """A world with projects from outside, and the ordinals of those that came and of those that did not."""
    here = where("typical-city", policies)
    state = here.pair(0).policy.state
    lab = int(np.flatnonzero(state.labs["attraction"] != NOBODY)[0])
    came = np.flatnonzero(state.projects["lab"][: state.clock[0].projects] == lab)
    ordinals = {int(state.projects["name"][row]) & 0xFFFFFFFF for row in came}
    considered = int(state.labs["results"][lab] + state.labs["turned_away"][lab])
    return here, Naming(here.policy).labs[lab], ordinals, set(range(considered)) - ordinals


def test_a_project_from_outside_has_a_story_and_one_that_did_not_come_gets_one_message():
    here, lab, came, away = outside()
    assert came and away
    last = max(came)
    story = tell_project(here, f"{lab}-{last + 1}")
    assert story.baseline is None and story.policy is not None
    before_the_last = next(each for each in sorted(away) if each < last)
    with pytest.raises(BadInput) as caught:
        tell_project(here, f"{lab}-{before_the_last + 1}")
    assert "没有来" in caught.value.reason.zh and "does not come" in caught.value.reason.en
    assert int(caught.value.nearest.rpartition("-")[2]) - 1 in came


def stopped_for_money(cash_of_all):
    """Timelines of projects that ended for money before a trial, in a city whose firms are as rich as this."""
    groups = load_scenario("typical-city").region.firms
    poor = {f"firms.{key}.{field}": value for key in groups for field, value in (("cash", cash_of_all), ("cash_sigma", 0.0))}
    region = load_scenario("typical-city", overrides=poor | {f"firms.{key}.yearly_profit": 0.0 for key in groups})
    here = setting(region, ("do-nothing",), seed=1, months=MONTHS)
    state = here.pair(0).baseline.state
    known = state.projects[: state.clock[0].projects]
    rows = np.flatnonzero((known["stop"] == StopReason.NO_MONEY) & (known["trial_started"] == NEVER))
    return [Timeline(watch(here.baseline, 1, 0, int(row), int(known["born"][row]))) for row in rows[:12]]


def test_a_firm_that_cannot_pay_for_the_trial_is_not_told_to_find_it_not_worth_it():
    lines = stopped_for_money(1200.0)
    reasons = {}
    for line in lines:
        last = next(event for event in line.events if event.kind == "stopped")
        values = line.month(last.month).choice.values
        broke = values.direct > 0.0 and not (values.can_direct or values.can_platform or values.can_self_build)
        assert (last.who["reason"].en == "cannot_pay") == broke
        reasons[last.who["reason"].en] = line
    assert "cannot_pay" in reasons
    told_zh = event_in_words("stopped", {"reason": Text("cannot_pay", "cannot_pay")}, {}).zh
    assert "付不起" in told_zh and "不值得" not in told_zh


def test_before_a_product_trial_no_line_is_spoken_of():
    for line in stopped_for_money(1200.0):
        assert "建线" not in line.outcome["text_zh"] and "building" not in line.outcome["text_en"]


def test_same_steps_with_other_amounts_are_not_called_the_same():
    pair = where().pair(0)
    rows = np.flatnonzero(pair.classes["class"] == CLASSES.index("both"))
    found = {}
    for row in rows[:25]:
        document = _told(where(), pair, 0, int(pair.classes["name"][row]), None).document()
        if document["parts_at"] is None:
            alike = document["baseline"]["events"] == document["with_policy"]["events"]
            text = "".join(told(document, "zh", 100))
            assert ("每一步都相同" in text) == (alike and document["baseline"]["payments"] == document["with_policy"]["payments"])
            found[alike] = text
    assert False in found and "只是所写的数额有出入" in found[False]
