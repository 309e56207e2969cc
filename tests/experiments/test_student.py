"""Our quantile of Student's t is the known one."""

import subprocess
import sys

import pytest
from scipy.stats import t

from experiments.student import inside, t_quantile


@pytest.mark.parametrize("df", [1, 2, 3, 4, 5, 9, 10, 27, 28, 197, 999, 1000, 1001, 5000, 10**7])
def test_the_quantile_is_that_of_scipy(df):
    assert t_quantile(df) == pytest.approx(t.ppf(0.975, df), rel=1e-11)


@pytest.mark.parametrize("df", [1, 2, 3, 6, 7, 40, 41])
def test_the_sums_are_the_probability(df):
    for value in (0.1, 1.0, 2.5, 12.0):
        assert inside(value, df) == pytest.approx(1.0 - 2.0 * t.sf(value, df), abs=1e-12)


def test_statistics_do_not_wait_for_scipy():
    code = "import sys, experiments.statistics; raise SystemExit('scipy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
