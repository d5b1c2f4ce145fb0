"""Quantiles: the value everybody computes, and an interval that holds for every shape."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from mingcha.core.notice import Unfit
from mingcha.core.quantiles import quantile

TIMES = st.lists(st.integers(0, 60), min_size=1, max_size=80)


def of(sample, share, level=0.95):
    values, counts = np.unique(sample, return_counts=True)
    return quantile(values, counts, share, level)


@given(TIMES, st.sampled_from([0.1, 0.25, 0.5, 0.9]))
def test_the_value_is_the_usual_one(sample, share):
    found = of(sample, share)
    assert found.value == pytest.approx(np.quantile(sample, share))
    assert found.n == len(sample)


@given(TIMES, st.sampled_from([0.5, 0.9]))
def test_the_interval_runs_between_values_of_the_sample_around_the_value(sample, share):
    found = of(sample, share)
    for end, fits in (
        (found.low, lambda e: e <= found.value),
        (found.high, lambda e: e >= found.value),
    ):
        assert end is None or (end in sample and fits(end))


@given(st.lists(st.integers(0, 60), min_size=6, max_size=40))
def test_the_order_in_which_values_are_given_does_not_matter(sample):
    values, counts = np.unique(sample, return_counts=True)
    assert quantile(values[::-1], counts[::-1], 0.5) == quantile(values, counts, 0.5)


@pytest.mark.parametrize("n", [6, 10, 37, 400])
@pytest.mark.parametrize("share", [0.5, 0.9])
def test_the_interval_covers_at_least_as_often_as_it_says_by_the_exact_law(n, share):
    """Of distinct values, the ranks between which the quantile lies tell the coverage exactly."""
    found = quantile(range(1, n + 1), [1] * n, share)
    low = int(found.low) if found.low is not None else 0
    high = int(found.high) if found.high is not None else n + 1
    covered = binom.cdf(high - 1, n, share) - (binom.cdf(low - 1, n, share) if low else 0.0)
    assert covered >= 0.95


def test_five_values_are_too_few_for_an_interval_of_the_median_and_six_are_not():
    assert of([1, 2, 3, 4, 5], 0.5).low is None
    assert (of([1, 2, 3, 4, 5, 6], 0.5).low, of([1, 2, 3, 4, 5, 6], 0.5).high) == (1, 6)


@pytest.mark.parametrize(
    ("values", "counts", "share"), [([], [], 0.5), ([1], [0], 0.5), ([1], [-1], 0.5), ([1], [1], 1)]
)
def test_what_cannot_be_is_refused_with_a_remedy(values, counts, share):
    with pytest.raises(Unfit):
        quantile(values, counts, share)
