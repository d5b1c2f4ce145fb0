"""Acts on meetings: who is invited, who may change the list, what refuses and what it says."""

from __future__ import annotations

from datetime import date, time

import pytest

from mingcha.core.refusal import Refusal
from mingcha.foundation import journal
from mingcha.foundation.models import JournalEntry
from mingcha.meetings import commands, queries
from mingcha.meetings.models import Invitation
from mingcha.meetings.record import code_of


def refused(code, act, *args, **facts):
    with pytest.raises(Refusal) as no:
        act(*args, **facts)
    assert no.value.code == code
    assert str(no.value.remedy)
    return no.value


def test_a_meeting_is_called_with_number_groups_and_day(called):
    assert called.number == "HY-2026-0001"
    assert called.codes == ["deputy", "cppcc", "supervisor", "enterprise"]
    assert called.group_name("deputy") == "人大代表"
    assert journal.about(called).get().verb == "meetings.meeting.call"


@pytest.mark.parametrize(
    ("facts", "code"),
    [({"groups": []}, "meetings.no_groups"),
     ({"held_on": date(2020, 1, 1)}, "meetings.held_before_called")],
)  # fmt: skip
def test_a_meeting_without_groups_or_in_the_past_is_not_called(clerk, day, facts, code):
    said = {"groups": ["deputy"], "held_on": day, "begins_at": time(9), **facts}
    refused(code, commands.call, "会", "堂", by=clerk, on=day, **said)


def test_only_the_conduct_office_calls_and_invites(called, handler, day):
    said = {"groups": ["deputy"], "held_on": day, "begins_at": time(9)}
    refused("workflow.not_yours", commands.call, "会", "堂", by=handler, on=day, **said)
    invite = {"name": "甲", "group": "deputy", "by": handler, "on": day}
    refused("workflow.not_yours", commands.invite, called, **invite)
    assert not Invitation.objects.exists()


def test_one_person_of_one_body_has_one_invitation(meeting, clerk, day):
    said = {"name": "高远山", "group": "cppcc", "body": "市人大", "by": clerk, "on": day}
    no = refused("meetings.invited_already", commands.invite, meeting, **said)
    assert "人大代表" in str(no.because)
    commands.invite(meeting, **{**said, "body": "市政协"})  # of the same name, another person


def test_nobody_is_invited_for_a_group_that_the_meeting_has_not(meeting, clerk, day):
    said = {"name": "甲", "group": "leader", "by": clerk, "on": day}
    refused("meetings.not_a_group", commands.invite, meeting, **said)


@pytest.mark.parametrize("said", ["3排12座", "3-12", "第３排第12号", " 3 - 12 "])
def test_a_seat_is_read_however_it_is_written(meeting, clerk, day, said):
    one = commands.invite(meeting, name="甲", group="deputy", seat=said, by=clerk, on=day)
    assert (one.seat, one.place_in_hall) == ("3-12", 3012)


def test_a_seat_is_given_once_and_what_is_none_is_refused(meeting, clerk, day):
    said = {"group": "deputy", "by": clerk, "on": day}
    commands.invite(meeting, name="甲", seat="1-1", **said)
    refused("meetings.seat_taken", commands.invite, meeting, name="乙", seat="1排1座", **said)
    refused("meetings.seat_unfit", commands.invite, meeting, name="丙", seat="前面", **said)


def test_seats_are_assigned_in_blocks_by_group_each_from_a_new_row(meeting, clerk, day):
    commands.assign_seats(meeting, in_a_row=2, first_row=3, by=clerk, on=day)
    seats = dict(Invitation.objects.values_list("name", "seat"))
    assert seats == {"陈清和": "3-1", "高远山": "3-2", "林知秋": "4-1", "许明德": "5-1"}


def test_the_desk_opens_only_where_somebody_is_invited(called, clerk, day):
    refused("meetings.nobody_invited", commands.open_check_in, called, by=clerk, on=day)


def test_once_people_are_coming_one_more_is_invited_only_with_a_reason(door, clerk, day):
    said = {"name": "甲", "group": "deputy", "by": clerk, "on": day}
    refused("workflow.wrong_state", commands.invite, door, **said)
    refused("meetings.no_reason", commands.invite_late, door, reason=" ", **said)
    commands.invite_late(door, reason="补选代表", **said)
    entry = journal.about(door).get(verb="meetings.meeting.invite_late")
    assert (entry.facts["reason"], entry.facts["invited"]) == ("补选代表", {"deputy": 1})


def test_after_the_beginning_the_list_is_closed(begun, guest, clerk, day):
    said = {"name": "甲", "group": "deputy", "reason": "迟", "by": clerk, "on": day}
    refused("workflow.wrong_state", commands.invite_late, begun, **said)
    refused("meetings.list_closed", commands.amend, guest(), name="乙", by=clerk, on=day)
    refused("meetings.list_closed", commands.withdraw, guest(), reason="错", by=clerk, on=day)
    refused("meetings.list_closed", commands.take_back, [guest()], by=clerk, on=day)
    refused("meetings.list_closed", commands.put_back, guest(), was={}, by=clerk, on=day)


def test_an_invitation_is_amended_and_its_card_stays_valid(meeting, guest, card, clerk, day):
    code = card()
    commands.amend(guest(), name="高远", seat="2-2", by=clerk, on=day)
    one = queries.by_code(code)
    assert (one.name, one.seat, one.body) == ("高远", "2-2", "市人大")
    commands.amend(one, seat="", by=clerk, on=day)
    assert queries.by_code(code).seat == ""


def test_the_journal_learns_what_was_put_back_and_not_to_what(meeting, guest, clerk, day):
    commands.put_back(guest(), was={"name": "高原", "seat": "9-9"}, by=clerk, on=day)
    assert Invitation.objects.filter(name="高原", seat="9-9").count() == 1
    entry = journal.about(Invitation.objects.get(name="高原")).last()
    assert (entry.verb, entry.facts) == (
        "meetings.invitation.put_back", {"name": True, "seat": True}
    )  # fmt: skip


def test_a_withdrawn_invitation_opens_nothing_and_frees_name_and_seat(guest, card, clerk, day):
    code, one = card(), guest()
    commands.amend(one, seat="1-1", by=clerk, on=day)
    refused("meetings.no_reason", commands.withdraw, one, reason="", by=clerk, on=day)
    commands.withdraw(one, reason="调离", by=clerk, on=day)
    refused("meetings.code_unknown", queries.by_code, code)
    again = {"name": one.name, "body": one.body, "group": "deputy", "seat": "1-1"}
    commands.invite(one.meeting, **again, by=clerk, on=day)
    assert queries.invited(one.meeting)["deputy"] == 2


def test_a_meeting_is_cancelled_with_its_reason(door, clerk, day):
    refused("meetings.no_reason", commands.cancel, door, reason=" ", by=clerk, on=day)
    commands.cancel(door, reason="台风", by=clerk, on=day)
    assert (door.state, door.remark) == ("cancelled", "台风")


def test_the_code_of_a_card_is_not_in_the_database_and_can_be_printed_again(meeting, guest, card):
    code = card()
    assert code == code_of(guest().key)
    kept = str(list(Invitation.objects.values()))
    assert code not in kept
    assert code not in str(list(JournalEntry.objects.values()))


def test_many_are_invited_at_once_or_none(called, clerk, day):
    entries = [{"name": f"来宾{n}", "group": "deputy", "body": "市人大"} for n in range(3)]
    assert len(commands.invite_many(called, entries, by=clerk, on=day)) == 3
    entries = [{"name": "甲", "group": "cppcc"}, {"name": "乙", "group": "peer"}]
    refused("meetings.not_a_group", commands.invite_many, called, entries, by=clerk, on=day)
    assert Invitation.objects.count() == 3


def test_the_journal_tells_which_fields_were_amended_and_never_whose(guest, clerk, day):
    commands.amend_seat(guest(), {"seat": "2-2", "place_in_hall": 2002}, by=clerk, on=day)
    commands.amend(guest(), name="高远", by=clerk, on=day)
    first, second = JournalEntry.objects.filter(verb="meetings.invitation.amend")
    assert first.facts == {"seat": True, "place_in_hall": True}
    assert second.facts["name"] is True
    assert "高远" not in f"{first.about_name}{second.about_name}{second.facts}"
