"""Raters and targets as fixed effects whose sums are zero: least squares, nothing drawn in."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.linalg import lapack

from mingcha.core.crossed import NOTHING_LEFT, Crossed, NothingLeft
from mingcha.core.labels import Floats


@dataclass
class Fixed:
    """The least-squares solution of two crossed factors that form one part.

    Raises:
        NothingLeft: if there are as many effects as ratings.
    Source:
        Normal equations with the larger factor absorbed, S. R. Searle, Linear Models (1971), ch. 7.
    """

    of: Crossed

    def __post_init__(self) -> None:
        of = self.of
        self.second = of.rest[0]
        n = of.count_first
        self.inverse = self._inverse()
        dense = self.inverse @ (of.sum - of.between.T @ (of.sum_first / n))
        first = (of.sum_first - of.between @ dense) / n
        self.mean = float(first.mean())
        self.effects = {of.first: first - self.mean, self.second: dense}
        fitted = first[of.cells.codes[of.first]] + dense[of.cells.codes[self.second]]
        self.r2 = float(of.cells.count @ (of.mean - fitted) ** 2 + of.within)
        self.free = of.n - sum(of.sizes) + 1
        if self.free < 1:
            raise NothingLeft
        if self.r2 < NOTHING_LEFT * of.yy:
            self.r2 = 0.0

    def _inverse(self) -> Floats:
        """(m, m) covariance of the absorbing factor's effects over the residual variance.

        The system is singular along equal shifts; that direction is filled, inverted, taken out.
        """
        of = self.of
        gram = of.gram
        dense = np.zeros((of.m, of.m), order="F")
        dense[gram.rows, gram.columns] = of.pattern - gram.weighted(1 / of.count_first)
        fill = float(np.diagonal(dense).mean()) / of.m
        dense += np.tril(np.full((of.m, of.m), fill))
        factor, info = lapack.dpotrf(dense, lower=1, clean=1, overwrite_a=1)
        if info:
            raise NothingLeft
        inverse, _ = lapack.dpotri(factor, lower=1, overwrite_c=1)
        lower = np.tril(inverse)
        return np.asarray(lower + np.tril(lower, -1).T - 1 / (fill * of.m**2))

    @cached_property
    def _average(self) -> tuple[Floats, float]:
        """Covariance of each absorbed effect with their mean, and the variance of the mean."""
        of, n = self.of, self.of.count_first
        weights = of.between.T @ (1 / n) / n.size
        along = 1 / n / n.size + (of.between @ (self.inverse @ weights)) / n
        return np.asarray(along), float(along.mean())

    @property
    def mean_spread(self) -> float:
        """Standard error of the intercept over the residual standard deviation."""
        return float(np.sqrt(max(self._average[1], 0.0)))

    def spread(self, k: int) -> Floats:
        """Standard errors of factor k's effects over the residual standard deviation."""
        of = self.of
        if k != of.first:
            return np.asarray(np.sqrt(np.maximum(np.diagonal(self.inverse), 0)))
        along, mean = self._average
        n, places = of.count_first, self.inverse[of.gram.rows, of.gram.columns]
        known = 1 / n + of.gram.along(places) / n**2 - 2 * along + mean
        return np.asarray(np.sqrt(np.maximum(known, 0)))
