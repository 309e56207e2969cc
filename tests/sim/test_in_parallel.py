"""Threads share work in portions: nothing changes but the time it takes, no thread waits long for another, and whoever stops is not kept waiting."""

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim import batch
from sim.batch import MOST_AT_ONCE, in_parallel, portions


@given(items=st.integers(0, 300), workers=st.integers(1, 5))
def test_results_come_in_the_order_of_items_whatever_the_number_of_threads(items, workers):
    assert list(in_parallel(str, range(items), workers)) == [str(k) for k in range(items)]


@given(items=st.integers(0, 3000), workers=st.integers(2, 16))
def test_portions_hold_every_item_once_and_grow_smaller_to_single_items(items, workers):
    taken = list(portions(range(items), workers))
    sizes = [len(portion) for portion in taken]
    assert [k for portion in taken for k in portion] == list(range(items))
    assert sizes == sorted(sizes, reverse=True)
    assert all(1 <= size <= MOST_AT_ONCE for size in sizes)
    assert sizes[-workers:] == [1] * min(workers, items), "the last that threads take is the least there is to wait for"


def test_a_small_number_of_items_is_handed_over_one_by_one():
    assert [len(portion) for portion in portions(range(15), 2)] == [1] * 15


@pytest.fixture
def gate(monkeypatch):
    """Opens when threads are told to end, so that what they do from then on can be counted."""
    opened, shutdown = threading.Event(), batch.ThreadPoolExecutor.shutdown

    def opens(pool, *how, **exactly):
        opened.set()
        shutdown(pool, *how, **exactly)

    monkeypatch.setattr(batch.ThreadPoolExecutor, "shutdown", opens)
    return opened


def test_what_is_stopped_ends_with_the_items_being_worked_at(gate):
    """A planner who presses Ctrl-C waits for one world a thread, not for all that a thread has taken."""
    first, workers, begun = 8, 2, []

    def work(item):
        begun.append(item)
        if item >= first:
            assert gate.wait(60)
        return item

    results = in_parallel(work, range(64), workers)
    assert next(results) == 0
    results.close()
    assert len(begun) <= first + workers


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_a_failure_is_raised_after_all_results_before_it_and_ends_the_rest(gate, workers):
    begun, done = [], []

    def work(item):
        begun.append(item)
        if item == 20:
            raise ArithmeticError("item 20")
        if item > 20:
            assert gate.wait(60)
        return item

    with pytest.raises(ArithmeticError, match="item 20"):
        for result in in_parallel(work, range(200), workers):
            done.append(result)
    assert done == list(range(20))
    assert len(begun) <= 21 + workers
