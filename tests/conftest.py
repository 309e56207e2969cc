"""Settings for all tests."""

import pytest
from hypothesis import settings

settings.register_profile("techfunnel", deadline=None, derandomize=True)  # the first example compiles; the same examples everywhere
settings.load_profile("techfunnel")


@pytest.fixture(scope="session", autouse=True)
def own_store(tmp_path_factory: pytest.TempPathFactory):
    """Runs of tests are kept in a folder of their own, never among those of the user."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FUNNEL_STORE", str(tmp_path_factory.mktemp("store")))
        yield
