"""The box in the city's PostgreSQL: a batch is one statement, acknowledged after its commit."""

from __future__ import annotations

import contextlib
from typing import Any

import psycopg

from mingcha.ballotbox import tables
from mingcha.ballotbox.store import Judging, Known, Lies, Sealed, Unstored, remark_rows

# `open` holds the poll's row until the commit: who closes the poll waits for this batch, and a
# batch that waited for the close sees it. Rows go in by key, so that two slots cannot lock
# each other out and the table's order is no order of coming.
STATEMENT = f"""
WITH open AS MATERIALIZED (
    {tables.POLL_STATE} = ANY(%(polls)s) AND "state" = '{tables.OPEN}' FOR SHARE
), new AS (
    {tables.INTO_BALLOTS}
    SELECT b.*, false FROM unnest(
        %(key)s::bytea[], %(poll)s::text[], %(group)s::text[], %(fingerprint)s::bytea[],
        %(sealed)s::bytea[]
    ) AS b (key, poll, "group", fingerprint, sealed)
    WHERE b.poll IN (SELECT poll FROM open) ORDER BY b.key
    ON CONFLICT DO NOTHING RETURNING "key"
), said AS (
    {tables.INTO_REMARKS}
    SELECT r.key, r.poll, r.sealed
    FROM unnest(%(r_key)s::bytea[], %(r_poll)s::text[], %(r_sealed)s::bytea[], %(r_of)s::bytea[])
    AS r (key, poll, sealed, of)
    WHERE r.of IN (SELECT "key" FROM new) ORDER BY r.key
)
SELECT "key" FROM new
"""  # noqa: S608 -- names of our own tables
LOOK = f"{tables.WHAT_LIES} = ANY(%s)"


class PostgreSQL(Judging):
    """Ballots in PostgreSQL; any number of slots may write side by side."""

    def __init__(self, **address: Any) -> None:
        self.address = {name: value for name, value in address.items() if value}
        self._open: psycopg.Connection[Any] | None = None

    def _connection(self) -> psycopg.Connection[Any]:
        if self._open is None:
            self._open = psycopg.connect(
                **self.address,
                autocommit=True,
                options="-c synchronous_commit=on -c lock_timeout=10s -c statement_timeout=20s",
                connect_timeout=5,
            )
        return self._open

    def _asked(self, sql: str, values: Any, *, often: bool = False) -> list[tuple[Any, ...]]:
        try:
            line = self._connection().cursor(binary=True)
            return line.execute(sql, values, prepare=often).fetchall()
        except psycopg.Error as no:
            self.close()
            raise Unstored from no

    def _write(self, rows: list[Sealed]) -> tuple[set[bytes], dict[bytes, Lies]]:
        kept = {key for (key,) in self._asked(STATEMENT, _columns(rows), often=True)}
        rest = [row.key for row in rows if row.key not in kept]
        there = self._asked(LOOK, (rest,)) if rest else []
        return kept, {key: Lies(fingerprint, sealed) for key, fingerprint, sealed in there}

    def polls(self) -> frozenset[str]:
        """See `Store.polls`."""
        return frozenset(poll for (poll,) in self._asked(tables.POLLS, ()))

    def known(self, poll: str) -> Known | None:
        """See `Store.known`."""
        found = self._asked(f"{tables.POLL_ROW} = %s", (poll,))
        if not found:
            return None
        return Known(*found[0])

    def tickets(self, poll: str) -> dict[bytes, str]:
        """See `Store.tickets`."""
        return dict(self._asked(f"{tables.TICKETS} = %s", (poll,)))

    def close(self) -> None:
        """Let go of the connection; what was begun is taken back."""
        line, self._open = self._open, None
        if line is not None:
            with contextlib.suppress(psycopg.Error):
                line.close()


def _columns(rows: list[Sealed]) -> dict[str, list[Any]]:
    """A batch turned on its side: one list a column."""
    key, poll, group, fingerprint, sealed, _remarks = (
        list(column) for column in zip(*rows, strict=True)
    )
    columns: dict[str, list[Any]] = {"polls": sorted(set(poll)), "key": key, "poll": poll}
    columns |= {"group": group, "fingerprint": fingerprint, "sealed": sealed}
    said = [(*remark, row.key) for row in rows if row.remarks for remark in remark_rows([row])]
    for place, name in enumerate(("r_key", "r_poll", "r_sealed", "r_of")):
        columns[name] = [remark[place] for remark in said]
    return columns
