"""The journal: for good, sealed, checkable by an outsider."""

import json

import pytest
from django.db import DatabaseError, transaction

from mingcha.core import merkle
from mingcha.foundation import journal
from mingcha.foundation.models import JournalEntry
from mingcha.organs import commands as organs


def test_every_act_leaves_one_entry_with_who_and_what(organ, clerk):
    entry = journal.about(organ).get()
    assert (entry.verb, entry.by, entry.about_name) == ("organs.unit.found", clerk, "市规划局")
    assert entry.facts["kind"] == "management"


@pytest.mark.parametrize("act", ["change", "delete"])
def test_the_database_itself_refuses_to_change_or_delete_an_entry(organ, act):
    rows = JournalEntry.objects.filter(verb="organs.unit.found")
    with pytest.raises(DatabaseError, match="for good"), transaction.atomic():
        rows.update(verb="organs.unit.other") if act == "change" else rows.delete()
    assert rows.get().verb == "organs.unit.found"


def test_an_outsider_recomputes_the_head_from_the_export_alone(organ, clerk, day):
    head = journal.seal()
    lines = list(journal.export())
    assert len(lines) == head.size
    assert merkle.root(lines).hex() == head.root
    assert json.loads(lines[-1])["verb"] == "organs.unit.found"


def test_the_journal_stays_as_sealed_when_the_city_s_clocks_are_set_to_another_zone(
    organ, day, settings
):
    journal.seal()
    settings.TIME_ZONE = "Etc/GMT+9"
    assert journal.verify() == []


def test_sealing_twice_adds_nothing_and_later_entries_only_append(organ, clerk, day):
    first = journal.seal()
    assert journal.seal() == first
    organs.rename(organ, name="市自然资源局", on=day, by=clerk)
    second = journal.seal()
    assert second.size == first.size + 1
    assert journal.verify() == []


def test_what_was_rolled_back_is_not_in_the_journal(organ, clerk, day):
    before = JournalEntry.objects.count()

    def interrupted():
        with transaction.atomic():
            organs.rename(organ, name="别的局", on=day, by=clerk)
            raise InterruptedError

    with pytest.raises(InterruptedError):
        interrupted()
    assert JournalEntry.objects.count() == before
