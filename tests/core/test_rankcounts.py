"""Ranks of shares from counts: exact p-values, Holm's steps, and that they hold."""

from fractions import Fraction
from itertools import combinations
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mingcha.core.notice import Unfit
from mingcha.core.rankcounts import tail
from mingcha.core.ranks import count_sets
from tests.core.ranks_honest import holds


def exact(count, base):
    """Probability of at least `count` heads in `base` throws."""
    return Fraction(sum(comb(base, k) for k in range(count, base + 1)), 2**base)


def by_hand(counts, pairs, level):
    """Holm's steps over the ordered pairs, with fractions: who is above whom."""
    alpha = 1 - Fraction(str(level))
    ordered = sorted((exact(counts[a], counts[a] + counts[b]), a, b) for a, b in pairs)
    accepted = set()
    for place, (p, a, b) in enumerate(ordered):
        if p > alpha / (len(ordered) - place):
            break
        accepted.add((a, b))
    return accepted


def ranges(n, accepted):
    return [
        (1 + sum(b == one for _, b in accepted), n - sum(a == one for a, _ in accepted))
        for one in range(n)
    ]


def bounds(found):
    return [(one.low, one.high) for one in found]


@settings(max_examples=60, deadline=None)
@given(
    counts=st.lists(st.integers(0, 120), min_size=2, max_size=9),
    level=st.sampled_from([0.5, 0.9, 0.95, 0.99]),
)
def test_the_sets_are_holms_steps_over_exact_p_values(counts, level):
    n = len(counts)
    pairs = [*combinations(range(n), 2), *((b, a) for a, b in combinations(range(n), 2))]
    sets = count_sets(counts, level=level)
    together = by_hand(counts, pairs, level)
    assert bounds(sets.simultaneous) == ranges(n, together)
    assert {(int(a), int(b)) for a, b in np.argwhere(sets.apart)} == together
    for one in range(n):
        own = by_hand(counts, [pair for pair in pairs if one in pair], level)
        assert bounds(sets.marginal)[one] == ranges(n, own)[one]


@pytest.mark.parametrize(("count", "base"), [(0, 0), (0, 7), (1, 1), (8, 10), (60, 90), (501, 999)])
def test_a_p_value_is_the_sum_of_its_chances(count, base):
    found = tail(np.array([float(count)]), np.array([float(base)]))[0]
    assert found == pytest.approx(float(exact(count, base)), rel=1e-12)


def test_a_p_value_too_small_to_be_told_from_zero_by_subtraction_is_still_one():
    assert 0 < tail(np.array([400.0]), np.array([401.0]))[0] < 1e-100


def test_the_sets_hold_however_few_the_counts():
    chance = np.random.default_rng(11)
    for listed in ([0.5, 0.3, 0.2], [1 / 6] * 6, [0.6, 0.1, 0.1, 0.1, 0.1]):
        shares = np.array(listed)
        for total in (5, 60):
            held = [
                holds(shares, bounds(count_sets(chance.multinomial(total, shares)).simultaneous))
                for _ in range(150)
            ]
            assert np.mean(held) >= 0.95


def test_marginal_sets_are_no_wider_and_nothing_is_near():
    sets = count_sets([310, 300, 250, 120, 119, 4, 0])
    for alone, together in zip(sets.marginal, sets.simultaneous, strict=True):
        assert together.low <= alone.low <= alone.high <= together.high
        assert not alone.near
        assert not together.near
    assert sets.draws == 0
    assert sets.critical is None


def test_a_missing_count_holds_no_rank_but_none_is_a_count():
    sets = count_sets([50, None, 0])
    assert sets.missing == (1,)
    assert bounds(one for one in sets.simultaneous if one) == [(1, 1), (2, 2)]
    assert count_sets([]).simultaneous == ()
    assert bounds(count_sets([7]).marginal) == [(1, 1)]
    assert bounds(count_sets([0, 0]).simultaneous) == [(1, 2), (1, 2)]


@pytest.mark.parametrize(
    ("counts", "how", "says"),
    [
        ([1, -2], {}, "Row 2: -2 is no count"),
        ([1.5, 2], {}, "Row 1: 1.5 is no count"),
        ([1, "two"], {}, "Row 2: “two” is no number"),
        ([1, 2], {"level": 1}, "A level of 1 "),
    ],
)
def test_what_cannot_be_is_refused(counts, how, says):
    with pytest.raises(Unfit, match=says):
        count_sets(counts, **how)
