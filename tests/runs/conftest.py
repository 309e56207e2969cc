"""A scheduler for the tests of clusters."""

from collections.abc import Iterator

import pytest

from tests.runs.processes import end, scheduler_in


@pytest.fixture
def scheduler(tmp_path) -> Iterator[str]:
    """The address of a scheduler without workers."""
    process, address = scheduler_in(tmp_path)
    yield address
    end([process])
