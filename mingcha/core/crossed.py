"""Crossed random effects: the profiled deviance, its slope, and the solution at a point.

Scores follow  y = m + sum over factors of b_k[label] + error,  with b_k ~ N(0, s^2 g_k) and
error ~ N(0, s^2). The largest factor is eliminated first: its part of the system is diagonal,
and what remains (the others and the mean) is small and dense.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
from scipy.linalg import blas, lapack
from scipy.sparse import coo_array, csr_array, diags_array

from mingcha.core.gram import Gram, gram_of
from mingcha.core.labels import Cells, Codes, Floats

FLOOR: Final = 1e-10  # a ratio of variances this small is none: its slope can still be told
CEILING: Final = 1e8
NOTHING_LEFT: Final = 1e-13  # of the scores' own variance: no residual, no doubt to be told


def dot(a: Floats, b: Floats) -> float:
    """The product of two vectors, without BLAS.

    NumPy's and SciPy's BLAS have a pool of threads each, which fight for the processor when used
    in turn: all that is large is left to SciPy's.

    Args:
        a, b: (n,) floats.
    Returns:
        their product, in the product of their units.
    Raises:
        ValueError: for unequal lengths.
    Source:
        None needed.

    >>> dot(np.array([1.0, 2.0]), np.array([3.0, 4.0]))
    11.0
    """
    return float(np.einsum("i,i", a, b))


def across(a: Floats, b: Floats) -> Floats:
    """A row vector times a matrix, without BLAS; see `dot`.

    Args:
        a: (n,) floats.
        b: (n, k) floats.
    Returns:
        (k,) floats.
    Raises:
        ValueError: for unequal lengths.
    Source:
        None needed.

    >>> across(np.array([1.0, 2.0]), np.eye(2)).tolist()
    [1.0, 2.0]
    """
    return np.asarray(np.einsum("i,ij->j", a, b))


class NothingLeft(ArithmeticError):
    """The effects explain the scores entirely, to the accuracy of the machine."""


class Crossed:
    """Counts and sums of one table of ratings, ready to be solved for any variance ratios.

    Scores are centred here and divided by their standard deviation; `scale` undoes it.
    """

    def __init__(self, found: Cells, sizes: Sequence[int]) -> None:
        self.sizes = tuple(sizes)
        self.n = float(found.count.sum())
        self.grand = dot(found.count, found.mean) / self.n
        mean = found.mean - self.grand
        self.scale = float(np.sqrt((dot(found.count, mean**2) + found.within) / self.n))
        mean /= self.scale
        self.cells, self.mean, self.within = found, mean, found.within / self.scale**2
        self.yy = dot(found.count, mean**2) + self.within
        self.first = int(np.argmax(self.sizes))  # the factor eliminated
        self.rest = [k for k in range(len(sizes)) if k != self.first]
        ends = np.cumsum([0, *(self.sizes[k] for k in self.rest)])
        self.spans = {k: slice(int(ends[i]), int(ends[i + 1])) for i, k in enumerate(self.rest)}
        self.m = int(ends[-1])
        self._gather()

    def _gather(self) -> None:
        codes, count = self.cells.codes, self.cells.count
        sums, first = count * self.mean, codes[self.first]
        self.count_first, self.sum_first = self._both(first, self.sizes[self.first], sums)
        placed: list[Codes] = [codes[k] + self.spans[k].start for k in self.rest]
        both = [self._both(codes[k], self.sizes[k], sums) for k in self.rest]
        self.count = np.concatenate([one[0] for one in both])
        self.sum = np.concatenate([one[1] for one in both])
        self.between = self._between(first, placed)
        self.gram: Gram = gram_of(self.between, self.count_first)
        self.own = self._own(placed)
        self.places = self.gram.columns * self.m + self.gram.rows  # columns lie one after another
        self.pattern = self.own.toarray().ravel()[self.places]

    def _both(self, code: Codes, size: int, sums: Floats) -> tuple[Floats, Floats]:
        count = np.bincount(code, weights=self.cells.count, minlength=size)
        total = np.bincount(code, weights=sums, minlength=size)
        return count.astype(np.float64), total.astype(np.float64)

    def _between(self, first: Codes, placed: Sequence[Codes]) -> csr_array:
        """Counts of ratings by eliminated label and dense label."""
        count, shape = self.cells.count, (self.sizes[self.first], self.m)
        if len(placed) == 1:  # cells are different pairs, in ascending order of the larger factor
            ends = np.concatenate([[0], np.cumsum(np.bincount(first, minlength=shape[0]))])
            return csr_array((count, placed[0].astype(np.int32), ends.astype(np.int32)), shape)
        rows, columns = np.tile(first, len(placed)), np.concatenate(placed)
        return csr_array(coo_array((np.tile(count, len(placed)), (rows, columns)), shape))

    def _own(self, placed: Sequence[Codes]) -> Any:
        """(m, m) counts of ratings that two dense labels have in common."""
        if len(placed) == 1:
            return diags_array(self.count).tocsr()
        rows = np.concatenate([a for a in placed for _ in placed])
        columns = np.concatenate([b for _ in placed for b in placed])
        data = np.tile(self.cells.count, len(placed) ** 2)
        return csr_array(coo_array((data, (rows, columns)), shape=(self.m, self.m)))

    @cached_property
    def span_of(self) -> Codes:
        """(m,) which factor each dense label belongs to."""
        return np.repeat(self.rest, [self.sizes[k] for k in self.rest])

    def start(self) -> Floats:
        """Variance ratios to begin with, by the method of moments.

        Source:
            Henderson's method 1; S. R. Searle, Linear Models (1971), ch. 10.
        """
        k = len(self.sizes)
        counts = {self.first: self.count_first} | {i: self.count[s] for i, s in self.spans.items()}
        sums = {self.first: self.sum_first} | {i: self.sum[s] for i, s in self.spans.items()}
        seen, wanted = np.empty(k + 1), np.empty((k + 1, k + 1))
        for i in range(k):
            seen[i] = dot(sums[i] ** 2, 1 / counts[i])
            wanted[i, :k] = [self._shared(i, j, counts[i]) for j in range(k)]
            wanted[i, :k] -= [dot(counts[j], counts[j]) / self.n for j in range(k)]
            wanted[i, k] = counts[i].size - 1
        seen[k], wanted[k, k] = self.yy, self.n - 1
        wanted[k, :k] = [self.n - dot(counts[j], counts[j]) / self.n for j in range(k)]
        found = np.linalg.lstsq(wanted, seen, rcond=None)[0]
        error = max(float(found[k]), 0.05 * self.yy / self.n)
        return np.clip(found[:k] / error, 1e-3, 1e3)

    def _shared(self, i: int, j: int, count: Floats) -> float:
        """Sum over pairs of labels of (ratings in common)^2 over the ratings of the one in i."""
        if i == j:
            return self.n
        if self.first in (i, j):
            dense = self.spans[j if i == self.first else i]
            part = self.between if len(self.rest) == 1 else self.between[:, dense]
        else:
            part = self.own[self.spans[i], self.spans[j]]
        # Eliminated labels lie along the first axis.
        return dot(1 / count, part.power(2).sum(axis=0 if j == self.first else 1))


@dataclass
class Point:
    """The system solved at one set of variance ratios; slopes are worked out when asked for.

    Attributes:
        value: profiled deviance (ML) or REML criterion, for the scaled scores.
        r2: penalised residual sum of squares, scaled.
    """

    of: Crossed
    ratios: Floats
    reml: bool

    def __post_init__(self) -> None:
        of, ratios = self.of, self.ratios
        self.theta = np.sqrt(ratios)[of.span_of]
        self.d = 1 + ratios[of.first] * of.count_first
        self.w = ratios[of.first] / self.d
        self.weighed = self.theta[of.gram.rows] * self.theta[of.gram.columns]
        self.factor = self._factor()
        one = of.count - of.between.T @ (self.w * of.count_first)
        y = of.sum - of.between.T @ (self.w * of.sum_first)
        self.a, self.c = self.theta * one, self.theta * y
        ka, kc = self._solve(np.stack([self.a, self.c], axis=1)).T
        self.rx2 = float((of.count_first / self.d).sum()) - dot(self.a, ka)
        self.mean = (float((of.sum_first / self.d).sum()) - dot(self.a, kc)) / self.rx2
        self.u, self.ka = kc - self.mean * ka, ka
        self.r2 = self._residual(
            of.yy - dot(self.w, of.sum_first**2) - dot(self.c, kc) - self.mean**2 * self.rx2
        )
        free = of.n - 1 if self.reml else of.n
        logdet = 2 * np.log(np.diagonal(self.factor)).sum() + np.log(self.d).sum()
        logdet += np.log(self.rx2) if self.reml else 0.0
        self.free = free
        self.value = float(logdet + free * (1 + np.log(2 * np.pi * self.r2 / free)))

    def _factor(self) -> Floats:
        """The lower Cholesky factor of the dense side, I + Theta S Theta."""
        of = self.of
        flat = np.zeros(of.m * of.m)
        flat[of.places] = self.weighed * (of.pattern - of.gram.weighted(self.w))
        flat[:: of.m + 1] += 1
        dense = flat.reshape(of.m, of.m, order="F")
        factor, info = lapack.dpotrf(dense, lower=1, clean=0, overwrite_a=1)
        if info:
            raise NothingLeft
        return np.asarray(factor)

    def _solve(self, right: Floats) -> Floats:
        solved, _ = lapack.dpotrs(self.factor, right, lower=1)
        return np.asarray(solved)

    def _residual(self, rough: float) -> float:
        # By subtraction it is cheap, and exact enough while it is not a small rest of a large sum.
        of = self.of
        if rough < 1e-5 * of.yy:
            fitted = sum(
                (self.effects[k][of.cells.codes[k]] for k in range(len(of.sizes))),
                np.full(of.mean.size, self.mean),
            )
            rough = dot(of.cells.count, (of.mean - fitted) ** 2) + of.within
            rough += dot(self.u, self.u) + float(self.ratios[of.first]) * dot(
                self.slack, self.slack
            )
        if rough < NOTHING_LEFT * of.yy:
            raise NothingLeft
        return rough

    @cached_property
    def slack(self) -> Floats:
        """Z'Py of the eliminated factor: its effects over its variance ratio."""
        of = self.of
        left = of.sum_first - self.mean * of.count_first - of.between @ (self.theta * self.u)
        return np.asarray(left / self.d)

    @cached_property
    def effects(self) -> dict[int, Floats]:
        """Conditional modes by factor, scaled."""
        of = self.of
        dense = self.theta * self.u
        found = {k: dense[span] for k, span in of.spans.items()}
        return found | {of.first: self.ratios[of.first] * self.slack}

    @cached_property
    def inverse(self) -> Floats:
        """(m, m) inverse of the dense side; only the lower half is filled."""
        found, _ = lapack.dpotri(self.factor, lower=1)
        return np.asarray(found)

    def spread(self, k: int) -> Floats:
        """Conditional standard deviations of factor k over the residual's, as lme4's condVar."""
        of, ratio = self.of, self.ratios[k]
        if k != of.first:
            return np.asarray(np.sqrt(ratio * np.diagonal(self.inverse)[of.spans[k]]))
        known = ratio / self.d + ratio**2 * of.gram.along(self._inside) / self.d**2
        return np.asarray(np.sqrt(known))

    @cached_property
    def _inside(self) -> Floats:
        """Theta times the inverse times Theta, at the places of the Gram."""
        return np.asarray(self.inverse.ravel(order="F")[self.of.places] * self.weighed)

    @cached_property
    def slope(self) -> Floats:
        """(K,) derivative of the value with respect to the variance ratios."""
        of, found = self.of, np.empty(len(self.ratios))
        scores = self._scores(self.u, self.slack)
        means = self._scores(
            self.ka, (of.count_first - of.between @ (self.theta * self.ka)) / self.d
        )
        for k, trace in self._traces().items():
            known = dot(means[k], means[k]) / self.rx2 if self.reml else 0.0
            found[k] = trace - known - self.free * dot(scores[k], scores[k]) / self.r2
        return found

    def _scores(self, dense: Floats, first: Floats) -> dict[int, Floats]:
        parts = {k: dense[span] / np.sqrt(self.ratios[k]) for k, span in self.of.spans.items()}
        return parts | {self.of.first: first}

    def _traces(self) -> dict[int, float]:
        of, gram = self.of, self.of.gram
        diagonal = np.diagonal(self.inverse)
        found = {k: float((1 - diagonal[s]).sum()) / self.ratios[k] for k, s in of.spans.items()}
        twice = np.where(gram.rows == gram.columns, 1.0, 2.0)
        both = dot(self._inside * twice, gram.weighted(1 / self.d**2))
        return found | {of.first: float((of.count_first / self.d).sum()) - both}

    @cached_property
    def curvature(self) -> Floats:
        """(K, K) average of the observed and the expected curvature; never negative definite.

        Source:
            A. R. Gilmour, R. Thompson and B. R. Cullis, Biometrics 51 (1995), 1440-1450.
        """
        of, size = self.of, len(self.ratios)
        scores = self._scores(self.u, self.slack)
        first, dense, ones = self._moved(scores)
        right = self.theta[:, None] * (dense - of.between.T @ (self.w[:, None] * first))
        solved = blas.dsymm(1.0, self.inverse, right, lower=1)
        heads = ones - across(self.w * of.count_first, first) - across(self.a, solved)
        both = np.empty((size, size))
        for k in range(size):
            z = scores[k]
            both[k] = across(z, first if k == of.first else dense[of.spans[k]])
        both -= np.einsum("i,ik,il->kl", self.w, first, first)
        both -= np.einsum("ik,il->kl", right, solved)
        both -= np.outer(heads, heads) / self.rx2
        q = np.array([dot(scores[k], scores[k]) for k in range(size)])
        return np.asarray(self.free * (both / self.r2 - np.outer(q, q) / self.r2**2))

    def _moved(self, scores: dict[int, Floats]) -> tuple[Floats, Floats, Floats]:
        """What Z_k z_k sums to, by eliminated label, by dense label and over all rows."""
        of, size = self.of, len(self.ratios)
        first = np.empty((of.count_first.size, size))
        dense, ones = np.empty((of.m, size)), np.empty(size)
        for k, z in scores.items():
            if k == of.first:
                first[:, k], dense[:, k] = of.count_first * z, of.between.T @ z
            else:
                own = np.zeros(of.m)
                own[of.spans[k]] = z
                first[:, k], dense[:, k] = of.between @ own, of.own @ own
            ones[k] = first[:, k].sum()
        return first, dense, ones
