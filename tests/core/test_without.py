"""With and without a block: never told where anybody could work out fewer than ten papers."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from mingcha.core.without import LEAST, without
from tests.core.suspicion_rounds import honest, sheet


def two_groups(first: int, second: int):
    marks = np.random.default_rng(1).choice([100.0, 75.0, 55.0], (first + second, 6))
    return sheet(marks, np.repeat([0, 1], [first, second]))


def block(size: int, *rows: int) -> np.ndarray:
    return np.isin(np.arange(size), rows)


def test_the_rest_has_the_mean_it_would_have_alone():
    round_ = honest(1, 100, 5, groups=2)
    out = np.arange(100) < 40
    (found,) = without(round_, [out])
    for code in (0, 1):
        rows = (round_.group == code) & ~out
        assert found.means[code] == pytest.approx(round_.marks[rows].mean(axis=0))
        assert found.taken[code] == ((round_.group == code) & out).sum()


def test_a_group_in_which_the_block_or_the_rest_is_small_stays_as_it_is():
    round_ = two_groups(60, 30)
    out = block(90, *range(20), *range(60, 82))  # leaves eight of the second group
    (found,) = without(round_, [out])
    assert found.taken == {0: 20}
    assert np.isnan(found.means[1]).all()


def test_a_block_that_is_a_whole_group_is_not_taken_out_of_it():
    assert without(two_groups(60, 30), [block(90, *range(60, 90))]) == (None,)


def test_what_stays_in_is_never_a_few():
    """Of 33 papers 30 in one group could be taken out: the other three would then be known."""
    round_ = two_groups(60, 60)
    assert without(round_, [block(120, *range(30), 60, 61, 62)]) == (None,)
    (found,) = without(round_, [block(120, *range(30), *range(60, 75))])
    assert found.taken == {0: 30, 1: 15}


def test_two_blocks_that_differ_by_few_are_not_both_told():
    round_ = two_groups(100, 60)
    first, second = block(160, *range(30)), block(160, *range(31))
    assert without(round_, [first, second])[1] is None
    assert without(round_, [second, first])[1] is None
    assert without(round_, [first, block(160, *range(45))])[1] is not None


def test_a_third_block_is_held_to_what_the_first_two_leave():
    """Neither differs from it by few, but the first two together do."""
    round_ = two_groups(200, 60)
    first, second = block(260, *range(30)), block(260, *range(30, 60))
    assert without(round_, [first, second, block(260, *range(63))])[2] is None


def test_an_organ_that_few_of_either_side_marked_keeps_its_mean():
    round_ = two_groups(100, 60)
    marks = round_.marks.copy()
    marks[:21, 2] = np.nan  # nine of the block marked it
    marks[40:100, 3] = np.nan  # ten of the rest did, which is enough
    (found,) = without(round_.with_marks(marks), [block(160, *range(30))])
    assert np.isnan(found.means[0]).tolist() == [False, False, True, False, False, False]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_no_sum_of_what_is_told_is_about_fewer_than_ten_papers(seed):
    """Every whole combination with small weights of the indicators told has no small support."""
    rng = np.random.default_rng(seed)
    round_ = honest(seed % 1000, 120, 4, groups=2)
    marks = np.where(rng.random(round_.marks.shape) < 0.2, np.nan, round_.marks)
    base = rng.random(120) < rng.choice([0.2, 0.5])
    blocks = [base ^ (rng.random(120) < rng.choice([0.02, 0.2])) for _ in range(3)]
    found = without(round_.with_marks(marks.astype(np.float32)), blocks)
    for group, column in product(range(2), range(4)):
        given_ = (round_.group == group) & ~np.isnan(marks[:, column])
        told = [given_.astype(int)]
        for one, out in zip(found, blocks, strict=True):
            if one is not None and not np.isnan(one.means[group, column]):
                told.append((given_ & ~out).astype(int))
        for weights in product((-2, -1, 0, 1, 2), repeat=len(told)):
            support = int((np.array(weights) @ np.array(told) != 0).sum())
            assert support == 0 or support >= LEAST


# A linear program in the hands of somebody who knows both blocks paper by paper


def one_paper(marks: np.ndarray, masks, lone: int) -> float:
    """To how many points a paper's mark is known from rounded means of those left by each mask."""
    rows = [np.ones(len(marks)), *((~mask).astype(float) for mask in masks)]
    sums = [float(row @ marks) for row in rows]
    doubt = [1e-9, *(0.005 * row.sum() for row in rows[1:])]
    both = np.concatenate([rows, -np.array(rows)])
    most = [s + d for s, d in zip(sums, doubt, strict=True)]
    least = [d - s for s, d in zip(sums, doubt, strict=True)]
    goal = np.zeros(len(marks))
    goal[lone] = 1.0
    ends = [
        linprog(sign * goal, A_ub=both, b_ub=[*most, *least], bounds=(55, 100), method="highs")
        for sign in (1, -1)
    ]
    return float(-ends[1].fun - ends[0].fun)


def test_what_is_told_leaves_the_one_paper_between_two_blocks_unknown():
    """Planted, both told: the mark of the one paper in which they differ lies open."""
    marks = np.random.default_rng(3).choice([100.0, 75.0, 55.0], (60, 1))
    blocks = [block(60, *range(30)), block(60, *range(31))]
    assert one_paper(marks[:, 0], blocks, 30) < 1
    found = without(sheet(marks, np.zeros(60, int)), blocks)
    told = [mask for one, mask in zip(found, blocks, strict=True) if one is not None]
    assert len(told) == 1
    assert one_paper(marks[:, 0], told, 30) == pytest.approx(45)
