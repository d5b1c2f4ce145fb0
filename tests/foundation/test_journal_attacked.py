"""The journal against somebody who holds the database: what is altered is found."""

import hashlib
import json

import pytest
from django.db import DatabaseError, connection, transaction

from mingcha.foundation import journal
from mingcha.foundation.models import JournalEntry, JournalHead, JournalLeaf
from mingcha.organs import commands as organs

TABLES = (JournalEntry, JournalLeaf, JournalHead)


@pytest.fixture
def sealed(organ, clerk, day):
    """A journal with a few entries and two heads."""
    journal.seal()
    organs.rename(organ, name="市自然资源局", on=day, by=clerk)
    return journal.seal()


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("act", ["change", "delete"])
def test_no_table_of_the_journal_can_be_changed_or_emptied(sealed, table, act):
    rows = table.objects.order_by("pk")[:1].values("pk")
    row = table.objects.filter(pk__in=[one["pk"] for one in rows])
    name = {"JournalEntry": "verb", "JournalLeaf": "position", "JournalHead": "size"}
    value = {"JournalEntry": "x", "JournalLeaf": 999, "JournalHead": 999}[table.__name__]
    with pytest.raises(DatabaseError, match="for good"), transaction.atomic():
        row.update(**{name[table.__name__]: value}) if act == "change" else row._raw_delete(
            "default"
        )
    assert row.count() == 1


def _break_open(table, act="update"):
    """What an attacker with the database's own rights would do first."""
    name = table._meta.db_table
    where = f" ON {name}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {name}_no_{act}{where}")


@pytest.mark.parametrize(
    ("field", "value"),
    [("verb", "organs.unit.founD"), ("about_name", "市规划厅"), ("facts", {}), ("by", None)],
)
def test_one_changed_word_of_an_entry_is_found(sealed, field, value):
    _break_open(JournalEntry)
    entry = JournalEntry.objects.get(verb="organs.unit.found")
    JournalEntry.objects.filter(pk=entry.pk).update(**{field: value})
    assert any(f"entry {entry.pk} " in line for line in journal.verify())


def test_a_head_that_was_written_over_is_found(sealed):
    _break_open(JournalHead)
    JournalHead.objects.filter(pk=sealed.pk).update(root="0" * 64)
    assert journal.verify() != []


def test_whoever_changes_entry_and_leaf_alike_is_given_away_by_the_head(sealed):
    from mingcha.core import merkle

    _break_open(JournalEntry)
    _break_open(JournalLeaf)
    entry = JournalEntry.objects.get(verb="organs.unit.found")
    JournalEntry.objects.filter(pk=entry.pk).update(about_name="市规划厅")
    entry.refresh_from_db()
    digest = merkle.leaf_hash(journal.canonical(entry))
    JournalLeaf.objects.filter(entry=entry).update(digest=digest)
    assert any("head" in line for line in journal.verify())


def test_a_stranger_with_ten_lines_of_his_own_gets_the_same_root(sealed):
    def root(leaves):
        if len(leaves) == 1:
            return leaves[0]
        half = 1
        while half * 2 < len(leaves):
            half *= 2
        both = root(leaves[:half]) + root(leaves[half:])
        return hashlib.sha256(b"\x01" + both).digest()

    lines = list(journal.export())
    assert all(json.loads(line)["verb"] for line in lines)
    leaves = [hashlib.sha256(b"\x00" + line).digest() for line in lines]
    for head in JournalHead.objects.all():
        assert root(leaves[: head.size]).hex() == head.root
