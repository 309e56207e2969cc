"""Proposals of the next generation: one multivariate Student t about the present particles, instead of a kernel at each of them.

In ten dimensions a sum of kernels is so uneven that its importance weights leave a fifth of the particles; the scores of the parameters are close to
normal by construction, so a single wide t covers them and keeps the weights even.
"""

from typing import Any

import numpy as np
import pandas as pd
from pyabc.transition.base import Transition
from scipy.special import gammaln

FREEDOM = 6.0
WIDER = 1.15
"""Scale of the proposal over that of the particles."""


class StudentTransition(Transition):
    """A Student t fitted to weighted particles (population Monte Carlo with one component; Cappé et al. 2004)."""

    NR_BOOTSTRAP = 1

    def fit(self, X: pd.DataFrame, w: np.ndarray) -> None:
        """Mean and covariance of the particles, a little wider; a small ridge keeps it regular where few are left."""
        values, weights = X.to_numpy(float), np.asarray(w, float) / np.sum(w)
        self.names = list(X.columns)
        self.mean = weights @ values
        apart = values - self.mean
        correction = 1.0 - np.sum(weights**2)
        spread = (apart * weights[:, None]).T @ apart / max(correction, 0.1)
        self.root = np.linalg.cholesky(WIDER**2 * spread + 1e-3 * np.eye(len(self.names)))
        self.log_scale = float(np.log(np.diag(self.root)).sum())

    def rvs_single(self) -> pd.Series:
        """One proposal."""
        normal = np.random.standard_normal(len(self.names))
        stretch = np.sqrt(FREEDOM / np.random.chisquare(FREEDOM))
        return pd.Series(self.mean + stretch * (self.root @ normal), index=self.names)

    def pdf(self, x: Any) -> Any:
        """Density of one proposal (by name) or of several (DataFrame)."""
        several = isinstance(x, pd.DataFrame)
        values = x[self.names].to_numpy(float) if several else np.array([[float(x[name]) for name in self.names]])
        d = values.shape[1]
        distance = np.sum(np.linalg.solve(self.root, (values - self.mean).T) ** 2, axis=0)
        constant = gammaln((FREEDOM + d) / 2) - gammaln(FREEDOM / 2) - d / 2 * np.log(FREEDOM * np.pi) - self.log_scale
        density = np.exp(constant - (FREEDOM + d) / 2 * np.log1p(distance / FREEDOM))
        return density if several else float(density[0])
