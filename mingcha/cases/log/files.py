"""A log as chunks of columns, whatever file it comes in: CSV, Parquet or XES, packed or not."""

from __future__ import annotations

import codecs
import csv
import difflib
import gzip
import shutil
import unicodedata
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from mingcha.core.notice import Unfit

Tell = Callable[[int, int], None]  # how much of how much was read
PIECE: Final = 1 << 20
HEAD: Final = 1 << 18  # bytes in which the names of the columns stand
DELIMITERS: Final = ",;\t|"
PACKED: Final = b"\x1f\x8b"  # gzip
BOOKS: Final = {b"PK\x03\x04": "XLSX", b"\xd0\xcf\x11\xe0": "XLS"}
XES_COLUMNS: Final = "case:concept:name, concept:name, time:timestamp, org:resource"


class Chunk(NamedTuple):
    """Some rows of a log: an Arrow table, and the row number its first row has in the file."""

    table: Any
    first_row: int


class Source(NamedTuple):
    """What kind of file it is, where it can be read as plain, and how text in it is written."""

    kind: str  # csv | parquet | xes
    path: Path
    name: str
    encoding: str = "utf-8"
    delimiter: str = ","
    heads: tuple[str, ...] = ()


def found(path: Path, room: Path, name: str = "") -> Source:
    """What stands in a file; `room` is a folder for what has to be unpacked first.

    `name` is what the file is called to its reader, where it lies here under another.

    Raises:
        Unfit: if the file cannot be read, was not saved whole, or is of a kind not known here.
    """
    name = name or path.name
    start = _start(path, name)
    if start[:4] in BOOKS:
        raise Unfit(
            "{file} is a spreadsheet book ({kind}). Save the sheet as CSV (UTF-8).",
            file=name,
            kind=BOOKS[start[:4]],
        )
    if start[:4] == b"PAR1":
        return Source("parquet", path, name, heads=_parquet_heads(path, name))
    if start[:2] == PACKED:
        return _packed(path, room)
    if _is_xml(start):
        return Source("xes", path, name)
    return _csv(path, name, start, room)


def _start(path: Path, name: str) -> bytes:
    try:
        with path.open("rb") as file:
            start = file.read(HEAD)
    except OSError:
        raise Unfit(
            "{file} cannot be read. Check its name and that you may open it.", file=str(path)
        ) from None
    if not start.strip():
        raise Unfit("{file} is empty. Give a table with a first row.", file=name)
    return start


def _is_xml(start: bytes) -> bool:
    return start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"<?xml", b"<log", b"<!"))


def _packed(path: Path, room: Path) -> Source:
    with gzip.open(path) as file:
        start = _unpacked(lambda: file.read(4096), path)
    if _is_xml(start):
        return Source("xes", path, path.name)  # read as it comes out of the packing
    plain = room / "log"
    if start[:2] == PACKED or path == plain:
        raise Unfit(
            "{file} is packed twice. Unpack it once and give what comes out.", file=path.name
        )
    with gzip.open(path) as file, plain.open("wb") as out:
        _unpacked(lambda: shutil.copyfileobj(file, out, PIECE), path)
    return found(plain, room, path.name)


def _unpacked(act: Callable[[], Any], path: Path) -> Any:
    try:
        return act()
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise broken_off(path) from None


def broken_off(path: Path) -> Unfit:
    """What is said of a packed file that does not come to its end."""
    return Unfit(
        "{file} is packed, and what is packed in it breaks off or is damaged. Nothing of it was "
        "used: fetch or export the file again.",
        file=path.name,
    )


# CSV


def _csv(path: Path, name: str, start: bytes, room: Path) -> Source:
    encoding = _encoding(start)
    if encoding != "utf-8":
        path = rewritten(path, name, encoding, room)
        start = _start(path, name)
    text = codecs.getincrementaldecoder("utf-8")("ignore").decode(start).lstrip("\ufeff")
    line = next((one for one in text.splitlines() if one.strip(DELIMITERS + " ")), "")
    delimiter = max(DELIMITERS, key=line.count)
    heads = _heads(line, delimiter, name)
    if not text.lstrip().startswith(line) and line:
        raise Unfit("{file}: empty lines stand above the names of the columns. Take them out.",
                    file=name)  # fmt: skip
    if twice := [head for head in heads if heads.count(head) > 1]:
        raise Unfit(
            "{file} has two columns “{column}”. Rename one of them.", file=name, column=twice[0]
        )
    return Source("csv", path, name, encoding, delimiter, heads)


def _heads(line: str, delimiter: str, name: str) -> tuple[str, ...]:
    try:
        return tuple(head.strip() for head in next(csv.reader([line], delimiter=delimiter)))
    except csv.Error:
        raise Unfit(
            "{file} does not begin with the names of columns. Give a table with a first row.",
            file=name,
        ) from None


def _encoding(start: bytes) -> str:
    if start[:2] in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE}:
        return "utf-16"
    try:
        codecs.getincrementaldecoder("utf-8")().decode(start)
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8"


def rewritten(path: Path, name: str, encoding: str, room: Path) -> Path:
    """The same text in UTF-8, in the folder `room`.

    Raises:
        Unfit: if the file is text in neither UTF-8 nor GB 18030 nor UTF-16.
    """
    plain = room / "log.utf8"
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as file, plain.open("w", encoding="utf-8", newline="") as out:
            while piece := file.read(PIECE):
                out.write(decoder.decode(piece))
            out.write(decoder.decode(b"", final=True))
    except UnicodeDecodeError:
        raise Unfit(
            "{file} is not text in one encoding: it is neither UTF-8 nor GB 18030 throughout. "
            "Save it as CSV in UTF-8.",
            file=name,
        ) from None
    return plain


def _parquet_heads(path: Path, name: str) -> tuple[str, ...]:
    import pyarrow as pa
    from pyarrow import parquet

    try:
        return tuple(parquet.ParquetFile(path).schema_arrow.names)
    except (pa.ArrowInvalid, OSError):
        raise Unfit(
            "{file} begins like Parquet but cannot be read to its end. Export it again.",
            file=name,
        ) from None


# Names


def check_columns(source: Source, wanted: Sequence[str]) -> None:
    """See that every column a mapping names is there.

    Raises:
        Unfit: naming the missing one, those that exist, and the nearest.
    """
    for name in wanted:
        if name not in source.heads:
            raise no_column(source, name)


def no_column(source: Source, name: str) -> Unfit:
    """The sentence about a column that is not there."""
    folded = {_folded(head): head for head in source.heads}
    near = difflib.get_close_matches(_folded(name), folded, 1, cutoff=0.6)
    facts = {"file": source.name, "column": name, "columns": ", ".join(source.heads[:40])}
    if near:
        return Unfit(
            "{file} has no column “{column}”. It has: {columns}. The nearest is “{near}”.",
            near=folded[near[0]],
            **facts,
        )
    return Unfit(
        "{file} has no column “{column}”. It has: {columns}. Name one of these in the mapping, "
        "or let `mingcha cases map FILE` propose one.",
        **facts,
    )


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().casefold()
