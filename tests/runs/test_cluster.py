"""A real scheduler and real workers on this machine: the same rows as without them, whoever dies; clear words where it cannot work."""

import json
import pickle
import subprocess
import sys
import time

import distributed
import pytest

from experiments.runs import cluster, suspects
from experiments.runs.batch import Alone
from experiments.runs.carry_out import carry_out
from experiments.runs.chunks import encoded, table_of
from experiments.runs.errors import StoreError
from experiments.runs.jobs import Job
from experiments.runs.store import Store
from experiments.runs.workers import payload_of, rows_of, simulated
from experiments.studies.evaluation import batch_of
from experiments.studies.reading import load_study
from experiments.studies.study import method_of
from tests.runs.batches import batch, bits
from tests.runs.processes import ENVIRONMENT, dask, end, scheduler_in, worker
from tests.studies.test_worlds import SMALL


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


def test_with_runs_of_a_study_only_their_points_are_sent_and_their_rows_are_the_same(tmp_path):
    """Bit by bit, whatever the size of the design and wherever in it the runs are."""
    path = tmp_path / "small.toml"
    path.write_text(SMALL, encoding="utf-8")
    plan, sizes = load_study(str(path)), []
    for blocks in (16, 4096):
        whole, _ = batch_of(plan, method_of(plan).points(blocks), 4)
        simulations = (Alone(whole.simulate),)
        shard = [Job(0, task, (0,)) for task in (0, 1, 3, 1002, (5 * blocks - 1) * 1000 + 3)]
        payload, rows = payload_of(simulations), rows_of(simulations, shard)
        sizes.append(len(payload) + len(pickle.dumps(rows)))
        found = simulated(payload, shard, pickle.loads(pickle.dumps(rows)))[0]
        made = [each[0] for each in found]
        expected = [whole.simulate(job.task) for job in shard]
        tasks = [job.task for job in shard]
        assert encoded(table_of(tasks, made, whole.columns), whole.id) == encoded(table_of(tasks, expected, whole.columns), whole.id)
    assert abs(sizes[1] - sizes[0]) < 100, sizes


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
        monkeypatch.setattr(suspects, "MOST_DEATHS", 8)  # both together have eight at least, each by itself four
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
