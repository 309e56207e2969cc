"""Workers that would compute other numbers are refused, with what differs; those that only need time are waited for."""

import shutil
import subprocess
import sys

import pytest

from experiments.runs import cluster
from experiments.runs.awaiting import Lookout, result_of
from experiments.runs.carry_out import carry_out
from experiments.runs.errors import StoreError
from experiments.runs.workers import identity_here, payload_of, simulated
from tests.runs.batches import batch
from tests.runs.processes import OTHER_EXP, worker


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
