"""What a disk would tell by itself: row order, dead rows, pages set free. Rows are laid anew.

PostgreSQL appends every new row and every changed one, so that its place tells when it came.
SQLite keeps a changed row in its place, but its journal and the pages set free keep what was.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import OperationalError, connections, models, transaction

PATIENCE = 20  # seconds for whoever reads these tables to end
Keyed = tuple[type[models.Model], str]  # a table, and a column whose order tells nothing


class NotSwept(RuntimeError):
    """The database was busy; whoever asked tries again."""


def inside_a_transaction(aliases: Iterable[str]) -> bool:
    """Whether one of the databases is in the middle of something that may be taken back."""
    return any(connections[alias].in_atomic_block for alias in aliases)


def overwrite_what_is_deleted() -> None:
    """On SQLite: what this transaction wipes is overwritten with zeros, not only let go."""
    line = connections["default"]
    if line.vendor == "sqlite":
        with line.cursor() as cursor:
            cursor.execute("PRAGMA secure_delete=ON")


def rewrite(alias: str, model: type[models.Model], key: str, column: str, value: Any) -> None:
    """On PostgreSQL: write the rows that have this value anew, in the order of keys.

    Afterwards place (ctid) and writer (xmin) are alike for all of them, whatever came first. In
    the transaction of whoever calls; dead rows stay until `lay_anew`.
    """
    line = connections[alias]
    if line.vendor != "postgresql":
        return
    table = line.ops.quote_name(model._meta.db_table)
    column = line.ops.quote_name(column)
    with transaction.atomic(using=alias), line.cursor() as cursor:
        # Names are the models' own; no value is put into the text.
        cursor.execute(
            f"CREATE TEMP TABLE {_kept(table)} ON COMMIT DROP AS "  # noqa: S608
            f"SELECT * FROM {table} WHERE {column} = %s",
            [value],
        )
        cursor.execute(f"DELETE FROM {table} WHERE {column} = %s", [value])  # noqa: S608
        _put_back(line, cursor, table, key)


def lay_anew(alias: str, *groups: Sequence[Keyed], vacuum: bool = False) -> None:
    """Give back what dead rows and journals still hold. Not in a transaction.

    On PostgreSQL the rows of each table are put into a new file in the order of a key; tables
    that point to one another go in one group. On SQLite the journal is emptied, and with
    `vacuum` the whole file written anew.

    Raises:
        NotSwept: if a reader kept the tables, or kept the journal from being emptied.
    """
    line = connections[alias]
    if line.vendor == "sqlite":
        _empty_journal(line, whole=vacuum)
    elif line.vendor == "postgresql":
        try:
            for together in groups:
                _anew(line, together)
        except OperationalError as busy:
            raise NotSwept("somebody is at work on these tables") from busy


def _anew(line: Any, together: Sequence[Keyed]) -> None:
    """Not `VACUUM FULL`: it carries dead rows over while anybody, be it a report or a forgotten
    connection, still holds an older view of the tables. A truncated table has none to carry.
    """
    keyed = {line.ops.quote_name(model._meta.db_table): key for model, key in together}
    tables = ", ".join(keyed)
    with transaction.atomic(using=line.alias), line.cursor() as cursor:
        cursor.execute(f"SET LOCAL lock_timeout = '{PATIENCE}s'")
        cursor.execute(f"LOCK TABLE {tables} IN ACCESS EXCLUSIVE MODE")
        for table in keyed:
            cursor.execute(f"CREATE TEMP TABLE {_kept(table)} ON COMMIT DROP AS TABLE {table}")
        cursor.execute(f"TRUNCATE {tables}")
        for table, key in keyed.items():
            _put_back(line, cursor, table, key)


def _kept(table: str) -> str:
    return table.replace('"', "") + "_kept"


def _put_back(line: Any, cursor: Any, table: str, key: str) -> None:
    order = line.ops.quote_name(key)
    cursor.execute(f"INSERT INTO {table} SELECT * FROM {_kept(table)} ORDER BY {order}")  # noqa: S608
    cursor.execute(f"DROP TABLE {_kept(table)}")


def _empty_journal(line: Any, *, whole: bool) -> None:
    with line.cursor() as cursor:
        if whole:
            cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        busy = cursor.fetchone()[0]
    if busy:
        raise NotSwept("somebody is reading; the journal could not be emptied")
