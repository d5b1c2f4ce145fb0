"""The doctor sees a box that was tampered with, an act interrupted, a key that outlived."""

from __future__ import annotations

import pytest

from mingcha.core import bundle
from mingcha.core.ticket import Drawn
from mingcha.foundation.boxes import box
from mingcha.foundation.xrays import findings
from mingcha.polls import commands, reactions, sweeping, xrays
from mingcha.polls.models import Ballot, Batch, GroupKey, Poll, Proof, Slot
from tests.hearing import hear_everything
from tests.polls import hall


@pytest.fixture
def closed(clerk, day):
    """A closed poll with ballots."""
    return hall.closed(clerk, day, votes=3)[0]


LOOKS = (
    xrays.polls_with_more_ballots_than_tickets,
    xrays.boxes_that_differ_from_their_poll,
    xrays.keys_not_destroyed,
    xrays.boxes_changed_since_the_close,
    xrays.papers_changed_after_they_were_fixed,
)


def found(look):
    return [one.which for one in look()]


def test_an_honest_poll_gives_no_finding_but_that_it_is_not_swept(closed):
    assert [found(look) for look in LOOKS] == [[]] * len(LOOKS)
    assert found(xrays.disks_that_still_tell_an_order) == [closed.number]
    assert any(one.which == closed.number for one in findings())


def test_a_ballot_taken_out_or_put_in_is_found(closed):
    Ballot.objects.using(box()).filter(poll=closed.code).first().delete()
    assert found(xrays.boxes_changed_since_the_close) == [closed.number]


def test_an_act_interrupted_between_box_and_poll_is_found(closed):
    Slot.objects.using(box()).update(state="open")
    assert found(xrays.boxes_that_differ_from_their_poll) == [closed.number]


def test_a_key_that_outlived_the_close_is_found(closed):
    GroupKey.objects.create(poll=closed, group="deputy", modulus="1", private="ab")
    assert found(xrays.keys_not_destroyed) == [closed.number]


def test_more_ballots_than_tickets_are_found_while_the_poll_is_open(clerk, day):
    poll, codes, _shares, _three = hall.opened(clerk, day)
    hall.cast(poll, Drawn(codes["peer"][0]))
    assert found(xrays.polls_with_more_ballots_than_tickets) == []
    Batch.objects.filter(group="peer").update(returned=20)
    assert found(xrays.polls_with_more_ballots_than_tickets) == [poll.number]


def test_a_paper_exchanged_in_the_database_is_found(closed):
    Poll.objects.update(block=2)
    assert found(xrays.papers_changed_after_they_were_fixed) == [closed.number]


def test_sweeping_waits_inside_a_transaction_and_while_another_poll_is_open(
    closed, day, monkeypatch
):
    assert commands.sweep(closed) is False
    swept = []
    monkeypatch.setattr(sweeping, "inside_a_transaction", lambda: False)
    monkeypatch.setattr(sweeping, "sweep", lambda: swept.append(True))
    Slot.objects.using(box()).update(state="open")
    assert commands.sweep(closed) is False
    Slot.objects.using(box()).update(state="closed")
    reactions.sweep_what_could_not_be_swept(day)
    assert (swept, found(xrays.disks_that_still_tell_an_order)) == ([True], [])


def test_the_close_is_followed_by_a_sweep(closed, monkeypatch):
    asked = []
    monkeypatch.setattr(commands, "sweep", lambda poll: asked.append(poll.number))
    hear_everything()
    assert asked == [closed.number]


@pytest.fixture
def published(clerk, day):
    """A poll that was counted and published."""
    poll, _shares, _three = hall.counted(clerk, day)
    return commands.publish(poll, by=clerk, on=day)


AFTERWARDS = (
    xrays.counts_changed_since_they_were_made,
    xrays.bundles_changed_since_they_were_published,
)


def test_an_honest_count_gives_no_finding(published):
    assert [found(look) for look in AFTERWARDS] == [[], []]


def test_a_count_edited_in_the_database_is_found(published):
    tally = Poll.objects.get().tally
    tally["cells"]["MZ002"]["deputy"]["conduct"]["1"] -= 1
    Poll.objects.update(tally=tally)
    assert found(xrays.counts_changed_since_they_were_made) == [published.number]


@pytest.mark.parametrize("also_its_digest", [False, True])
def test_a_bundle_edited_after_publication_is_found(published, also_its_digest):
    content = bundle.read(bytes(Proof.objects.get().content), bundle.PUBLIC)
    content["issued"]["deputy"] += 1
    Proof.objects.update(content=bundle.wrapped(content) if also_its_digest else b"{}")
    if also_its_digest:
        Poll.objects.update(bundle_digest=bundle.digest_of(bundle.wrapped(content)))
    assert found(xrays.bundles_changed_since_they_were_published) == [published.number]
