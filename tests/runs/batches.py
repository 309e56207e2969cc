"""Batches whose rows are known beforehand, for tests of the store and the runner."""

import math
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from experiments.runs.batch import Batch

COLUMNS = pa.schema([("x", pa.float64()), ("n", pa.int64()), ("many", pa.list_(pa.float64(), 3)), ("word", pa.string())])


@dataclass(frozen=True)
class Known:
    """Rows with numbers that are hard to keep exactly; every `fails_at`-th run raises, each takes `seconds`, those of `kills` end their process."""

    fails_at: int = 0
    seconds: float = 0.0
    kills: tuple[int, ...] = ()

    def __call__(self, task: int) -> Mapping[str, Any]:
        if self.seconds:
            time.sleep(self.seconds)
        if task in self.kills:
            os._exit(1)
        if self.fails_at and task % self.fails_at == self.fails_at - 1:
            raise ArithmeticError(f"task {task} leaves the numbers")
        many = np.array([math.nan if task % 5 == 0 else 1 / 3, -0.0, 5e-324 * task])
        return {"x": math.exp(task % 4000 / 7), "n": 2**60 + task, "many": many, "word": f"项目{task}"}


def batch(fails_at: int = 0, seconds: float = 0.0, portion: int = 50, seed: int = 1, kills: tuple[int, ...] = ()) -> Batch:
    """A batch of `Known` rows."""
    return Batch({"kind": "known", "seed": seed, "fails_at": fails_at}, COLUMNS, Known(fails_at, seconds, kills), portion)


def bits(table: pa.Table) -> list[Any]:
    """Every number of a table by its bits, so that NaN equals NaN and -0.0 is not 0.0."""
    found: list[Any] = [table["task"].to_pylist(), table["n"].to_pylist(), table["word"].to_pylist()]
    found.append(table["x"].to_numpy().view(np.int64).tolist())
    many = table["many"].combine_chunks()
    return [*found, many.flatten().to_numpy().view(np.int64).tolist()]
