"""What rooms tell: columns with sentences, rows that fit, nobody named, nothing sealed."""

from __future__ import annotations

from datetime import date

import pytest

from mingcha.findings.models import Finding
from mingcha.foundation import columns
from mingcha.foundation.columns import FACTS, Kind
from mingcha.people.models import Person
from mingcha.visits.models import Visit

pytestmark = pytest.mark.usefixtures("small_city", "db", "day")
PLAIN = {Kind.TEXT: str, Kind.WHOLE: int, Kind.NUMBER: float, Kind.DAY: date, Kind.YES: bool}


def rows(name, day):
    one = FACTS[name]
    return [dict(zip(one.heads, row, strict=True)) for row in one.rows(day)]


@pytest.mark.parametrize("name", sorted(FACTS))
def test_every_row_is_what_its_columns_say_and_every_column_has_a_sentence(name, day):
    one = FACTS[name]
    told = [tuple(row) for row in one.rows(day)]
    for row in told:
        for value, column in zip(row, one.columns, strict=True):
            assert value is None or type(value) is PLAIN[column.kind], (column.name, value)
    assert all(str(c.sentence) for c in one.columns)
    numbers = [c for c in one.columns if c.kind in {Kind.WHOLE, Kind.NUMBER}]
    assert all(c.unit for c in numbers)


@pytest.mark.parametrize("name", sorted(FACTS))
def test_the_small_city_has_something_to_tell_in_every_table(name, day):
    assert rows(name, day), name


@pytest.mark.parametrize("name", sorted(FACTS))
def test_no_person_is_named_and_nothing_anybody_wrote_is_told(name, day):
    people = set(Person.objects.values_list("name", flat=True))
    people |= set(Person.objects.filter(staff_no__regex="[0-9]").values_list("staff_no", flat=True))
    texts = {value for row in rows(name, day) for value in row.values() if isinstance(value, str)}
    assert not texts & people
    assert all(len(text) <= 40 for text in texts)


def test_a_visit_is_not_told_before_its_record_is_verified(day):
    told = {row["number"] for row in rows("visits_visits", day)}
    verified = Visit.objects.filter(state="verified").values_list("number", flat=True)
    assert told == set(verified)
    assert Visit.objects.exclude(state="verified").exists()


def test_a_finding_is_told_once_fed_back_and_never_if_handed_to_the_supervision_organ(day):
    some = Finding.objects.filter(fed_back_on__isnull=False).order_by("pk")[:2]
    Finding.objects.filter(pk=some[0].pk).update(state="transferred")
    told = {row["number"] for row in rows("findings_findings", day)}
    assert some[0].number not in told
    assert some[1].number in told
    before = set(Finding.objects.filter(fed_back_on=None).values_list("number", flat=True))
    assert not told & before


def test_no_table_holds_a_group_a_mark_or_a_ballot():
    told = {f"{one.name}.{head}" for one in FACTS.values() for head in one.heads}
    suspect = {name for name in told if name.rpartition(".")[2] in {"mark", "ballot", "ticket"}}
    assert suspect == set()
    assert {n for n in told if n.endswith(".group")} == {"meetings_attendance.group"}


def test_the_same_rows_give_the_same_bytes(tmp_path, day):
    for place in ("a", "b"):
        (tmp_path / place).mkdir()
        columns.keep(FACTS["visits_visits"], tmp_path / place, on=day)
    first, second = (tmp_path / p / "visits_visits.parquet" for p in ("a", "b"))
    assert first.read_bytes() == second.read_bytes()


def test_a_table_without_rows_is_a_file_with_its_columns(tmp_path, day):
    from pyarrow import parquet

    one = columns.Facts("x", "", FACTS["visits_visits"].columns, lambda on: [])
    kept = columns.keep(one, tmp_path, on=day)
    assert kept.rows == 0
    assert parquet.read_schema(tmp_path / "x.parquet").names == one.heads
