"""The rows of a CSV or Parquet log, some millions of bytes at a time, as Arrow tables."""

from __future__ import annotations

import mmap
from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any, Final

import pyarrow as pa
from pyarrow import csv as arrow_csv
from pyarrow import parquet

from mingcha.cases.log.files import Chunk, Source, Tell
from mingcha.core.notice import Unfit

SIZE: Final = 64 << 20  # bytes of a file that are held at a time
BLOCK: Final = 2 << 20  # bytes one thread takes apart at a time
ROWS: Final = 500_000


def chunks(
    source: Source, wanted: Mapping[str, str], times: frozenset[str], tell: Tell
) -> Iterator[Chunk]:
    """The wanted columns under the names they have here; times stay as they are written.

    Raises:
        OtherBytes: if the file turns out, perhaps late, not to be UTF-8: begin anew.
    """
    if source.kind == "parquet":
        yield from _of_parquet(source, wanted, tell)
        return
    convert = arrow_csv.ConvertOptions(
        column_types={
            column: pa.string() if name in times else pa.dictionary(pa.int32(), pa.string())
            for name, column in wanted.items()
        },
        include_columns=list(dict.fromkeys(wanted.values())),
        strings_can_be_null=False,
        null_values=[],
    )
    yield from _of_csv(source, wanted, convert, tell)


class OtherBytes(Exception):
    """The file turned out not to be UTF-8."""


def _of_csv(source: Source, wanted: Mapping[str, str], convert: Any, tell: Tell) -> Iterator[Chunk]:
    parse = arrow_csv.ParseOptions(delimiter=source.delimiter)
    row = 2  # the first below the names of the columns
    with source.path.open("rb") as file:
        view = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    whole, size = pa.py_buffer(view), len(view)
    at = view.find(b"\n") + 1 or size
    parse.newlines_in_values = view.find(b'"', at) >= 0
    _let_go(view)
    while at < size:
        end = _end(view, at, size)
        if parse.newlines_in_values:
            end = _outside_quotes(view, at, end)
        table = _parsed(source, whole.slice(at, end - at), parse, convert, row)
        yield Chunk(_named(table, wanted), row)
        row += table.num_rows
        at = end
        _let_go(view)
        tell(at, size)


def _let_go(view: mmap.mmap) -> None:
    """What was read of a long file need not stay in memory."""
    if hasattr(mmap, "MADV_DONTNEED"):
        view.madvise(mmap.MADV_DONTNEED)


def _end(view: mmap.mmap, at: int, size: int) -> int:
    end = min(at + SIZE, size)
    while end < size:
        cut = view.rfind(b"\n", at, end) + 1
        if cut:
            return cut
        end = min(end + SIZE, size)
    return end


def _outside_quotes(view: mmap.mmap, at: int, end: int) -> int:
    """The end of a row at or before `end`, or the next one after it, that no cell spans."""
    size = len(view)
    open_cell = view[at:end].count(b'"') % 2
    while open_cell and end < size:
        further = view.find(b"\n", end) + 1 or size
        open_cell = (open_cell + view[end:further].count(b'"')) % 2
        end = further
    return end


def _parsed(source: Source, piece: Any, parse: Any, convert: Any, row: int) -> Any:
    read = arrow_csv.ReadOptions(column_names=list(source.heads), block_size=BLOCK)
    try:
        return arrow_csv.read_csv(
            pa.BufferReader(piece), read_options=read, parse_options=parse, convert_options=convert
        )
    except pa.ArrowInvalid as no:
        if "UTF8" in str(no):
            if source.encoding != "utf-8":
                raise Unfit(
                    "{file} is not text. Save it as CSV in UTF-8.", file=source.name
                ) from no
            raise OtherBytes from no
        raise _uneven(source, piece, parse, row) from None


def _uneven(source: Source, piece: Any, parse: Any, row: int) -> Unfit:
    """Which row cannot be taken apart: looked for only when one could not."""
    seen: list[Any] = []

    def noted(bad: Any) -> str:
        seen.append(bad)
        return "skip"

    again = arrow_csv.ParseOptions(
        delimiter=source.delimiter,
        newlines_in_values=parse.newlines_in_values,
        invalid_row_handler=noted,
    )
    read = arrow_csv.ReadOptions(column_names=list(source.heads), use_threads=False)
    with suppress(pa.ArrowInvalid):
        arrow_csv.read_csv(pa.BufferReader(piece), read_options=read, parse_options=again)
    if seen:
        return Unfit(
            "{file}, row {row}: there are {given} cells under {heads} columns. Look for a "
            "separator inside a cell.",
            file=source.name,
            row=row + (seen[0].number or 1) - 1,
            given=seen[0].actual_columns,
            heads=len(source.heads),
        )
    return Unfit(
        "{file}: below row {row} a row cannot be taken apart. Look for a quotation mark that is "
        "not closed.",
        file=source.name,
        row=row,
    )


def _named(table: Any, wanted: Mapping[str, str]) -> Any:
    return pa.table({name: table[column] for name, column in wanted.items()})


def _of_parquet(source: Source, wanted: Mapping[str, str], tell: Tell) -> Iterator[Chunk]:
    row = 1
    try:
        with parquet.ParquetFile(source.path) as file:
            total = file.metadata.num_rows
            columns = list(dict.fromkeys(wanted.values()))
            _check_kinds(source, file.schema_arrow, columns)
            for batch in file.iter_batches(batch_size=ROWS, columns=columns):
                table = _texts(source, pa.Table.from_batches([batch]))
                yield Chunk(_named(table, wanted), row)
                row += batch.num_rows
                tell(row, total)
    except (pa.ArrowInvalid, OSError):
        raise Unfit(
            "{file} begins like Parquet but cannot be read to its end. Export it again.",
            file=source.name,
        ) from None


def _no_text(source: Source, column: str) -> Unfit:
    return Unfit(
        "{file}: the column “{column}” holds neither text, numbers nor times. Export it as text.",
        file=source.name,
        column=column,
    )


def _texts(source: Source, table: Any) -> Any:
    """The table with text where bytes stand, as older systems write it."""
    for place, one in enumerate(table.schema):
        if pa.types.is_binary(one.type) or pa.types.is_large_binary(one.type):
            try:
                column = table[one.name].cast(pa.string())
            except pa.ArrowInvalid:
                raise _no_text(source, one.name) from None
            table = table.set_column(place, one.name, column)
    return table


def _check_kinds(source: Source, schema: Any, columns: list[str]) -> None:
    """See that each column stands there once and holds one value a row."""
    for name in columns:
        if len(schema.get_all_field_indices(name)) > 1:
            raise Unfit(
                "{file} has two columns “{column}”. Rename one of them.",
                file=source.name,
                column=name,
            )
        kind = schema.field(name).type
        if pa.types.is_nested(kind):
            raise _no_text(source, name)
