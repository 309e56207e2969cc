"""Labels beside points can be told apart: none covers another, a mark or an interval, and where points crowd a line joins each to its own."""

import itertools
import math

from experiments.figures.frame import faces_for
from experiments.figures.placing import Box, places
from experiments.figures.sheet import MM_PER_POINT, width_of
from experiments.figures.style import SIZES

FACE = faces_for(SIZES["word"]).strong
MARK = 0.8
CROWD = [(60.0, 40.0), (40.0, 25.0), (19.0, 5.6), (15.0, 5.2), (13.0, 1.6), (11.3, 1.7), (10.2, 0.9), (9.7, 0.8)]
"""In mm: two points that stand alone and six near the origin, two of them at nearly the same place, as small effects do in a Morris plane."""


def placed(points, lines=()):
    """Labels 1, 2, … of these points on a plot of 90 by 60 mm, and the boxes they fill."""
    texts = [str(number + 1) for number in range(len(points))]
    found = places(points, texts, FACE, 90.0, 60.0, MARK, lines)
    assert None not in found
    halves = [(width_of(text, FACE) / 2, FACE.points * MM_PER_POINT * 0.62) for text in texts]
    return found, [Box(at.x - a, at.y - b, at.x + a, at.y + b) for at, (a, b) in zip(found, halves, strict=True)]


def test_no_label_touches_another_or_a_mark():
    _, boxes = placed(CROWD)
    assert not [pair for pair in itertools.combinations(boxes, 2) if pair[0].touches(pair[1])]
    marks = [Box(x - MARK, y - MARK, x + MARK, y + MARK) for x, y in CROWD]
    assert not [1 for box in boxes for mark in marks if box.touches(mark)]


def test_points_that_crowd_are_joined_to_their_labels_and_others_are_not():
    found, boxes = placed(CROWD)
    assert [place.end is not None for place in found] == [False, False, *[True] * 6]
    for point, place, box in zip(CROWD, found, boxes, strict=True):
        others = [other for other in boxes if other is not box]
        if place.end:
            assert not any(other.is_hit(point, place.end) for other in others), "no line runs through the label of another point"
            assert math.dist(place.end, (place.x, place.y)) > 0.5, "nor through its own"


def test_labels_leave_intervals_free_where_there_is_room():
    lines = [Box(x - 6.0, y, x + 6.0, y) for x, y in CROWD[:2]] + [Box(x, y - 6.0, x, y + 6.0) for x, y in CROWD[:2]]
    _, boxes = placed(CROWD[:2], lines)
    assert not any(box.touches(line) for box in boxes for line in lines)
