"""The rating-scale model of graded answers: its marginal likelihood, slope and information.

A rating of target n on item i by rater r has  log P(k) / P(k-1) = t_n - b_i - d_r - h_k  for the
grades k = 1..m. Targets follow N(0, s^2) and are integrated out on an even grid of +-6 s: for
narrow posteriors that is far more exact than as many Gauss-Hermite nodes. All that a rating
contributes depends on its cell (item, rater) alone, so cells are worked out once for all targets.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
from scipy.sparse import coo_array, csr_array

from mingcha.core.labels import Codes, Floats, Labelled

REACH: Final = 6.0  # the grid's half width, in standard deviations of the targets
FLAT: Final = -9.0  # log of the smallest standard deviation looked at


@dataclass(frozen=True)
class Parameters:
    """Natural parameters in logits: items, raters (mean 0), thresholds (sum 0), log deviation."""

    items: Floats
    raters: Floats
    thresholds: Floats
    log_sd: float


class Ratings:
    """Sufficient counts of one table of grades 0..m; every cell (item, rater) is counted once."""

    def __init__(self, grades: Codes, target: Labelled, item: Labelled, rater: Labelled) -> None:
        self.n, self.top = grades.size, int(grades.max())
        self.sizes = target.size, item.size, rater.size
        key = item.codes * rater.size + rater.codes
        kept, cell = np.unique(key, return_inverse=True)
        self.item, self.rater = np.divmod(kept, rater.size)
        entries = (np.ones(self.n), (target.codes, cell))
        self.seen = csr_array(coo_array(entries, shape=(target.size, kept.size)))
        self.seen.sum_duplicates()
        self.seen_by_cell = self.seen.T.tocsr()
        self.row = np.repeat(np.arange(target.size), np.diff(self.seen.indptr))
        self.total = np.bincount(target.codes, weights=grades, minlength=target.size)
        self.cell_total = np.bincount(cell, weights=grades, minlength=kept.size)
        above = np.bincount(grades, minlength=self.top + 1)[::-1].cumsum()[::-1]
        self.tails = above[1:].astype(np.float64)
        self.grades, self.cell, self.codes = grades, cell, (target.codes, item.codes, rater.codes)

    def start(self) -> Parameters:
        """Rough values to begin with, from mean grades."""

        def logit(mean: Any) -> Any:
            return np.log(mean / (self.top - mean))

        sums = [
            np.bincount(code, weights=self.grades + self.top * 0.1, minlength=size)
            / (np.bincount(code, minlength=size) * 1.2)
            for code, size in zip(self.codes, self.sizes, strict=True)
        ]
        middle = logit(float(self.grades.mean() + 0.1 * self.top) / 1.2)
        raters = middle - logit(sums[2])
        given = np.bincount(self.grades, minlength=self.top + 1) + 0.5
        steps = np.log(given[:-1] / given[1:])
        spread = max(float(np.std(logit(sums[0]))), 0.1)
        return Parameters(
            -logit(sums[1]), raters - raters.mean(), steps - steps.mean(), float(np.log(spread))
        )

    @cached_property
    def basis(self) -> Floats:
        """Columns from free coordinates to natural ones: raters and thresholds sum to zero."""
        _, items, raters = self.sizes
        blocks = [np.eye(items), _contrasts(raters), _contrasts(self.top), np.eye(1)]
        found = np.zeros([sum(part.shape[side] for part in blocks) for side in (0, 1)])
        row = column = 0
        for part in blocks:
            found[row : row + part.shape[0], column : column + part.shape[1]] = part
            row, column = row + part.shape[0], column + part.shape[1]
        return found


def _contrasts(size: int) -> Floats:
    return np.vstack([np.eye(size - 1), -np.ones((1, size - 1))])


def spread_of(eta: Floats, thresholds: Floats) -> tuple[Floats, Floats]:
    """Log normaliser, and the chances of grade 1 or more, 2 or more, and so on.

    Args:
        eta: (...) logits of a rating before thresholds.
        thresholds: (m,) logits.
    Returns:
        (...) log normaliser, dimensionless; (m, ...) chances in [0, 1].
    Raises:
        ValueError: never for finite numbers.
    Source:
        D. Andrich, Psychometrika 43 (1978), 561-573.

    >>> normal, tails = spread_of(np.zeros(1), np.zeros(2))
    >>> normal.round(4).tolist(), tails.round(4).ravel().tolist()
    ([1.0986], [0.6667, 0.3333])
    """
    heights = np.concatenate([[0.0], np.cumsum(thresholds)])
    chances = np.empty((heights.size, *eta.shape))
    for grade, height in enumerate(heights):
        np.multiply(eta, grade, out=chances[grade])
        chances[grade] -= height
    top = chances.max(axis=0)
    chances -= top
    np.exp(chances, out=chances)
    total = chances.sum(axis=0)
    chances /= total
    tails = chances[1:]
    for grade in range(tails.shape[0] - 2, -1, -1):
        tails[grade] += tails[grade + 1]
    return top + np.log(total), tails


def shared(tails: Floats) -> Floats:
    """Covariance of the grade with "this grade or more"; the sum is the grade's variance.

    Args:
        tails: (m, ...) chances of grade 1 or more, 2 or more, and so on.
    Returns:
        (m, ...) covariances, in grades.
    Raises:
        ValueError: never for finite numbers.
    Source:
        None needed.

    >>> shared(np.array([[0.5]])).tolist()
    [[0.25]]
    """
    mean = tails.sum(axis=0)
    # E[x; x >= j] = j P(x >= j) + sum over later grades of P(x >= k)
    later = np.cumsum(tails[::-1], axis=0)[::-1]
    steps = np.arange(tails.shape[0]).reshape(-1, *[1] * mean.ndim)
    return np.asarray(later + tails * steps - tails * mean)


@dataclass
class Likelihood:
    """The marginal likelihood at one point on one grid; slopes are worked out when asked for."""

    of: Ratings
    at: Parameters
    nodes: int

    def __post_init__(self) -> None:
        of, at = self.of, self.at
        z = np.linspace(-REACH, REACH, self.nodes)
        prior = -0.5 * z**2
        prior -= np.log(np.exp(prior).sum())
        self.theta = np.exp(at.log_sd) * z
        self.delta = at.items[of.item] + at.raters[of.rater]
        normal, self.tails = spread_of(self.theta - self.delta[:, None], at.thresholds)
        height = of.total[:, None] * self.theta - of.seen @ normal + prior
        top = height.max(axis=1)
        # Below this a weight changes no figure, and numbers near the smallest are slow.
        weight = np.exp(np.maximum(height - top[:, None], -80.0))
        total = weight.sum(axis=1)
        self.posterior = weight / total[:, None]
        plain = float((top + np.log(total)).sum())
        fixed = float((of.cell_total * self.delta).sum() + (of.tails * at.thresholds).sum())
        self.value = plain - fixed

    @cached_property
    def expected(self) -> Floats:
        """(C, Q) ratings of each cell expected at each node."""
        return np.asarray(self.of.seen_by_cell @ self.posterior)

    @cached_property
    def moments(self) -> tuple[Floats, Floats]:
        """(N,) posterior means and standard deviations of the targets, in logits."""
        mean = np.einsum("nq,q->n", self.posterior, self.theta)
        square = np.einsum("nq,q->n", self.posterior, self.theta**2)
        return mean, np.sqrt(np.maximum(square - mean**2, 0.0))

    @cached_property
    def slope(self) -> Floats:
        """(k,) derivative of the log-likelihood in natural coordinates."""
        of, mean = self.of, self.tails.sum(axis=0)
        weighted = self.expected * mean
        cells = weighted.sum(axis=1) - of.cell_total
        tails = np.einsum("cq,jcq->j", self.expected, self.tails) - of.tails
        own = np.einsum("nq,n,q->", self.posterior, of.total, self.theta)
        sd = own - float((weighted.sum(axis=0) * self.theta).sum())
        return np.concatenate([*self._spread(cells), tails, [sd]])

    def _spread(self, cells: Floats) -> tuple[Floats, Floats]:
        """Sums of a figure per cell by item and by rater."""
        _, items, raters = self.of.sizes
        by_item = np.bincount(self.of.item, weights=cells, minlength=items)
        by_rater = np.bincount(self.of.rater, weights=cells, minlength=raters)
        return by_item.astype(np.float64), by_rater.astype(np.float64)

    @cached_property
    def complete(self) -> Floats:
        """(k, k) information if the targets were known, expected over their posteriors."""
        of, (_, items, raters) = self.of, self.of.sizes
        both = shared(self.tails)
        variance = both.sum(axis=0)
        found = np.zeros((of.basis.shape[0],) * 2)
        i, r, t = slice(0, items), slice(items, items + raters), slice(items + raters, -1)
        own = (self.expected * variance).sum(axis=1)
        np.fill_diagonal(found[i, i], self._spread(own)[0])
        np.fill_diagonal(found[r, r], self._spread(own)[1])
        found[of.item, items + of.rater] = own
        for j, part in enumerate(np.einsum("cq,jcq->jc", self.expected, both)):
            found[i, items + raters + j], found[r, items + raters + j] = self._spread(part)
        found[t, t] = self._between()
        cross = (self.expected * variance) * self.theta
        found[i, -1], found[r, -1] = (-part for part in self._spread(cross.sum(axis=1)))
        found[t, -1] = -np.einsum("cq,q,jcq->j", self.expected, self.theta, both)
        found[-1, -1] = float((cross * self.theta).sum()) - self.slope[-1]
        return np.asarray(np.triu(found) + np.triu(found, 1).T)

    def _between(self) -> Floats:
        """(m, m) covariance of "this grade or more" for any two grades, summed."""
        single = np.einsum("cq,jcq->j", self.expected, self.tails)
        later = np.maximum.outer(np.arange(single.size), np.arange(single.size))
        return np.asarray(
            single[later] - np.einsum("cq,jcq,kcq->jk", self.expected, self.tails, self.tails)
        )

    def approximate(self) -> Floats:
        """(k, k) observed information with narrow, normal posteriors: good enough for steps."""
        of, (mean, error) = self.of, self.moments
        cell = of.seen.indices
        both = shared(spread_of(mean[of.row] - self.delta[cell], self.at.thresholds)[1])
        both *= of.seen.data
        steps = self._by_target(both.sum(axis=0))
        known = np.stack([np.bincount(of.row, weights=part) for part in both], axis=1)
        steps = np.hstack([steps, known])
        along, own = self._widths()
        found = self.complete.copy()
        found[:-1, :-1] -= steps.T @ (steps * error[:, None] ** 2)
        found[:-1, -1] -= steps.T @ along
        found[-1, :-1] = found[:-1, -1]
        found[-1, -1] -= own
        return np.asarray(found)

    def _widths(self) -> tuple[Floats, float]:
        """How the slope in the log deviance goes with each target, and its variance in all."""
        score = self.theta * (self.of.total[:, None] - self.of.seen @ self.tails.sum(axis=0))
        heavy = self.posterior * (score - (self.posterior * score).sum(axis=1)[:, None])
        return heavy @ self.theta, float((heavy * score).sum())

    def _by_target(self, entries: Floats) -> Floats:
        """(N, items + raters) sums of a figure for each target met in a cell."""
        of, (targets, items, raters) = self.of, self.of.sizes
        cell = of.seen.indices
        by_item = np.bincount(
            of.row * items + of.item[cell], weights=entries, minlength=targets * items
        )
        by_rater = np.bincount(
            of.row * raters + of.rater[cell], weights=entries, minlength=targets * raters
        )
        return np.hstack([by_item.reshape(targets, items), by_rater.reshape(targets, raters)])

    def information(self) -> Floats:
        """(k, k) observed information, exact on the grid.

        Source:
            T. A. Louis, J. R. Stat. Soc. B 44 (1982), 226-233.
        """
        of, cell, means = self.of, self.of.seen.indices, self.tails.sum(axis=0)
        found, centre = self.complete.copy(), np.zeros((of.sizes[0], of.basis.shape[0]))
        for node, theta in enumerate(self.theta):
            score = np.empty_like(centre)
            entries = of.seen.data * means[cell, node]
            score[:, : -of.top - 1] = self._by_target(entries)
            score[:, -of.top - 1 : -1] = of.seen @ self.tails[:, :, node].T
            seen = np.bincount(of.row, weights=entries)
            score[:, -1] = theta * (of.total - seen)
            heavy = score * self.posterior[:, node, None]
            found -= score.T @ heavy
            centre += heavy
        return np.asarray(found + centre.T @ centre)
