"""Shares: published values first, then what must hold for every count."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2

from mingcha.core.notice import Unfit
from mingcha.core.shares import (
    Share,
    difference,
    rate_interval,
    shrink,
    volume_groups,
    wilson,
)


@st.composite
def shares(draw: st.DrawFn, least: int = 0) -> Share:
    base = draw(st.integers(least, 5000))
    return Share(draw(st.integers(0, base)), base)


def test_small_and_large_samples_have_the_intervals_of_the_domain_study() -> None:
    low, high = wilson([4, 960], [5, 1000])
    assert (low * 100).round(1).tolist() == [37.6, 94.6]
    assert (high * 100).round(1).tolist() == [96.4, 97.0]


def test_shrinkage_gives_the_values_of_the_domain_study() -> None:
    assert (shrink([4, 960], [5, 1000], 0.95, 30) * 100).round(1).tolist() == [92.9, 96.0]


@given(shares())
def test_an_interval_holds_its_share_and_stays_within_none_and_all(share: Share) -> None:
    low, high = share.interval()
    assert 0 <= low <= high <= 1
    if share.value is not None:
        assert low <= share.value <= high
    assert (low == 0) == (share.count == 0)
    assert (high == 1) == (share.count == share.base)


@given(shares())
def test_the_interval_of_the_others_is_the_mirror_image(share: Share) -> None:
    low, high = share.interval()
    mirrored = Share(share.base - share.count, share.base).interval()
    assert np.allclose((1 - high, 1 - low), mirrored)


@given(shares(least=1), st.integers(2, 9))
def test_more_cases_of_the_same_share_narrow_the_interval(share: Share, times: int) -> None:
    low, high = share.interval()
    lower, higher = Share(share.count * times, share.base * times).interval()
    assert higher - lower < high - low


def test_nothing_counted_is_neither_none_nor_all() -> None:
    assert Share(0, 0).value is None
    assert Share(0, 0).interval() == (0, 1)


def test_a_share_of_more_than_there_are_is_refused() -> None:
    with pytest.raises(Unfit, match="6 of 5 cannot be"):
        Share(6, 5)
    with pytest.raises(ValueError, match="row 1: 6 of 5"):
        wilson([1, 6], [5, 5])
    with pytest.raises(ValueError, match="row 0"):
        wilson([np.nan], [5])
    with pytest.raises(ValueError, match="prior share of 2"):
        shrink([1], [5], 2, 30)


@given(shares(), st.floats(0, 1), st.floats(0.1, 1000))
def test_a_shrunk_share_lies_between_the_share_and_the_prior(
    share: Share, prior: float, weight: float
) -> None:
    value = float(shrink([share.count], [share.base], prior, weight)[0])
    own = prior if share.value is None else share.value
    assert min(own, prior) - 1e-12 <= value <= max(own, prior) + 1e-12


@pytest.mark.parametrize(
    ("first", "second", "low", "high"),
    [
        (Share(56, 70), Share(48, 80), 0.0524, 0.3339),
        (Share(9, 10), Share(3, 10), 0.1705, 0.8090),
        (Share(6, 7), Share(2, 7), 0.0582, 0.8062),
        (Share(5, 56), Share(0, 29), -0.0381, 0.1926),
        (Share(10, 10), Share(0, 10), 0.6075, 1.0000),
    ],
)
def test_differences_have_the_intervals_that_newcombe_prints(
    first: Share, second: Share, low: float, high: float
) -> None:
    found = difference(first, second).interval
    assert found == pytest.approx((low, high), abs=0.00006)


@given(shares(), shares())
def test_a_difference_turned_round_is_its_mirror_image(one: Share, other: Share) -> None:
    there, back = difference(one, other), difference(other, one)
    assert np.allclose(there.interval, (-back.interval.high, -back.interval.low))
    assert there.parted == back.parted
    assert -1 <= there.interval.low <= there.interval.high <= 1 or one.base * other.base == 0


def test_no_difference_is_claimed_where_nothing_was_counted() -> None:
    unknown = difference(Share(0, 0), Share(5, 5))
    assert unknown.value is None
    assert not unknown.parted


def test_organs_are_sorted_into_three_volumes() -> None:
    assert volume_groups([0, 1999, 2000, 9999, 10_000, 10_001]).tolist() == [0, 0, 1, 1, 2, 2]
    with pytest.raises(ValueError, match="must ascend"):
        volume_groups([1], (10, 10))
    with pytest.raises(ValueError, match="row 1"):
        volume_groups([1, -1])


@given(st.integers(0, 200), st.integers(1, 1000))
def test_equal_weights_give_the_exact_poisson_interval(events: int, base: int) -> None:
    low, high = rate_interval([1.0] * events, base, 1.0)
    exact = chi2.ppf(0.025, 2 * events) / 2 if events else 0.0
    assert low * base == pytest.approx(exact)
    assert high * base == pytest.approx(chi2.ppf(0.975, 2 * events + 2) / 2)


@given(st.lists(st.floats(0.1, 8), max_size=40))
def test_a_weighted_rate_lies_within_its_interval(weights: list[float]) -> None:
    low, high = rate_interval(weights, 10, 8)
    assert low <= sum(weights) / 10 < high


def test_the_weighted_interval_covers_the_truth_as_often_as_it_says() -> None:
    chance = np.random.default_rng(7)
    kinds, means = np.array([1.0, 2.0, 4.0]), np.array([3.0, 1.0, 0.4])
    covered = 0
    for counts in chance.poisson(means, (600, 3)):
        low, high = rate_interval(np.repeat(kinds, counts).tolist(), 1, 4)
        covered += low <= kinds @ means <= high
    assert covered / 600 >= 0.95
    with pytest.raises(ValueError, match="above 0"):
        rate_interval([], 0, 1)
