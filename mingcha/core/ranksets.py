"""What is known about ranks: from best to worst, for each unit, and who is told apart from whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from numbers import Real
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mingcha.core.labels import HUGE, sized
from mingcha.core.notice import Unfit

Floats = NDArray[np.floating]
Apart = NDArray[np.bool_]
Ranges = tuple["Range | None", ...]


class Range(NamedTuple):
    """The ranks a unit may truly hold, 1 being the best.

    `near` says that other random draws could move a bound: it hangs on a comparison that lies
    within Monte Carlo error of its critical value.
    """

    low: int
    high: int
    near: bool = False


@dataclass(frozen=True)
class RankSets:
    """Confidence sets for the ranks of all units.

    `simultaneous` and `marginal` have one place for each unit given, in the order given; None
    stands where its estimate is missing. `missing` are the places of those: they hold no rank, and
    the others are ranked among themselves. `order` are the places of the others from the largest
    estimate to the smallest. `critical` is the critical value of the simultaneous sets in standard
    errors of a difference, None for exact ones. `apart[a, b]` says that unit a is truly above
    unit b, all such statements holding at once at the level.
    """

    level: float
    draws: int
    simultaneous: Ranges
    marginal: Ranges
    missing: tuple[int, ...]
    order: tuple[int, ...]
    critical: float | None
    apart: Apart = field(repr=False, compare=False)

    def best(self, k: int) -> frozenset[int]:
        """Places of the units that may be among the best `k`; it holds all that are, at the level.

        Source:
            Mogstad, Romano, Shaikh and Wilhelm, Rev. Econ. Stud. 91 (2024), 476-518, section 3.4
            (projection).

        >>> from mingcha.core.ranks import rank_sets
        >>> sorted(rank_sets([9.0, 8.9, 1.0], [0.1, 0.1, 0.1]).best(1))
        [0, 1]
        """
        return frozenset(n for n, one in enumerate(self.simultaneous) if one and one.low <= k)

    def worst(self, k: int) -> frozenset[int]:
        """Places of the units that may be among the worst `k` of those that are ranked.

        Source:
            See `best`.

        >>> from mingcha.core.ranks import rank_sets
        >>> sorted(rank_sets([9.0, 8.9, 1.0], [0.1, 0.1, 0.1]).worst(1))
        [2]
        """
        floor = len(self.order) - k
        return frozenset(n for n, one in enumerate(self.simultaneous) if one and one.high > floor)

    def as_dict(self) -> dict[str, Any]:
        """Level, draws, and for each ranked place its sets, in plain JSON values.

        Source:
            Layout of this project.

        >>> from mingcha.core.ranks import rank_sets
        >>> rank_sets([2.0, None], [1.0, 1.0]).as_dict()["simultaneous"]
        [{'place': 0, 'low': 1, 'high': 1, 'near': False}]
        """
        return {
            "level": self.level,
            "draws": self.draws,
            "simultaneous": _rows(self.simultaneous),
            "marginal": _rows(self.marginal),
            "missing": list(self.missing),
        }


def _rows(ranges: Ranges) -> list[dict[str, Any]]:
    return [{"place": n, **one._asdict()} for n, one in enumerate(ranges) if one is not None]


def numbers(values: Sequence[float | None] | ArrayLike) -> Floats:
    """Numbers as given, NaN where one is missing.

    Raises:
        Unfit: naming the row that is no number, is infinite, or too large to reckon with.
    Source:
        None needed.

    >>> numbers([1, None]).tolist()
    [1.0, nan]
    """
    listed = list(np.asarray(values, dtype=object).ravel())
    for row, value in enumerate(listed, start=1):
        if value is not None and not (isinstance(value, Real) and abs(value) != np.inf):
            raise Unfit(
                "Row {row}: “{value}” is no number. Write one, or leave it empty.",
                row=row,
                value=value,
            )
    found = np.array([_float(value) for value in listed], float)
    sized(found, HUGE)
    return found


def _float(value: Any) -> float:
    try:
        return np.nan if value is None else float(value)
    except OverflowError:  # a whole number of hundreds of digits; `sized` refuses it
        return np.inf


def in_places(
    given: Floats,
    kept: NDArray[np.int64],
    together: Sequence[Range],
    alone: Sequence[Range] | None,
    apart: Apart,
    *,
    level: float,
    draws: int = 0,
    critical: float | None = None,
) -> RankSets:
    """Sets of the ranked units, each put in the place its unit has among all given.

    Args:
        given: (n,) estimates, NaN where missing.
        kept: (m,) places of the ranked units; `together`, `alone` and `apart` are in their order.
        together, alone: simultaneous and marginal sets; `alone` may be None.
        apart: (m, m) who is proven above whom.
        level, draws, critical: see `RankSets`.
    Returns:
        a `RankSets`.
    Source:
        None needed.

    >>> one = in_places(
    ...     np.array([np.nan, 7.0]), np.array([1]), [Range(1, 1)], None, np.zeros((1, 1), bool),
    ...     level=0.95,
    ... )
    >>> one.simultaneous, one.missing
    ((None, Range(low=1, high=1, near=False)), (0,))
    """
    whole = np.zeros((given.size, given.size), bool)
    whole[np.ix_(kept, kept)] = apart
    by_size = kept[np.lexsort((kept, -given[kept]))]
    return RankSets(
        level=level,
        draws=draws,
        simultaneous=_spread_out(together, kept, given.size),
        marginal=() if alone is None else _spread_out(alone, kept, given.size),
        missing=tuple(np.flatnonzero(np.isnan(given)).tolist()),
        order=tuple(by_size.tolist()),
        critical=critical,
        apart=whole,
    )


def _spread_out(ranges: Sequence[Range], places: NDArray[np.int64], n: int) -> Ranges:
    at = dict(zip(places.tolist(), ranges, strict=True))
    return tuple(at.get(place) for place in range(n))
