"""The law of the ballot: what counts, what is refused and why, what is kept."""

import dataclasses
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingcha.core.ballot import (
    MOST_REMARK,
    Cast,
    Group,
    Paper,
    Remark,
    accept,
    asked_of,
    ballot_key,
    fingerprint,
)
from mingcha.core.ticket import Blind, Drawn
from tests.core.ballot_samples import (
    CODE,
    GROUPS,
    NONCE,
    ORGANS,
    POLL,
    PREFIX,
    QUESTIONS,
    SALT,
    ballot,
    code_for,
    genuine,
    group_of,
    marks_for,
    paper,
    signed,
    why,
)


def refused(cast: Cast, sheet: Paper | None = None) -> str:
    return why(accept, sheet or paper(), cast, group_of=group_of, genuine=genuine)


def accepted(cast: Cast, sheet: Paper | None = None):
    return accept(sheet or paper(), cast, group_of=group_of, genuine=genuine)


def test_a_ballot_with_a_drawn_ticket_counts_for_the_group_of_its_batch() -> None:
    kept = accepted(ballot(remarks=(Remark("MZ001", "态度好"),)))
    assert (kept.group, kept.key) == ("deputy", ballot_key(POLL, Drawn(CODE)))
    assert kept.remarks == (Remark("MZ001", "态度好"),)
    assert len(kept.fingerprint) == 32


def test_a_ballot_with_a_blind_ticket_counts_for_the_group_of_its_key() -> None:
    assert accepted(ballot(ticket=signed("citizen"))).group == "citizen"


@pytest.mark.parametrize(
    "code",
    ["", "0" * 15, "0" * 16, CODE.lower(), CODE[:-1], CODE + "0", CODE + "\0", "\ud800" * 16],
)
def test_a_code_that_is_not_in_the_bag_is_no_ticket(code: str) -> None:
    assert refused(ballot(ticket=Drawn(code))) == "ballot.no_ticket"


def test_a_ticket_of_another_poll_is_no_ticket() -> None:
    other = dataclasses.replace(paper(), poll="77" * 16)
    assert refused(ballot(), other) == "ballot.no_ticket"
    assert refused(ballot(ticket=signed()), other) == "ballot.no_ticket"


def test_a_way_that_was_not_opened_is_closed() -> None:
    assert refused(ballot(), paper(drawn=False)) == "ballot.no_ticket"
    assert refused(ballot(ticket=signed()), paper(blind=False)) == "ballot.no_ticket"


def test_a_ticket_of_a_group_that_is_not_on_the_paper_is_no_ticket() -> None:
    without = paper(groups=(Group("citizen"),))
    assert refused(ballot(), without) == "ballot.no_ticket"
    assert refused(ballot(ticket=signed("deputy")), without) == "ballot.no_ticket"


GOOD = signed()


@pytest.mark.parametrize(
    "changes",
    [
        {"group": "citizen"},
        {"group": "nobody"},
        {"group": "\ud800"},
        {"nonce": b"m" * 32},
        {"nonce": NONCE[:-1]},
        {"nonce": NONCE + b"n"},
        {"prefix": b"q" * 32},
        {"prefix": b""},
        {"prefix": PREFIX + NONCE[:1], "nonce": NONCE[1:]},
        {"signature": GOOD.signature[:-1]},
        {"signature": GOOD.signature + b"\0"},
        {"signature": bytes(256)},
        {"signature": bytes([GOOD.signature[0] ^ 1]) + GOOD.signature[1:]},
    ],
)
def test_every_field_of_a_blind_ticket_is_looked_at(changes) -> None:
    forged = dataclasses.replace(GOOD, **changes)
    assert refused(ballot(ticket=forged)) == "ballot.no_ticket"


@pytest.mark.parametrize("grades", [3, 5])
@pytest.mark.parametrize("contact", [True, False])
def test_every_mark_the_paper_offers_counts_and_no_other(grades: int, contact: bool) -> None:
    sheet = paper(grades=grades, contact_first=contact)
    offered = "12345"[:grades] + "u-" + ("n" if contact else "")
    for mark in map(chr, [*range(32, 127), 0, 0x663, 0xFF11, 0x597D, 0xD800]):
        said = refused(ballot(marks="1" * 5 + mark + "1" * 8), sheet)
        missing = "ballot.organ_missing" if mark == "x" else "ballot.mark_unknown"
        assert said == ("" if mark in offered else missing), mark


@pytest.mark.parametrize("length", [0, 1, 13, 15, 1000])
def test_as_many_marks_as_the_paper_asks_for(length: int) -> None:
    assert refused(ballot(marks="1" * length)) == "ballot.marks_unfit"


@given(
    st.text(st.sampled_from("12345un-") | st.characters(), max_size=20)
    | st.text("1un-", min_size=13, max_size=15)
)
def test_any_text_at_all_as_marks_is_accepted_or_refused(marks: str) -> None:
    fits = len(marks) == 14 and not set(marks) - set("12345un-")
    assert (refused(ballot(marks=marks)) == "") == fits


def test_the_refusal_names_the_organ_and_repeats_nothing_a_stranger_wrote() -> None:
    with pytest.raises(Exception, match=r"MZ002") as no:
        accepted(ballot(marks="1111" + "<" + "1" * 9))
    assert "<" not in str(no.value)


def test_nobody_marks_their_own_organ() -> None:
    ticket = Drawn(code_for("peer"))
    right = marks_for(paper(), ticket, "peer")
    assert right == "1111" + "xxxx" + "111111"
    assert refused(ballot(ticket=ticket, marks=right)) == ""
    for at in range(4, 8):
        for mark in "1u-n":
            wrong = right[:at] + mark + right[at + 1 :]
            assert refused(ballot(ticket=ticket, marks=wrong)) == "ballot.organ_not_asked"
    left_out = "x" + right[1:]
    assert refused(ballot(ticket=ticket, marks=left_out)) == "ballot.organ_missing"


@given(st.binary(min_size=32, max_size=32), st.integers(1, 9), st.sampled_from(GROUPS))
def test_exactly_the_organs_of_a_ticket_s_block_are_marked(
    nonce: bytes, block: int, group: Group
) -> None:
    sheet, ticket = paper(block=block), signed(group.code, nonce)
    right = marks_for(sheet, ticket, group.code, "-")
    assert refused(ballot(ticket=ticket, marks=right), sheet) == ""
    for at, mark in enumerate(right):
        wrong = right[:at] + ("1" if mark == "x" else "x") + right[at + 1 :]
        code = "ballot.organ_not_asked" if mark == "x" else "ballot.organ_missing"
        assert refused(ballot(ticket=ticket, marks=wrong), sheet) == code


@given(st.integers(0, 2**32 - 1), st.integers(1, 12))
def test_a_block_is_a_run_of_neighbours_on_the_ring(first: int, block: int) -> None:
    sheet = paper(block=block)
    asked = asked_of(sheet, first.to_bytes(4, "big") + bytes(28), GROUPS[0])
    assert len(asked) == min(block, 7)
    starts = [n for n in asked if (n - 1) % 7 not in asked]
    assert len(starts) == (0 if block >= 7 else 1)
    assert block >= 7 or starts == [first % 7]


def test_blocks_overlap_and_cover_every_organ_alike() -> None:
    """Any two organs are joined by a chain of voters who saw both; none is asked of more."""
    sheet = paper(block=3)
    seen = [asked_of(sheet, n.to_bytes(4, "big") + bytes(28), GROUPS[0]) for n in range(7)]
    assert [sum(organ in block for block in seen) for organ in range(7)] == [3] * 7
    assert all(any({n, (n + 1) % 7} <= block for block in seen) for n in range(7))


@pytest.mark.parametrize("length", [1, MOST_REMARK])
def test_a_comment_may_have_up_to_500_characters(length: int) -> None:
    assert refused(ballot(remarks=(Remark("MZ001", "好" * length),))) == ""


@pytest.mark.parametrize(
    ("remarks", "code"),
    [
        ([("MZ001", "")], "ballot.remark_unfit"),
        ([("MZ001", " \n　")], "ballot.remark_unfit"),
        ([("MZ001", "x" * (MOST_REMARK + 1))], "ballot.remark_unfit"),
        ([("MZ999", "x")], "ballot.remark_astray"),
        ([("\ud800", "x")], "ballot.remark_astray"),
        ([("MZ001", "x"), ("MZ001", "y")], "ballot.remark_astray"),
        ([("MZ001", "half \ud800")], "ballot.unreadable"),
        ([(organ, "x") for organ in (*ORGANS, "MZ000")], "ballot.remark_astray"),
    ],
)
def test_a_comment_that_does_not_fit_is_refused(remarks, code: str) -> None:
    said = tuple(Remark(organ, text) for organ, text in remarks)
    assert refused(ballot(remarks=said)) == code


def test_one_comment_on_every_organ_is_taken() -> None:
    assert refused(ballot(remarks=tuple(Remark(organ, "好") for organ in ORGANS))) == ""


def test_nobody_comments_on_their_own_organ() -> None:
    ticket = Drawn(code_for("peer"))
    facts = {"ticket": ticket, "marks": marks_for(paper(), ticket, "peer")}
    assert refused(ballot(**facts, remarks=(Remark("MZ001", "x"),))) == ""
    assert refused(ballot(**facts, remarks=(Remark("MZ002", "x"),))) == "ballot.remark_astray"


@pytest.mark.parametrize("length", [0, 15, 17])
def test_a_salt_has_sixteen_bytes(length: int) -> None:
    assert refused(ballot(salt=bytes(length))) == "ballot.unreadable"


def test_the_same_ballot_sent_twice_is_known_and_another_is_not() -> None:
    remarks = (Remark("MZ001", "a"), Remark("MZ002", "b"))
    others = [
        {"salt": bytes(16)},
        {"marks": "2" + "1" * 13},
        {"told": True},
        {"remarks": ()},
        {"remarks": remarks[:1]},
        {"remarks": remarks[::-1]},
        {"remarks": (Remark("MZ001", "a\0MZ002\0b"),)},
        {"remarks": (Remark("MZ001", "a5:MZ0021:b"),)},
    ]
    first = ballot(remarks=remarks)
    assert fingerprint(first) == fingerprint(ballot(remarks=remarks))
    prints = {fingerprint(dataclasses.replace(first, **changes)) for changes in others}
    assert len(prints | {fingerprint(first)}) == len(others) + 1


def test_a_fingerprint_without_its_salt_does_not_tell_the_marks() -> None:
    """The box keeps the fingerprint in the open; the salt lies sealed in the vote."""
    kept = accepted(ballot())
    assert SALT not in kept.fingerprint + kept.key
    assert SALT in kept.vote


@given(st.integers(0, 20), st.booleans(), st.booleans(), st.sampled_from([3, 5]))
def test_a_paper_goes_through_json_and_back(
    block: int, contact: bool, blind: bool, grades: int
) -> None:
    sheet = paper(block=block, contact_first=contact, blind=blind, grades=grades)
    assert Paper.of(json.loads(json.dumps(sheet.as_dict()))) == sheet


def test_a_paper_knows_its_size_and_its_groups() -> None:
    sheet = paper()
    assert sheet.cells == len(ORGANS) * len(QUESTIONS)
    assert sheet.group("peer") == GROUPS[1]
    assert sheet.group("nobody") is None
    assert isinstance(signed(), Blind)
