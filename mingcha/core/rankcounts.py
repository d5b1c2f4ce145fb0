"""Ranks of shares from counts of one choice among many, exact however small the counts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import ArrayLike

from mingcha.core import special
from mingcha.core.notice import Unfit
from mingcha.core.rankdraws import Floats
from mingcha.core.ranksets import Range, RankSets, in_places, numbers


def count_sets(
    counts: Sequence[float | None] | ArrayLike, *, level: float = 0.95, marginal: bool = True
) -> RankSets:
    """Confidence sets for the ranks of the chances behind counts, the most often chosen first.

    Given the sum of two counts, the first is binomial with one half if both chances are equal, so
    each comparison has an exact p-value. Holm's steps take them together.

    Args:
        counts: (n,) whole numbers, how often each of n answers was chosen, everybody choosing one;
            None or NaN where a count is missing.
        level: probability, from one half to below 1, with which all simultaneous sets hold
            together, and each marginal one by itself; never less, however few the counts.
        marginal: whether marginal sets are wanted; without, they are left empty.
    Returns:
        a `RankSets` without draws: nothing is left to chance, and nothing is `near`.
    Raises:
        Unfit: for a count that is no whole number from 0 up.
    Source:
        Bazylik, Mogstad, Romano, Shaikh and Wilhelm, CeMMAP working paper 40/21 (2021);
        S. Holm, Scand. J. Statist. 6 (1979), 65-70.

    >>> sets = count_sets([60, 30, 25, 2])
    >>> [(one.low, one.high) for one in sets.simultaneous if one]
    [(1, 1), (2, 3), (2, 3), (4, 4)]
    """
    given = numbers(counts)
    kept = np.flatnonzero(~np.isnan(given))
    x = given[kept]
    _check(given, level)
    alpha = 1 - level
    line = holm((p[p <= alpha] for _, p in _rows(x)), x.size * (x.size - 1), alpha)
    apart = np.zeros((x.size, x.size), bool)
    alone = []
    for unit, p in _rows(x):
        apart[unit] = p <= line
        if marginal:
            alone.append(_own(x, unit, p, alpha))
    low, high = 1 + apart.sum(axis=0), x.size - apart.sum(axis=1)
    together = [Range(int(a), int(b)) for a, b in zip(low, high, strict=True)]
    return in_places(given, kept, together, alone if marginal else None, apart, level=level)


def _check(given: Floats, level: float) -> None:
    if not 0.5 <= level < 1:
        raise Unfit("A level of {level} cannot be. Give one from 0.5 to below 1.", level=level)
    wrong = (given < 0) | (given != np.floor(given)) | (given > 2**53)
    if (bad := np.flatnonzero(wrong & ~np.isnan(given))).size:
        raise Unfit(
            "Row {row}: {count} is no count. Give a whole number from 0 up.",
            row=int(bad[0]) + 1,
            count=f"{given[bad[0]]:g}",
        )


def _rows(x: Floats) -> Iterator[tuple[int, Floats]]:
    """For each unit: p-values of "it was not chosen more often than the other".

    Where it was not, they are above one half and no level asks for them: 1 stands there.
    """
    for unit in range(x.size):
        yield unit, _against(np.full(x.size, x[unit]), x)


def _against(ours: Floats, theirs: Floats) -> Floats:
    p, more = np.ones(ours.size), ours > theirs
    p[more] = tail(ours[more], ours[more] + theirs[more])
    return p


def tail(count: Floats, base: Floats) -> Floats:
    """Probability that of `base` throws of a fair coin at least `count` show heads.

    Source:
        Binomial distribution, by the incomplete beta function.

    >>> tail(np.array([8.0]), np.array([10.0])).round(7).tolist()
    [0.0546875]
    """
    p: Floats = np.where(
        count > 0, special.betainc(np.maximum(count, 1), base - count + 1, 0.5), 1.0
    )
    return p


def holm(parts: Iterator[Floats] | Sequence[Floats], size: int, alpha: float) -> float:
    """The largest p-value that Holm's steps reject; below 0 if they reject none.

    Args:
        parts: p-values of at most alpha, in any number of arrays.
        size: how many there are with those above alpha.
        alpha: probability that any rejection is wrong.
    Returns:
        the p-value up to which all are rejected.
    Source:
        S. Holm, Scand. J. Statist. 6 (1979), 65-70.

    >>> holm([np.array([0.01, 0.02, 0.04])], 4, 0.05)
    0.01
    """
    small = np.sort(np.concatenate([np.empty(0), *parts]))
    fails = np.flatnonzero(small > alpha / (size - np.arange(small.size)))
    passed = int(fails[0]) if fails.size else small.size
    return float(small[passed - 1]) if passed else -1.0


def _own(x: Floats, unit: int, p: Floats, alpha: float) -> Range:
    """The marginal set of one unit, from its comparisons with all others, both ways."""
    back = _against(x, np.full(x.size, x[unit]))
    both = np.concatenate([p, back])
    line = holm([both[both <= alpha]], 2 * (x.size - 1), alpha)
    return Range(1 + int((back <= line).sum()), x.size - int((p <= line).sum()))
