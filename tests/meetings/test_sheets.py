"""The spreadsheet of invitations: preview, verdict, carried out, taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from mingcha.core.refusal import Refusal
from mingcha.foundation.imports import commands as imports
from mingcha.foundation.imports import looking
from mingcha.foundation.models import JournalEntry
from mingcha.meetings import commands
from mingcha.meetings.models import Invitation
from tests.foundation.sheets_at_hand import text, workbook

HEADS = ["姓名", "组别", "单位", "座位号"]


@pytest.fixture
def look(clerk, day):
    def looked(*lines, heads=HEADS):
        return looking.look("invitations", workbook(heads, *lines), "名单.xlsx", by=clerk, on=day)

    return looked


@pytest.fixture
def enter(clerk, day, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path

    def entered(*lines):
        imp = imports.take_in("invitations", text(HEADS, *lines), "名单.csv", by=clerk, on=day)
        return imports.commit(imp, by=clerk, on=day)

    return entered


def columns(look):
    return {row.number: [f["column"] for f in row.faults] for row in look.rows if row.faults}


def test_people_are_invited_with_group_body_and_seat(enter, called, organ):
    enter(["高远山", "人大代表", "MZ001", "3排12座"], ["许明德", "企业家", "港务集团", ""])
    first, second = Invitation.objects.order_by("pk")
    assert (first.group, first.body, first.organ) == ("deputy", organ.name, organ)
    assert (first.seat, first.place_in_hall) == ("3-12", 3012)
    assert (second.group, second.body, second.organ) == ("enterprise", "港务集团", None)
    assert first.digest != second.digest


def test_the_journal_gets_one_entry_with_numbers_and_no_name(enter, called):
    enter(["高远山", "人大代表", "某单位", ""], ["许明德", "人大代表", "某单位", ""])
    entry = JournalEntry.objects.get(verb="meetings.meeting.invite")
    assert entry.facts == {"invited": {"deputy": 2}}


def test_the_same_sheet_again_changes_nothing_and_a_seat_is_changed(enter, look, called):
    enter(["高远山", "人大代表", "市人大", "1-1"], ["陈清和", "人大代表", "市人大", "1-2"])
    assert look(["高远山", "人大代表", "市人大", "1-1"]).counts["unchanged"] == 1
    enter(["高远山", "人大代表", "市人大", "1-2"], ["陈清和", "人大代表", "市人大", "1-1"])
    assert dict(Invitation.objects.values_list("name", "seat")) == {
        "高远山": "1-2",
        "陈清和": "1-1",
    }


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (["", "人大代表", "某单位", ""], "name"),
        (["甲", "", "某单位", ""], "group"),
        (["甲", "市领导", "某单位", ""], "group"),
        (["甲", "帮手", "某单位", ""], "group"),
        (["甲", "人大代表", "某单位", "前面"], "seat"),
        (["甲", "人大代表", "某单位", "9-9"], "seat"),
        (["甲", "人大代表", "", ""], "body"),
    ],
)
def test_a_row_that_cannot_be_is_faulty_in_the_column_to_mend(
    look, meeting, clerk, day, row, column
):
    said = {"name": "先生", "group": "deputy", "seat": "9-9", "by": clerk, "on": day}
    commands.invite(meeting, **said)
    assert columns(look(row)) == {2: [column]}


def test_one_person_twice_and_one_seat_twice_are_faulty_in_both_rows(look, called, organ):
    rows = [["甲", "人大代表", "MZ001", ""], ["甲", "政协委员", organ.name, ""]]
    assert columns(look(*rows)) == {2: ["name"], 3: ["name"]}
    rows = [["甲", "人大代表", "某单位", "1-1"], ["乙", "政协委员", "某单位", "1排1座"]]
    assert columns(look(*rows)) == {2: ["seat"], 3: ["seat"]}


def test_the_meeting_is_named_where_more_than_one_is_called(look, called, clerk, day):
    held = {"held_on": day + timedelta(9), "begins_at": called.begins_at, "by": clerk, "on": day}
    other = commands.call("另一个会", "二楼", ["deputy"], **held)
    assert columns(look(["甲", "人大代表", "某单位", ""])) == {2: ["meeting"]}
    heads = ["会议编号", *HEADS]
    assert columns(look([other.number, "甲", "人大代表", "某单位", ""], heads=heads)) == {}
    commands.cancel(other, reason="不开", by=clerk, on=day)
    assert columns(look([other.number, "甲", "人大代表", "某单位", ""], heads=heads)) == {
        2: ["meeting"]
    }


def test_an_import_is_taken_back_whole(enter, called, clerk, day):
    enter(["高远山", "人大代表", "市人大", "1-1"])
    imp = enter(["高远山", "政协委员", "市人大", "2-1"], ["许明德", "企业家", "某单位", ""])
    imports.undo(imp, by=clerk, on=day)
    one = Invitation.objects.get()
    assert (one.group, one.seat, one.place_in_hall) == ("deputy", "1-1", 1001)


def test_an_import_is_not_taken_back_once_somebody_of_it_has_come(enter, called, clerk, day):
    imp = enter(["高远山", "人大代表", "某单位", ""])
    commands.open_check_in(called, by=clerk, on=day)
    commands.check_in(Invitation.objects.select_related("meeting").get(), by=clerk, on=day)
    with pytest.raises(Refusal) as no:
        imports.undo(imp, by=clerk, on=day)
    assert no.value.code == "meetings.checked_in_meanwhile"
    assert Invitation.objects.count() == 1


def test_only_the_conduct_office_hands_in_the_table(called, handler, day):
    with pytest.raises(Refusal):
        imports.take_in("invitations", text(HEADS), "x.csv", by=handler, on=day)


def test_two_thousand_people_are_looked_at_with_a_bounded_number_of_questions(
    called, clerk, day, django_assert_max_num_queries
):
    content = text(HEADS, *([f"来宾{n}", "人大代表", "某单位", ""] for n in range(2_000)))
    with django_assert_max_num_queries(12):
        found = looking.look("invitations", content, "x.csv", by=clerk, on=day)
    assert found.counts["new"] == 2_000
