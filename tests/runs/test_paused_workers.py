"""Workers that Dask pauses because their memory is full: nobody waits for them, and their work is done."""

import time

import distributed
import pytest

from experiments.runs import awaiting, suspects
from experiments.runs.awaiting import Lookout
from experiments.runs.batch import Alone
from experiments.runs.carry_out import carry_out
from experiments.runs.errors import StoreError
from experiments.runs.jobs import Job
from experiments.runs.store import Store
from experiments.runs.workers import payload_of
from tests.runs.batches import batch, bits
from tests.runs.processes import end, worker


def pause(client, address):
    """As if the memory of a worker were full: what its own monitor sees is beyond the limit from now on."""

    def limit(dask_worker):
        dask_worker.memory_manager.memory_pause_fraction = 1e-6

    client.run(limit, workers=[address])


NO_MEMORY = {"DASK_DISTRIBUTED__WORKER__MEMORY__PAUSE": "0.000001"}
"""Makes a worker that is paused as soon as it looks at its memory, and for ever."""


def test_a_worker_that_is_paused_from_the_start_is_not_waited_for(tmp_path, scheduler):
    """Dask pauses a worker at 80 % of its memory; it answers, and does nothing."""
    workers = [worker(scheduler, tmp_path, **NO_MEMORY), worker(scheduler, tmp_path)]
    try:
        await_status(scheduler, {"paused", "running"})
        there = carry_out(batch(), range(200), store=None, cluster=scheduler)
    finally:
        end(workers)
    assert bits(there.table) == bits(carry_out(batch(), range(200), store=None, workers=1).table)


def await_status(scheduler, wanted):
    """Until the workers are in these states."""
    with distributed.Client(scheduler, set_as_default=False) as client:
        while {each["status"] for each in client.scheduler_info(n_workers=-1)["workers"].values()} != wanted:
            time.sleep(0.1)


def test_the_work_of_a_worker_that_is_paused_in_the_middle_is_done_by_others(tmp_path, scheduler, monkeypatch):
    monkeypatch.setattr(awaiting, "SECONDS_A_PAUSE", 1.0)
    workers = [worker(scheduler, tmp_path) for _ in range(2)]
    slow, had = batch(fails_at=100, seconds=0.01), []
    try:
        with distributed.Client(scheduler, set_as_default=False) as client:
            client.wait_for_workers(2)

            def one_is_paused(done: int, total: int) -> None:
                if done == 60:
                    halted, shards = next((name, keys) for name, keys in client.processing().items() if len(keys) > 1)
                    pause(client, halted)
                    had.extend(shards)

            there = carry_out(slow, range(800), store=None, cluster=scheduler, progress=one_is_paused)
    finally:
        end(workers)
    here = carry_out(batch(fails_at=100), range(800), store=None, workers=2)
    assert len(had) > 1, "it had shards that it could not begin any more"
    assert bits(there.table) == bits(here.table) and there.missing.size == 0
    assert [each.task for each in there.failed] == [each.task for each in here.failed], "in the order of tasks"


def test_a_search_for_runs_that_kill_leaves_out_workers_that_are_paused(tmp_path, scheduler, monkeypatch):
    """Part of a shard that is tried on a worker which is paused then is tried on another; nobody died of that."""
    monkeypatch.setattr(awaiting, "SECONDS_A_PAUSE", 1.0)
    workers = [worker(scheduler, tmp_path) for _ in range(2)]
    try:
        with distributed.Client(scheduler, set_as_default=False) as client:
            client.wait_for_workers(2)
            jobs = [Job(0, task, (0,)) for task in range(40)]
            search = suspects.Suspects(client, payload_of((Alone(batch(seconds=0.2).simulate),)), Lookout(client, scheduler))
            tried = search.tried(jobs)
            results = [next(tried) for _ in range(4)]
            pause(client, next(iter(search.lookout.running)))
            results += tried
    finally:
        end(workers)
    assert [each[0]["n"] - 2**60 for each in results] == list(range(40))
    assert search.deaths == 0


def test_where_all_workers_are_paused_for_long_the_work_stops_and_says_so(tmp_path, scheduler, monkeypatch):
    monkeypatch.setattr(awaiting, "SECONDS_WITHOUT_WORKERS", 2.0)
    one = worker(scheduler, tmp_path)
    slow, store = batch(seconds=0.01), Store(tmp_path / "store")
    try:
        with distributed.Client(scheduler, set_as_default=False) as client:
            client.wait_for_workers(1)

            def it_is_paused(done: int, total: int) -> None:
                if done == 60:
                    pause(client, next(iter(client.nthreads())))

            with pytest.raises(StoreError) as error:
                carry_out(slow, range(2000), store=store, cluster=scheduler, progress=it_is_paused)
    finally:
        end([one])
    assert error.value.code == "paused" and error.value.exit_code == 3
    assert "80 %" in error.value.render("en") and "--memory-limit" in error.value.render("zh")
    assert carry_out(batch(), range(2000), store=store, workers=1).found >= 60, "everything finished is kept"
