"""Columns cross between numpy and Arrow whole, and nobody waits for libraries that a comparison does not use."""

import json
import os
import subprocess
import sys

import numpy as np
import pyarrow as pa
import pytest

from experiments.runs.columns import numbers, texts, values_of

COMPARE = """
import json, sys
sys.argv = ["funnel", "compare", "zigong", "--policy", "do-nothing", "--replications", "60", "--months", "24", "--quiet", "--json"]
from experiments.cli.app import main

main()
unused = ("pandas", "scipy.linalg", "scipy.special", "scipy.stats", "pyarrow.compute", "pyarrow.dataset", "matplotlib")
print(json.dumps([name for name in unused if name in sys.modules]), file=sys.stderr)
"""


@pytest.mark.parametrize(("values", "kind"), [([1, 2, 3], pa.int64()), ([0.5, float("nan"), -1.0], pa.float64()), ([1, 0], pa.float64())])
def test_numbers_come_back_as_they_went(values, kind):
    column = pa.chunked_array([numbers(values, kind), numbers(values[:1], kind)])
    assert np.array_equal(values_of(column), [*values, *values[:1]], equal_nan=True)
    assert column.type == kind and column.null_count == 0


@pytest.mark.parametrize("values", [[0.5, 1.0], [None, 1], ["one"]])
def test_what_a_column_of_whole_numbers_cannot_hold_is_refused(values):
    with pytest.raises(TypeError):
        numbers(values, pa.int64())


def test_texts_of_any_script_come_back_as_they_went():
    given = ["", "中试平台", "a\nb", "😀"]
    assert texts(given).to_pylist() == given
    assert values_of(pa.chunked_array([texts(given)])).tolist() == given
    with pytest.raises(AttributeError):
        texts(["a", None])


def test_lists_come_back_row_by_row_even_from_the_middle_of_a_table():
    lists = pa.FixedSizeListArray.from_arrays(numbers(np.arange(12.0), pa.float64()), 3)
    part = pa.chunked_array([lists.slice(1, 2), lists.slice(3)])
    assert values_of(part).tolist() == [[3.0, 4.0, 5.0], [6.0, 7.0, 8.0], [9.0, 10.0, 11.0]]
    assert values_of(pa.chunked_array([], lists.type)).shape == (0, 3)


def test_a_comparison_over_the_posterior_does_not_wait_for_libraries_it_does_not_use(tmp_path):
    environment = os.environ | {"FUNNEL_STORE": str(tmp_path)}
    for _ in ("simulated", "read from the store"):
        done = subprocess.run([sys.executable, "-c", COMPARE], env=environment, capture_output=True, text=True, check=True)
        assert json.loads(done.stdout)["policies"][0]["id"] == "do-nothing"
        warned, loaded = done.stderr.splitlines()
        assert "opens" in warned and json.loads(loaded) == []
