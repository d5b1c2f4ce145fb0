"""What a thief reads out of PostgreSQL: rows with their places and writers, then its own files."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connection

from tests.attacks import attacker
from tests.attacks.attacker import Forms, Join, Order, Table


def _asked(sql: str) -> tuple[list[str], list[tuple[Any, ...]]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return [told[0] for told in cursor.description], cursor.fetchall()


def _relations(*kinds: str) -> list[tuple[str, str]]:
    told = ", ".join(f"'{kind}'" for kind in kinds)
    _names, rows = _asked(
        "SELECT relname, pg_relation_filepath(oid) FROM pg_class"
        f" WHERE relnamespace = 'public'::regnamespace AND relkind IN ({told})"
    )
    return [(name, path) for name, path in rows]


def tables() -> Iterator[Table]:
    """Every table as it lies: place (ctid) and writers (xmin, xmax) beside the columns."""
    for name, _path in sorted(_relations("r")):
        columns, rows = _asked(
            'SELECT (ctid::text::point)[0] * 1000 + (ctid::text::point)[1] AS "ctid",'
            f' xmin::text::bigint, xmax::text::bigint, * FROM "{name}"'
        )
        plain = [tuple(map(_plain, row)) for row in rows]
        yield Table(f"city.{name}", columns, plain)


def pointing() -> dict[str, dict[str, tuple[str, str]]]:
    """By table: which of its columns point to which column of another."""
    _names, rows = _asked(
        "SELECT c.conrelid::regclass::text, a.attname, c.confrelid::regclass::text, b.attname"
        " FROM pg_constraint c"
        " JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]"
        " JOIN pg_attribute b ON b.attrelid = c.confrelid AND b.attnum = c.confkey[1]"
        " WHERE c.contype = 'f'"
    )
    found: dict[str, dict[str, tuple[str, str]]] = {}
    for table, column, target, there in rows:
        found.setdefault(table, {})[column] = (target, there)
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False)
    return bytes(value) if isinstance(value, memoryview) else value


def files() -> Iterator[tuple[str, bytes]]:
    """The bytes of every table and index, after a checkpoint."""
    _asked_nothing("CHECKPOINT")
    home = data_directory()
    for name, path in sorted(_relations("r", "i")):
        if (home / path).exists():
            yield name, (home / path).read_bytes()


def _asked_nothing(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


@contextmanager
def an_old_view() -> Iterator[None]:
    """A report that somebody began before, and has not ended: it holds what was as it was."""
    import psycopg

    facts = connection.get_connection_params()
    told = {name: facts[name] for name in ("dbname", "host", "user", "password") if name in facts}
    with psycopg.connect(**told) as line:
        line.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        line.execute("SELECT 1")
        yield


def data_directory() -> Path:
    """Where the server keeps its files."""
    return Path(_asked("SHOW data_directory")[1][0][0])


def write_ahead_log() -> bytes:
    """The log's segments one after the other."""
    segments = sorted((data_directory() / "pg_wal").glob("0*"))
    return b"".join(path.read_bytes() for path in segments)


def everything(persons: Forms, ballots: Forms) -> tuple[list[Order], list[Join]]:
    """Every order and every join of the tables and of the files beneath them, without the log."""
    orders: list[Order] = []
    joins: list[Join] = []
    read, points = list(tables()), pointing()
    known = dict(
        pair
        for table in read
        for pair in attacker.by_value(table, attacker.named_in(table, persons))
    )
    for table in read:
        of = [attacker.named_in(table, forms) for forms in (persons, ballots)]
        joins += attacker.joins_in(table, *of)
        of[0] = of[0] or attacker.following(table, points.get(table.name.split(".")[-1], {}), known)
        for kind, named in zip((attacker.PERSON, attacker.BALLOT), of, strict=True):
            orders += attacker.orders_in(table, named, kind)
    for name, content in files():
        if not name.startswith("box_"):
            joins += attacker.joins_in_bytes(name, content, ballots)
        for kind, forms in ((attacker.PERSON, persons), (attacker.BALLOT, ballots)):
            orders += attacker.orders_in_bytes(f"file of {name}", content, forms, kind)
    return orders, joins
