"""What a store holds, read from its files alone."""

from collections import Counter
from dataclasses import replace

import pytest

from experiments.runs import store as stores
from experiments.runs.carry_out import carry_out
from experiments.runs.inventory import held_in
from experiments.runs.pieces import Room
from experiments.runs.store import Store
from experiments.studies.points import MOST_REPLICATIONS, run_numbers
from tests.runs.batches import batch, bits


@pytest.mark.parametrize(("tasks", "portion"), [(run_numbers(200, 4), 50 * MOST_REPLICATIONS), (range(400), 50), (range(0, 4000, 7), 1000)])
def test_going_through_a_batch_reads_each_file_a_few_times_however_its_tasks_are_numbered(tmp_path, monkeypatch, tasks, portion):
    """Those of a study are numbered 1,000 to a point. Nothing is held at hand, as of a study that is larger than the memory for it."""
    made = carry_out(replace(batch(), portion=portion), tasks, store=Store(tmp_path), workers=2)
    expected, real, reads = bits(made.table), stores.read_chunk, Counter()

    def counted(chunk, *more):
        reads[chunk.path] += 1
        return real(chunk, *more)

    monkeypatch.setattr(stores, "read_chunk", counted)
    monkeypatch.setattr(Room, "__init__", lambda room, left=0.0: setattr(room, "left", 0.0))
    (held,) = held_in(Store(tmp_path))
    parts = list(held.portions())
    assert bits(parts[0].from_batches([each for part in parts for each in part.to_batches()])) == expected
    assert len(reads) == len(held.shelf.chunks()) >= 4
    assert max(reads.values()) <= 4, "for its columns, to see that it is sound, and once for each of two portions that it may lie in"
