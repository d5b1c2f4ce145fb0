"""Ratings gathered by their labels while a file is read: kept are cells, not rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from mingcha.core.labels import Cells, Codes, Floats, Labelled
from mingcha.core.notice import Unfit

AT_ONCE: Final = 1 << 20  # rows that wait until they are gathered
BITS: Final = {2: 31, 3: 21}  # of a code in a key, by how many factors there are


@dataclass(frozen=True)
class Gathered:
    """A table of ratings without its rows; stands for `core.ratings.Table`.

    Attributes:
        n: ratings.
        columns: "rater", "target" and perhaps "block"; their codes go by cell.
        count, mean, square: (c,) ratings of each cell, their mean in the unit of the scores, and
            their sum of squares about it in the unit squared.
    """

    n: int
    columns: dict[str, Labelled]
    count: Floats
    mean: Floats
    square: Floats

    @property
    def alike(self) -> bool:
        """Whether no two scores differ."""
        return bool(self.mean.max() == self.mean.min()) and not self.square.any()

    @property
    def one(self) -> float:
        """Any of the scores, if they are alike."""
        return float(self.mean[0])

    def cells(self) -> Cells:
        """The cells, those of the largest factor together."""
        columns = list(self.columns.values())
        lead = sorted(range(len(columns)), key=lambda k: columns[k].size)
        order = np.lexsort([columns[k].codes for k in lead])
        codes = tuple(column.codes[order] for column in columns)
        return Cells(codes, self.count[order], self.mean[order], float(self.square.sum()))

    def split(self, part_of: Codes) -> Iterator[Gathered]:
        """The cells of each part; `part_of` tells the part of a rater."""
        part = part_of[self.columns["rater"].codes]
        for one in range(int(part.max()) + 1):
            inside = np.flatnonzero(part == one)
            columns = {name: _left(column, inside) for name, column in self.columns.items()}
            count = self.count[inside]
            yield Gathered(int(count.sum()), columns, count, self.mean[inside], self.square[inside])


class Gathering:
    """Takes ratings part by part.

    Source:
        Pairwise sums of squares: T. F. Chan, G. H. Golub and R. J. LeVeque, Amer. Statist. 37
        (1983), 242-247.

    >>> ratings = Gathering(("rater", "target"))
    >>> ratings.add(np.array([1.0, 3.0]), [np.array([0, 0]), np.array([0, 0])])
    >>> ratings.add(np.array([7.0]), [np.array([1]), np.array([1])])
    >>> found = ratings.done({"rater": ["a", "b"], "target": ["x", "y"]})
    >>> found.count.tolist(), found.mean.tolist(), found.square.tolist()
    ([2.0, 1.0], [2.0, 7.0], [2.0, 0.0])
    """

    def __init__(self, factors: Sequence[str]) -> None:
        self.factors = tuple(factors)
        self.bits = BITS[len(self.factors)]
        self.n = self.waiting = 0
        self.keys: list[Codes] = [np.empty(0, np.int64)]
        self.scores: list[Floats] = [np.empty(0)]
        nothing = np.empty(0)
        self.key, self.count, self.mean, self.square = self.keys[0], nothing, nothing, nothing

    def add(self, scores: Floats, codes: Sequence[NDArray[Any]]) -> None:
        """Take some ratings.

        Args:
            scores: (k,) finite numbers, in one unit.
            codes: (k,) codes from 0 for each factor.
        Raises:
            Unfit: for more labels than can be told apart.
        Source:
            See the class.

        >>> Gathering(("rater", "target")).add(np.array([1.0]), [np.array([0]), np.array([0])])
        """
        key = np.zeros(len(scores), np.int64)
        for name, code in zip(self.factors, codes, strict=True):
            if len(code) and int(code.max()) >> self.bits:
                raise Unfit(
                    "Column “{column}” has more than {most} labels. Give a part of the table.",
                    column=name,
                    most=1 << self.bits,
                )
            key = (key << self.bits) | code
        self.keys.append(key)
        self.scores.append(scores)
        self.n += len(scores)
        self.waiting += len(scores)
        # The more cells there are, the longer it takes to go through them.
        if self.waiting >= max(AT_ONCE, self.key.size):
            self._gather()

    def _gather(self) -> None:
        fresh = self.waiting
        keys = np.concatenate([self.key, *self.keys])
        count = np.concatenate([self.count, np.ones(fresh)])
        mean = np.concatenate([self.mean, *self.scores])
        square = self.square
        self.keys, self.scores, self.waiting = [], [], 0
        self.key, first, place = np.unique(keys, return_index=True, return_inverse=True)
        middle = mean[first]
        apart = mean - middle[place]  # nothing where all are alike, whatever the rounding
        self.count = np.bincount(place, weights=count).astype(float)
        shift = np.bincount(place, weights=count * apart) / self.count
        self.mean = middle + shift
        apart -= shift[place]
        self.square = np.bincount(place, weights=count * apart * apart).astype(float)
        self.square += np.bincount(place[: square.size], weights=square, minlength=first.size)

    def done(self, names: Mapping[str, Sequence[str]]) -> Gathered:
        """All that was taken.

        Args:
            names: by factor, the label of each code.
        Returns:
            a `Gathered`; labels that no rating bears are left out.
        Raises:
            Unfit: never by itself.
        Source:
            See the class.

        >>> Gathering(("rater", "target")).done({"rater": [], "target": []}).n
        0
        """
        self._gather()
        columns, rest = {}, self.key
        for name in reversed(self.factors):
            rest, code = rest >> self.bits, rest & ((1 << self.bits) - 1)
            columns[name] = _left(Labelled(code, tuple(names[name])), np.arange(code.size))
        columns = {name: columns[name] for name in self.factors}
        return Gathered(self.n, columns, self.count, self.mean, self.square)


def _left(column: Labelled, rows: NDArray[Any]) -> Labelled:
    """These rows of a column, with only the names that are left."""
    codes = column.codes[rows]
    left = np.bincount(codes, minlength=column.size) > 0
    place = np.cumsum(left) - 1
    names = tuple(name for name, there in zip(column.names, left.tolist(), strict=True) if there)
    return Labelled(place[codes], names)
