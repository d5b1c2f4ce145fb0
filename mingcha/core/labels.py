"""Labels to codes, and the cells of a table of ratings: fast enough for ten million rows."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from mingcha.core.notice import Unfit

Codes = NDArray[np.int64]
Floats = NDArray[np.float64]

HUGE: Final = 1e153  # its square is the most that the machine can hold, and some to spare
ROOMY: Final = 1 << 25  # buckets that may be laid out side by side, whatever the number of rows


@dataclass(frozen=True)
class Labelled:
    """One column of labels as codes: row i bears `names[codes[i]]`; every name occurs."""

    codes: Codes
    names: tuple[Hashable, ...]

    @property
    def size(self) -> int:
        """How many different names there are."""
        return len(self.names)


Labels = Labelled | ArrayLike | Sequence[Hashable]


def numbers(values: ArrayLike, column: str) -> Floats:
    """A column of finite numbers; anything else is named by its row.

    Args:
        values: (n,) numbers, or texts that are numbers.
        column: the word for the column in a refusal.
    Returns:
        (n,) float array, in the unit given.
    Raises:
        Unfit: for no rows, a table instead of a column, or a value that is no finite number.
    Source:
        None needed.

    >>> numbers(["81", 94.5], "score").tolist()
    [81.0, 94.5]
    """
    plain = values if isinstance(values, np.ndarray) else _column(values)
    if plain.ndim != 1 or not plain.size:
        raise Unfit("There are no values in column “{column}”. Give one a row.", column=column)
    try:
        read = plain.astype(np.float64)
    except (TypeError, ValueError, OverflowError):
        read = np.array([_number(value) for value in plain.tolist()])
    if not np.isfinite(read).all():
        row = int(np.flatnonzero(~np.isfinite(read))[0])
        raise Unfit(
            "Row {row}: “{value}” in column “{column}” is not a number. "
            "Correct it, or leave the row out.",
            row=row + 1,
            value=plain[row],
            column=column,
        )
    sized(read, HUGE / read.size**0.5)  # squares are summed
    return read


def sized(values: Floats, most: float, least: float = 0.0) -> None:
    """Refuse numbers that the machine cannot reckon with.

    Args:
        values: (n,) numbers, in one unit; NaN stands for one that is missing.
        most, least: bounds of their absolute values, in the same unit.
    Raises:
        Unfit: naming the first row beyond them.
    Source:
        None needed.

    >>> sized(np.array([-80.0, np.nan]), most=100.0)
    """
    size = np.abs(values)
    if (bad := np.flatnonzero((size > most) | (size < least))).size:
        raise Unfit(
            "Row {row}: {value} is too large or too small to reckon with. Choose another unit.",
            row=int(bad[0]) + 1,
            value=f"{values[bad[0]]:g}",
        )


def _number(value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError, OverflowError):
        return float("nan")


def labelled(labels: Labels, column: str) -> Labelled:
    """A column of labels as codes, names in ascending order where they have one.

    Args:
        labels: (n,) integers, texts or any hashable things; a `Labelled` is taken as it is.
        column: the word for the column in a refusal.
    Returns:
        a `Labelled`; integer labels of a narrow range are counted, not sorted.
    Raises:
        Unfit: for no rows, or a row without a label (empty, None, not a number).
    Source:
        None needed.

    >>> labelled(["b", "a", "b"], "rater")
    Labelled(codes=array([1, 0, 1]), names=('a', 'b'))
    """
    if isinstance(labels, Labelled):
        return labels
    plain = labels if isinstance(labels, np.ndarray) else _column(labels)
    if plain.ndim != 1 or not plain.size:
        raise Unfit("There are no values in column “{column}”. Give one a row.", column=column)
    if plain.dtype.kind in "bui":
        return _of_integers(plain)
    found = _of_objects(plain.tolist())
    if (empty := _nameless(found.names)) is not None:
        row = int(np.flatnonzero(found.codes == empty)[0])
        raise Unfit(
            "Row {row}: column “{column}” is empty. Fill it in, or leave the row out.",
            row=row + 1,
            column=column,
        )
    return found


def _column(given: Any) -> NDArray[Any]:
    if hasattr(given, "__array__"):
        return np.asarray(given)
    values = list(given)
    plain = np.empty(len(values), dtype=object)
    for row, value in enumerate(values):  # assigned at once, lists inside would be unpacked
        plain[row] = value
    if values and all(type(value) is int for value in values[:1000]):
        return _as_integers(plain)
    return plain


def _as_integers(plain: NDArray[Any]) -> NDArray[Any]:
    if all(type(value) is int for value in plain.tolist()):
        try:
            return plain.astype(np.int64)
        except OverflowError:
            pass
    return plain


def _of_integers(plain: NDArray[Any]) -> Labelled:
    low, high = int(plain.min()), int(plain.max())
    if high - low < max(ROOMY, 2 * plain.size):
        shifted = plain if low == 0 and plain.dtype == np.int64 else plain.astype(np.int64) - low
        present = np.bincount(shifted, minlength=1) > 0
        names = np.flatnonzero(present)
        if names.size == present.size:
            return Labelled(shifted, tuple((names + low).tolist()))
        place = np.cumsum(present) - 1
        return Labelled(place[shifted], tuple((names + low).tolist()))
    values, codes = np.unique(plain, return_inverse=True)
    return Labelled(codes.astype(np.int64), tuple(values.tolist()))


def _of_objects(values: list[Any]) -> Labelled:
    first = dict.fromkeys(values)
    try:
        names = sorted(first)
    except TypeError:
        names = list(first)
    place = {name: code for code, name in enumerate(names)}
    codes = np.fromiter(map(place.__getitem__, values), np.int64, len(values))
    return Labelled(codes, tuple(names))


def _nameless(names: Sequence[Hashable]) -> int | None:
    for code, name in enumerate(names):
        if name is None or name != name or (isinstance(name, str) and not name.strip()):  # noqa: PLR0124 -- NaN
            return code
    return None


@dataclass(frozen=True)
class Cells:
    """Ratings that share all their labels, as one: how many, their mean, and what lies inside.

    Attributes:
        codes: one (c,) int array for each factor.
        count: (c,) ratings in each cell.
        mean: (c,) mean score of each cell, in the unit of the scores.
        within: sum of squares inside cells, in the unit squared.
    """

    codes: tuple[Codes, ...]
    count: Floats
    mean: Floats
    within: float


def cells(scores: Floats, factors: Sequence[Labelled]) -> Cells:
    """Gather ratings by their labels.

    Args:
        scores: (n,) numbers.
        factors: labels of the same n rows; a factor that follows from the first two costs little.
    Returns:
        `Cells` with at most n entries.
    Raises:
        Unfit: never by itself; the columns were checked before.
    Source:
        Sufficiency of cell means, S. R. Searle, Linear Models (1971), ch. 7.

    >>> both = labelled(["a", "a", "b"], "rater"), labelled(["x", "x", "y"], "target")
    >>> found = cells(np.array([1.0, 3.0, 7.0]), both)
    >>> found.count.tolist(), found.mean.tolist(), found.within
    ([2.0, 1.0], [2.0, 7.0], 2.0)
    """
    # The largest factor leads, so that its cells lie together.
    order = sorted(range(len(factors)), key=lambda k: -factors[k].size)
    key, space = factors[order[0]].codes, factors[order[0]].size
    for k in order[1:]:
        key, space = key * factors[k].size + factors[k].codes, space * factors[k].size
    kept, where, tally, sums = _tallied(key, space, scores)
    mean = sums / tally
    within = 0.0
    if kept.size < scores.size:
        total = float(np.einsum("i,i", scores, scores))
        within = total - float(np.einsum("i,i,i", tally, mean, mean))
        if within < 1e-6 * total:  # too small a rest of too large a sum
            place = np.searchsorted(kept, key) if where is None else where
            within = float(((scores - mean[place]) ** 2).sum())
    codes: dict[int, Codes] = {}
    for k in reversed(order):
        kept, codes[k] = np.divmod(kept, factors[k].size)
    return Cells(tuple(codes[k] for k in range(len(factors))), tally, mean, within)


def _tallied(key: Codes, space: int, scores: Floats) -> tuple[Codes, Codes | None, Floats, Floats]:
    """The keys that occur, the place of each row among them if known, ratings and sums of each."""
    where: Codes | None
    if space <= max(ROOMY, 4 * key.size):
        tally: Any = np.bincount(key, minlength=space)
        kept, where = np.flatnonzero(tally).astype(np.int64), None
        tally, sums = tally[kept], np.bincount(key, weights=scores, minlength=space)[kept]
    else:
        kept, where = np.unique(key, return_inverse=True)
        tally, sums = np.bincount(where), np.bincount(where, weights=scores)
    return kept, where, tally.astype(np.float64), sums.astype(np.float64)
