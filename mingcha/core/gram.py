"""Weighted sums of products of a tall matrix's columns, for many weights of its rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import blas
from scipy.sparse import csr_array

Floats = NDArray[np.float64]
Places = NDArray[np.int64]

KEPT: Final = 20_000_000  # numbers kept between calls; more cost too much memory
CHUNK: Final = 2048


class Gram(Protocol):
    """C' diag(w) C for a fixed sparse C, told by its lower half at `rows` and `columns`."""

    rows: Places
    columns: Places

    def weighted(self, weights: Floats) -> Floats:
        """Its entries for one weight, 0 or more, of each row of C."""

    def along(self, entries: Floats) -> Floats:
        """For each row c of C, c' M c with the symmetric M of these entries in its lower half."""


def gram_of(tall: csr_array, classes: Floats) -> Gram:
    """The cheapest way to the sums of one matrix.

    Args:
        tall: (r, m) sparse matrix C without duplicates.
        classes: (r,) numbers; rows with equal numbers will always have equal weights.
    Returns:
        a `Gram`; entries that are zero for all weights may be left out.
    Raises:
        ValueError: never for a matrix of finite numbers.
    Source:
        None needed.

    >>> sums = gram_of(csr_array(np.array([[1.0, 2.0], [0.0, 3.0]])), np.array([3.0, 3.0]))
    >>> sums.rows.tolist(), sums.columns.tolist(), sums.weighted(np.array([1.0, 1.0])).tolist()
    ([0, 1, 1], [0, 0, 1], [1.0, 2.0, 13.0])
    >>> sums.along(np.array([1.0, 0.0, 1.0])).tolist()
    [5.0, 9.0]
    """
    width = np.diff(tall.indptr).astype(np.int64)
    m = tall.shape[1]
    kinds, kind_of = np.unique(classes, return_inverse=True)
    pairs, sums = int((width * (width + 1)).sum()) // 2, kinds.size * m * (m + 1) // 2
    if sums <= min(pairs, KEPT):
        return _Classed.of(tall, kind_of, kinds.size)
    if pairs <= KEPT:
        return _Paired.of(tall, width)
    return _Streamed(*_lower(m), tall)


def _lower(m: int) -> tuple[Places, Places]:
    columns, rows = np.triu_indices(m)
    return rows, columns


@dataclass
class _Paired:
    """Every product of two entries of one row, kept: one sparse product a call."""

    rows: Places
    columns: Places
    products: csr_array  # a row for each row of C in `order`, a column for each place
    order: Places
    twice: Floats

    @classmethod
    def of(cls, tall: csr_array, width: Places) -> _Paired:
        tall.sort_indices()
        m, order = tall.shape[1], np.argsort(width, kind="stable")
        keys, values = [], []
        for size, members in _by_width(width, order):
            at = tall.indptr[members][:, None] + np.arange(size)
            right, left = np.tril_indices(size)  # columns of a row ascend: right is the lower
            labels, entries = tall.indices[at].astype(np.int32), tall.data[at]
            keys.append((labels[:, left] * np.int32(m) + labels[:, right]).ravel())
            values.append((entries[:, left] * entries[:, right]).ravel())
        key = np.concatenate(keys)
        present = np.zeros(m * m, bool)
        present[key] = True
        place = np.cumsum(present, dtype=np.int32) - np.int32(1)
        columns, rows = np.divmod(np.flatnonzero(present), m)
        lengths = width[order] * (width[order] + 1) // 2
        ends = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
        products = csr_array(
            (np.concatenate(values), place[key], ends), shape=(width.size, rows.size)
        )
        return cls(rows, columns, products, order, np.where(rows == columns, 1.0, 2.0))

    def weighted(self, weights: Floats) -> Floats:
        return np.asarray(self.products.T @ weights[self.order])

    def along(self, entries: Floats) -> Floats:
        found = np.empty(self.order.size)
        found[self.order] = self.products @ (entries * self.twice)
        return found


def _by_width(width: Places, order: Places) -> list[tuple[int, Places]]:
    sizes, begins = np.unique(width[order], return_index=True)
    return list(zip(sizes.tolist(), np.split(order, begins[1:]), strict=True))


@dataclass
class _Streamed:
    """Nothing kept: every call multiplies anew, a few thousand rows at a time."""

    rows: Places
    columns: Places
    tall: csr_array

    def weighted(self, weights: Floats) -> Floats:
        return np.asarray(_squared(self.tall, np.sqrt(weights))[self.rows, self.columns])

    def along(self, entries: Floats) -> Floats:
        m = self.tall.shape[1]
        middle = np.zeros((m, m), order="F")
        middle[self.rows, self.columns] = entries
        found = np.empty(self.tall.shape[0])
        for begin in range(0, found.size, CHUNK):
            part = self.tall[begin : begin + CHUNK].toarray()
            moved = blas.dsymm(1.0, middle, part.T, lower=1)
            found[begin : begin + CHUNK] = np.einsum("ij,ji->i", part, moved)
        return found


@dataclass
class _Classed(_Streamed):
    """Sums kept for each class of rows: a call costs next to nothing."""

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
            sums[kind] = _squared(tall[members], np.ones(members.size))[rows, columns]
        return cls(rows, columns, tall, sums, order[ends[:-1]])

    def weighted(self, weights: Floats) -> Floats:
        return np.asarray(np.einsum("i,ij->j", weights[self.chosen], self.sums))


def _squared(tall: Any, roots: Floats) -> Floats:
    """The lower half of C' diag(roots^2) C."""
    found = np.zeros((tall.shape[1], tall.shape[1]), order="F")
    for begin in range(0, tall.shape[0], CHUNK):
        part = tall[begin : begin + CHUNK].toarray() * roots[begin : begin + CHUNK, None]
        found = blas.dsyrk(1.0, part.T, beta=1.0, c=found, lower=1, overwrite_c=1)
    return np.asarray(found)
