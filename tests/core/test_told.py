"""Who was told what to mark, by organ: a number is shown only where it gives nobody away."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mingcha.core.suppression import with_totals
from mingcha.core.told import ToldIn, told_of

BIG = ToldIn(200, 60, 150, 45)


def test_a_large_group_stands_alone_and_small_ones_stand_together():
    small = {"a": ToldIn(60, 7, 50, 7), "b": ToldIn(60, 8, 45, 8)}
    lines = told_of({"z": BIG, **small}, 10)
    assert [(line.groups, line.told, line.graded) for line in lines] == [
        (("z",), 45, 150),
        (("a", "b"), 15, 95),
    ]


def test_one_small_group_is_not_put_together_with_what_stands_alone():
    """Whoever knew both lines would have it by subtraction."""
    lines = told_of({"z": BIG, "a": ToldIn(60, 7, 50, 7)}, 10)
    assert [line.groups for line in lines] == [("z",)]


def test_a_number_that_follows_by_subtraction_is_small_too():
    """Of twelve who were told eleven graded it: one who was told did not know it."""
    assert told_of({"a": ToldIn(100, 12, 90, 11)}, 10) == ()
    assert len(told_of({"a": ToldIn(100, 12, 88, 12)}, 10)) == 1


def test_nobody_who_was_told_is_shown_as_none():
    (line,) = told_of({"a": ToldIn(100, 0, 80, 0)}, 10)
    assert (line.told, line.graded) == (0, 80)


@st.composite
def figures(draw):
    told, rest = draw(st.integers(0, 40)), draw(st.integers(0, 80))
    of_told, of_rest = draw(st.integers(0, told)), draw(st.integers(0, rest))
    return ToldIn(told + rest, told, of_told + of_rest, of_told)


@given(st.dictionaries(st.sampled_from("abcd"), figures(), max_size=4))
def test_no_line_shows_or_gives_away_a_count_below_the_least(groups):
    for line in told_of(groups, 10):
        one = ToldIn(*(sum(n) for n in zip(*(groups[g] for g in line.groups), strict=True)))
        table = [
            [one.graded_told, one.told - one.graded_told],
            [one.graded - one.graded_told, one.ballots - one.told - one.graded + one.graded_told],
        ]
        assert (line.told, line.graded) == (one.graded_told, one.graded)
        assert one.graded >= 10
        assert not [n for n in with_totals(table).flat if 0 < n < 10]
