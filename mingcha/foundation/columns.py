"""Facts as columns: described by each room, kept as Parquet, asked through one engine.

The only place that opens DuckDB, Ibis, Arrow or Spark. They are loaded when they are first
needed: the slot and most commands never do.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings

BATCH = 50_000  # rows that are held in memory at a time
PIECE = 1 << 20  # bytes read at a time for a digest


class Kind(StrEnum):
    """What a column holds."""

    TEXT = "text"
    WHOLE = "whole"
    NUMBER = "number"
    DAY = "day"
    YES = "yes"


@dataclass(frozen=True)
class Column:
    """One column: its name, what it holds, in which unit, and a sentence on what it means."""

    name: str
    kind: Kind
    sentence: Any
    unit: Any = ""


Row = Sequence[Any]
Rows = Callable[[date], Iterable[Row]]


@dataclass(frozen=True)
class Facts:
    """One table a room offers upstairs; `rows` gives it as it stands on a day, in fixed order."""

    name: str
    sentence: Any
    columns: tuple[Column, ...]
    rows: Rows

    @property
    def room(self) -> str:
        """The room that tells these facts."""
        return self.name.partition("_")[0]

    @property
    def heads(self) -> list[str]:
        """The names of the columns."""
        return [column.name for column in self.columns]


FACTS: dict[str, Facts] = {}


def facts(name: str, sentence: Any, *columns: Column) -> Callable[[Rows], Rows]:
    """Enter a table in the book of facts: the function below it gives its rows."""

    def enter(rows: Rows) -> Rows:
        FACTS[name] = Facts(name, sentence, columns, rows)
        return rows

    return enter


def text(name: str, sentence: Any) -> Column:
    """A column of codes or words."""
    return Column(name, Kind.TEXT, sentence)


def day(name: str, sentence: Any) -> Column:
    """A column of calendar days."""
    return Column(name, Kind.DAY, sentence)


def yes(name: str, sentence: Any) -> Column:
    """A column of yes and no."""
    return Column(name, Kind.YES, sentence)


def whole(name: str, sentence: Any, unit: Any) -> Column:
    """A column of whole numbers."""
    return Column(name, Kind.WHOLE, sentence, unit)


def number(name: str, sentence: Any, unit: Any) -> Column:
    """A column of measured numbers."""
    return Column(name, Kind.NUMBER, sentence, unit)


# Keeping


@dataclass(frozen=True)
class Kept:
    """One table on disk: how many rows, how many bytes, their digest, which columns."""

    name: str
    rows: int
    size: int
    digest: str
    columns: tuple[str, ...]

    def plain(self) -> dict[str, Any]:
        """As a manifest has it."""
        said = {"name": self.name, "rows": self.rows, "bytes": self.size, "sha256": self.digest}
        return {**said, "columns": list(self.columns)}


def keep(one: Facts, place: Path, *, on: date) -> Kept:
    """Write a table as Parquet into a folder: the same rows always give the same bytes."""
    import pyarrow as pa
    from pyarrow import parquet

    path, schema, told = place / f"{one.name}.parquet", _schema(one), 0
    with parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        for batch in _batches(one.rows(on)):
            columns = list(zip(*batch, strict=True))
            arrays = [pa.array(c, f.type) for c, f in zip(columns, schema, strict=True)]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema))
            told += len(batch)
    return Kept(one.name, told, path.stat().st_size, digest(path), tuple(one.heads))


def _schema(one: Facts) -> Any:
    import pyarrow as pa

    kinds = {
        Kind.TEXT: pa.string(),
        Kind.WHOLE: pa.int64(),
        Kind.NUMBER: pa.float64(),
        Kind.DAY: pa.date32(),
        Kind.YES: pa.bool_(),
    }
    return pa.schema([pa.field(column.name, kinds[column.kind]) for column in one.columns])


def _batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    coming = iter(rows)
    while batch := list(islice(coming, BATCH)):
        yield batch


def digest(path: Path) -> str:
    """The SHA-256 of a file, however large."""
    seen = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            seen.update(piece)
    return seen.hexdigest()


def as_parquet(heads: Sequence[str], lines: Sequence[Row]) -> bytes:
    """A small table as a Parquet file, for whoever takes it away."""
    import pyarrow as pa
    from pyarrow import parquet

    columns = list(zip(*lines, strict=True)) or [() for _head in heads]
    out = pa.BufferOutputStream()
    parquet.write_table(pa.table(dict(zip(heads, map(list, columns), strict=True))), out)
    return bytes(out.getvalue().to_pybytes())


# Asking


class Engine:
    """What runs an expression over the tables of one folder."""

    def __init__(self, backend: Any, place: Path) -> None:
        self._backend, self._place = backend, place

    def table(self, name: str) -> Any:
        """A table of the folder, as an expression to build on; its name stays in the SQL."""
        path = self._place / f"{name}.parquet"
        return self._backend.read_parquet(str(path), table_name=name)

    def hold(self, name: str, table: Any) -> Any:
        """An Arrow table as an expression to build on: DuckDB reads it where it lies in memory."""
        from pyarrow import parquet

        if self._backend.name == "duckdb":
            self._backend.con.register(name, table)
            return self._backend.table(name)
        path = self._place / f"{name}.parquet"
        parquet.write_table(table, path, coerce_timestamps="us")
        return self._backend.read_parquet(str(path), table_name=name)

    def keep(self, name: str, expression: Any) -> Any:
        """What an expression comes to, reckoned once and kept as a table to build on."""
        if self._backend.name == "duckdb":
            made = f'CREATE OR REPLACE TABLE "{name}" AS {self.sql(expression)}'
            self._backend.con.execute(made)
            return self._backend.table(name)
        return self.hold(name, expression.to_pyarrow())

    def rows(self, expression: Any) -> list[dict[str, Any]]:
        """What an expression comes to, row by row."""
        told: list[dict[str, Any]] = expression.to_pyarrow().to_pylist()
        return told

    def sql(self, expression: Any) -> str:
        """The expression as this engine is asked."""
        import ibis

        return str(ibis.to_sql(expression))


@contextmanager
def opened(place: Path, engine: str = "") -> Iterator[Engine]:
    """The engine of this machine (`MINGCHA_ENGINE`) over one folder of Parquet."""
    if (engine or settings.ENGINE) == "spark":
        yield Engine(_spark(), place)  # the session is the process's own and lasts as long
        return
    backend = _duck()
    try:
        yield Engine(backend, place)
    finally:
        backend.disconnect()


def _duck() -> Any:
    import ibis

    fixed = {"autoinstall_known_extensions": False, "autoload_known_extensions": False}
    return ibis.duckdb.connect(**fixed)  # nothing is fetched from elsewhere


def _spark() -> Any:
    import ibis
    from pyspark.sql import SparkSession

    session = SparkSession.builder.appName("mingcha").config("spark.ui.enabled", "false")
    return ibis.pyspark.connect(session.getOrCreate())
