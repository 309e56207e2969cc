"""Events of stories in words: each has its sentence in both languages, and the sentence says what happened."""

import json

import numpy as np
import pytest

from experiments.cli.errors import BadInput
from experiments.cli.language import Text
from experiments.cli.storybook import told
from experiments.output.identity import strict_json
from experiments.pairs import CLASSES
from experiments.stories import setting, tell_project
from experiments.stories.naming import Naming
from experiments.stories.telling import _told
from experiments.stories.timeline import Timeline
from experiments.stories.watching import watch
from experiments.stories.wording import EVENTS, STOPPED, event_in_words
from sim import load_scenario
from sim.stages import StopReason
from sim.tables import NEVER, NOBODY
from tests.experiments.stories_of import MONTHS, some_stories, where

pytestmark = pytest.mark.slow


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


def test_a_review_that_takes_its_time_is_told_with_its_verdict_when_that_is_known():
    def stories_of(is_admitted):
        return told_of({}, "capital-pool-by-score", lambda p, s: (p["chosen"] >= 24) & (p["chosen"] <= 60) & is_admitted(p))

    reviewed = stories_of(lambda p: p["queued"] != NEVER)
    refused = stories_of(lambda p: (p["queued"] == NEVER) & (p["platform_barred"] == 1))
    for stories, kinds in ((reviewed, ("in_review", "review_passed")), (refused, ("in_review", "review_refused"))):
        found = [[(each.month, each.kind) for each in story.policy.events if "review" in each.kind] for story in stories]
        assert len(found) > 5
        for events in found:
            assert [kind for _, kind in events] in [list(kinds), ["in_review"]]  # the firm may close before the verdict
            assert len(events) == 1 or events[1][0] - events[0][0] == 2
    asked = next(entry for entry in reviewed[0].policy.entries if entry.event.kind == "in_review")
    assert "评审要2个月" in asked.text.zh and "takes 2 months" in asked.text.en and asked.why.zh


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
