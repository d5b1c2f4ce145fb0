"""Medians and other quantiles of waiting times, with intervals that assume no shape."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from mingcha.core import special
from mingcha.core.notice import Unfit


@dataclass(frozen=True)
class Quantile:
    """A quantile of so many values and the interval the data allow; None where n is too small."""

    value: float
    low: float | None
    high: float | None
    n: int


def quantile(values: ArrayLike, counts: ArrayLike, share: float, level: float = 0.95) -> Quantile:
    """The value below which a share of all values lies, and between which values it may lie.

    The interval runs between two of the values themselves, chosen by the binomial law, so that it
    holds whatever the shape of the distribution is. A small sample has no upper or lower end at
    the level asked for: then it is None, never a guess.

    Args:
        values: (k,) numbers, in any unit, each different value once.
        counts: (k,) whole numbers, how often each value was seen, 0 or more.
        share: which quantile, inside (0, 1): 0.5 is the median.
        level: coverage of the interval, inside (0, 1).

    Returns:
        a `Quantile` in the unit of the values.

    Raises:
        Unfit: where there are no values, a count is below 0, or a share lies outside (0, 1).
    Source:
        R. J. Hyndman and Y. Fan, Amer. Statist. 50 (1996), 361-365, definition 7, for the value;
        G. J. Hahn and W. Q. Meeker, Statistical Intervals (1991), section 5.2, for the interval.

    >>> quantile([1, 2, 3, 4, 5], [1, 1, 1, 1, 1], 0.5)
    Quantile(value=3.0, low=None, high=None, n=5)
    >>> quantile(range(1, 21), [1] * 20, 0.5)
    Quantile(value=10.5, low=6.0, high=15.0, n=20)
    """
    if not (0 < share < 1 and 0 < level < 1):
        raise Unfit(
            "A share of {share} at level {level} cannot be. Both lie between 0 and 1.",
            share=share,
            level=level,
        )
    order = np.argsort(np.asarray(values, float), kind="stable")
    ordered = np.asarray(values, float)[order]
    seen = np.asarray(counts, np.int64)[order]
    n = int(seen.sum())
    if n < 1 or (seen < 0).any():
        raise Unfit("There is nothing to order here. Count at least one value.")
    ends = np.cumsum(seen)

    def ranked(rank: int) -> float:
        return float(ordered[np.searchsorted(ends, rank, side="left")])

    place = 1 + (n - 1) * share
    below = int(place)
    above = min(below + 1, n)
    value = ranked(below) + (place - below) * (ranked(above) - ranked(below))
    low, high = _ranks(n, share, (1 - level) / 2)
    return Quantile(value, ranked(low) if low else None, ranked(high) if high <= n else None, n)


def _ranks(n: int, share: float, tail: float) -> tuple[int, int]:
    """The ranks between which the quantile lies; 0 and n + 1 where the sample is too small."""
    # P(at most k values lie below the quantile), k < n
    below = special.bdtr(np.arange(n), n, share)
    low = int(np.searchsorted(below, tail, side="right"))
    high = int(np.searchsorted(below, 1 - tail, side="left")) + 1
    return low, high
