"""One step of a life: checked, written with compare-and-set, journalled."""

import pytest
from django.db import connection, models

from mingcha.core.machine import Machine, Move
from mingcha.core.refusal import Refusal, refusal
from mingcha.foundation import journal, numbers
from mingcha.foundation.models import Stateful
from mingcha.foundation.workflow import advance, party, the_calendar

EMPTY = refusal("test.empty", because="Nothing was written.", remedy="Write something.")


class Slip(Stateful):
    state = models.CharField(max_length=10, default="drafted")
    words = models.CharField(max_length=40, default="")

    class Meta:
        app_label = "foundation"
        managed = False


@party("anybody with an account")
def anybody(slip, person):
    return person is not None


SLIP = Machine("test.slip", "drafted", {"drafted": "Drafted", "sent": "Sent", "late": "Late"}, [
    Move("send", {"drafted"}, "sent", anybody, lambda s: None if s.words.strip() else EMPTY()),
    Move("expire", {"sent"}, "late", the_calendar),
])  # fmt: skip


@pytest.fixture
def slip(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE foundation_slip "
            "(id bigint primary key, state varchar(10), words varchar(40))"
        )
    return Slip.objects.create(pk=1)


def test_a_move_changes_the_thing_and_leaves_one_entry(slip, clerk):
    advance(SLIP, slip, "send", by=clerk, words="请改正")
    assert Slip.objects.get().state == "sent"
    entry = journal.about(slip).get()
    assert (entry.verb, entry.facts) == ("test.slip.send", {"words": "请改正"})


def test_a_refused_move_changes_nothing_neither_here_nor_on_disk(slip, clerk):
    with pytest.raises(Refusal) as no:
        advance(SLIP, slip, "send", by=clerk, words="  ")
    assert no.value.code == "test.empty"
    assert (slip.words, Slip.objects.get().state) == ("", "drafted")
    assert not journal.about(slip).exists()


def test_of_two_people_acting_at_once_the_second_is_told_so(slip, clerk):
    mine, theirs = Slip.objects.get(), Slip.objects.get()
    advance(SLIP, theirs, "send", by=clerk, words="他们先")
    with pytest.raises(Refusal) as no:
        advance(SLIP, mine, "send", by=clerk, words="我后")
    assert no.value.code == "workflow.overtaken"
    assert Slip.objects.get().words == "他们先"
    assert mine.words == ""


def test_what_the_calendar_does_goes_through_the_same_table_as_people(slip, clerk):
    advance(SLIP, slip, "send", by=clerk, words="请改正")
    with pytest.raises(Refusal) as no:
        advance(SLIP, slip, "expire", by=clerk)
    assert no.value.code == "workflow.not_yours"
    advance(SLIP, slip, "expire", by=None)
    assert journal.about(slip).last().by is None


def test_numbers_run_on_within_a_series_and_begin_anew_each_year(db):
    given = [numbers.next_number("ZG", 2026), numbers.next_number("ZG", 2026)]
    assert given == ["ZG-2026-0001", "ZG-2026-0002"]
    many = ["ZG-2026-0003", "ZG-2026-0004", "ZG-2026-0005"]
    assert (numbers.next_numbers("ZG", 2026, 3), numbers.next_numbers("ZG", 2026, 0)) == (many, [])
    assert numbers.next_number("ZG", 2027) == "ZG-2027-0001"
    assert numbers.next_number("FK", 2026) == "FK-2026-0001"
