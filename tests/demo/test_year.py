"""The demonstration's appraisals: every kind once, each where it should stand on the day."""

from __future__ import annotations

import json

import pytest

from mingcha.appraisals import queries as appraisals
from mingcha.appraisals.models import Comment, Delivery, Objection, Panel, Round
from mingcha.core.drawrecord import from_json
from mingcha.core.panel import panel_faults
from mingcha.demo import city
from mingcha.demo.calls import CALLS
from mingcha.foundation import journal, time, xrays
from mingcha.meetings import queries as meetings
from mingcha.meetings.models import Invitation, Meeting
from mingcha.people.models import Person
from mingcha.polls import queries as polls
from mingcha.polls.models import Poll
from mingcha.web import work

pytestmark = pytest.mark.usefixtures("small_city", "db", "day")
STANDS = {
    "concentrated": "closed",
    "year_end": "closed",
    "on_the_spot": "closed",
    "key_point": "objections",
    "quarterly": "open",
}


def test_there_is_a_round_of_every_kind_each_at_its_own_stage():
    assert dict(Round.objects.values_list("of_kind", "state")) == STANDS
    assert {call.kind for call in CALLS} == set(STANDS)


def test_half_of_the_quarter_s_ballots_are_in_and_nobody_can_ask_what_they_say():
    poll = Poll.objects.get(round__of_kind="quarterly")
    issued, cast = polls.issued_by_group(poll), polls.ballots_by_group(poll)
    assert issued.pop("deputy") == cast.pop("deputy") == 6, "who voted has taken a blind ticket"
    assert all(cast[group] * 2 == issued[group] for group in issued)
    assert poll.tally is None


def test_the_quarter_s_deputies_were_drawn_from_a_list_and_reached_all_but_one():
    round_ = Round.objects.get(of_kind="quarterly")
    panel = Panel.objects.get(round=round_)
    record = from_json(json.dumps(panel.draw.record))
    assert panel_faults(record, panel.named, panel.at_random) == ()
    assert appraisals.left_out(round_) == {"tied": 2, "lost": 1}
    (row,) = appraisals.board(round_).groups
    assert (row.group, row.drawn, row.arrived, row.failed) == ("deputy", 12, 11, 1)
    fates = Delivery.objects.values_list("fate", flat=True)
    assert sorted(fates) == [*["delivered"] * 11, "failed", "withdrawn"]
    assert appraisals.live_links(round_) == [("deputy", 12, 12)]


def test_every_closed_round_has_results_for_everybody_rated_and_its_proof_is_public():
    for round_ in Round.objects.filter(state="closed"):
        made = round_.reckonings.get()
        whole = made.results.filter(group="")
        assert whole.count() == round_.subjects.count()
        assert set(whole.values_list("standing", flat=True)) == {"rated"}
        assert polls.bundle_of(round_.poll)


def test_one_objection_was_refused_one_upheld_with_a_note_and_one_waits():
    assert sorted(Objection.objects.values_list("state", flat=True)) == [
        "filed", "rejected", "upheld",
    ]  # fmt: skip
    assert Objection.objects.get(state="upheld").annotation


def test_comments_were_cleaned_withheld_answered_and_some_wait_for_an_answer():
    states = set(Comment.objects.values_list("state", flat=True))
    assert states == {"cleaned", "withheld", "handed_over", "accepted"}
    assert not Comment.objects.filter(text__contains="小李").exists()
    late = Comment.objects.filter(state="handed_over", clock__due_on__lt=city.DAY)
    assert not late.exists()


def test_the_meeting_has_ended_and_forgotten_who_came():
    meeting = Meeting.objects.get()
    assert meeting.state == "ended"
    assert meeting.wiped_on is not None, "it was held more than thirty days ago"
    assert not Invitation.objects.exists()
    assert sum(row["arrived"] for row in meeting.attendance.values()) > 0


def test_no_seat_is_taken_by_whoever_keeps_lists():
    for poll in Poll.objects.all():
        names = {one.person.staff_no for one in poll.scrutineers.select_related("person")}
        assert names == {"scrutineer", "scrutineer2", "scrutineer3"}


def test_whoever_signs_in_finds_appraisals_that_wait():
    for who in ("office", "director", "head", "liaison"):
        person = Person.objects.get(staff_no=who)
        assert "appraisals" in {row.what.kind for row in work.rows(person, on=city.DAY)}, who


def test_the_doctor_finds_nothing_but_what_is_swept_after_the_transaction():
    with time.at(city.DAY):
        found = {one.which for one in xrays.findings()}
    unswept = {one.number for one in (*polls.not_swept(), *meetings.not_swept())}
    assert found <= unswept
    assert journal.verify() == []
