"""Digests gathered by compiled code are those of the columns as they stand, whatever the machine puts first."""

import hashlib

import numpy as np
import pytest

from sim import digests
from sim.batch import DECISIONS, HISTORY, simulate
from sim.digests import Columns, columns_digest
from sim.tables import PROJECT, rows


def test_the_digest_of_projects_is_that_of_their_columns():
    projects = simulate("typical-city", ["one-of-each"], months=24)[0].state.projects
    assert projects.size > 100
    assert HISTORY.digest(projects) == columns_digest(projects[name] for name in DECISIONS)
    assert HISTORY.digest(projects) != HISTORY.digest(projects[:-1])


def test_no_rows_have_the_digest_of_nothing():
    assert HISTORY.digest(rows(PROJECT, 0)) == hashlib.sha256(b"").hexdigest()


def test_every_number_counts_with_every_byte():
    projects = rows(PROJECT, 3)
    before = HISTORY.digest(projects)
    for name in DECISIONS:
        for bit in range(8 * PROJECT[name].itemsize - 1):
            projects[name][1] = 1 << bit
            assert HISTORY.digest(projects) != before
        projects[name][1] = 0
    assert HISTORY.digest(projects) == before


@pytest.mark.parametrize("first", ["<", ">"])
def test_a_machine_that_puts_the_highest_byte_first_gets_the_same_digest(monkeypatch, first):
    numbers = [("a", "i8"), ("b", "i1"), ("c", "i2"), ("d", "i4")]
    table = np.zeros(5, np.dtype([(name, first + kind) for name, kind in numbers], align=True))
    for k, name in enumerate(table.dtype.names):
        table[name] = np.arange(5) * 3 - 7 * k
    little = hashlib.sha256(b"".join(table[name].astype(f"<{kind}").tobytes() for name, kind in numbers)).hexdigest()
    monkeypatch.setattr(digests, "BIG_ENDIAN", first == ">")
    assert Columns(table.dtype, table.dtype.names).digest(table) == little
