"""The promise of the box, held against every store."""

from __future__ import annotations

from secrets import token_bytes

import pytest

from mingcha.ballotbox.store import Fate
from mingcha.core.bundle import receipt_of as receipt
from mingcha.polls import sealing
from tests.ballotbox.ground import Poll, a_paper, sealed


def test_a_ballot_is_kept_under_its_key_and_answered_with_the_digest_of_what_was_sealed(box, poll):
    box.lay(poll)
    one = sealed(poll)

    (outcome,) = box.store.keep([one])

    assert outcome == (Fate.KEPT, receipt(one.sealed))
    assert box.ballots(poll) == {one.key: one.sealed}


def test_the_same_ballot_again_is_answered_with_the_first_receipt(box, poll):
    box.lay(poll)
    first, again = sealed(poll, b"k" * 32), sealed(poll, b"k" * 32)
    assert first.sealed != again.sealed

    (kept,), (same,) = box.store.keep([first]), box.store.keep([again])

    assert (kept.fate, same.fate) == (Fate.KEPT, Fate.SAME)
    assert same.receipt == kept.receipt
    assert box.ballots(poll) == {first.key: first.sealed}


def test_another_ballot_under_the_same_ticket_is_refused_and_changes_nothing(box, poll):
    box.lay(poll)
    first = sealed(poll, b"k" * 32, b"one")
    box.store.keep([first])

    (outcome,) = box.store.keep([sealed(poll, b"k" * 32, b"two")])

    assert outcome == (Fate.ALREADY_CAST, "")
    assert box.ballots(poll) == {first.key: first.sealed}


def test_twins_and_rivals_within_one_batch_are_told_apart(box, poll):
    box.lay(poll)
    first, twin = sealed(poll, b"k" * 32, b"one"), sealed(poll, b"k" * 32, b"one")
    rival, other = sealed(poll, b"k" * 32, b"two"), sealed(poll)

    outcomes = box.store.keep([first, other, rival, twin])

    assert [o.fate for o in outcomes] == [
        Fate.KEPT, Fate.KEPT, Fate.ALREADY_CAST, Fate.SAME,
    ]  # fmt: skip
    assert outcomes[3].receipt == outcomes[0].receipt == receipt(first.sealed)
    assert len(box.ballots(poll)) == 2


@pytest.mark.parametrize("state", ["paper", "closed"])
def test_once_a_poll_is_closed_nothing_more_is_taken(box, poll, state):
    box.lay(poll)
    box.turn(poll, state)

    (outcome,) = box.store.keep([sealed(poll)])

    assert outcome == (Fate.CLOSED, "")
    assert box.ballots(poll) == {}


def test_a_poll_that_the_box_does_not_know_takes_nothing(box, poll):
    assert box.store.keep([sealed(poll)]) == [(Fate.CLOSED, "")]


def test_after_the_close_what_lies_in_the_box_is_still_answered_with_its_receipt(box, poll):
    box.lay(poll)
    (kept,) = box.store.keep([sealed(poll, b"k" * 32)])
    box.turn(poll, "closed")

    same, other, new = box.store.keep(
        [sealed(poll, b"k" * 32), sealed(poll, b"k" * 32, b"two"), sealed(poll)]
    )

    assert same == (Fate.SAME, kept.receipt)
    assert other.fate is Fate.ALREADY_CAST
    assert new.fate is Fate.CLOSED


def test_ballots_of_an_open_and_a_closed_poll_may_come_in_one_batch(box, poll):
    other = Poll(a_paper())
    box.lay(poll)
    box.lay(other, state="closed")

    outcomes = box.store.keep([sealed(other), sealed(poll)])

    assert [o.fate for o in outcomes] == [Fate.CLOSED, Fate.KEPT]


def test_comments_lie_apart_under_keys_of_chance_and_only_with_a_new_ballot(box, poll):
    box.lay(poll)
    said = [("MZ001", "热情"), ("MZ002", "排队太久")]
    one = sealed(poll, b"k" * 32, remarks=said)
    box.store.keep([one, sealed(poll)])
    box.store.keep([sealed(poll, b"k" * 32, remarks=said)])
    box.turn(poll, "closed")
    box.store.keep([sealed(poll, remarks=said)])

    found = box.remarks(poll)

    assert sorted(sealing.unseal_remark(poll.key.private, text) for text in found) == said
    assert {len(text) for text in found} == {64 + 48}


def test_many_ballots_go_in_by_key_in_one_batch(box, poll):
    box.lay(poll)
    batch = [sealed(poll, token_bytes(32)) for _ in range(600)]

    outcomes = box.store.keep(batch)

    assert {o.fate for o in outcomes} == {Fate.KEPT}
    assert [o.receipt for o in outcomes] == [receipt(b.sealed) for b in batch]
    assert len(box.ballots(poll)) == 600


def test_paper_keys_and_tickets_are_read_from_the_tables(box, poll):
    digests = poll.digests(poll.codes(3)) | poll.digests(poll.codes(2), "citizen")
    box.lay(poll, digests)

    known = box.store.known(poll.code)

    assert (known.seal, known.state, known.paper) == (
        poll.key.public, "open", poll.known().paper,
    )  # fmt: skip
    assert box.store.tickets(poll.code) == digests
    assert box.store.known("0" * 32) is None
    assert box.store.tickets("0" * 32) == {}


def test_the_box_knows_its_polls_whether_open_or_closed(box, poll):
    other = Poll(a_paper())
    box.lay(poll)
    box.lay(other, state="closed")

    assert {poll.code, other.code} <= box.store.polls()
    assert poll.code[::-1] not in box.store.polls()


def test_a_batch_of_any_size_is_kept_whole(box, poll):
    box.lay(poll)
    for many in (1, 2, 127, 300):
        rows = [sealed(poll, remarks=[("MZ001", "好")] * (many == 127)) for _ in range(many)]
        assert {outcome.fate for outcome in box.store.keep(rows)} == {Fate.KEPT}
    assert len(box.ballots(poll)) == 430
    assert len(box.remarks(poll)) == 127
