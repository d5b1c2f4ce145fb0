"""What taking in a log does: appends, counts, corrects beside, refuses with the reason."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from mingcha.cases import commands, queries
from mingcha.cases.commands import intake as intake_commands
from mingcha.cases.models import Case, Event, Intake
from mingcha.cases.reading import told
from mingcha.core.refusal import Refusal
from mingcha.evidence import store
from mingcha.foundation.models import JournalEntry
from tests.cases.room import lines as room


def test_a_log_is_taken_in_and_the_raw_file_kept_under_its_digest(take_in):
    intake = take_in(*room.usual("A-1"), *room.usual("A-2"))
    assert (intake.rows, intake.cases, intake.events, intake.unread) == (10, 2, 10, 0)
    kept = store.place(intake.evidence.digest).read_bytes()
    assert kept == room.log(*room.usual("A-1"), *room.usual("A-2"))
    case = Case.objects.get(reference="A-1")
    assert case.number.startswith("BJ-2026-")
    assert (case.received_on, case.decided_on) == (date(2026, 3, 2), date(2026, 3, 9))
    assert (case.promised_due_on, case.legal_due_on) == (date(2026, 3, 12), date(2026, 3, 30))
    assert (case.taken, case.state) == (5, Case.State.CLOSED)
    assert case.item_name == "建设工程规划许可"


def test_the_same_file_again_changes_nothing(take_in):
    first = take_in(*room.usual("A-1"))
    entries = JournalEntry.objects.count()
    assert take_in(*room.usual("A-1")) == first
    assert Intake.objects.count() == 1
    assert JournalEntry.objects.count() == entries


def test_a_longer_file_of_the_same_cases_appends_only_what_is_new(take_in):
    take_in(*room.usual("A-1")[:3])
    assert Case.objects.get().state == Case.State.ACCEPTED
    again = take_in(*room.usual("A-1"))
    assert (again.known, again.events) == (3, 2)
    assert Case.objects.get().state == Case.State.CLOSED


def test_two_rows_that_say_the_same_are_two_events(take_in):
    twice = room.line("A-1", "审查", "2026-03-03 15:00", actor="乙")
    take_in(*room.usual("A-1")[:2], twice, twice)
    assert Event.objects.filter(activity="审查").count() == 2


def test_an_event_with_its_own_number_is_corrected_beside_the_old_one(take_in):
    took = room.line("A-1", "受理", "2026-03-02 10:20", event="7")
    right = room.line("A-1", "受理", "2026-03-04 10:20", event="7")
    take_in(room.line("A-1", "收件", "2026-03-02 09:10", event="6"), took)
    assert Case.objects.get().start_on == date(2026, 3, 2)
    intake = take_in(right)
    assert intake.corrected == 1
    old, new = Event.objects.filter(activity="受理").order_by("pk")
    assert new.corrects == old
    assert old.on == date(2026, 3, 2), "what was said first still stands there"
    assert Case.objects.get().start_on == date(2026, 3, 4)


def test_a_correction_in_the_same_file_counts_as_one(take_in):
    lines = [room.line("A-1", "受理", f"2026-03-0{n} 10:20", event="7") for n in (2, 3, 4)]
    assert take_in(*lines).corrected == 2
    assert [event.on.day for event in Event.objects.filter(corrected_by=None)] == [4]


def test_events_that_come_after_a_case_was_looked_at_are_counted_as_late(take_in, day):
    take_in(*room.usual("A-1")[:3])
    commands.flag(on=day)
    intake = take_in(room.line("A-1", "决定", "2026-03-09 11:00", actor="丙"))
    assert intake.late == 1


def test_the_database_itself_refuses_to_change_or_delete_an_event(take_in):
    take_in(*room.usual("A-1"))
    for act in (lambda e: e.update(activity="别的"), lambda e: e.delete()):
        with pytest.raises(DatabaseError, match="for good"), transaction.atomic():
            act(Event.objects.all())


def test_who_applied_is_kept_as_a_digest_and_never_as_a_name(take_in):
    take_in(*room.usual("A-1", applicant="王小明"))
    case = Case.objects.get()
    assert case.applicant == queries.about_applicant("王小明")
    assert "王小明" not in str(vars(case)) + str(list(Event.objects.values()))
    assert "王小明" not in str(list(JournalEntry.objects.values_list("facts", flat=True)))


def test_a_case_whose_organ_nobody_knows_is_refused_with_its_reason(take_in):
    strange = [room.line("B-1", "收件", "2026-03-02 09:00", item="XX-9")]
    intake = take_in(*room.usual("A-1"), *strange)
    assert intake.unread == 1
    assert "B-1" in intake.refused[0][1]


def test_an_unknown_item_is_taken_in_where_the_file_names_its_organ(take_in, organ):
    take_in(room.line("B-1", "收件", "2026-03-02 09:00", item="XX-9", organ=organ.code))
    assert Case.objects.get().organ == organ


def test_rows_that_are_no_events_are_refused_one_by_one(take_in):
    intake = take_in(*room.usual("A-1"), room.line("A-2", "收件", ""))
    assert (intake.cases, intake.unread) == (1, 1)


def test_a_file_without_any_case_is_refused_and_nothing_kept(take_in):
    with pytest.raises(Refusal) as no:
        take_in(room.line("B-1", "收件", "2026-03-02 09:00", item="XX-9"))
    assert no.value.code == "cases.nothing_read"
    assert not Intake.objects.exists()


def test_a_mapping_that_does_not_fit_says_which_column_is_missing(take_in):
    with pytest.raises(Refusal) as no:
        take_in(*room.usual("A-1"), mapping=room.MAPPING.replace("办件编号", "案号"))
    assert no.value.code == "cases.log_unfit"
    assert "案号" in str(no.value.because)


def test_an_organ_takes_in_no_log(take_in, head):
    with pytest.raises(Refusal) as no:
        take_in(*room.usual("A-1"), by=head)
    assert no.value.code == "workflow.not_yours"


def test_rows_that_were_read_elsewhere_are_taken_in_alike(item, handler, day):
    rows = [
        {"case": "A-1", "activity": "收件", "day": date(2026, 3, 2), "item": "GH-001"},
        {"case": "A-1", "activity": "受理", "day": date(2026, 3, 2), "item": "GH-001"},
    ]
    given = {"mapping": "", "by": handler, "on": day}
    assert commands.take_in_rows(rows, b"a,b\n1,2\n", "x.csv", **given).events == 2


ODD = {
    "a number too long for its column": room.line("A" * 100, "受理", "2026-03-02 09:00"),
    "a figure that is no number": room.line("A-1", "延期", "2026-03-03 09:00", days="²"),
    "more days than fit": room.line("A-1", "延期", "2026-03-03 09:00", days="9" * 25),
    "an extension of a lifetime": room.line("A-1", "延期", "2026-03-03 09:00", days="32000"),
    "an item on two lines": room.line("A-1", "受理", "2026-03-02 09:00", item='"XX\n9"'),
    "no item at all": room.line("A-1", "受理", "2026-03-02 09:00", item=""),
}


@pytest.mark.parametrize("odd", ODD)
def test_odd_words_of_a_log_are_taken_in_judged_and_shown(odd, take_in, organ, handler, day):
    begun = [room.line("A-1", "受理", "2026-03-02 08:00", organ=organ.code)]
    take_in(*begun, ODD[odd], organ=organ)
    take_in(*begun, ODD[odd], *room.usual("B-1"), organ=organ)
    commands.flag(on=day)
    client = Client()
    client.force_login(handler)
    for case in Case.objects.all():
        assert client.get(reverse("cases:case", args=[case.pk])).status_code == 200
    for name in ("cases:items", "cases:cases", "cases:flags"):
        assert client.get(reverse(name)).status_code == 200


def test_numbers_that_only_differ_far_behind_are_two_cases_and_known_again(take_in):
    lines = [room.line("A" * 90 + end, "受理", "2026-03-02 09:00") for end in ("1", "2")]
    assert take_in(*lines).cases == 2
    again = take_in(*lines, *room.usual("B-1"))
    assert (again.known, again.events) == (2, 5)


def test_an_extension_that_cannot_be_does_not_count_and_the_flag_says_why(take_in, day):
    begun, end = room.usual("A-1")[:3], room.line("A-1", "决定", "2026-04-01 11:00", actor="丙")
    take_in(*begun, room.line("A-1", "延期", "2026-03-10", days="32000"), end)
    late = next(one for one in commands.flag(on=day) if one.check_code == "slow.legal")
    assert "32000" in late.derivation["unfit"][0]


def test_null_bytes_are_left_out_of_words():
    one = told([{"case": "A\0-1", "activity": "受\0理", "day": date(2026, 3, 2), "actor": "甲\0"}])
    assert (one[0].reference, one[0].events[0].activity) == ("A-1", "受理")
    assert one[0].events[0].actor == "甲"


def test_a_file_with_a_very_long_name_is_taken_in(take_in):
    assert take_in(*room.usual("A-1"), name="明" * 150 + ".csv").events == 5


def test_a_file_that_somebody_handed_in_meanwhile_is_taken_in_once(take_in, monkeypatch):
    number = intake_commands.next_number

    def meanwhile(prefix, year):
        monkeypatch.setattr(intake_commands, "next_number", number)
        first.append(take_in(*room.usual("A-1")))
        return number(prefix, year)

    first = []
    monkeypatch.setattr(intake_commands, "next_number", meanwhile)
    assert take_in(*room.usual("A-1")) == first[0]
    assert Intake.objects.count() == 1
