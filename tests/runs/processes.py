"""Schedulers and workers of Dask as processes of their own on this machine."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[2]
ENVIRONMENT = os.environ | {"PYTHONPATH": str(ROOT)}


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


def end(processes):
    for process in processes:
        process.kill()
        process.wait()
