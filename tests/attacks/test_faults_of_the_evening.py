"""What goes wrong on a real evening: clocks that jump, a close while people write, three voters."""

from __future__ import annotations

import json
import secrets
from datetime import datetime, timedelta
from itertools import cycle

import pytest
from django.test import Client, override_settings

from mingcha.core import bundle
from mingcha.core.ballot import Cast, fingerprint
from mingcha.core.refusal import Refusal
from mingcha.core.ticket import Drawn
from mingcha.foundation import journal, time
from mingcha.foundation.boxes import box
from mingcha.polls import commands, queries
from mingcha.polls.locks import salt_of
from mingcha.polls.models import Ballot, PaperSheet, Poll, SheetEntry
from tests.ballotbox import asking, ground
from tests.ballotbox.ground import a_paper, ballot
from tests.polls import hall

BACK = datetime.fromisoformat("2021-02-28T23:59:59+08:00")
FORTH = datetime.fromisoformat("2031-01-01T00:00:00+08:00")


def no_of(act) -> str:
    with pytest.raises(Refusal) as no:
        act()
    return no.value.code


def test_a_clock_that_jumps_during_the_poll_changes_no_ballot_and_no_count(clerk, day):
    poll, codes, shares, _three = hall.opened(clerk, day)
    for code, moment in zip(codes["deputy"][:12], cycle([BACK, FORTH]), strict=False):
        with time.at(moment):
            hall.cast(poll, Drawn(code))
    with time.at(BACK):
        commands.close(poll, by=clerk, on=day)
    with time.at(FORTH):
        commands.count(poll, shares=shares[:2], by=clerk, on=day)
    assert queries.tally_of(poll)["groups"]["deputy"]["ballots"] == 12
    journal.seal()
    assert journal.verify() == [], "the journal's order is its own, not the clock's"


def test_the_slot_does_not_go_by_the_clock_on_the_wall(monkeypatch):
    memory, poll = ground.InMemory(), ground.Poll(a_paper())
    (code,) = poll.codes()
    memory.lay(poll, poll.digests([code]))
    jumps = cycle([0.0, 4e9, 1e9])
    monkeypatch.setattr("time.time", lambda: next(jumps))
    first, again = asking.tell(memory, poll, *[ballot(code)] * 2)
    assert (first.status, again.status) == (201, 200)
    assert first.receipt == again.receipt


def test_a_planned_end_that_has_passed_closes_nothing_by_itself(clerk, day):
    """Only a person closes: a wrong clock must not end a poll."""
    end = datetime(2026, 4, 10, 10, tzinfo=time.city_zone())
    poll, codes, _shares, _three = hall.opened(clerk, day, closes_at=end)
    with time.at(end + timedelta(days=3)):
        hall.cast(poll, Drawn(codes["deputy"][0]))
        assert queries.slot_state(poll) == "open"


def test_a_form_filled_in_while_the_poll_closes_is_refused_kindly_and_kept_by_nobody(clerk, day):
    poll, codes, _shares, _three = hall.opened(clerk, day)
    url = f"/vote/{poll.code}/"
    loaded = Client().get(url)
    assert loaded.status_code == 200
    commands.close(poll, by=clerk, on=day)
    memory = ground.InMemory()
    paper, _seal = hall.paper_in_the_box(poll)
    mine = ground.Poll(paper)
    memory.lay(mine, mine.digests(codes["deputy"]), state=queries.slot_state(poll))
    (said,) = asking.tell(memory, mine, ballot(codes["deputy"][0], "111"))
    assert (said.status, said.no) == (410, "ballot.closed")
    assert Ballot.objects.using(box()).count() == 0
    assert Client().get(url).content != loaded.content, "the page says so to whoever loads it again"


def test_a_sheet_entered_once_when_the_poll_closes_leaves_nothing_that_can_be_read(clerk, day):
    poll, codes, _shares, three = hall.opened(clerk, day)
    facts = {"code": codes["deputy"][0], "marks": "123", "told": False, "on": day}
    commands.enter_sheet(poll, **facts, by=clerk)
    commands.close(poll, by=clerk, on=day)
    no = no_of(lambda: commands.enter_sheet(poll, **facts, by=three[0]))
    assert no == "polls.no_paper_now"
    assert (PaperSheet.objects.count(), SheetEntry.objects.count()) == (0, 0)
    assert queries.paper_figures(poll).waiting == 1, "that it waited stays told"


def test_a_chair_who_still_edits_the_paper_comes_too_late_for_an_open_poll(clerk, day):
    three = hall.scrutineers(clerk)
    poll, _codes = hall.frozen(clerk, day, three)
    mine = Poll.objects.get(pk=poll.pk)  # the chair's page, loaded before
    hall.with_key(poll, three, clerk, day)
    commands.open(Poll.objects.get(pk=poll.pk), by=clerk, on=day)
    no = no_of(lambda: commands.amend(mine, title="另一题", by=clerk, on=day))
    assert no in {"workflow.wrong_state", "workflow.overtaken"}
    assert Poll.objects.get().title == poll.title


@pytest.mark.parametrize("act", ["amend", "freeze", "make_key", "open", "close", "count"])
def test_nothing_of_a_published_poll_can_be_done_again(clerk, day, act):
    poll, shares, _three = hall.counted(clerk, day)
    commands.publish(poll, by=clerk, on=day)
    before = queries.bundle_of(poll)
    more = {"amend": {"title": "x"}, "count": {"shares": shares[:2]}}.get(act, {})
    no = no_of(lambda: getattr(commands, act)(poll, **more, by=clerk, on=day))
    assert no in {"workflow.wrong_state", "polls.opening_begun"}
    assert queries.bundle_of(Poll.objects.get()) == before


def three_peers(clerk, day):
    """A poll in which a group of three voted, all of them unlike everybody else."""
    poll, codes, shares, _three = hall.opened(clerk, day)
    for code in codes["deputy"]:
        hall.cast(poll, Drawn(code), "111")
    for code in codes["peer"][:3]:
        hall.cast(poll, Drawn(code), "x33")
    commands.close_phones(poll, by=clerk, on=day)
    commands.return_slips(poll, "peer", 17, by=clerk, on=day)
    told = queries.intake(poll)
    commands.close(poll, by=clerk, on=day)
    commands.count(poll, shares=shares[:2], by=clerk, on=day)
    return commands.publish(poll, by=clerk, on=day), told


def test_what_three_people_said_is_published_nowhere_by_itself(clerk, day):
    poll, told = three_peers(clerk, day)
    assert [(g.issued, g.ballots) for g in told.groups if g.code == "peer"] == [(None, None)]
    assert told.ballots is None, "with the total one could subtract"
    content = bundle.read(queries.bundle_of(poll), bundle.PUBLIC)
    said = json.dumps(content["published"])
    assert '["peer"]' not in said
    assert '"deputy"]' not in said.replace('["deputy", "peer"]', ""), "nor by subtraction"
    client = Client()
    client.force_login(clerk)
    page = client.get(f"/polls/{poll.pk}/").content.decode()
    assert "3/3" not in page


def test_a_paper_sheet_forgets_its_ballot_at_the_close(clerk, day):
    """Who entered it, and at which minute, stands in the journal for good; not which it was."""
    poll, codes, _shares, three = hall.opened(clerk, day)
    for person in (clerk, three[0]):
        commands.enter_sheet(
            poll, code=codes["deputy"][0], marks="123", told=False, by=person, on=day
        )
    there = Ballot.objects.using(box())
    assert bytes(PaperSheet.objects.get().key) == bytes(there.get().key)
    commands.close(poll, by=clerk, on=day)
    assert not PaperSheet.objects.exists()
    assert queries.paper_figures(poll).cast == 1


def test_marks_of_a_paper_ballot_cannot_be_tried_out_by_whoever_kept_its_code(clerk, day):
    """Without the installation's own secret the salt of its fingerprint is unknown."""
    code = "0" * 16
    one = fingerprint(Cast(Drawn(code), "123", salt_of(code)))
    assert one == fingerprint(Cast(Drawn(code), "123", salt_of(code)))
    with override_settings(SECRET_KEY=secrets.token_hex(16)):
        assert one != fingerprint(Cast(Drawn(code), "123", salt_of(code)))
