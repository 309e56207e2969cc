"""Proposals of the next generation: what the data do not tell is drawn from its prior, what they do tell is regressed on it.

Given all other parameters, 80 and 30 fix the intercept and the gain of a pilot almost exactly, wherever the others are. So the others keep their
prior, and these two follow a Student t about their regression on them. In ten dimensions pyabc's sum of kernels, or one normal distribution fitted to
the particles, left a tenth to a fifth of them as effective sample; here importance weights come from two dimensions only and stay even.
"""

from typing import Any

import numpy as np
import pandas as pd
from pyabc.transition.base import Transition
from scipy.special import gammaln

FREEDOM = 6.0
WIDER = 1.2
"""Scale of the proposal over that of the particles about their regression."""
RIDGE = 2.0
"""Cases that the prior regression (none) counts for."""
FOLLOW = ("success_intercept", "maturity_gain")
"""What 80 and 30 tell where the 80 % are of those who passed a pilot."""
FOLLOW_THROUGH = (*FOLLOW, "pass_threshold", "value_multiple")
"""The same where they are of all who went through one: then most must pass, and most of those must find money."""


class RegressionTransition(Transition):
    """Scores of the parameters in `follow` given those of the others; the others are standard normal."""

    NR_BOOTSTRAP = 1

    def __init__(self, follow: tuple[str, ...] = FOLLOW):
        self.follow = follow

    def fit(self, X: pd.DataFrame, w: np.ndarray) -> None:
        """Weighted ridge regression on the scores of the others and their squares, and the spread about it."""
        self.names = list(X.columns)
        self.following = [name for name in self.names if name in self.follow]
        self.free = [name for name in self.names if name not in self.follow]
        weights = np.asarray(w, float) / np.sum(w)
        cases = 1.0 / np.sum(weights**2)
        design, targets = self._design(X[self.free].to_numpy(float)), X[self.following].to_numpy(float)
        penalty = RIDGE / cases * np.diag([0.0] + [1.0] * (design.shape[1] - 1))
        self.coefficients = np.linalg.solve((design.T * weights) @ design + penalty, (design.T * weights) @ targets)
        apart = targets - design @ self.coefficients
        left = max(0.3, 1.0 - design.shape[1] / cases)
        spread = (apart.T * weights) @ apart / left
        self.root = np.linalg.cholesky(WIDER**2 * spread + 1e-3 * np.eye(len(self.following)))
        self.log_scale = float(np.log(np.diag(self.root)).sum())

    @staticmethod
    def _design(free: np.ndarray) -> np.ndarray:
        bounded = np.clip(free, -3.0, 3.0)
        return np.hstack([np.ones((len(free), 1)), bounded, bounded**2 - 1.0])

    def rvs_single(self) -> pd.Series:
        """One proposal."""
        free = np.random.standard_normal(len(self.free))
        stretch = np.sqrt(FREEDOM / np.random.chisquare(FREEDOM))
        mean = (self._design(free[None, :]) @ self.coefficients)[0]
        follow = mean + stretch * (self.root @ np.random.standard_normal(len(self.following)))
        values = dict(zip(self.free, free, strict=True)) | dict(zip(self.following, follow, strict=True))
        return pd.Series([values[name] for name in self.names], index=self.names)

    def pdf(self, x: Any) -> Any:
        """Density of one proposal (by name) or of several (DataFrame)."""
        several = isinstance(x, pd.DataFrame)
        table = x if several else pd.DataFrame([{name: float(x[name]) for name in self.names}])
        free, follow = table[self.free].to_numpy(float), table[self.following].to_numpy(float)
        d = len(self.following)
        distance = np.sum(np.linalg.solve(self.root, (follow - self._design(free) @ self.coefficients).T) ** 2, axis=0)
        constant = gammaln((FREEDOM + d) / 2) - gammaln(FREEDOM / 2) - d / 2 * np.log(FREEDOM * np.pi) - self.log_scale
        log_density = constant - (FREEDOM + d) / 2 * np.log1p(distance / FREEDOM)
        log_density += -0.5 * np.sum(free**2, axis=1) - len(self.free) / 2 * np.log(2 * np.pi)
        return np.exp(log_density) if several else float(np.exp(log_density[0]))
