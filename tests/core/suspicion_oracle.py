"""How often the best of all tests would see papers that lift one organ and are honest otherwise.

It is told what nobody knows: which organ, what share of papers, the merits of all other organs,
and how harshness and chance are distributed. It takes the likelihood ratio, which no test that
knows less can beat but for chance (Neyman and Pearson).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.polynomial.hermite_e import hermegauss
from scipy.stats import norm

CUTS = {3: [-1.6, -0.12], 5: [-2.2, -1.4, -0.5, 0.6]}
Array = np.ndarray[Any, Any]


def power_of_the_best_test(
    papers: int, organs: int, grades: int, *, share: float = 0.05, rounds: int = 300
) -> float:
    """Share of rounds with such a block that it flags, at 1 % false alarms."""
    rng = np.random.default_rng(1)
    best = _Best(0.25 * rng.standard_normal(organs), grades, share)
    none = [best.ratio(best.draw(rng, papers, 0)) for _ in range(rounds)]
    block = [best.ratio(best.draw(rng, papers, round(share * papers))) for _ in range(rounds)]
    return float(np.mean(np.array(block) > np.quantile(none, 0.99)))


class _Best:
    def __init__(self, merit: Array, grades: int, share: float, harsh: float = 0.5) -> None:
        self.merit, self.grades, self.share, self.harsh = merit, grades, share, harsh
        self.cuts = np.array(CUTS[grades]) * np.hypot(1, harsh)
        self.rater, weight = hermegauss(41)
        self.weight = np.log(weight / weight.sum())
        self.others = np.log(self._chances(merit[1:, None] + harsh * self.rater))
        merits = np.linspace(-1, 1.2, 111)  # of the organ in question: its own is not known
        self.own = self._chances(merits[:, None] + harsh * self.rater)

    def _chances(self, middle: Array) -> Array:
        below = norm.cdf(self.cuts - middle[..., None])
        ends = np.zeros((*middle.shape, 1))
        return np.diff(np.concatenate([ends, below, ends + 1], axis=-1))

    def draw(self, rng: np.random.Generator, papers: int, block: int) -> Array:
        latent = self.merit + self.harsh * rng.standard_normal((papers, 1))
        marks = np.searchsorted(self.cuts, latent + rng.standard_normal((papers, self.merit.size)))
        marks[:block, 0] = self.grades - 1
        return np.asarray(marks)

    def ratio(self, marks: Array) -> float:
        """Logarithm of the likelihood ratio, both with the most likely merit of the organ."""
        known = self.weight + sum(
            part[:, marks[:, n]].T for n, part in enumerate(self.others, start=1)
        )
        known = np.exp(known - known.max(axis=1, keepdims=True))
        known /= known.sum(axis=1, keepdims=True)
        seen = np.einsum("nk,mkn->mn", known, self.own[:, :, marks[:, 0]])
        mixed = (1 - self.share) * seen + self.share * (marks[:, 0] == self.grades - 1)
        return float(np.log(mixed).sum(axis=1).max() - np.log(seen).sum(axis=1).max())
