"""Settings for all tests."""

from hypothesis import settings

settings.register_profile("techfunnel", deadline=None, derandomize=True)  # the first example compiles; the same examples everywhere
settings.load_profile("techfunnel")
