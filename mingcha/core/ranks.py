"""Which ranks the data allow: confidence sets for ranks instead of a league table.

Two units are told apart only if the difference of their estimates exceeds what chance alone would
cause, all comparisons taken together. A unit's best rank is one more than the number of units
proven above it; its worst rank leaves as many behind it as are proven below.

Source:
    M. Mogstad, J. P. Romano, A. M. Shaikh and D. Wilhelm, Inference for Ranks with Applications
    to Mobility across Neighbourhoods and Academic Achievement across Countries, Rev. Econ. Stud.
    91 (2024), 476-518; counts: S. Bazylik, the same authors, and others (2021), CeMMAP CWP40/21.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike

from mingcha.core.labels import sized
from mingcha.core.notice import Unfit
from mingcha.core.rankbands import Bands, Saying, bands
from mingcha.core.rankcounts import count_sets
from mingcha.core.rankdraws import Correlated, Draws, Floats, Independent, Whole
from mingcha.core.ranksets import Apart, Range, RankSets, in_places, numbers
from mingcha.core.ranksteps import Critical, Sides, each, joint

__all__ = [
    "Bands",
    "Range",
    "RankSets",
    "Saying",
    "bands",
    "count_sets",
    "possible_best",
    "possible_worst",
    "rank_sets",
]

SIDES: Final = {
    "both": Sides(),
    "low": Sides(above_others=False),
    "high": Sides(others_above=False),
}
FEWEST: Final = 100  # draws
SMALL: Final = 1e-15  # standard errors: draws are in single precision
LARGE: Final = 1e15
MOST: Final = 50_000_000  # units times draws, 200 MB


def rank_sets(
    estimates: Sequence[float | None] | ArrayLike,
    errors: Sequence[float | None] | ArrayLike | None = None,
    *,
    covariance: ArrayLike | None = None,
    level: float = 0.95,
    draws: int = 10_000,
    seed: int = 0,
    stepdown: bool = True,
    side: str = "both",
    marginal: bool = True,
) -> RankSets:
    """Confidence sets for the ranks of units, the largest estimate being the best.

    Args:
        estimates: (n,) in any one unit; None or NaN where a unit has none.
        errors: (n,) standard errors in the same unit, above 0, for independent estimates.
        covariance: (n, n) in that unit squared, in place of `errors`, for correlated estimates.
        level: probability, from one half to below 1, with which all simultaneous sets hold
            together, and each marginal set by itself.
        draws: random draws, at least 100; more of them move the bounds less.
        seed: of the random draws, 0 or more; the same one gives the same sets, and with `errors`
            the order of the units does not matter.
        stepdown: whether to accept in steps, which never makes a set wider.
        side: "both" bounds, or "low" or "high" ranks alone; the other bound is then left open.
            Simultaneous bounds are the same either way, marginal ones closer.
        marginal: whether marginal sets are wanted; without, they are left empty.
    Returns:
        a `RankSets`. Simultaneous sets are for statements about all units, marginal ones for a
        unit chosen beforehand.
    Raises:
        Unfit: for errors that are not above 0, too large or too small to reckon with, a matrix
            that is none, or too many draws.
    Source:
        Mogstad, Romano, Shaikh and Wilhelm (2024), algorithm 3.2 and theorem 3.4, with a
        parametric bootstrap of studentised differences. The same sets as the R package csranks
        with many draws.

    >>> sets = rank_sets([98.0, 94.1, 94.0, None], [0.5, 0.6, 0.6, 0.4])
    >>> [one and (one.low, one.high) for one in sets.simultaneous]
    [(1, 1), (2, 3), (2, 3), None]
    >>> sets.missing
    (3,)
    """
    _check(level, draws, seed, side)
    given = numbers(estimates)
    kept = np.flatnonzero(~np.isnan(given))
    matter = _errors(errors, given, kept) if covariance is None else None
    matrix = _matrix(covariance, errors, given, kept) if covariance is not None else None
    if kept.size > 1 and kept.size * draws > MOST:
        raise Unfit(
            "{draws} draws for {n} units are too many to be kept at once. Ask for at most {most}.",
            draws=draws,
            n=kept.size,
            most=MOST // kept.size,
        )
    if matter is not None:
        kept, matter = _sorted(given, kept, matter)
    x, sides = given[kept], SIDES[side]
    if kept.size < 2:
        alone = [Range(1, 1)] * kept.size
        none = np.zeros((kept.size, kept.size), bool)
        own = alone if marginal else None
        return in_places(given, kept, alone, own, none, level=level, draws=draws)
    model = _drawn(matter, matrix, draws, seed)
    critical = joint(model, x, level, stepdown=stepdown)
    together, apart = _ranges(model, x, [critical] * x.size, sides)
    own = None
    if marginal:
        own, _ = _ranges(model, x, each(model, x, level, sides, stepdown=stepdown), sides)
    return in_places(
        given, kept, together, own, apart, level=level, draws=draws, critical=critical.value
    )


def possible_best(
    k: int,
    estimates: Sequence[float | None] | ArrayLike,
    errors: Sequence[float | None] | ArrayLike | None = None,
    **how: Any,
) -> frozenset[int]:
    """Places of all units that may be among the best `k`, so that none that is is left out.

    Args:
        k: how many, 1 or more.
        estimates, errors, how: see `rank_sets`.
    Returns:
        places in the order given; it holds all of the true best `k` with the level's probability.
    Raises:
        Unfit: see `rank_sets`.
    Source:
        Mogstad, Romano, Shaikh and Wilhelm (2024), section 3.4 (projection).

    >>> sorted(possible_best(1, [9.0, 8.9, 1.0], [0.1, 0.1, 0.1]))
    [0, 1]
    """
    return rank_sets(estimates, errors, **{"marginal": False, **how}).best(k)


def possible_worst(
    k: int,
    estimates: Sequence[float | None] | ArrayLike,
    errors: Sequence[float | None] | ArrayLike | None = None,
    **how: Any,
) -> frozenset[int]:
    """Places of all units that may be among the worst `k` of those that are ranked.

    Args:
        k: how many, 1 or more.
        estimates, errors, how: see `rank_sets`.
    Returns:
        places in the order given.
    Raises:
        Unfit: see `rank_sets`.
    Source:
        See `possible_best`.

    >>> sorted(possible_worst(1, [9.0, 8.9, 1.0], [0.1, 0.1, 0.1]))
    [2]
    """
    return rank_sets(estimates, errors, **{"marginal": False, **how}).worst(k)


def _check(level: float, draws: int, seed: int, side: str) -> None:
    if not 0.5 <= level < 1:
        raise Unfit("A level of {level} cannot be. Give one from 0.5 to below 1.", level=level)
    if draws < FEWEST:
        raise Unfit(
            "{draws} draws say nothing. Ask for {least} or more.", draws=draws, least=FEWEST
        )
    if seed < 0:
        raise Unfit("The seed {seed} cannot be. Give a whole number from 0 up.", seed=seed)
    if side not in SIDES:
        raise Unfit("“{side}” is no side. Write both, low or high.", side=side)


def _errors(errors: Any, given: Floats, kept: Whole) -> Floats:
    if errors is None:
        raise Unfit("There are estimates without errors. Give standard errors, or a covariance.")
    found = numbers(errors)
    _as_many(found.size, given.size)
    if (bad := kept[~(found[kept] > 0)]).size:
        raise Unfit(
            "Row {row}: a standard error of {error} cannot be. Give one above 0, or leave the "
            "estimate empty if there is none.",
            row=int(bad[0]) + 1,
            error="nothing" if np.isnan(found[bad[0]]) else f"{found[bad[0]]:g}",
        )
    sized(np.where(np.isnan(given), np.nan, found), LARGE, SMALL)
    return found[kept]


def _matrix(covariance: Any, errors: Any, given: Floats, kept: Whole) -> Floats:
    if errors is not None:
        raise Unfit("There are both errors and a covariance. Give one of the two.")
    try:
        matrix = np.asarray(covariance, float)
    except (TypeError, ValueError, OverflowError):
        matrix = np.empty(0)
    if matrix.ndim != 2 or matrix.shape[0] != matrix.shape[1]:
        raise Unfit("The covariance is not square. Give as many rows as columns.")
    _as_many(matrix.shape[0], given.size)
    matrix = matrix[np.ix_(kept, kept)]
    variance = np.diagonal(matrix)
    if (bad := np.flatnonzero(~(variance > 0))).size:
        raise Unfit(
            "Row {row}: a variance of {variance} cannot be. Give one above 0.",
            row=int(kept[bad[0]]) + 1,
            variance=f"{variance[bad[0]]:g}",
        )
    whole = np.full(given.size, np.nan)
    whole[kept] = variance
    sized(whole, LARGE**2, SMALL**2)
    if not np.allclose(matrix, matrix.T, rtol=1e-8, atol=1e-10 * float(variance.max(initial=0))):
        raise Unfit("The covariance is not the same both ways. Give a symmetric matrix.")
    symmetric: Floats = (matrix + matrix.T) / 2
    return symmetric


def _as_many(found: int, wanted: int) -> None:
    if found != wanted:
        raise Unfit(
            "There are {wanted} estimates and {found} errors. Give as many of both.",
            wanted=wanted,
            found=found,
        )


def _sorted(given: Floats, kept: Whole, errors: Floats) -> tuple[Whole, Floats]:
    """Ascending errors, as the draws want them; so the order of the rows does not matter."""
    order = np.lexsort((given[kept], errors))
    return kept[order], errors[order]


def _drawn(errors: Floats | None, matrix: Floats | None, draws: int, seed: int) -> Draws:
    if errors is not None:
        return Independent(errors, draws, seed)
    return Correlated(np.asarray(matrix), draws, seed)


def _ranges(
    model: Draws, x: Floats, criticals: list[Critical], sides: Sides
) -> tuple[list[Range], Apart]:
    """From each unit's own comparisons with its critical value; and who is above whom by it."""
    apart, found = np.zeros((x.size, x.size), bool), []
    for unit, critical in enumerate(criticals):
        over = (x[unit] - x) / model.spreads(unit)
        apart[unit] = over > critical.value
        rest, at = np.sort(over), np.array(critical)
        low, high = 1 + rest.searchsorted(-at, "left"), rest.searchsorted(at, "right")
        if not sides.others_above:
            low[:] = 1
        if not sides.above_others:
            high[:] = x.size
        near = bool((low != low[0]).any() or (high != high[0]).any())
        found.append(Range(int(low[0]), int(high[0]), near))
    return found, apart
