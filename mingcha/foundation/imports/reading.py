"""From the bytes of a file to the rows of one table: whatever spreadsheet a city has at hand."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from mingcha.core.notice import Unfit
from mingcha.foundation.imports.sheet import SECRETS, Sheet
from mingcha.foundation.imports.values import folded, tidy, tidy_lines
from mingcha.foundation.refusals import (
    IMPORT_CORRUPT,
    IMPORT_EMPTY,
    IMPORT_LOCKED,
    IMPORT_NO_HEAD,
    IMPORT_TITLE_TWICE,
    IMPORT_TOO_LARGE,
    IMPORT_TOO_LONG,
    IMPORT_WRONG_TYPE,
)

MOST_BYTES: Final = 20 << 20
MOST_UNPACKED: Final = 500 << 20  # a small file can be packed so that it unpacks to terabytes
MOST_ROWS: Final = 200_000
HEAD_WITHIN: Final = 20  # title lines, dates and units stand above the titles, never this many
PATIENCE_S: Final = 120
MERGED_LIMIT: Final = 5_000
DELIMITERS: Final = (",", "\t", ";", "|", "，")
OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
WORKBOOKS: Final = ("xl/workbook.xml", "xl/workbook.bin", "content.xml")
FAULTS_TITLES: Final = frozenset(map(folded, ("问题", "What is wrong")))  # our own last column

Merge = tuple[tuple[int, int], tuple[int, int]]


@dataclass(frozen=True)
class Grid:
    """The cells of one worksheet as text, and which of them are merged."""

    place: str
    rows: Sequence[Sequence[str]]
    merges: Sequence[Merge] = ()


@dataclass(frozen=True)
class Head:
    """Where the titles stand: row (from 0), column -> key, and how well they fit."""

    grid: Grid
    row: int
    keys: Mapping[int, str]
    titles: Sequence[str]


@dataclass(frozen=True)
class Table:
    """What was read: rows with their number in the sheet, the titles, and what was noticed."""

    place: str
    titles: Mapping[str, str]
    rows: Sequence[tuple[int, dict[str, str]]]
    notes: Sequence[Unfit]


def check_size(size: int) -> None:
    """Refuse a file by its size, before a byte of it is read."""
    if size > MOST_BYTES:
        mb = f"{size / (1 << 20):.0f}"
        raise IMPORT_TOO_LARGE(size=mb, limit=MOST_BYTES >> 20, rows=f"{MOST_ROWS:,}")


def read(content: bytes, name: str, sheet: Sheet) -> Table:
    """The rows of the worksheet whose titles fit the kind of sheet best.

    Raises:
        Refusal: naming what is wrong with the file as a whole, and what to do.
    """
    check_size(len(content))
    if not content.strip():
        raise IMPORT_EMPTY(name=name)
    grids = _grids(content, name)
    if not grids:
        raise IMPORT_EMPTY(name=name)
    head = _head(grids, sheet, name)
    rows = list(_rows(head, sheet))
    if not rows:
        raise IMPORT_EMPTY(name=name)
    if len(rows) > MOST_ROWS:
        raise _too_long(head.grid.place or name)
    titles = {key: head.titles[place] for place, key in head.keys.items()}
    notes = list(_notes(grids, head, sheet))
    if sheet.reshape is None:
        return Table(head.grid.place, titles, rows, notes)
    reshaped, more = sheet.reshape(rows)
    if not reshaped:
        raise IMPORT_EMPTY(name=name)
    return Table(head.grid.place, titles, reshaped, [*notes, *more])


def _too_long(place: str) -> Exception:
    return IMPORT_TOO_LONG(place=place, rows=f"{MOST_ROWS:,}", limit=MOST_BYTES >> 20)


def _grids(content: bytes, name: str) -> list[Grid]:
    if content.startswith(b"PK"):
        _check_package(content, name)
    elif content.startswith(OLE):
        if ENCRYPTED in content:
            raise IMPORT_LOCKED(name=name)
    else:
        return _texts(content, name)
    return _workbook(content, name)


def _check_package(content: bytes, name: str) -> None:
    """A packed file is a workbook, whole, and unpacks to something a machine can hold."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            inside = package.infolist()
    except zipfile.BadZipFile:
        raise IMPORT_CORRUPT(name=name) from None
    if not any(part.filename in WORKBOOKS for part in inside):
        raise IMPORT_WRONG_TYPE(name=name)
    if sum(part.file_size for part in inside) > MOST_UNPACKED:
        raise _too_long(name)


def _workbook(content: bytes, name: str) -> list[Grid]:
    answer = _opened(content, name)
    if answer.get("no") == "locked":
        raise IMPORT_LOCKED(name=name)
    if answer.get("no") == "wide":
        raise _too_long(name)
    if "sheets" not in answer:
        raise IMPORT_CORRUPT(name=name)
    for told in answer["sheets"]:
        if told.get("wide"):
            raise _too_long(told["name"])
    return [Grid(told["name"], told["rows"], told["merges"]) for told in answer["sheets"]]


def _opened(content: bytes, name: str) -> dict[str, Any]:
    words = [sys.executable, "-m", "mingcha.foundation.imports.opening"]
    try:
        done = subprocess.run(  # noqa: S603 -- our own module, the file comes by standard input
            words, input=content, capture_output=True, timeout=PATIENCE_S, check=False
        )
        answer: dict[str, Any] = json.loads(done.stdout)
    except subprocess.TimeoutExpired:
        raise _too_long(name) from None
    except ValueError:  # it died before it could answer: a cell too far out, or out of memory
        raise _too_long(name) if _ran_out(done) else IMPORT_CORRUPT(name=name) from None
    return answer


def _ran_out(done: subprocess.CompletedProcess[bytes]) -> bool:
    return b"memory" in done.stderr.lower()


def _texts(content: bytes, name: str) -> list[Grid]:
    """A text file divided at each mark that may divide it; the titles tell which one does."""
    text = _decoded(content, name)
    if text.lstrip()[:1] == "<":  # a web page with the ending of a spreadsheet
        raise IMPORT_WRONG_TYPE(name=name)
    first = text[:8192]
    marks = [mark for mark in DELIMITERS if mark in first] or [","]
    try:
        return [
            Grid("", list(csv.reader(io.StringIO(text, newline=""), delimiter=m))) for m in marks
        ]
    except csv.Error:
        raise IMPORT_CORRUPT(name=name) from None


def _decoded(content: bytes, name: str) -> str:
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"),
                           (b"\xfe\xff", "utf-16")):  # fmt: skip
        if content.startswith(mark):
            return _by(content, (encoding,), name)
    if content[1::2][:200].count(0) > 20:  # UTF-16 without its mark, as some exports write it
        return _by(content, ("utf-16-le",), name)
    return _by(content, ("utf-8", "gb18030"), name)


def _by(content: bytes, encodings: Sequence[str], name: str) -> str:
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not any(sign in text[:4096] for sign in map(chr, (0, 1, 2, 3, 4, 5, 6, 7, 8))):
            return text
    raise IMPORT_WRONG_TYPE(name=name)


def _head(grids: Sequence[Grid], sheet: Sheet, name: str) -> Head:
    """The row with most of the table's titles, in whichever sheet it stands."""
    heads = [head for grid in grids for head in _heads(grid, sheet)]
    best = max(heads, key=lambda head: len(set(head.keys.values())), default=None)
    wanted = [column for column in sheet.columns if column.required]
    titles = "、".join(str(column.label) for column in wanted)
    if best is None or not set(sheet.heads or sheet.key) <= set(best.keys.values()):
        raise IMPORT_NO_HEAD(name=name, titles=titles)
    seen = list(best.keys.values())
    for column in sheet.columns:
        if seen.count(column.key) > 1:
            raise IMPORT_TITLE_TWICE(place=best.grid.place or name, title=column.label)
    return best


def _heads(grid: Grid, sheet: Sheet) -> Iterator[Head]:
    """Each row near the top, read as titles; merged titles count for every cell they span."""
    top = [list(row) for row in grid.rows[:HEAD_WITHIN]]
    for (first, left), (last, right) in grid.merges[:MERGED_LIMIT]:
        if first < len(top) and left < len(top[first]):
            for row in top[first : last + 1]:
                if left == right:  # titles spanning rows are one title; those spanning columns
                    row[left] = top[first][left]  # are headings over several
    for n in range(len(top) - 1, -1, -1):  # from below: a spanning title is met at its last row
        keys = {
            place: key
            for place, cell in enumerate(top[n])
            if (key := sheet.titles.get(folded(cell))) is not None
        }
        yield Head(grid, n, keys, [tidy(cell) for cell in top[n]])


def _rows(head: Head, sheet: Sheet) -> Iterator[tuple[int, dict[str, str]]]:
    merged = _merged(head, sheet)
    places = list(head.keys.items())
    clean = {column.key: tidy_lines if column.lines else tidy for column in sheet.columns}
    for n in range(head.row + 1, len(head.grid.rows)):
        row = head.grid.rows[n]
        words = {
            key: text
            for place, key in places
            if place < len(row)
            if (text := clean[key](row[place]))
        }
        if words:
            yield n + 1, {**merged.get(n, {}), **words}


def _merged(head: Head, sheet: Sheet) -> dict[int, dict[str, str]]:
    """What merged cells say to the rows below their first, in the columns that allow it."""
    filling = {column.key for column in sheet.columns if column.fill}
    by_lines = {column.key for column in sheet.columns if column.lines}
    said: dict[int, dict[str, str]] = {}
    for (first, left), (last, _right) in head.grid.merges:
        key = head.keys.get(left, "")
        if key not in filling or first <= head.row:
            continue
        clean = tidy_lines if key in by_lines else tidy
        text = clean(head.grid.rows[first][left])
        for n in range(first + 1, last + 1):
            said.setdefault(n, {})[key] = text
    return said


def _notes(grids: Sequence[Grid], head: Head, sheet: Sheet) -> Iterator[Unfit]:
    """What a careful clerk would mention about the file as a whole."""
    others = [grid.place for grid in grids if grid.place and grid.place != head.grid.place]
    if others:
        yield Unfit("Sheet “{place}” was read; the others were not: {others}.",
                    place=head.grid.place, others="、".join(others))  # fmt: skip
    if head.row:
        yield Unfit("The titles stand in row {row}; what is above was not read.", row=head.row + 1)
    if _merged(head, sheet):
        yield Unfit("Merged cells were taken to mean the same for every row they span.")
    unknown = [
        title
        for place, title in enumerate(head.titles)
        if title and place not in head.keys and folded(title) not in FAULTS_TITLES
    ]
    secret = [title for title in unknown if folded(title) in SECRETS]
    if secret:
        yield Unfit("Column “{title}” was left out: passwords are never imported. Delete the "
                    "column from the file.", title=secret[0])  # fmt: skip
    if left := [title for title in unknown if title not in secret]:
        yield Unfit("Columns that this table does not know were left out: {titles}.",
                    titles="、".join(left))  # fmt: skip
