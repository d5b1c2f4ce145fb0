"""The desk keeps yes or no: no time, no entry, no order that could be laid beside a ballot."""

from __future__ import annotations

import pytest
from django.db import connection, models

from mingcha.core.refusal import Refusal
from mingcha.foundation import journal
from mingcha.foundation.models import JournalEntry
from mingcha.meetings import commands, queries, xrays
from mingcha.meetings.models import Invitation

from .test_commands import refused


def test_a_second_scan_does_no_harm(door, guest, handler, day):
    for _n in range(2):
        one = commands.check_in(guest(), by=handler, on=day)
        assert one.state == "present"
    assert queries.arrived(door)["deputy"] == 1


def test_two_clerks_who_check_in_the_same_person_at_once_are_both_right(door, guest, clerk, day):
    mine, hers = guest(), guest()
    commands.check_in(mine, by=clerk, on=day)
    assert commands.check_in(hers, by=clerk, on=day).state == "present"


def test_whoever_was_withdrawn_meanwhile_is_not_checked_in(door, guest, clerk, day):
    mine = guest()
    commands.withdraw(guest(), reason="误邀", by=clerk, on=day)
    refused("workflow.overtaken", commands.check_in, mine, by=clerk, on=day)


def test_a_mistaken_check_in_is_undone_and_leaves_nothing(door, guest, handler, day):
    before = Invitation.objects.filter(pk=guest().pk).values().get()
    commands.check_in(guest(), by=handler, on=day)
    commands.undo_check_in(guest(), by=handler, on=day)
    assert Invitation.objects.filter(pk=before["id"]).values().get() == before


def test_checking_in_writes_no_entry_and_no_time(door, guest, handler, day):
    last = JournalEntry.objects.count()
    commands.check_in(guest(), by=handler, on=day)
    commands.undo_check_in(guest(), by=handler, on=day)
    assert JournalEntry.objects.count() == last
    timed = (models.DateTimeField, models.TimeField, models.DateField)
    assert not [f.name for f in Invitation._meta.fields if isinstance(f, timed)]
    assert not {"by", "clerk", "at"} & {f.name for f in Invitation._meta.fields}


def test_nobody_may_send_a_substitute(door, guest, handler, day):
    with pytest.raises(Refusal) as no:
        commands.stand_in(guest(), by=handler, on=day)
    assert no.value.code == "meetings.no_substitute"
    assert "高远山" in str(no.value.because)
    assert guest().state == "expected"


def test_the_desk_works_from_its_opening_to_the_end(meeting, guest, clerk, handler, day):
    refused("meetings.desk_closed", commands.check_in, guest(), by=handler, on=day)
    commands.open_check_in(meeting, by=clerk, on=day)
    commands.begin(meeting, by=clerk, on=day)
    commands.check_in(guest(), by=handler, on=day)  # a latecomer
    commands.end(meeting, by=clerk, on=day)
    refused("meetings.desk_closed", commands.check_in, guest(), by=handler, on=day)


def test_auditors_and_liaisons_check_nobody_in(door, guest, auditor, liaison, day):
    for one in (auditor, liaison):
        refused("workflow.not_yours", commands.check_in, guest(), by=one, on=day)


def test_the_end_fixes_the_numbers_and_ends_the_cards(begun, guest, card, clerk, handler, day):
    code = card()
    commands.check_in(guest(), by=handler, on=day)
    commands.end(begun, by=clerk, on=day)
    begun.refresh_from_db()
    assert begun.attendance["deputy"] == {"invited": 2, "arrived": 1}
    assert queries.arrived(begun) == {"deputy": 1, "cppcc": 0, "supervisor": 0, "enterprise": 0}
    assert queries.invited(begun)["deputy"] == 2
    refused("meetings.code_unknown", queries.by_code, code)
    assert set(Invitation.objects.values_list("key", "digest")) == {("", "")}
    assert guest().state == "present"


def test_the_journal_tells_numbers_by_group_and_no_small_one(begun, guest, clerk, handler, day):
    commands.check_in(guest(), by=handler, on=day)
    commands.end(begun, by=clerk, on=day)
    entry = journal.about(begun).get(verb="meetings.meeting.end")
    assert entry.facts["attendance"] == {
        "deputy": "<10", "cppcc": 0, "supervisor": 0, "enterprise": 0,
    }  # fmt: skip
    assert journal.about(guest()).count() == 0


def test_a_meeting_that_has_not_begun_is_not_ended_and_cards_stay(door, guest, card, clerk, day):
    refused("workflow.wrong_state", commands.end, door, by=clerk, on=day)
    assert queries.by_code(card()) == guest()


def test_after_the_end_rows_lie_in_the_order_of_the_list_whoever_came_first(
    begun, clerk, handler, day
):
    people = list(Invitation.objects.select_related("meeting").order_by("-pk"))
    for one in people:
        commands.check_in(one, by=handler, on=day)
    commands.end(begun, by=clerk, on=day)
    if connection.vendor == "postgresql":  # the engine tells where and by whom a row was written
        rows = asked("SELECT id, xmin::text FROM meetings_invitation ORDER BY ctid")
        assert len({xmin for _pk, xmin in rows}) == 1
    else:
        rows = asked("SELECT id, rowid FROM meetings_invitation ORDER BY rowid")
    assert [pk for pk, _mark in rows] == sorted(one.pk for one in people)


def asked(words):
    with connection.cursor() as cursor:
        cursor.execute(words)
        return cursor.fetchall()


@pytest.mark.parametrize(
    ("counts", "seen"),
    [
        ({"deputy": (30, 25), "cppcc": (20, 12)}, {"deputy": 25, "cppcc": 12}),
        ({"deputy": (30, 25), "cppcc": (20, 3)}, {"deputy": None, "cppcc": None}),
        ({"deputy": (40, 35), "cppcc": (20, 3), "enterprise": (20, 15)},
         {"deputy": 35, "cppcc": None, "enterprise": None}),
    ],
)  # fmt: skip
def test_small_numbers_are_hidden_from_auditors_and_cannot_be_computed(
    called, crowd, auditor, clerk, counts, seen
):
    for group, (invited, arrived) in counts.items():
        crowd(group, invited, arrived)
    shown = {row.code: row.arrived for row in queries.turnout(called, auditor)}
    assert {code: shown[code] for code in seen} == seen
    known = {row.code: row.arrived for row in queries.turnout(called, clerk)}
    assert known["cppcc"] == counts["cppcc"][1]


def test_the_house_finds_attendance_that_was_changed_and_seats_given_twice(
    begun, guest, clerk, handler, day
):
    commands.check_in(guest(), by=handler, on=day)
    commands.end(begun, by=clerk, on=day)
    looks = (
        xrays.attendance_that_is_not_what_the_list_says,
        xrays.seats_given_twice,
        xrays.cards_that_outlive_their_meeting,
    )
    assert [finding for look in looks for finding in look()] == []
    Invitation.objects.filter(name="林知秋").update(state="present", digest="x")
    Invitation.objects.update(seat="1-1")
    assert [len(list(look())) for look in looks] == [1, 1, 1]
