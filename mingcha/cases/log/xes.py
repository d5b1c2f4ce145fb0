"""XES, the standard's XML for logs (IEEE 1849), read as a stream; entities are refused."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final
from xml.parsers import expat

import pyarrow as pa

from mingcha.cases.log.files import PACKED, PIECE, Chunk, Source, Tell, broken_off
from mingcha.core.notice import Unfit

EVENTS: Final = 100_000  # events that are held at a time
CASE: Final = "case:"  # what stands before the name of an attribute of the whole case
FEW: Final = 200  # traces in which the names of attributes are looked for
Row = tuple[dict[str, str], dict[str, str]]  # attributes of the case, attributes of the event


class Stream:
    """Takes an XES file apart as it comes; the last value wins where a name stands twice."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.rows: list[Row] = []
        self.traces = [0]
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.ordered_attributes = True
        begin, end = _handlers(self.rows, self.traces)
        self._parser.StartElementHandler = begin
        self._parser.EndElementHandler = end
        self._parser.EntityDeclHandler = self._entity

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

    def taken(self) -> list[Row]:
        """The events read so far, each beside the attributes of its case."""
        rows = list(self.rows)
        self.rows.clear()
        return rows

    def ended(self) -> list[Row]:
        """The events of cases that are over: attributes may yet come for the last one."""
        at = len(self.rows)
        while at and self.rows[at - 1][0] is self.rows[-1][0]:
            at -= 1
        rows = self.rows[:at]
        del self.rows[:at]
        return rows

    def _entity(self, *_said: Any) -> None:
        raise Unfit(
            "{file} declares XML entities, which a log does not need and which can fill a "
            "machine. It is refused: export the log without a DOCTYPE.",
            file=self.source.name,
        )


def _valued(said: list[str]) -> dict[str, str]:
    """An attribute written in another order, or with more than its key and its value."""
    named = dict(zip(said[::2], said[1::2], strict=True))
    return {named.get("key", ""): named["value"]} if "value" in named else {}


def _handlers(rows: list[Row], traces: list[int]) -> tuple[Callable[..., None], ...]:
    """What is done at the begin and the end of an element: called for each, hence so bare.

    `level` is the depth at which attributes of what is open stand: deeper ones are attributes
    of attributes, which are not read.
    """
    depth = level = 0
    trace: dict[str, str] = {}
    into = trace

    def begin(tag: str, said: list[str]) -> None:
        nonlocal depth, level, trace, into
        depth += 1
        if depth == level:
            if len(said) == 4 and said[0] == "key" and said[2] == "value":
                into[said[1]] = said[3]
            elif tag == "event" and into is trace:
                into = {}
                rows.append((trace, into))
                level += 1
            else:
                into |= _valued(said)
        elif tag == "trace" and not level:
            trace = into = {}
            level = depth + 1
            traces[0] += 1

    def end(_tag: str) -> None:
        nonlocal depth, level, into
        depth -= 1
        if depth < level - 1:
            level = level - 1 if into is not trace else 0
            into = trace

    return begin, end


def chunks(source: Source, wanted: Mapping[str, str], tell: Tell) -> Iterator[Chunk]:
    """The wanted attributes of every event, in the order of the file."""
    row = 1
    for rows in _parts(source, tell, EVENTS):
        yield Chunk(_table(rows, wanted), row)
        row += len(rows)


def _parts(source: Source, tell: Tell, size: int) -> Iterator[list[Any]]:
    stream, total = Stream(source), source.path.stat().st_size
    seen = False
    with source.path.open("rb") as raw, _opened(raw) as file:
        while piece := _piece(file.read, source):
            stream.feed(piece)
            tell(raw.tell(), total)
            if len(stream.rows) >= size and (ended := stream.ended()):
                seen = True
                yield ended
        stream.feed(b"", last=True)
    if stream.rows or not seen:
        yield stream.taken()


def _opened(raw: Any) -> Any:
    inside = raw.read(2)
    raw.seek(0)
    return gzip.GzipFile(fileobj=raw) if inside == PACKED else raw


def _piece(read: Callable[[int], bytes], source: Source) -> bytes:
    try:
        return read(PIECE)
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise broken_off(source.path) from None


def _table(rows: list[Row], wanted: Mapping[str, str]) -> Any:
    return pa.table({name: _column(rows, column) for name, column in wanted.items()})


def _column(rows: list[Row], column: str) -> Any:
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
    with source.path.open("rb") as raw, _opened(raw) as file:
        while stream.traces[0] < FEW or lacking - names.keys():
            piece = _piece(file.read, source)
            stream.feed(piece, last=not piece)
            for trace, event in stream.ended() if piece else stream.taken():
                names.update(dict.fromkeys(f"{CASE}{key}" for key in trace))
                names.update(dict.fromkeys(event))
            if not piece:
                break
    return tuple(names)
