"""Whether the sets keep their word on simulated honest rounds, and are not timid either."""

import numpy as np
import pytest

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


def excess_width(setting, many):
    """By how many ranks the sets are wider on average than those of csranks, and its error."""
    more = []
    for number, one in enumerate(rounds(setting, many)):
        peer = oracle.csranks(one[1], one[2], np.random.default_rng([SEED, number, 1]))
        more.append(width(sets_of(one, number, draws=1_000)) - width(peer))
    return float(np.mean(more)), float(np.std(more) / np.sqrt(many))


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


@pytest.mark.slow
@pytest.mark.parametrize("setting", SETTINGS)
def test_the_sets_are_no_wider_than_those_of_csranks(setting):
    """Both with 1,000 draws, csranks drawing anew in each step: equal but for the luck of it."""
    more, error = excess_width(setting, 200)
    assert more <= 3 * error + 0.001
