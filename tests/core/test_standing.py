"""Who stands above whom: only what the data allow, and the same from published figures alone."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mingcha.core.notice import Unfit
from mingcha.core.standing import Band, as_published, changes, coarse, standings

scores = st.dictionaries(
    st.sampled_from("ABCDEFGH"),
    st.tuples(st.floats(50, 100), st.floats(0.05, 5)),
    min_size=1,
    max_size=8,
)


def found(rows):
    return standings({k: v for k, (v, _) in rows.items()}, {k: e for k, (_, e) in rows.items()})


@given(scores)
@settings(max_examples=25, deadline=None)
def test_bands_hold_every_organ_once_and_never_cut_through_a_set_of_places(rows):
    made = found(rows)
    assert sorted(code for band in made.bands for code in band) == sorted(rows)
    begun = 0
    for band in made.bands:
        for code in band:
            place = made.place(code)
            assert begun < place.low <= place.high <= begun + len(band)
        begun += len(band)


@given(scores)
@settings(max_examples=25, deadline=None)
def test_who_is_said_to_stand_above_has_the_higher_score(rows):
    for band in found(rows).parts:
        assert bool(band.above) == bool(band.below)
        assert not (band.alike and band.above)
        assert all(rows[a][0] > rows[b][0] for a in band.above for b in band.below)


def test_one_organ_and_none_are_compared_with_nobody():
    alone = standings({"A": 90.0}, {"A": 1.0})
    assert (alone.parts, alone.parted) == ((Band(("A",)),), False)
    assert standings({}, {}).places == ()


def test_where_no_line_parts_a_band_its_ends_may_still_be_apart():
    rows = {"a": (96, 0.6), "b": (94.2, 0.6), "c": (92.4, 0.6), "d": (90.6, 0.6)}
    made = found(rows)
    assert made.parts == (Band(("a", "b", "c", "d"), alike=False, above=("a",), below=("d",)),)


def test_in_a_band_that_is_alike_no_two_can_be_told_apart():
    made = found({"a": (90, 1), "b": (89.5, 1), "c": (80, 1), "d": (79, 1)})
    assert made.parts == (Band(("a", "b")), Band(("c", "d")))


def test_a_score_without_an_error_is_refused():
    with pytest.raises(Unfit):
        standings({"A": 1.0}, {})


def test_published_bands_are_never_finer_than_published_scores():
    errors = dict.fromkeys("ABC", 0.2)
    exact = standings({"A": 90.2, "B": 88.9, "C": 80.0}, errors)
    public = as_published({"A": "90", "B": "89", "C": "80"}, errors, "1")
    assert exact.bands == (("A",), ("B",), ("C",))
    assert public.bands == (("A", "B"), ("C",))


def test_a_single_ballot_does_not_show_in_a_published_error():
    assert coarse(0.7312) == coarse(0.7313) == 0.75
    assert coarse(0.0) == 0.25


def test_organs_withheld_from_publication_stand_nowhere():
    public = as_published({"A": "90", "B": None, "C": "80"}, dict.fromkeys("ABC", 0.5), "1")
    assert public.place("B") is None
    assert as_published({"A": "90"}, {"A": 1.0}, None) is None


def test_among_twenty_that_have_not_changed_none_is_said_to_have():
    now = {str(n): (80.0, 1.0) for n in range(20)}
    before = {str(n): (80.0, 1.0) for n in range(20)} | {"7": (77.0, 1.0)}
    alone = changes({"7": now["7"]}, {"7": before["7"]})["7"]
    among = changes(now, before)["7"]
    assert (alone.clear, among.clear) == (True, False)
    assert (alone.low, alone.high) == (among.low, among.high)
    assert changes({"A": (90, 1)}, {"B": (80, 1)}) == {}
    with pytest.raises(Unfit):
        changes({"A": (90, 0)}, {"A": (80, 1)})


def test_a_fall_is_a_fall():
    one = changes({"A": (70, 1)}, {"A": (80, 1)})["A"]
    assert (one.way, one.value) == ("down", -10)
