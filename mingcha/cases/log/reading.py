"""A log read: its events coded, put in order, and held where expressions can be asked of them.

What a file says is taken in here, by Arrow and NumPy, once; all that is measured afterwards is
Ibis expressions over the tables of a `Log`, which DuckDB or Spark runs.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from collections.abc import Mapping as Table
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa

from mingcha.cases.log import chunks as of_tables
from mingcha.cases.log import xes
from mingcha.cases.log.arranged import Read, arranged
from mingcha.cases.log.coding import ABSENT, MAY, Codes
from mingcha.cases.log.files import Chunk, Source, Tell, check_columns, found, rewritten
from mingcha.cases.log.logs import Log
from mingcha.cases.log.mapping import Mapping
from mingcha.cases.log.times import NONE, Reader, Times, sound
from mingcha.core.notice import Unfit
from mingcha.foundation import columns

NO_CASE: Final = "no_case"
NO_ACTIVITY: Final = "no_activity"
NO_TIME: Final = "no_time"
BAD_TIME: Final = "bad_time"
TOLD: Final = 200  # refused rows that are kept with what they hold


def _silent(_done: int, _total: int) -> None:
    """Nobody watches."""


@contextmanager
def read(
    path: Path, mapping: Mapping, engine: str = "duckdb", tell: Tell = _silent
) -> Iterator[Log]:
    """A log as expressions to ask, for as long as the block lasts.

    Raises:
        Unfit: if the file, or a column of it, cannot be read as the mapping says.
    """
    with tempfile.TemporaryDirectory(prefix="mingcha-log-") as folder:
        room = Path(folder)
        taken = _taken(path, mapping, room, tell)
        with columns.opened(room, engine) as opened:
            yield Log.of(opened, taken, mapping)


@contextmanager
def of_rows(
    rows: Iterable[Table[str, Any]], engine: str = "duckdb", known: Iterable[str] = ()
) -> Iterator[Log]:
    """Events already parsed, dictionaries with canonical names, as the same expressions.

    `at` is a moment with its zone; it may be left out for text in `time`.
    """
    listed = [dict(row) for row in rows]
    names = {name for row in listed for name in row}
    mapping = Mapping(
        {"case": "case", "activity": "activity", "time": "time"}
        | {name: name for name in MAY if name in names},
        text={n[2:]: n for n in sorted(names) if n.startswith("x_")},
        known=tuple(known),
    )
    table = pa.table({column: _cells(listed, column) for column in mapping.wanted.values()})
    taking = _Taking(mapping)
    taking.take(Chunk(table.rename_columns(list(mapping.wanted)), 1))
    with tempfile.TemporaryDirectory(prefix="mingcha-log-") as folder:
        taken = taking.made("")
        with columns.opened(Path(folder), engine) as opened:
            yield Log.of(opened, taken, mapping)


def _cells(rows: list[dict[str, Any]], column: str) -> Any:
    if column != "time":
        return pa.array([_text(row.get(column)) for row in rows], pa.string())
    return pa.array([_text(row.get("time", row.get("at"))) for row in rows], pa.string())


def _text(value: Any) -> str | None:
    if value is None:
        return None
    return str(value.isoformat()) if hasattr(value, "isoformat") else str(value)


def _taken(path: Path, mapping: Mapping, room: Path, tell: Tell) -> Read:
    source = found(path, room)
    if source.kind == "xes":
        source = source._replace(heads=xes.heads(source, mapping.wanted.values()))
    check_columns(source, list(mapping.wanted.values()))
    try:
        return _gathered(source, mapping, tell)
    except of_tables.OtherBytes:
        plain = rewritten(source.path, source.name, "gb18030", room)
        return _gathered(source._replace(path=plain, encoding="gb18030"), mapping, tell)


def _gathered(source: Source, mapping: Mapping, tell: Tell) -> Read:
    taking = _Taking(mapping)
    for chunk in _chunks(source, mapping, tell):
        taking.take(chunk)
    return taking.made(source.name)


def _chunks(source: Source, mapping: Mapping, tell: Tell) -> Iterator[Chunk]:
    if source.kind == "xes":
        return xes.chunks(source, mapping.wanted, tell)
    return of_tables.chunks(source, mapping.wanted, frozenset({"time"}), tell)


class _Taking:
    """What is gathered from the chunks of one log."""

    def __init__(self, mapping: Mapping) -> None:
        self.mapping = mapping
        self.dates = [f"x_{name}" for name in mapping.dates]
        coded = [name for name in mapping.wanted if name not in {"time", *self.dates}]
        same = {"activity": mapping.same}
        self.codes = {name: Codes(same.get(name)) for name in coded}
        self.clock = Reader(mapping.zone, mapping.formats)
        self.clocks = {name: Reader(mapping.zone, mapping.formats) for name in self.dates}
        self.times: list[Times] = []
        self.beside: dict[str, list[Times]] = {name: [] for name in self.dates}
        self.rows: list[Any] = []
        self.refused: list[tuple[int, str, str]] = []
        self.unread: list[tuple[int, str, str]] = []  # dates beside that no manner fits
        self.left_out = 0

    def take(self, chunk: Chunk) -> None:
        """Take in one chunk; rows that cannot be events are noted with their number."""
        table, first = chunk
        if not table.num_rows:
            return
        numbers = {name: codes.take(table[name]) for name, codes in self.codes.items()}
        times = self.clock.read(table["time"])
        wrong = {
            NO_CASE: numbers["case"] == ABSENT,
            NO_ACTIVITY: numbers["activity"] == ABSENT,
            BAD_TIME: ~sound(times),
        }
        bad = np.logical_or.reduce(list(wrong.values()))
        if bad.any():
            self._refuse(table, first, wrong, np.flatnonzero(bad))
        self.times.append(times)
        for name in self.dates:
            self._date(name, table[name], first)
        rows = np.arange(first, first + table.num_rows, dtype=np.int64)
        self.rows.append(np.where(bad, -1, rows) if bad.any() else rows)

    def _date(self, name: str, column: Any, first: int) -> None:
        """A date beside: one that cannot be read counts as missing, and is told once."""
        clock = self.clocks[name]
        known = set(clock.unread)
        times = clock.read(column)
        false = (times.at != NONE) & ~sound(times)
        if false.any():
            clock.note(column.take(np.flatnonzero(false)))
            times = Times(np.where(false, NONE, times.at), np.where(false, 0, times.day))
        self.beside[name].append(times)
        if new := clock.unread - known:
            texts = column.cast(pa.string()).to_pylist()
            self.unread += sorted((first + texts.index(text), name, text[:60]) for text in new)

    def _refuse(self, table: Any, first: int, wrong: dict[str, Any], places: Any) -> None:
        self.left_out += len(places)
        for place in places[: max(TOLD - len(self.refused), 0)].tolist():
            reason = next(name for name, where in wrong.items() if where[place])
            text = str(table["time"][place].as_py() or "").strip()
            if reason == BAD_TIME and not text:
                reason = NO_TIME
            self.refused.append((first + place, reason, text[:60]))

    def made(self, file: str) -> Read:
        """Everything taken in, put in order."""
        rows = np.concatenate(self.rows) if self.rows else np.empty(0, np.int64)
        if not (rows >= 0).any():
            raise self._nothing(file)
        self._check_clocks(file)
        return arranged(
            rows,
            Times(*map(np.concatenate, zip(*self.times, strict=True))),
            self.codes,
            {n: Times(*map(np.concatenate, zip(*t, strict=True))) for n, t in self.beside.items()},
            refused=tuple(self.refused),
            left_out=self.left_out,
            unread=tuple(self.unread),
        )

    def _nothing(self, file: str) -> Unfit:
        if self.refused and self.refused[0][1] == BAD_TIME:
            return Unfit(
                "{file}, row {row}: “{text}” is not a time, and no row has one that can be read. "
                "Write how times look into the mapping: under [times], formats = "
                '["%d-%m-%Y %H:%M:%S"].',
                file=file,
                row=self.refused[0][0],
                text=self.refused[0][2],
            )
        return Unfit(
            "{file} has no row with a case, an activity and a time. Check which columns the "
            "mapping names.",
            file=file,
        )

    def _check_clocks(self, file: str) -> None:
        clock = self.clock
        if clock.zoned and clock.plain and not clock.zone:
            raise Unfit(
                "{file}: some times say their zone ({zoned}) and some do not ({plain}), so their "
                "order is not known. Write into the mapping, under [times], zone = "
                '"Asia/Shanghai" or where the clocks hang.',
                file=file,
                zoned=clock.zoned,
                plain=clock.plain,
            )
