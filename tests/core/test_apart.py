"""Groups apart, and bursts: found where they are, and in honest tables and streams not."""

import numpy as np
import pytest

from mingcha.core.apart import against
from mingcha.core.bursts import bursts
from mingcha.core.notice import Unfit


def table(seed: int, groups: int, targets: int, taste: float = 1.0):
    rng = np.random.default_rng(seed)
    errors = rng.uniform(0.4, 2, (groups, targets))
    means = rng.normal(0, 3, (groups, 1)) + rng.normal(80, 2, (1, targets))
    means = means + rng.normal(0, taste, means.shape) + errors * rng.normal(0, 1, means.shape)
    return means, errors


@pytest.mark.parametrize(("groups", "targets", "taste"), [(3, 12, 1), (8, 84, 1), (3, 84, 3)])
def test_honest_tables_raise_no_more_than_one_alarm_in_a_hundred(groups, targets, taste):
    tables = [table(seed, groups, targets, taste) for seed in range(60)]
    assert sum(bool(against(*one)) for one in tables) <= 2


def test_a_group_that_puts_one_organ_far_below_is_found():
    found = 0
    for seed in range(20):
        means, errors = table(seed, 8, 40)
        means[2, 7] -= 15
        found += [(one.group, one.target) for one in against(means, errors)] == [(2, 7)]
    assert found >= 18


def test_a_group_that_moves_against_all_others_since_the_last_round_is_found():
    before, errors = table(1, 6, 30)
    now = before + 1 + np.random.default_rng(2).normal(0, 1, before.shape)
    now[0, 3] += 20
    (one,) = against(now, errors, before=before)
    assert (one.group, one.target) == (0, 3)
    assert one.gap > one.most > 0


@pytest.mark.parametrize(("groups", "targets", "drift"), [(3, 12, 0.5), (8, 30, 1.0)])
def test_honest_changes_raise_a_movement_in_one_pair_of_rounds_of_a_hundred_at_most(
    groups, targets, drift
):
    """Tastes stay, organs get better or worse, groups milder or harsher, and opinions drift."""
    rng, alarms = np.random.default_rng(5), 0
    for _ in range(100):
        base = np.add.outer(rng.normal(0, 3, groups), rng.normal(80, 5, targets))
        base += rng.normal(0, 1, base.shape)
        errors = np.exp(rng.normal(0, 0.3, base.shape))
        change = np.add.outer(rng.normal(0, 1, groups), rng.normal(0, 2, targets))
        change += rng.normal(0, drift, base.shape)
        before = base + errors * rng.standard_normal(base.shape)
        now = base + change + errors * rng.standard_normal(base.shape)
        alarms += bool(against(now, errors, before=before))
    assert alarms <= 3


def test_an_outlier_is_no_group_apart_where_another_group_goes_the_same_way_as_far():
    means, errors = table(1, 8, 40)
    means[2, 7] -= 15
    means[3, 7] -= 22
    assert (2, 7) not in [(one.group, one.target) for one in against(means, errors)]


def test_two_groups_or_two_targets_say_nothing():
    assert against(np.ones((2, 30)), np.ones((2, 30))) == []
    assert against(np.ones((30, 2)), np.ones((30, 2))) == []


@pytest.mark.parametrize("error", [0.0, -1.0, np.nan])
def test_a_standard_error_that_is_not_above_0_is_refused(error):
    errors = np.ones((4, 12))
    errors[1, 1] = error
    with pytest.raises(Unfit, match="Row 2"):
        against(np.ones((4, 12)), errors)


# Bursts


def stream(seed: int, n: int, hours: int) -> np.ndarray:
    return np.random.default_rng(seed).uniform(0, hours, n)


@pytest.mark.parametrize(("n", "hours"), [(60, 720), (500, 240), (2000, 720)])
def test_steady_streams_raise_no_more_than_one_alarm_in_a_hundred(n, hours):
    found = [bursts(stream(seed, n, hours), 1, period=(0, hours)) for seed in range(200)]
    assert sum(map(bool, found)) <= 5


def test_a_burst_is_told_with_its_span_and_what_was_expected():
    times = np.concatenate([stream(1, 300, 720), 100 + np.linspace(0, 0.9, 12)])
    (one,) = bursts(times, 1, period=(0, 720))
    assert 99 <= one.first <= 100
    assert 100.5 <= one.last <= 102
    assert one.count >= 12 > one.most > one.expected


def test_busy_hours_of_the_whole_city_are_no_burst():
    def of_day(seed: int, n: int) -> np.ndarray:
        rng = np.random.default_rng(seed)
        return rng.integers(0, 30, n) * 24 + np.clip(rng.normal(12, 1.5, n), 0, 23.9)

    city = of_day(0, 20_000)
    beside = [bursts(of_day(seed, 400), 1, background=city, period=(0, 720)) for seed in range(40)]
    alone = [bursts(of_day(seed, 400), 1, period=(0, 720)) for seed in range(40)]
    assert sum(map(bool, beside)) <= 1
    assert sum(map(bool, alone)) >= 30


@pytest.mark.parametrize(
    ("times", "how", "words"),
    [
        ([1, np.nan], {"window": 1}, "no number"),
        ([1, 2], {"window": 0}, "above 0"),
        ([1, 2, 3, 4, 5], {"window": 3}, "half the period"),
        ([1, 2, 9], {"window": 1, "period": (0, 8)}, "outside the period"),
        ([1, 2, 3, 9], {"window": 1, "background": [1, 2]}, "too few"),
    ],
)
def test_what_cannot_be_a_stream_is_refused(times, how, words):
    with pytest.raises(Unfit, match=words):
        bursts(times, **how)


def test_no_events_are_no_burst():
    assert bursts([], 1, period=(0, 24)) == []
