"""A real scheduler and real workers on this machine: the same rows as without them, whoever dies; clear words where it cannot work."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import distributed
import pytest

from experiments.runs import awaiting, cluster, suspects
from experiments.runs.awaiting import Lookout, result_of
from experiments.runs.batch import Alone
from experiments.runs.carry_out import carry_out
from experiments.runs.errors import StoreError
from experiments.runs.jobs import Job
from experiments.runs.store import Store
from experiments.runs.workers import identity_here, payload_of, simulated
from tests.runs.batches import batch, bits

ROOT = Path(__file__).parents[2]
ENVIRONMENT = os.environ | {"PYTHONPATH": str(ROOT)}


def dask(*words, folder, **changes):
    call = [sys.executable, "-m", "dask", *map(str, words)]
    return subprocess.Popen(call, cwd=folder, env=ENVIRONMENT | changes, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def worker(address, folder, *more, **changes):
    words = ("worker", address, "--nthreads", 1, "--no-nanny", "--no-dashboard", "--local-directory", folder, *more)
    return dask(*words, folder=folder, **changes)


def scheduler_in(folder, **changes) -> tuple[subprocess.Popen, str]:
    """A scheduler without workers, and its address."""
    file = folder / "scheduler.json"
    process = dask("scheduler", "--host", "127.0.0.1", "--port", 0, "--no-dashboard", "--scheduler-file", file, folder=folder, **changes)
    while not file.exists() or not file.read_text():
        assert process.poll() is None
        time.sleep(0.05)
    return process, json.loads(file.read_text())["address"]


@pytest.fixture
def scheduler(tmp_path) -> Iterator[str]:
    """The address of a scheduler without workers."""
    process, address = scheduler_in(tmp_path)
    yield address
    end([process])


def test_a_worker_that_is_killed_in_the_middle_costs_nothing_but_time(tmp_path, scheduler):
    workers = {str(k): worker(scheduler, tmp_path, "--name", k) for k in range(2)}
    slow, had = batch(fails_at=100, seconds=0.01), {}
    try:
        with distributed.Client(scheduler, set_as_default=False) as client:
            client.wait_for_workers(2)

            def one_dies(done: int, total: int) -> None:
                if done == 60:
                    shards = {name: keys for name, keys in client.processing().items() if keys}
                    address = max(shards, key=lambda name: len(shards[name]))
                    victim = workers[str(client.scheduler_info(n_workers=-1)["workers"][address]["name"])]
                    victim.kill()
                    had[victim.wait()] = shards[address]

            there = carry_out(slow, range(500), store=Store(tmp_path / "store"), cluster=scheduler, progress=one_dies)
    finally:
        end(workers.values())
    here = carry_out(batch(fails_at=100), range(500), store=None, workers=2)
    assert list(had) == [-9] and had[-9], "it was killed with shards in its hands"
    assert bits(there.table) == bits(here.table) and there.missing.size == 0
    assert [each.task for each in there.failed] == [each.task for each in here.failed] == [99, 199, 299, 399, 499]
    assert carry_out(slow, range(500), store=Store(tmp_path / "store"), workers=1).found == 495, "kept like any others"


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


def end(processes):
    for process in processes:
        process.kill()
        process.wait()


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


def test_an_address_at_which_nobody_answers_is_said_at_once(monkeypatch):
    monkeypatch.setattr(cluster, "SECONDS_TO_ANSWER", 1.0)
    with pytest.raises(StoreError) as error:
        carry_out(batch(), range(3), store=None, cluster="tcp://127.0.0.1:9")
    assert error.value.exit_code == 2
    assert "no scheduler answers" in error.value.render("en") and "没有调度器应答" in error.value.render("zh")


@pytest.mark.parametrize("address", ["localhost", "tcp://", "http//x", "tcp://127.0.0.1:notaport"])
def test_an_address_that_is_none_is_no_traceback(monkeypatch, address):
    monkeypatch.setattr(cluster, "connected", None)  # nobody is looked for
    with pytest.raises(StoreError) as error:
        carry_out(batch(), range(3), store=None, cluster=address)
    assert error.value.code == "address" and "tcp://10.0.0.1:8786" in error.value.render("zh")


def test_a_scheduler_that_dies_is_one_message_and_the_same_command_goes_on(tmp_path):
    """Dask itself would print a traceback of thirty lines into it."""
    process, address = scheduler_in(tmp_path)
    started = [process, worker(address, tmp_path)]
    command = [sys.executable, "-m", "experiments.cli", *COMMANDS["comparison"].split(), "--json", "--quiet", "--store", "store"]
    try:
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        broken = subprocess.Popen([*command, "--cluster", address], cwd=tmp_path, env=ENVIRONMENT, **pipes)
        started.append(broken)
        while not list(tmp_path.glob("store/runs/*/tasks-*")):
            assert broken.poll() is None, "the scheduler is killed in the middle"
            time.sleep(0.01)
        process.kill()
        out, said = broken.communicate(timeout=60)
    finally:
        end(started)
    assert broken.returncode == 3 and not out
    assert said.startswith(f"Error: {address}: the cluster has gone") and len(said.splitlines()) <= 2, said
    assert subprocess.run(command, cwd=tmp_path, env=ENVIRONMENT, capture_output=True).returncode == 0, "the same command goes on"


def test_what_was_finished_before_the_scheduler_died_is_kept(tmp_path):
    process, address = scheduler_in(tmp_path)
    started = [process, worker(address, tmp_path)]
    slow, store = batch(seconds=0.005), Store(tmp_path / "store")

    def it_dies(done: int, total: int) -> None:
        if done == 100:
            process.kill()

    try:
        with pytest.raises(StoreError) as error:
            carry_out(slow, range(3000), store=store, cluster=address, progress=it_dies)
    finally:
        end(started)
    assert error.value.code == "lost" and error.value.exit_code == 3
    again = carry_out(slow, range(3000), store=store, workers=2)
    assert 100 <= again.found < 3000
    assert bits(again.table) == bits(carry_out(batch(), range(3000), store=None, workers=1).table)


COMMANDS = {
    "comparison": "compare chenzhou --policy pilot-voucher --replications 2400 --months 36",
    "study": "study what-drives-industrialisation --method morris --size 12 --replications 2",
    "scorecard": "scorecard --replications 30 --worlds central",
}


@pytest.mark.slow
@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_on_a_cluster_gives_what_this_machine_gives_to_the_byte(tmp_path, scheduler, name):
    """The command as users give it; of the comparison, which is long enough, one of two workers is killed as soon as something is kept."""
    command = [sys.executable, "-m", "experiments.cli", *COMMANDS[name].split(), "--json", "--quiet", "--store"]
    here = subprocess.run([*command, "here"], cwd=tmp_path, env=ENVIRONMENT, capture_output=True, check=True).stdout
    workers = [worker(scheduler, tmp_path) for _ in range(2)]
    try:
        there = subprocess.Popen([*command, "there", "--cluster", scheduler], cwd=tmp_path, env=ENVIRONMENT, stdout=subprocess.PIPE)
        if name == "comparison":
            while not list(tmp_path.glob("there/runs/*/tasks-*")):
                time.sleep(0.01)
            assert there.poll() is None, "the worker is killed in the middle"
            workers[0].kill()
        out, _ = there.communicate()
    finally:
        for process in workers:
            process.kill()
            process.wait()
    assert there.returncode == 0
    documents = [json.loads(text) for text in (here, out)]
    for document in documents:
        del document["provenance"]
        document.pop("seconds", None)
    assert json.dumps(documents[0]) == json.dumps(documents[1])


@pytest.mark.slow
def test_of_runs_over_which_workers_die_only_the_one_that_kills_is_a_failure(tmp_path, scheduler):
    """Workers that are started again by their nannies, as Dask does where nothing else is said; one run of sixty ends its process every time."""
    nannies = [dask("worker", scheduler, "--nthreads", 1, "--no-dashboard", "--local-directory", tmp_path, folder=tmp_path) for _ in range(2)]
    try:
        there = carry_out(batch(kills=(37,)), range(60), store=Store(tmp_path / "store"), cluster=scheduler)
        with pytest.MonkeyPatch.context() as patch, pytest.raises(StoreError) as error:
            patch.setattr(suspects, "MOST_DEATHS", 4)
            carry_out(batch(kills=tuple(range(60)), seed=2), range(60), store=Store(tmp_path / "store"), cluster=scheduler)
    finally:
        for process in nannies:
            process.terminate()
            process.wait()
    others = [task for task in range(60) if task != 37]
    assert [each.task for each in there.failed] == [37] and "workers died" in there.failed[0].error
    assert bits(there.table) == bits(carry_out(batch(), others, store=None, workers=1).table), "every other run has its row, in the order of tasks"
    assert there.missing.size == 0
    assert error.value.code == "deadly" and error.value.exit_code == 3, "workers that die over everything do not die for ever"


@pytest.mark.slow
def test_deaths_are_counted_anew_for_every_shard_but_not_for_ever_where_nothing_comes_of_them(tmp_path, monkeypatch):
    """Two killers in different shards, each found by four deaths; and a batch in which every run kills."""
    process, address = scheduler_in(tmp_path, DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES="0")
    nannies = [dask("worker", address, "--nthreads", 1, "--no-dashboard", "--local-directory", tmp_path, folder=tmp_path) for _ in range(2)]
    try:
        monkeypatch.setattr(suspects, "MOST_DEATHS", 6)
        there = carry_out(batch(kills=(5, 25)), range(60), store=None, cluster=address)
        monkeypatch.setattr(suspects, "MOST_DEATHS", 1000)
        monkeypatch.setattr(suspects, "MOST_IN_VAIN", 5)
        with pytest.raises(StoreError) as error:
            carry_out(batch(kills=tuple(range(60)), seed=2), range(60), store=None, cluster=address)
    finally:
        for nanny in nannies:
            nanny.terminate()
            nanny.wait()
        end([process])
    assert [each.task for each in there.failed] == [5, 25] and there.missing.size == 0
    assert bits(there.table) == bits(carry_out(batch(), [task for task in range(60) if task not in (5, 25)], store=None, workers=1).table)
    assert error.value.code == "deadly" and "5 workers have died" in error.value.render("en")


@pytest.mark.slow
def test_workers_that_would_compute_otherwise_are_refused(tmp_path, scheduler):
    """One without compiled code differs in the last bits; a scheduler without workers has nobody to ask."""
    with pytest.MonkeyPatch.context() as patch, pytest.raises(StoreError) as error:
        patch.setattr(cluster, "SECONDS_TO_ANSWER", 2.0)
        carry_out(batch(), range(3), store=None, cluster=scheduler)
    assert error.value.code == "no_workers" and scheduler in error.value.render("en")
    other = worker(scheduler, tmp_path, NUMBA_DISABLE_JIT="1")
    try:
        with pytest.raises(StoreError) as error:
            carry_out(batch(), range(3), store=None, cluster=scheduler)
        assert error.value.code == "versions" and "compiled False / True" in error.value.render("en")
    finally:
        other.kill()
        other.wait()


OTHER_EXP = """\
#define _GNU_SOURCE
#include <dlfcn.h>
#include <math.h>
double exp(double x) {
    static double (*real)(double);
    if (!real) real = dlsym(RTLD_NEXT, "exp");
    return nextafter(real(x), INFINITY);
}
"""
"""A mathematical library whose exp differs from that of this machine in the last bit."""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux" or shutil.which("cc") is None, reason="needs a C compiler and LD_PRELOAD")
def test_a_worker_whose_mathematical_library_differs_in_the_last_bit_is_refused(tmp_path, scheduler):
    """The same program, the same versions, and rows that would not be the same to the byte."""
    (tmp_path / "other.c").write_text(OTHER_EXP)
    subprocess.run(["cc", "-shared", "-fPIC", "-fno-builtin", "-o", "other.so", "other.c", "-ldl", "-lm"], cwd=tmp_path, check=True)
    other = worker(scheduler, tmp_path, LD_PRELOAD=str(tmp_path / "other.so"))
    try:
        with pytest.raises(StoreError) as error:
            carry_out(batch(), range(3), store=None, cluster=scheduler)
        assert error.value.code == "numbers" and error.value.exit_code == 2
        mine = identity_here()
        for said in (error.value.render("en"), error.value.render("zh")):
            assert f"/ {mine['functions']}" in said and f"/ {mine['worlds']}" in said and "numpy" not in said, "what differs, and nothing else"
    finally:
        other.kill()
        other.wait()


@pytest.mark.slow
def test_workers_that_must_compile_the_model_first_are_waited_for_and_that_is_said(tmp_path, scheduler):
    """A machine on which the program was just installed: nothing compiled is there."""
    told = []
    fresh = worker(scheduler, tmp_path, FUNNEL_CACHE=str(tmp_path / "cache"))
    try:
        there = carry_out(batch(), range(30), store=None, cluster=scheduler, on_wait=told.append)
        assert there.is_whole and told == [1]
    finally:
        fresh.kill()
        fresh.wait()


@pytest.mark.slow
def test_a_worker_that_comes_later_and_would_compute_otherwise_is_refused_too(tmp_path, scheduler):
    """Clusters that grow, and workers that are started again, come after the first were asked."""
    workers = [worker(scheduler, tmp_path)]
    try:
        with cluster.connected(scheduler) as client:
            workers.append(worker(scheduler, tmp_path, NUMBA_DISABLE_JIT="1"))
            client.wait_for_workers(2, timeout=60)
            payload = payload_of(())
            late = next(name for name, theirs in client.run(identity_here).items() if theirs != identity_here())
            future = client.submit(simulated, payload, [], workers=[late], pure=False)
            with pytest.raises(StoreError) as error:
                result_of(future, Lookout(client, scheduler))
        assert error.value.code == "versions" and late in error.value.render("zh") and "compiled False / True" in error.value.render("en")
    finally:
        for process in workers:
            process.kill()
            process.wait()


@pytest.mark.slow
def test_handing_out_a_thousand_worlds_costs_less_than_a_tenth_of_simulating_them(tmp_path, scheduler):
    """The least of three, because a busy machine only adds."""
    from experiments.runs.worlds import Place, worlds_of
    from sim import load_scenario

    bundle = worlds_of(Place(load_scenario("typical-city"), seed=1))
    payload = payload_of((bundle.simulate,))
    process = worker(scheduler, tmp_path)
    try:
        with cluster.connected(scheduler) as client:
            client.submit(simulated, payload, [(0, 0, (0,))], pure=False).result()  # the program is loaded
            costs = []
            for first in (1000, 2000, 3000):
                begun = time.perf_counter()
                shard = [Job(0, task, (0,)) for task in range(first, first + 1000)]
                rows, seconds = client.submit(simulated, payload, shard, pure=False).result()
                costs.append((time.perf_counter() - begun) / seconds - 1.0)
                assert len(rows) == 1000 and "batch_output" in rows[0][0]
        assert min(costs) < 0.1, costs
    finally:
        process.kill()
        process.wait()
