"""Stories that several tests look at, told once."""

from functools import cache

import numpy as np

from experiments.stories import setting, tell_first
from experiments.stories.telling import _told

MONTHS = 84


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
