"""XES, the standard's XML for logs (IEEE 1849), read as a stream; entities are refused."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final
from xml.parsers import expat

import pyarrow as pa

from mingcha.cases.log.files import PIECE, Chunk, Source, Tell, broken_off, packed
from mingcha.core.notice import Unfit

EVENTS: Final = 100_000  # events that are held at a time
CASE: Final = "case:"  # what stands before the name of an attribute of the whole case
KINDS: Final = {"string", "date", "int", "float", "boolean", "id"}
FEW: Final = 200  # traces in which the names of attributes are looked for


class Stream:
    """Takes an XES file apart as it comes; the last value wins where a name stands twice."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.traces = 0
        self.rows: list[tuple[dict[str, str], dict[str, str]]] = []
        self._trace: dict[str, str] | None = None
        self._into: dict[str, str] | None = None
        self._depth = 0
        self._level = 0  # where attributes of what is open stand
        self._parser = self._made()

    def _made(self) -> Any:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._begin
        parser.EndElementHandler = self._end
        parser.EntityDeclHandler = self._entity
        return parser

    def feed(self, piece: bytes, *, last: bool = False) -> None:
        """Take the next piece of the file.

        Raises:
            Unfit: with the line, if this is no XML, or declares entities.
        """
        try:
            self._parser.Parse(piece, last)
        except expat.ExpatError as no:
            raise Unfit(
                "{file}, line {line}: this is not whole XML ({why}). Nothing of it was used: "
                "export the log again.",
                file=self.source.name,
                line=no.lineno,
                why=expat.ErrorString(no.code),
            ) from None

    def taken(self) -> list[tuple[dict[str, str], dict[str, str]]]:
        """The events read so far, each beside the attributes of its case."""
        rows, self.rows = self.rows, []
        return rows

    def _begin(self, tag: str, said: dict[str, str]) -> None:
        self._depth = depth = self._depth + 1
        if depth == self._level and self._into is not None and "value" in said:
            self._into[said.get("key", "")] = said["value"]
        elif tag == "event" and self._trace is not None:
            self._into = {}
            self.rows.append((self._trace, self._into))
            self._level = depth + 1
        elif tag == "trace":
            self._trace = self._into = {}
            self._level = depth + 1
            self.traces += 1

    def _end(self, tag: str) -> None:
        self._depth -= 1
        if tag == "event":
            self._into, self._level = self._trace, self._depth + 1
        elif tag == "trace":
            self._trace = self._into = None

    def _entity(self, *_said: Any) -> None:
        raise Unfit(
            "{file} declares XML entities, which a log does not need and which can fill a "
            "machine. It is refused: export the log without a DOCTYPE.",
            file=self.source.name,
        )


def chunks(source: Source, wanted: Mapping[str, str], tell: Tell) -> Iterator[Chunk]:
    """The wanted attributes of every event, in the order of the file."""
    row = 1
    for rows in _parts(source, tell, EVENTS):
        yield Chunk(_table(rows, wanted), row)
        row += len(rows)


def _parts(source: Source, tell: Tell, size: int) -> Iterator[list[Any]]:
    stream, total = Stream(source), source.path.stat().st_size
    seen = False
    with source.path.open("rb") as raw, _opened(source, raw) as file:
        while piece := _piece(file.read, source):
            stream.feed(piece)
            tell(raw.tell(), total)
            if len(stream.rows) >= size:
                seen = True
                yield stream.taken()
        stream.feed(b"", last=True)
    if stream.rows or not seen:
        yield stream.taken()


def _opened(source: Source, raw: Any) -> Any:
    inside = raw.read(2)
    raw.seek(0)
    return gzip.GzipFile(fileobj=raw) if inside == b"\x1f\x8b" else raw


def _piece(read: Callable[[int], bytes], source: Source) -> bytes:
    try:
        return read(PIECE)
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise broken_off(source.path) from None


def _table(rows: list[tuple[dict[str, str], dict[str, str]]], wanted: Mapping[str, str]) -> Any:
    return pa.table({name: _column(rows, column) for name, column in wanted.items()})


def _column(rows: list[tuple[dict[str, str], dict[str, str]]], column: str) -> Any:
    if column.startswith(CASE):
        key = column.removeprefix(CASE)
        values = [trace.get(key) for trace, _event in rows]
    else:
        values = [event.get(column) for _trace, event in rows]
    return pa.array(values, pa.string())


def heads(source: Source, wanted: Iterable[str] = ()) -> tuple[str, ...]:
    """The names of attributes in the first cases, those of the whole case with `case:` before.

    An attribute may be missing from many cases: what is wanted is looked for to the end.
    """
    stream, lacking = Stream(source), set(wanted)
    names: dict[str, None] = {}
    with packed(source.path) as file:
        while stream.traces < FEW or lacking - names.keys():
            piece = _piece(file.read, source)
            stream.feed(piece, last=not piece)
            for trace, event in stream.taken():
                names.update(dict.fromkeys(f"{CASE}{key}" for key in trace))
                names.update(dict.fromkeys(event))
            if not piece:
                break
    return tuple(names)
