"""A process that carries out a known batch: `python -m tests.runs.work FOLDER TASKS SECONDS`; says how much was there and what the bits are."""

import hashlib
import sys

from experiments.runs.carry_out import carry_out
from experiments.runs.store import Store
from tests.runs.batches import batch, bits

if __name__ == "__main__":
    carried = carry_out(batch(seconds=float(sys.argv[3])), range(int(sys.argv[2])), store=Store(sys.argv[1]), workers=2)
    print(carried.found, hashlib.sha256(repr(bits(carried.table)).encode()).hexdigest())
