"""Whether the sets keep their word on simulated honest rounds, and are not timid either."""

import numpy as np
import pytest

from mingcha.core.rankdraws import Independent
from mingcha.core.ranks import rank_sets
from tests.core import ranks_oracle as oracle
from tests.core.ranks_honest import SETTINGS, holds, width

SEED = 20261124


def sets_of(round_, seed, **how):
    _, estimates, errors = round_
    found = rank_sets(estimates, errors, seed=seed, marginal=False, **how)
    return [(one.low, one.high) for one in found.simultaneous]


def rounds(setting, many):
    return [SETTINGS[setting](np.random.default_rng([SEED, number])) for number in range(many)]


def share_held(setting, many):
    """How often all true ranks are covered."""
    held = 0
    for number, one in enumerate(rounds(setting, many)):
        held += holds(one[0], sets_of(one, number, draws=1_000))
    return held / many


def widths_beside_csranks(setting, many):
    """Average width of our sets and of those of csranks, which draws anew in each step."""
    ours, peers = [], []
    for number, one in enumerate(rounds(setting, many)):
        ours.append(width(sets_of(one, number, draws=1_000)))
        chance = np.random.default_rng([SEED, number, 1])
        peers.append(width(oracle.csranks(one[1], one[2], chance)))
    return float(np.mean(ours)), float(np.mean(peers))


@pytest.mark.parametrize("setting", SETTINGS)
def test_all_true_ranks_are_covered(setting):
    # 182 of 200 or fewer would come once in 200 runs of sets that hold 95 times of 100
    assert share_held(setting, 200) >= 0.91


@pytest.mark.parametrize("setting", SETTINGS)
def test_no_set_is_wider_for_having_been_found_in_steps(setting):
    for number, one in enumerate(rounds(setting, 10)):
        steps = sets_of(one, number, draws=1_000)
        single = sets_of(one, number, draws=1_000, stepdown=False)
        assert all(b[0] <= a[0] and a[1] <= b[1] for a, b in zip(steps, single, strict=True))


@pytest.mark.slow
@pytest.mark.parametrize("setting", SETTINGS)
def test_all_true_ranks_are_covered_in_2000_rounds(setting):
    assert share_held(setting, 2_000) >= 0.94


@pytest.mark.parametrize("setting", SETTINGS)
def test_the_sets_are_no_wider_than_the_papers_way_makes_them(setting):
    for number, one in enumerate(rounds(setting, 2)):
        _, estimates, errors = one
        order = np.lexsort((estimates, errors))
        z = np.empty((1_000, errors.size))
        z[:, order] = Independent(errors[order], 1_000, number).z
        statements, sd = oracle.everyone(errors.size), oracle.spread(np.diag(errors**2))
        accepted, _ = oracle.steps(estimates, sd, statements, lambda z=z: z, 0.95)
        assert sets_of(one, number, draws=1_000) == oracle.ranges(accepted)


@pytest.mark.slow
@pytest.mark.parametrize("setting", SETTINGS)
def test_drawing_anew_in_each_step_as_csranks_does_gains_less_than_a_hundredth(setting):
    """It accepts what exceeds any of several critical values: the luck of 1,000 draws."""
    ours, peers = widths_beside_csranks(setting, 100)
    assert abs(ours / peers - 1) < 0.01
