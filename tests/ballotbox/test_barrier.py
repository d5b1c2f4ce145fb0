"""The close is a strict barrier, several slots are no harm, a full disk is told as it is."""

from __future__ import annotations

import sqlite3
import threading
from secrets import token_bytes

import pytest

from mingcha.ballotbox import sqlite
from mingcha.ballotbox.engines import store_of
from mingcha.ballotbox.sqlite import SQLite
from mingcha.ballotbox.store import Fate, Unstored
from tests.ballotbox.conftest import IN_POSTGRES
from tests.ballotbox.ground import sealed

ON_DISK = pytest.mark.parametrize("box", ["sqlite", IN_POSTGRES], indirect=True)


def another_store(box):
    """A slot of another process on the same tables."""
    if isinstance(box.store, SQLite):
        return SQLite(box.store.file)
    from django.db import connection

    return store_of(connection.settings_dict)


@ON_DISK
def test_a_batch_that_meets_the_close_waits_for_it_and_takes_nothing(box, poll):
    box.lay(poll)
    box.store.keep([sealed(poll)])
    box.begin()
    box.turn(poll, "closed")
    outcomes = []
    batch = threading.Thread(target=lambda: outcomes.extend(box.store.keep([sealed(poll)])))
    batch.start()
    batch.join(0.2)

    assert batch.is_alive()
    box.commit()
    batch.join(30)

    assert [o.fate for o in outcomes] == [Fate.CLOSED]
    assert len(box.ballots(poll)) == 1


@ON_DISK
def test_two_slots_that_get_the_same_ballots_keep_each_once(box, poll):
    box.lay(poll)
    keys = [token_bytes(32) for _ in range(60)]
    stores = [box.store, another_store(box)]
    outcomes = [[], []]

    def write(place):
        for begin in range(0, 60, 20):
            batch = [sealed(poll, key) for key in keys[begin : begin + 20]]
            outcomes[place] += stores[place].keep(batch[:: 1 if place else -1])[
                :: 1 if place else -1
            ]

    threads = [threading.Thread(target=write, args=(place,)) for place in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    stores[1].close()

    assert len(box.ballots(poll)) == 60
    for one, two in zip(*outcomes, strict=True):
        assert {one.fate, two.fate} == {Fate.KEPT, Fate.SAME}
        assert one.receipt == two.receipt


@ON_DISK
def test_a_broken_connection_fails_its_batch_and_the_next_batch_is_written(box, poll):
    box.lay(poll)
    box.store.keep([sealed(poll)])
    one = sealed(poll)
    if isinstance(box.store, SQLite):
        box.store._open.close()
    else:
        box.ask("SELECT pg_terminate_backend(%s)", box.store._open.info.backend_pid)

    with pytest.raises(Unstored):
        box.store.keep([one])

    assert box.store.keep([one])[0].fate is Fate.KEPT


def test_a_full_disk_fails_the_batch_and_keeps_what_was_acknowledged(in_file, poll, monkeypatch):
    monkeypatch.setattr(sqlite, "PRAGMAS", (*sqlite.PRAGMAS, "PRAGMA max_page_count=24"))
    in_file.lay(poll)
    kept = []

    def fill():
        for _ in range(100):
            batch = [sealed(poll, mark=b"m" * 300) for _ in range(20)]
            in_file.store.keep(batch)
            kept.extend(ballot.key for ballot in batch)

    with pytest.raises(Unstored) as no:
        fill()

    assert "full" in str(no.value.__cause__)
    assert kept
    assert set(in_file.ballots(poll)) == set(kept)
    monkeypatch.setattr(sqlite, "PRAGMAS", sqlite.PRAGMAS[:-1])
    assert in_file.store.keep([sealed(poll)])[0].fate is Fate.KEPT


def test_a_file_that_is_not_there_is_told_as_not_stored(tmp_path):
    store = SQLite(tmp_path / "nowhere" / "box.db")

    with pytest.raises(Unstored):
        store.known("0" * 32)
    with pytest.raises(Unstored):
        store.tickets("0" * 32)


def test_every_commit_of_the_file_is_synced_and_what_is_deleted_is_wiped(in_file):
    line = in_file.store._connection()

    asked = [line.execute(f"PRAGMA {name}").fetchone()[0] for name in
             ("journal_mode", "synchronous", "secure_delete")]  # fmt: skip

    assert asked == ["wal", 2, 1]


def test_the_file_has_no_hidden_number_of_a_ballot(in_file, poll):
    in_file.lay(poll)
    in_file.store.keep([sealed(poll, remarks=[("MZ001", "好")])])

    for table in ("box_ballot", "box_remark", "box_ticket"):
        with pytest.raises(sqlite3.OperationalError, match="rowid"):
            in_file.ask(f"SELECT rowid FROM {table}")


@ON_DISK
def test_postgresql_waits_for_the_disk_at_every_commit(box):
    if isinstance(box.store, SQLite):
        pytest.skip("a file has no such setting")

    assert box.store._asked("SHOW synchronous_commit", ()) == [("on",)]
