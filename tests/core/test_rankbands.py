"""Bands instead of ranks, and the sentences that the data allow."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from mingcha.core.ranks import Bands, Saying, bands, count_sets, rank_sets


def test_two_cannot_be_told_apart_and_the_third_is_below_both():
    found = bands(rank_sets([1.0, 9.0, 8.9], [0.1, 0.1, 0.1]))
    assert found.bands == ((1, 2), (0,))
    assert found.sayings == (
        Saying("alike", (1, 2)),
        Saying("below", (0,), (1, 2)),
        Saying("alone", (0,)),
    )


def test_a_chain_is_one_band_with_two_runs_and_its_ends_apart():
    found = bands(rank_sets([10.0, 8.0, 6.0], [0.7, 0.7, 0.7]))
    assert found.bands == ((0, 1, 2),)
    assert found.runs == ((0, 1), (1, 2))
    assert found.sayings == (
        Saying("alike", (0, 1)),
        Saying("alike", (1, 2)),
        Saying("above", (0,), (2,)),
    )


def test_who_has_no_estimate_is_said_to_be_missing_and_stands_in_no_band():
    found = bands(rank_sets([None, 5.0, 5.1], [None, 1.0, 1.0]))
    assert found.bands == ((2, 1),)
    assert found.sayings == (Saying("alike", (2, 1)), Saying("missing", (0,)))


def test_nobody_and_one_alone_make_no_sentence():
    assert bands(rank_sets([], [])) == Bands((), (), ())
    assert bands(rank_sets([5.0], [1.0])) == Bands(((0,),), ((0,),), ())


def test_counts_make_bands_too():
    assert bands(count_sets([3, 400, 390])).bands == ((1, 2), (0,))


@settings(max_examples=40, deadline=None)
@given(n=st.integers(1, 25), seed=st.integers(0, 10_000), spread=st.sampled_from([0.5, 4.0, 20.0]))
def test_every_sentence_is_true_of_the_statements_and_no_cut_is_forgotten(n, seed, spread):
    chance = np.random.default_rng(seed)
    errors = chance.uniform(0.3, 3, n)
    sets = rank_sets(spread * chance.standard_normal(n), errors, draws=200, marginal=False)
    found, apart = bands(sets), sets.apart
    assert [unit for band in found.bands for unit in band] == list(sets.order)
    for saying in found.sayings:
        if saying.kind == "alike":
            assert not apart[np.ix_(saying.units, saying.units)].any()
        elif saying.kind == "below":
            assert apart[np.ix_(saying.than, saying.units)].all()
        elif saying.kind == "above":
            assert apart[np.ix_(saying.units, saying.than)].all()
        else:
            (one,) = saying.units
            assert (apart[one] | apart[:, one]).sum() == n - 1
    for cut in range(1, n):
        whole = apart[np.ix_(sets.order[:cut], sets.order[cut:])].all()
        starts = {int(k) for k in np.cumsum([len(band) for band in found.bands])}
        assert whole == (cut in starts)
    for run in found.runs:
        assert not apart[np.ix_(run, run)].any()
