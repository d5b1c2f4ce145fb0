"""Many ballots at once: by the slot's law, all of them or none, and only while the box is open."""

from __future__ import annotations

import pytest

from mingcha.core.ballot import Cast, Remark
from mingcha.core.refusal import Refusal
from mingcha.core.ticket import Drawn
from mingcha.foundation.models import JournalEntry
from mingcha.polls import commands, queries
from mingcha.polls.commands import casting
from tests.polls import hall


@pytest.fixture
def opened(clerk, day):
    return hall.opened(clerk, day)


def ballot(code, marks="111", **facts):
    return Cast(Drawn(code), marks, bytes(16), **facts)


def test_they_are_counted_like_any_others(opened, clerk, day):
    poll, codes, shares, _three = opened
    remark = (Remark("MZ001", "窗口开得太少。"),)
    casts = [ballot(code, remarks=remark) for code in codes["deputy"][:12]]
    assert casting.put_in(poll, casts) == 12
    commands.close(poll, by=clerk, on=day)
    commands.count(poll, shares=shares[:2], by=clerk, on=day)
    assert poll.tally["broken"] == 0
    assert poll.tally["groups"]["deputy"]["ballots"] == 12
    assert {one.text for one in queries.comments_of(poll)} == {"窗口开得太少。"}


def test_no_journal_knows_of_them(opened):
    poll, codes, *_ = opened
    before = JournalEntry.objects.count()
    casting.put_in(poll, [ballot(codes["deputy"][0])])
    assert JournalEntry.objects.count() == before


@pytest.mark.parametrize(
    ("second", "because"),
    [("the same ticket", "ballot.already_cast"), ("no ticket", "ballot.no_ticket")],
)
def test_one_that_does_not_count_keeps_all_of_them_out(opened, second, because):
    poll, codes, *_ = opened
    code = codes["deputy"][0] if second == "the same ticket" else "0" * 16
    with pytest.raises(Refusal) as no:
        casting.put_in(poll, [ballot(codes["deputy"][0]), ballot(code, "222")])
    assert no.value.code == because
    assert sum(queries.ballots_by_group(poll).values()) == 0


def test_a_ticket_that_is_in_the_box_does_not_come_twice(opened):
    poll, codes, *_ = opened
    casting.put_in(poll, [ballot(codes["deputy"][0])])
    with pytest.raises(Refusal) as no:
        casting.put_in(poll, [ballot(codes["deputy"][0])])
    assert no.value.code == "ballot.already_cast"


def test_nothing_comes_into_a_closed_box(opened, clerk, day):
    poll, codes, *_ = opened
    commands.close(poll, by=clerk, on=day)
    with pytest.raises(Refusal) as no:
        casting.put_in(poll, [ballot(codes["deputy"][0])])
    assert no.value.code == "ballot.closed"
