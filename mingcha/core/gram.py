"""Weighted sums of products of a tall matrix's columns, for many weights of its rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

Floats = NDArray[np.float64]
Places = NDArray[np.int64]

PAIRS: Final = 12_000_000  # products laid out one by one; more cost too much memory
CLASSED: Final = 30_000_000  # entries of sums kept by class of rows
CHUNK: Final = 2048


class Gram(Protocol):
    """C' diag(w) C for a fixed C: its lower half, at `rows` and `columns`."""

    rows: Places
    columns: Places

    def weighted(self, weights: Floats) -> Floats:
        """The entries for one weight of each row of C."""


def gram_of(tall: csr_array, classes: Floats) -> Gram:
    """The cheapest way to the sums of one matrix.

    Args:
        tall: (r, m) sparse matrix C.
        classes: (r,) numbers; rows with equal numbers will always have equal weights.
    Returns:
        a `Gram` over the lower half; entries that are zero for all weights may be left out.
    Raises:
        ValueError: never for a matrix of finite numbers.
    Source:
        None needed.

    >>> sums = gram_of(csr_array(np.array([[1.0, 2.0], [0.0, 3.0]])), np.array([3.0, 3.0]))
    >>> sums.rows.tolist(), sums.columns.tolist(), sums.weighted(np.array([1.0, 1.0])).tolist()
    ([0, 1, 1], [0, 0, 1], [1.0, 2.0, 13.0])
    """
    width = np.diff(tall.indptr).astype(np.int64)
    m = tall.shape[1]
    kinds, kind_of = np.unique(classes, return_inverse=True)
    if kinds.size * m * m <= CLASSED:
        return _Classed.of(tall, kind_of, kinds.size)
    if int((width**2).sum()) <= PAIRS:
        return _Paired.of(tall, width)
    return _Streamed(tall, *_lower(m))


def _lower(m: int) -> tuple[Places, Places]:
    columns, rows = np.triu_indices(m)
    return rows, columns


@dataclass
class _Paired:
    """Every product of two entries of one row, kept: one sparse product a call."""

    rows: Places
    columns: Places
    products: csr_array

    @classmethod
    def of(cls, tall: csr_array, width: Places) -> _Paired:
        tall.sort_indices()
        row_of = np.repeat(np.arange(width.size), width)
        times = width[row_of]
        left = np.repeat(np.arange(row_of.size), times)
        ends = np.cumsum(times)
        right = np.arange(ends[-1]) - np.repeat(ends - times, times)
        right += tall.indptr[row_of[left]]
        lower = right >= left  # a row's columns ascend, so the right one is the lower
        left, right = left[lower], right[lower]
        m = tall.shape[1]
        key = tall.indices[left].astype(np.int64) * m + tall.indices[right]
        kept, where = np.unique(key, return_inverse=True)
        products = csr_array(
            (tall.data[left] * tall.data[right], (where, row_of[left])),
            shape=(kept.size, width.size),
        )
        columns, rows = np.divmod(kept, m)
        return cls(rows, columns, products)

    def weighted(self, weights: Floats) -> Floats:
        return np.asarray(self.products @ weights)


@dataclass
class _Classed:
    """Sums kept for each class of rows: a call costs next to nothing."""

    rows: Places
    columns: Places
    sums: Floats
    chosen: Places

    @classmethod
    def of(cls, tall: csr_array, kind_of: Places, kinds: int) -> _Classed:
        rows, columns = _lower(tall.shape[1])
        order = np.argsort(kind_of, kind="stable")
        ends = np.searchsorted(kind_of[order], np.arange(kinds + 1))
        sums = np.empty((kinds, rows.size))
        for kind in range(kinds):
            members = order[ends[kind] : ends[kind + 1]]
            sums[kind] = _dense(tall[members], None)[rows, columns]
        return cls(rows, columns, sums, order[ends[:-1]])

    def weighted(self, weights: Floats) -> Floats:
        return np.asarray(weights[self.chosen] @ self.sums)


@dataclass
class _Streamed:
    """Nothing kept: every call multiplies anew, a few thousand rows at a time."""

    tall: csr_array
    rows: Places
    columns: Places

    def weighted(self, weights: Floats) -> Floats:
        return np.asarray(_dense(self.tall, weights)[self.rows, self.columns])


def _dense(tall: Any, weights: Floats | None) -> Floats:
    found = np.zeros((tall.shape[1], tall.shape[1]))
    for begin in range(0, tall.shape[0], CHUNK):
        part = tall[begin : begin + CHUNK].toarray()
        heavy = part if weights is None else part * weights[begin : begin + CHUNK, None]
        found += part.T @ heavy
    return found
