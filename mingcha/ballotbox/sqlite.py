"""The box as a file of SQLite, by a connection of its own: every commit reaches the disk."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from mingcha.ballotbox import tables
from mingcha.ballotbox.store import Judging, Known, Lies, Sealed, Unstored, remark_rows

PATIENCE = 10.0  # seconds that a close or a count may hold the file
MOST_KEYS = 512  # in one question; SQLite takes no more than 999 values in old releases
MOST_ROWS = 128  # of six values, in one statement
PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA secure_delete=ON",
    "PRAGMA temp_store=MEMORY",
)


class SQLite(Judging):
    """Ballots in a file. The writer's lock makes the close of a poll a strict barrier."""

    def __init__(self, file: str | Path) -> None:
        self.file = str(file)
        self._open: sqlite3.Connection | None = None

    def _connection(self) -> sqlite3.Connection:
        if self._open is None:
            uri = self.file.startswith("file:")
            line = sqlite3.connect(
                self.file, PATIENCE, isolation_level=None, check_same_thread=False, uri=uri
            )
            for pragma in PRAGMAS:
                line.execute(pragma)
            self._open = line
        return self._open

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        """All or nothing; whatever the file refuses, the connection is made anew next time."""
        try:
            line = self._connection()
            line.execute("BEGIN IMMEDIATE")
            yield line
            line.execute("COMMIT")
        except BaseException as no:
            self.close()
            if isinstance(no, sqlite3.Error):
                raise Unstored from no
            raise

    def _write(self, rows: list[Sealed]) -> tuple[set[bytes], dict[bytes, Lies]]:
        with self._transaction() as line:
            there = _lies(line, [row.key for row in rows])
            is_open = _open(line, {row.poll for row in rows})
            new = [row for row in rows if row.poll in is_open and row.key not in there]
            _lay(line, tables.INTO_BALLOTS, [(*row[:5], 0) for row in new])
            _lay(line, tables.INTO_REMARKS, remark_rows(new))
        return {row.key for row in new}, there

    def polls(self) -> frozenset[str]:
        """See `Store.polls`."""
        return frozenset(poll for (poll,) in self._asked(tables.POLLS))

    def known(self, poll: str) -> Known | None:
        """See `Store.known`."""
        found = self._asked(f"{tables.POLL_ROW} = ?", poll)
        if not found:
            return None
        paper, seal, keys, state = found[0]
        return Known(paper, bytes(seal), json.loads(keys), state)

    def tickets(self, poll: str) -> dict[bytes, str]:
        """See `Store.tickets`."""
        return dict(self._asked(f"{tables.TICKETS} = ?", poll))

    def _asked(self, sql: str, *values: str) -> list[tuple[Any, ...]]:
        try:
            return self._connection().execute(sql, values).fetchall()
        except sqlite3.Error as no:
            self.close()
            raise Unstored from no

    def close(self) -> None:
        """Let go of the file; what was begun is taken back."""
        line, self._open = self._open, None
        if line is not None:
            line.close()


def _many(count: int) -> str:
    return f"({', '.join('?' * count)})"


def _lay(line: sqlite3.Connection, into: str, rows: list[tuple[Any, ...]]) -> None:
    """Insert rows, many with one statement: after each the thread has to wait its turn again.

    Their numbers are powers of two, so that few statements have to be understood.
    """
    begin, step = 0, MOST_ROWS
    while begin < len(rows):
        while step > len(rows) - begin:
            step //= 2
        part = rows[begin : begin + step]
        values = ", ".join([_many(len(part[0]))] * step)
        line.execute(f"{into} VALUES {values}", [value for row in part for value in row])
        begin += step


def _lies(line: sqlite3.Connection, keys: list[bytes]) -> dict[bytes, Lies]:
    found: dict[bytes, Lies] = {}
    for begin in range(0, len(keys), MOST_KEYS):
        part = keys[begin : begin + MOST_KEYS]
        places = 1 << (len(part) - 1).bit_length()  # few statements here as well
        asked = part + part[-1:] * (places - len(part))
        rows = line.execute(f"{tables.WHAT_LIES} IN {_many(places)}", asked)
        found |= {key: Lies(fingerprint, sealed) for key, fingerprint, sealed in rows}
    return found


def _open(line: sqlite3.Connection, polls: set[str]) -> set[str]:
    rows = line.execute(f"{tables.POLL_STATE} IN {_many(len(polls))}", sorted(polls))
    return {poll for poll, state in rows if state == tables.OPEN}
