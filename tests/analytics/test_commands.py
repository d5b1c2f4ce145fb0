"""Snapshots: kept whole, once, for good; by the night or by whoever leads."""

from __future__ import annotations

import json
from datetime import date

import pytest

from mingcha.analytics import commands, record
from mingcha.analytics.models import Snapshot
from mingcha.analytics.xrays import snapshots_that_do_not_fit
from mingcha.core.refusal import Refusal
from mingcha.foundation import columns, reactions, time
from mingcha.foundation.models import JournalEntry
from mingcha.organs import commands as organs
from mingcha.people import commands as people


def test_a_snapshot_is_a_folder_of_the_day_with_a_manifest_of_rows_and_digests(folder, organ, day):
    snapshot = commands.take(by=None, on=day)
    place = folder / "2026-04-10"
    manifest = json.loads((place / "manifest.json").read_text())
    assert manifest["day"] == "2026-04-10"
    assert {t["name"] for t in manifest["tables"]} == set(columns.FACTS)
    units = next(t for t in manifest["tables"] if t["name"] == "organs_units")
    assert units["rows"] == 1
    assert units["sha256"] == columns.digest(place / "organs_units.parquet")
    assert columns.digest(place / "manifest.json") == snapshot.digest
    assert sorted(p.name for p in folder.iterdir()) == ["2026-04-10"], "nothing half-made is left"


def test_it_is_entered_in_the_journal_with_its_digest(organ, day, clerk):
    snapshot = commands.take(by=clerk, on=day)
    entry = JournalEntry.objects.get(verb="analytics.snapshot.take")
    assert entry.by == clerk
    assert entry.facts["digest"] == snapshot.digest
    assert entry.about_name == "2026-04-10"


def test_taken_again_with_nothing_changed_it_is_the_same_to_the_byte(folder, organ, day):
    first = commands.take(by=None, on=day)
    before = {p.name: p.read_bytes() for p in (folder / "2026-04-10").iterdir()}
    assert commands.take(by=None, on=day) == first
    assert {p.name: p.read_bytes() for p in (folder / "2026-04-10").iterdir()} == before
    assert Snapshot.objects.count() == 1


def test_what_changed_on_the_same_day_is_kept_beside_the_first(folder, organ, day, clerk):
    first = commands.take(by=None, on=day)
    organs.found("MZ002", "市水务局", level="organ", kind="service", since=day, by=clerk)
    second = commands.take(by=None, on=day)
    assert [first.number, second.number] == ["2026-04-10", "2026-04-10.2"]
    assert record.unfit(first) == [], "the older one is kept as it was"


def test_a_day_that_has_passed_cannot_be_made_up(organ, day):
    with pytest.raises(Refusal) as no:
        commands.take(by=None, on=date(2026, 4, 9))
    assert no.value.code == "analytics.not_today"


def test_only_whoever_leads_may_keep_one_by_hand(organ, day, clerk):
    nobody = people.register("x", "某人", by=clerk)
    with pytest.raises(Refusal) as no:
        commands.take(by=nobody, on=day)
    assert no.value.code == "workflow.not_yours"


def test_the_folder_of_an_attempt_that_did_not_end_makes_room(folder, organ, day):
    (folder / "2026-04-10").mkdir(parents=True)
    (folder / "2026-04-10" / "half.parquet").write_bytes(b"half")
    snapshot = commands.take(by=None, on=day)
    assert record.unfit(snapshot) == []
    assert not (folder / "2026-04-10" / "half.parquet").exists()


def test_nothing_appears_if_a_room_cannot_tell_its_facts(folder, organ, day, monkeypatch):
    broken = columns.Facts(
        "organs_units", "", columns.FACTS["organs_units"].columns, lambda on: 1 / 0
    )
    monkeypatch.setitem(columns.FACTS, "organs_units", broken)
    with pytest.raises(ZeroDivisionError):
        commands.take(by=None, on=day)
    assert list(folder.iterdir()) == []
    assert not Snapshot.objects.exists()


def test_the_night_keeps_one_and_a_past_played_through_keeps_none(folder, organ, day):
    reactions.live_through(day)
    assert not Snapshot.objects.exists()
    ran = reactions.tick(day)
    assert "analytics.reactions.keep_the_facts" in ran
    reactions.run_daily.func("analytics.reactions.keep_the_facts", "2026-04-10")
    assert Snapshot.objects.get().day == day
    with time.at(date(2026, 4, 11)):
        reactions.run_daily.func("analytics.reactions.keep_the_facts", "2026-04-10")
    assert Snapshot.objects.count() == 1, "a night that has passed is not made up"


def test_the_doctor_finds_a_file_that_was_changed_or_is_gone(folder, organ, day):
    commands.take(by=None, on=day)
    assert _found() == []
    (folder / "2026-04-10" / "visits_visits.parquet").unlink()
    units = folder / "2026-04-10" / "organs_units.parquet"
    units.write_bytes(units.read_bytes()[:-1] + b"!")
    assert _found() == ["2026-04-10/organs_units.parquet", "2026-04-10/visits_visits.parquet"]


def test_the_doctor_finds_a_row_that_says_another_digest(folder, organ, day):
    commands.take(by=None, on=day)
    tables = Snapshot.objects.get().tables
    tables[0]["rows"] += 1
    Snapshot.objects.update(tables=tables)
    assert "2026-04-10" in _found()


def _found():
    return sorted(f.which for f in snapshots_that_do_not_fit())
