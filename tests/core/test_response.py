"""Response: published formulas, and that nothing is made of small numbers."""

from __future__ import annotations

import pytest
from scipy.stats import chi2_contingency

from mingcha.core.notice import Unfit
from mingcha.core.response import Stratum, finite, post_stratified, silent_gap, uneven
from mingcha.core.shares import Share


def test_uneven_response_is_pearsons_test():
    groups = {"a": Share(180, 200), "b": Share(240, 300), "c": Share(95, 100)}
    table = [[s.count for s in groups.values()], [s.base - s.count for s in groups.values()]]
    statistic, chance, freedom, _ = chi2_contingency(table, correction=False)
    made = uneven(groups)
    assert (made.statistic, made.freedom) == (pytest.approx(statistic), freedom)
    assert made.chance == pytest.approx(chance)


def test_nothing_is_said_of_few_or_of_one_group_or_of_nobody():
    assert uneven({"a": Share(9, 10), "b": Share(8, 10)}).chance is None
    assert uneven({"a": Share(90, 100)}).chance is None
    assert uneven({}).chance is None
    assert uneven({"a": Share(0, 0), "b": Share(5, 50), "c": Share(25, 50)}).freedom == 1


def test_where_all_or_none_answered_groups_do_not_differ():
    assert uneven({"a": Share(9, 9), "b": Share(8, 8)}).chance == 1.0
    assert uneven({"a": Share(0, 9), "b": Share(0, 8)}).chance == 1.0


def test_the_fewer_are_silent_the_more_they_must_differ():
    needed = [silent_gap(2, rate) for rate in (0.5, 0.8, 0.95)]
    assert needed == sorted(needed)
    assert silent_gap(2, 0.0) == 2
    for gap, rate in ((-1, 0.5), (1, 1.5)):
        with pytest.raises(Unfit):
            silent_gap(gap, rate)


def test_a_group_asked_whole_leaves_nothing_to_chance():
    assert finite(3.0, 40, 40) == 0
    assert finite(3.0, 40, 4_000_000) == pytest.approx(3.0, abs=1e-4)
    for asked, listed in ((41, 40), (0, 0), (-1, 5)):
        with pytest.raises(Unfit):
            finite(1.0, asked, listed)


def test_equal_parts_that_answer_alike_keep_the_plain_mean():
    parts = {"a": Stratum(500, 50, 80, 90), "b": Stratum(500, 50, 90, 90)}
    mean, error = post_stratified(parts)
    assert mean == 85
    assert error == pytest.approx((90 / 100 * 0.9) ** 0.5)


@pytest.mark.parametrize("parts", [{}, {"a": Stratum(10, 1, 80, 0)}, {"a": Stratum(3, 4, 80, 1)}])
def test_a_part_too_small_to_know_its_doubt_is_named(parts):
    with pytest.raises(Unfit):
        post_stratified(parts)
