"""Small cells: an attacker with every printed number, and linear algebra, finds no withheld one."""

from typing import Literal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.typing import NDArray
from scipy.optimize import linprog

from mingcha.core.suppression import exposed, with_totals, withhold

Counts = NDArray[np.int64]
Zeros = Literal["publish", "withhold"]
small_counts = st.integers(0, 14)
rows = hnp.arrays(np.int64, st.integers(1, 7), elements=small_counts)
grids = hnp.arrays(np.int64, st.tuples(st.integers(1, 4), st.integers(1, 4)), elements=small_counts)


def sums(shape: tuple[int, ...]) -> NDArray[np.float64]:
    """One row per printed sum: its parts count 1, its total -1."""
    lines = []
    for axis in range(len(shape)):
        for at in np.ndindex(*(n for k, n in enumerate(shape) if k != axis)):
            line = np.zeros(shape)
            view = np.moveaxis(line, axis, -1)[at]
            view[:-1], view[-1] = 1, -1
            lines.append(line.ravel())
    return np.array(lines)


def feasible(table: Counts, mask: NDArray[np.bool_], least: int) -> list[tuple[float, float]]:
    """What a reader can work out for each withheld cell by linear programming.

    The sums of a two-way table are totally unimodular, so the ends are whole numbers.
    """
    whole, hidden = with_totals(table), np.flatnonzero(mask)
    matrix = sums(whole.shape)
    known = matrix @ np.where(mask, 0, whole).ravel()
    bounds = [(least, 10_000)] * len(hidden)
    ends = []
    for n in range(len(hidden)):
        aim = np.zeros(len(hidden))
        aim[n] = 1
        found = [
            linprog(s * aim, A_eq=matrix[:, hidden], b_eq=-known, bounds=bounds) for s in (1, -1)
        ]
        assert all(one.status == 0 for one in found)
        ends.append((found[0].fun, -found[1].fun))
    return ends


@settings(max_examples=60, deadline=None)
@given(st.one_of(rows, grids), st.integers(1, 10), st.sampled_from(["publish", "withhold"]))
def test_no_withheld_cell_can_be_worked_out(table: Counts, minimum: int, zeros: Zeros) -> None:
    mask = withhold(table, minimum, zeros=zeros)
    least = 1 if zeros == "publish" else 0
    for low, high in feasible(table, mask, least):
        assert high - low > 0.5


@given(st.one_of(rows, grids), st.integers(1, 10), st.sampled_from(["publish", "withhold"]))
def test_nothing_small_is_ever_printed(table: Counts, minimum: int, zeros: Zeros) -> None:
    printed = with_totals(table)[~withhold(table, minimum, zeros=zeros)]
    assert ((printed >= minimum) | ((printed == 0) & (zeros == "publish"))).all()


@settings(max_examples=40, deadline=None)
@given(grids, st.data())
def test_a_mask_made_by_hand_is_judged_as_linear_programming_judges_it(
    table: Counts, data: st.DataObject
) -> None:
    mask = data.draw(hnp.arrays(np.bool_, with_totals(table).shape))
    ends = feasible(table, mask, 0)
    assert exposed(table, mask, zeros="withhold")[mask].tolist() == [b - a < 0.5 for a, b in ends]


@given(st.one_of(rows, grids), st.integers(1, 10))
def test_the_same_table_always_gives_the_same_mask(table: Counts, minimum: int) -> None:
    first = withhold(table, minimum)
    assert (first == withhold(table, minimum)).all()
    assert not exposed(table, first).any()


def test_a_table_without_small_cells_is_printed_whole() -> None:
    assert not withhold([[10, 20], [30, 0]], 10).any()


def test_one_small_cell_takes_the_smallest_rectangle_with_it() -> None:
    mask = withhold([[3, 20, 90], [15, 30, 80], [95, 85, 70]], 10)
    assert np.argwhere(mask).tolist() == [[0, 0], [0, 1], [1, 0], [1, 1]]


def test_two_small_cells_that_add_up_to_two_need_a_third() -> None:
    assert withhold([1, 1, 40], 10).tolist() == [True, True, True, False]


def test_a_lonely_small_cell_takes_its_totals_with_it() -> None:
    assert withhold([3, 0, 0], 5).tolist() == [True, False, False, True]
    assert withhold([[3]], 5).all()


def test_zeros_are_withheld_only_where_they_harm() -> None:
    assert withhold([0, 40, 50], 10).tolist() == [False, False, False, False]
    assert withhold([0, 40, 50], 10, zeros="withhold").tolist() == [True, True, False, False]


def test_a_table_of_a_city_is_guarded_whole() -> None:
    chance = np.random.default_rng(3)
    table = chance.poisson(chance.gamma(1.5, 6, (84, 20)))
    mask = withhold(table, 10)
    assert not exposed(table, mask).any()
    assert mask.mean() < 0.75


def test_a_broken_table_is_refused_by_its_place() -> None:
    with pytest.raises(ValueError, match=r"cell \(1,\): -2"):
        withhold([1, -2], 5)
    with pytest.raises(ValueError, match=r"cell \(0, 1\): 0.5"):
        withhold([[1, 0.5]], 5)
    with pytest.raises(ValueError, match="one or two dimensions"):
        withhold(7, 5)
    with pytest.raises(ValueError, match="does not fit"):
        exposed([1, 2], [True, False])
