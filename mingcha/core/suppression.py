"""Small cells: which counts of a table to withhold so that nobody can work them out."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

Counts = NDArray[np.int64]
Mask = NDArray[np.bool_]
Zeros = Literal["publish", "withhold"]


def with_totals(table: ArrayLike) -> Counts:
    """A table of counts with its totals behind and below it, as it would be printed.

    Args:
        table: (k,) or (r, c) whole numbers, 0 or more.

    Returns:
        (k + 1,) or (r + 1, c + 1) int array; the last entry, row and column are totals.

    Raises:
        ValueError: for a negative or broken count, naming its place, or another shape.
    Source:
        Plain addition.

    >>> with_totals([[1, 2], [3, 4]]).tolist()
    [[1, 2, 3], [3, 4, 7], [4, 6, 10]]
    """
    counts = np.asarray(table)
    if counts.ndim not in (1, 2):
        raise ValueError(f"a table has one or two dimensions, not {counts.ndim}")
    if (bad := np.argwhere((counts < 0) | (counts != np.floor(counts)))).size:
        place = tuple(int(n) for n in bad[0])
        raise ValueError(f"cell {place}: {counts[place]} is not a count")
    whole = counts.astype(np.int64)
    for axis in range(whole.ndim):
        whole = np.concatenate([whole, whole.sum(axis=axis, keepdims=True)], axis=axis)
    return whole


def withhold(table: ArrayLike, minimum: int, *, zeros: Zeros = "publish") -> Mask:
    """Which cells and totals must not be printed: the small ones, and those that give them away.

    A count under `minimum` is withheld, totals too. Then, for each of them that could be worked
    out from what is left by adding and subtracting, further cells are withheld: the set with
    the smallest counts that leaves at least two possible values. The reader is taken to know
    the method, hence that no withheld count is 0 where zeros are published. Which of the
    withheld cells are the small ones is not shown.

    It guards one table. Two tables that share cells, or a share printed beside its base, can
    give away what each of them keeps.

    Args:
        table: (k,) or (r, c) whole numbers, 0 or more, without totals.
        minimum: the smallest count that may be printed, in cases.
        zeros: "publish" if a 0 harms nobody (nothing was found); "withhold" if it does.

    Returns:
        (k + 1,) or (r + 1, c + 1) bool array, laid out like `with_totals(table)`.

    Raises:
        ValueError: for a broken table (see `with_totals`).
    Source:
        L. H. Cox, J. Amer. Statist. Assoc. 75 (1980), 377-385 (complementary suppression);
        J. Castro, Comput. Statist. Data Anal. 51 (2007), 5866-5888 (by shortest paths).

    >>> withhold([3, 12, 40], 10).tolist()
    [True, True, False, False]
    >>> withhold([[3, 20], [15, 30]], 10)[:2, :2].tolist()
    [[True, True], [True, True]]
    """
    whole = with_totals(table)
    small = (whole < minimum) & ((whole > 0) if zeros == "publish" else True)
    net = _Net.of(whole, least=1 if zeros == "publish" else 0)
    hidden = set(np.flatnonzero(small).tolist())
    for cell in sorted(hidden, key=lambda n: (whole.flat[n], n)):
        # Freeing one cell frees all on its way, and never binds another: one pass is enough.
        hidden |= net.cheapest_way(cell, _rather(hidden, net))
    mask = np.zeros(whole.size, bool)
    mask[sorted(hidden)] = True
    return mask.reshape(whole.shape)


def exposed(table: ArrayLike, mask: ArrayLike, *, zeros: Zeros = "publish") -> Mask:
    """Which withheld cells a reader could still work out exactly from the printed ones.

    Args:
        table: (k,) or (r, c) whole numbers, 0 or more, without totals.
        mask: (k + 1,) or (r + 1, c + 1), true where withheld; a mask that somebody made by hand.
        zeros: "publish" if the reader may take it that no withheld count is 0.

    Returns:
        bool array like `mask`: true where only one whole number is possible.

    Raises:
        ValueError: for a broken table, or a mask that does not fit it.
    Source:
        D. Gusfield, SIAM J. Comput. 17 (1988), 552-571: a cell of a table with totals can vary
        if and only if it lies on a cycle of withheld cells.

    >>> exposed([3, 12, 40], [True, False, False, False]).tolist()
    [True, False, False, False]
    """
    whole, hides = with_totals(table), np.asarray(mask, bool)
    if whole.shape != hides.shape:
        raise ValueError(f"a mask of shape {hides.shape} does not fit {whole.shape} with totals")
    net = _Net.of(whole, least=1 if zeros == "publish" else 0)
    hidden = set(np.flatnonzero(hides).tolist())
    fixed = [cell for cell in hidden if not net.cheapest_way(cell, _only(hidden))]
    found = np.zeros(whole.size, bool)
    found[fixed] = True
    return found.reshape(whole.shape)


Price = Callable[[int], "int | None"]


def _only(hidden: set[int]) -> Price:
    return lambda cell: 0 if cell in hidden else None


def _rather(hidden: set[int], net: _Net) -> Price:
    """Hide small counts rather than large ones, and what is hidden already for nothing."""
    return lambda cell: 0 if cell in hidden else 1 + net.cells[cell].count


@dataclass(frozen=True)
class _Cell:
    """A count as an edge between the two sums it is part of; `sign` is -1 for a total."""

    tail: int
    head: int
    count: int
    sign: int


@dataclass(frozen=True)
class _Net:
    """The table as a network: sums are nodes, counts are edges, what may change goes round.

    Raising one count by 1 must be made good in its row and in its column; a set of changes that
    keeps every sum true is a cycle. A count may always rise, and fall if it is above `least`.
    """

    cells: tuple[_Cell, ...]
    roads: dict[int, tuple[tuple[int, int], ...]]  # node -> (cell, next node)

    @classmethod
    def of(cls, whole: Counts, *, least: int) -> _Net:
        cells = tuple(_row_cells(whole) if whole.ndim == 1 else _grid_cells(whole))
        roads: dict[int, list[tuple[int, int]]] = {}
        for number, cell in enumerate(cells):
            if cell.count < least:
                continue  # a published zero moves nowhere
            rise, fall = (cell.tail, cell.head)[:: cell.sign], (cell.head, cell.tail)[:: cell.sign]
            for begin, end in (rise, fall) if cell.count > least else (rise,):
                roads.setdefault(begin, []).append((number, end))
        return cls(cells, {node: tuple(ways) for node, ways in roads.items()})

    def cheapest_way(self, cell: int, price: Price) -> set[int]:
        """The other cells of the cheapest cycle through this one; empty if there is none."""
        ends = [(e, b) for b, ways in self.roads.items() for n, e in ways if n == cell]
        ways = [way for begin, end in ends if (way := self._way(begin, end, cell, price))]
        return min(ways, key=lambda way: way[0])[1] if ways else set()

    def _way(self, begin: int, end: int, avoid: int, price: Price) -> tuple[int, set[int]] | None:
        """Dijkstra's shortest way from one sum to another without using the cell `avoid`."""
        queue: list[tuple[int, int, int, int]] = [(0, 0, begin, -1)]
        came: dict[int, tuple[int, int]] = {}  # node -> (node before, cell taken)
        done: set[int] = set()
        best = {begin: 0}
        while queue:
            cost, length, node, _ = heapq.heappop(queue)
            if node == end:
                return cost, _walked(came, begin, end)
            if node in done:
                continue
            done.add(node)
            for taken, onward in self.roads.get(node, ()):
                toll = None if taken == avoid else price(taken)
                if toll is None or cost + toll >= best.get(onward, cost + toll + 1):
                    continue
                best[onward] = cost + toll
                came[onward] = (node, taken)
                heapq.heappush(queue, (cost + toll, length + 1, onward, taken))
        return None


def _walked(came: dict[int, tuple[int, int]], begin: int, end: int) -> set[int]:
    taken: set[int] = set()
    while end != begin:
        end, cell = came[end]
        taken.add(cell)
    return taken


def _row_cells(whole: Counts) -> list[_Cell]:
    # One sum only: every count leads from it to the world outside and back.
    last = whole.size - 1
    return [_Cell(0, 1, int(n), -1 if at == last else 1) for at, n in enumerate(whole)]


def _grid_cells(whole: Counts) -> list[_Cell]:
    rows, columns = whole.shape
    return [
        # The grand total is a total of totals: its sign turns twice.
        _Cell(i, rows + j, int(whole[i, j]), -1 if (i == rows - 1) != (j == columns - 1) else 1)
        for i in range(rows)
        for j in range(columns)
    ]
