"""Which project a story is told of: by its name, by its class, and what is said where there is none."""

import pytest

from experiments.cli.errors import BadInput
from experiments.cli.storybook import told
from experiments.pairs import CLASSES
from experiments.stories import setting, tell_first, tell_project
from experiments.stories.naming import Naming
from experiments.stories.parting import parting_of, turning_of
from sim import load_scenario
from tests.experiments.stories_of import picked, where

pytestmark = pytest.mark.slow


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
