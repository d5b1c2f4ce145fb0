"""The vote as it is sealed: of one length, read back whole, and nothing else is read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingcha.core.ballot import Cast, accept, ballot_key, read_vote, vote_bytes
from mingcha.core.ticket import Drawn, code_of
from tests.core.ballot_samples import (
    CODE,
    GROUPS,
    SALT,
    ballot,
    genuine,
    group_of,
    marks_for,
    paper,
    signed,
    why,
)

marks = st.text("12345un-x", min_size=14, max_size=14)
salts = st.binary(min_size=16, max_size=16)
nonces = st.binary(min_size=32, max_size=32)
drawn = st.binary(min_size=15, max_size=15).map(lambda chance: Drawn(code_of(chance)))
tickets = drawn | st.builds(signed, st.sampled_from([g.code for g in GROUPS]), nonces)
BEGIN = 6  # version 3, kind, told, group


def vote(**changes) -> bytes:
    return vote_bytes(paper(), ballot(**changes), GROUPS[0])


def changed(sealed: bytes, at: int, byte: int) -> bytes:
    return sealed[:at] + bytes([byte]) + sealed[at + 1 :]


@given(tickets, marks, salts, st.booleans(), st.integers(0, 2))
def test_a_vote_is_read_back_as_it_was_cast(ticket, marks, salt, told, place) -> None:
    group = GROUPS[place]
    if not isinstance(ticket, Drawn):
        ticket = signed(group.code, ticket.nonce)
    read = read_vote(paper(), vote_bytes(paper(), Cast(ticket, marks, salt, told), group))
    assert (read.ticket, read.marks, read.salt, read.told) == (ticket, marks, salt, told)
    assert read.group == group.code


@given(tickets, marks, st.booleans(), st.sampled_from(GROUPS))
def test_every_vote_of_a_poll_has_one_length(ticket, marks, told, group) -> None:
    """Neither the way of the ticket nor the group nor the marks shows from outside."""
    cast = ballot(ticket=ticket, marks=marks, told=told)
    assert len(vote_bytes(paper(), cast, group)) == BEGIN + 320 + 16 + 14
    if isinstance(ticket, Drawn):
        assert len(vote_bytes(paper(blind=False), cast, group)) == BEGIN + 16 + 16 + 14


def test_comments_are_no_part_of_the_vote() -> None:
    from mingcha.core.ballot import Remark

    assert vote() == vote(remarks=(Remark("MZ001", "秘"),))


def test_what_was_accepted_is_accepted_again_when_it_is_read_at_the_count() -> None:
    sheet = paper(block=3)
    for ticket, group in ((Drawn(CODE), "deputy"), (signed("peer"), "peer")):
        cast = ballot(ticket=ticket, marks=marks_for(sheet, ticket, group), told=True)
        first = accept(sheet, cast, group_of=group_of, genuine=genuine)
        read = read_vote(sheet, first.vote)
        again = Cast(read.ticket, read.marks, read.salt, read.told)
        second = accept(sheet, again, group_of=group_of, genuine=genuine)
        assert second == first
        assert second.key == ballot_key(sheet.poll, ticket)
        assert second.group == read.group


@pytest.mark.parametrize(
    "spoilt",
    [
        b"",
        vote()[:-1],
        vote() + b"\0",
        b"MB2" + vote()[3:],
        changed(vote(), 3, ord("c")),
        changed(vote(), 4, 2),
        changed(vote(), 5, len(GROUPS)),
        changed(vote(), 5, 255),
        changed(vote(), BEGIN, 0xFF),  # a code is plain letters
        changed(vote(), BEGIN + 16, 1),  # behind a code lie zeros
        changed(vote(), BEGIN + 319, 1),
        changed(vote(), len(vote()) - 1, 0x80),  # a mark is a plain letter
    ],
)
def test_what_is_no_vote_of_this_paper_is_not_read(spoilt: bytes) -> None:
    assert why(read_vote, paper(), spoilt) == "ballot.unreadable"


def test_a_vote_of_a_way_that_was_not_opened_is_not_read() -> None:
    blindly = vote(ticket=signed())
    assert why(read_vote, paper(), blindly) == ""
    assert why(read_vote, paper(drawn=False), vote()) == "ballot.unreadable"
    narrow = vote_bytes(paper(blind=False), ballot(), GROUPS[0])
    assert why(read_vote, paper(blind=False), changed(narrow, 3, ord("b"))) == "ballot.unreadable"


@given(st.binary(max_size=40) | st.binary(min_size=350, max_size=362))
def test_any_bytes_at_all_are_read_or_refused(some: bytes) -> None:
    assert why(read_vote, paper(), some) == "ballot.unreadable"


@given(st.binary(min_size=353, max_size=353))
def test_any_bytes_behind_a_right_version_are_read_or_refused(rest: bytes) -> None:
    assert why(read_vote, paper(), b"MB1" + rest) in {"", "ballot.unreadable"}


def test_the_salt_lies_in_the_vote_where_the_layout_says() -> None:
    assert vote()[BEGIN + 320 : BEGIN + 336] == SALT
    assert vote()[:BEGIN] == b"MB1d\0\0"
