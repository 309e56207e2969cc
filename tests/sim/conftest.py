"""Small worlds for engine tests: real regions, shortened."""

import pytest

from sim import load_scenario

SMALL = {"calendar.months": 48, "calendar.burn_in": 24}
ONE_OF_EACH = "one-of-each"


@pytest.fixture(scope="session")
def small_city():
    """The reference city over six years, the first two of them burn-in."""
    return load_scenario("typical-city", overrides=SMALL)


@pytest.fixture(scope="session")
def small_city_with_policies():
    """The same city with one instrument of each family."""
    return load_scenario("typical-city", [ONE_OF_EACH], overrides=SMALL)
