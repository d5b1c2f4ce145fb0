"""What a thief reads out of files of SQLite, logs and papers beside them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

from tests.attacks import attacker
from tests.attacks.attacker import Forms, Join, Order, Table


def tables(file: Path) -> Iterator[Table]:
    """Every table of a database, its hidden row number beside its columns."""
    line = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    line.text_factory = lambda raw: raw.decode("utf-8", "surrogateescape")
    names = line.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    for (name,) in names:
        try:
            cursor = line.execute(f'SELECT rowid AS hidden, * FROM "{name}" NOT INDEXED')
        except sqlite3.OperationalError:
            cursor = line.execute(f'SELECT * FROM "{name}"')
        columns = [told[0] for told in cursor.description]
        yield Table(f"{file.name}.{name}", columns, cursor.fetchall())
    line.close()


def pointing(file: Path) -> dict[str, dict[str, tuple[str, str]]]:
    """By table: which of its columns point to which column of another."""
    line = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    names = line.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    found = {
        name: {
            row[3]: (row[2], row[4]) for row in line.execute(f'PRAGMA foreign_key_list("{name}")')
        }
        for (name,) in names
    }
    line.close()
    return found


def places_of_rows(file: Path) -> Iterator[tuple[str, dict[int, float]]]:
    """Where on its page each row lies, in each table with row numbers and each of its indexes."""
    line = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    line.execute("PRAGMA wal_autocheckpoint=0")
    roots = line.execute("SELECT name, rootpage FROM sqlite_master WHERE rootpage > 0").fetchall()
    line.close()
    content = file.read_bytes()
    size = int.from_bytes(content[16:18], "big")
    size = 65536 if size == 1 else size
    for name, root in roots:
        yield name, dict(_cells(content, size, root))


def _cells(content: bytes, size: int, page: int) -> Iterator[tuple[int, float]]:
    """Row number and place of every cell below a page of a B-tree."""
    begin = (page - 1) * size
    head = begin + (100 if page == 1 else 0)
    if head + 12 > len(content):
        return
    kind, many = content[head], int.from_bytes(content[head + 3 : head + 5], "big")
    inner = kind in {2, 5}
    at = head + (12 if inner else 8)
    for n in range(many):
        cell = begin + int.from_bytes(content[at + 2 * n : at + 2 * n + 2], "big")
        if inner:
            yield from _cells(content, size, int.from_bytes(content[cell : cell + 4], "big"))
        else:
            yield _row_number(content, cell, kind), float(cell)
    if inner:
        yield from _cells(content, size, int.from_bytes(content[head + 8 : head + 12], "big"))


def _row_number(content: bytes, cell: int, kind: int) -> int:
    _length, at = _varint(content, cell)
    if kind == 13:  # leaf of a table
        return _varint(content, at)[0]
    begin = at  # leaf of an index: the row number is the last column of the record
    head, at = _varint(content, at)
    serials = []
    while at < begin + head:
        serial, at = _varint(content, at)
        serials.append(serial)
    widths = {0: 0, 1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8, 7: 8, 8: 0, 9: 0}
    for serial in serials[:-1]:
        at += widths[serial] if serial < 10 else (serial - 12) // 2
    last = serials[-1] if serials else 0
    return int.from_bytes(content[at : at + widths.get(last, 0)], "big") or int(last == 9)


def _varint(content: bytes, at: int) -> tuple[int, int]:
    value = 0
    for n in range(9):
        byte = content[at + n]
        if n == 8:
            return (value << 8) | byte, at + 9
        value = (value << 7) | (byte & 127)
        if byte < 128:
            return value, at + n + 1
    raise AssertionError


def everything(
    folder: Path, persons: Forms, ballots: Forms, *, backups: bool
) -> tuple[list[Order], list[Join]]:
    """Every order and every join that the stolen files hold."""
    orders: list[Order] = []
    joins: list[Join] = []
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    files = [path for path in files if backups or "backup" not in path.name]
    for file in files:
        content = file.read_bytes()  # before the file is opened: that may change the journals
        if "box.db" not in file.name:
            joins += attacker.joins_in_bytes(file.name, content, ballots)
        for kind, forms in ((attacker.PERSON, persons), (attacker.BALLOT, ballots)):
            orders += attacker.orders_in_bytes(file.name, content, forms, kind)
    for file in (path for path in files if path.suffix == ".db"):
        placed = {}
        read, points = list(tables(file)), pointing(file)
        known = dict(
            pair
            for table in read
            for pair in attacker.by_value(table, attacker.named_in(table, persons))
        )
        for table in read:
            of = [attacker.named_in(table, forms) for forms in (persons, ballots)]
            joins += attacker.joins_in(table, *of)
            of[0] = of[0] or attacker.following(
                table, points.get(table.name.split(".")[-1], {}), known
            )
            for kind, named in zip((attacker.PERSON, attacker.BALLOT), of, strict=True):
                orders += attacker.orders_in(table, named, kind)
                placed |= _by_row(table, named, kind)
        orders += _placed(file, placed)
    return orders, joins


def _by_row(table: Table, named: dict[int, list[int]], kind: str) -> dict:
    if table.columns[0] != "hidden":
        return {}
    rows = {table.rows[place][0]: items[0] for place, items in named.items() if len(items) == 1}
    return {(table.name.split(".")[-1], kind): rows} if len(rows) >= attacker.FEWEST else {}


def _placed(file: Path, placed: dict) -> Iterator[Order]:
    line = sqlite3.connect(f"file:{file}?mode=ro", uri=True)
    owners = dict(line.execute("SELECT name, tbl_name FROM sqlite_master").fetchall())
    line.close()
    for name, cells in places_of_rows(file):
        for (table, kind), rows in placed.items():
            if owners.get(name) == table:
                places = {item: cells[row] for row, item in rows.items() if row in cells}
                if len(places) >= attacker.FEWEST:
                    yield Order(f"{file.name}.{name}: place on the page", kind, places)
