"""Any table as columns: a CSV file of any size, read in parts, with a sentence for what is wrong.

A column of numbers is kept as 8 bytes a row, a column of names as 4 bytes a row and each name
once, so that a file larger than the memory can be read for the few columns that are asked for.
"""

from __future__ import annotations

import codecs
import csv
import difflib
import math
import sys
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import compress, islice
from operator import itemgetter
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from mingcha.core.labels import Labelled
from mingcha.core.notice import Unfit

AT_A_TIME: Final = 5_000  # rows; more of them only leave the processor's cache
BYTES: Final = 1 << 20
DELIMITERS: Final = ",;\t"
BLANK: Final = ' "\r\n\f\v\u3000\xa0'
MISSING: Final = frozenset({"", "na", "n/a", "nan", "null", "none", "-", "—", "缺", "无"})
MOST: Final = 1e140  # its square, many times, is within the machine's reach
MOST_NAMED: Final = 12  # columns that a refusal names
BOOKS: Final = {b"PK\x03\x04": "xlsx", b"\xd0\xcf\x11\xe0": "xls"}

Numbers = NDArray[np.float64]
Codes = NDArray[np.int32]
Row = list[str]


@dataclass(frozen=True)
class Labels:
    """A column of names: `names[codes[row]]`; the code is -1 where the cell was empty."""

    codes: Codes
    names: list[str]

    def of(self, rows: NDArray[Any]) -> Labelled:
        """Rows none of which is empty, with only the names that are left, as the file has them."""
        kept = self.codes[rows]
        left = np.bincount(kept, minlength=len(self.names)) > 0
        place = np.cumsum(left) - 1
        return Labelled(place[kept], tuple(compress(self.names, left.tolist())))


@dataclass(frozen=True)
class Columns:
    """The columns asked for, and how many rows the file has."""

    rows: int
    numbers: dict[str, Numbers]
    labels: dict[str, Labels]


@dataclass(frozen=True)
class Part:
    """Some rows of the columns asked for: numbers, NaN where missing, and codes of names, or -1."""

    rows: int
    numbers: list[Numbers]
    codes: list[Codes]


class Table:
    """A CSV file whose first row names the columns; comma, semicolon or tab, UTF-8 or GB 18030."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.encoding = _encoding(path)
        with self._open() as lines:
            first = next((line for line in lines if line.strip(DELIMITERS + BLANK)), "")
        if not first:
            raise Unfit("{file} is empty. Give a table with a first row.", file=path.name)
        self.delimiter = max(DELIMITERS, key=first.count)
        rows = (row[0] for _, row in self._parts(1))
        self.heads = [head.strip() for head in next(row for row in rows if _holds(row))]
        self._check_heads()

    def columns(self, *, numbers: Sequence[str] = (), labels: Sequence[str] = ()) -> Columns:
        """Read these columns whole, once over the file."""
        names = [(name, Names()) for name in labels]
        parts = list(self.parts(numbers, names))
        figures = zip(*(part.numbers for part in parts), strict=True)
        codes = zip(*(part.codes for part in parts), strict=True)
        return Columns(
            sum(part.rows for part in parts),
            {name: np.concatenate(one) for name, one in zip(numbers, figures, strict=True)},
            {
                name: Labels(np.concatenate(one), list(learnt.order))
                for (name, learnt), one in zip(names, codes, strict=True)
            },
        )

    def parts(self, numbers: Sequence[str], names: Sequence[tuple[str, Names]]) -> Iterator[Part]:
        """Read these columns part by part; `Names` learn the names of theirs on the way."""
        self._check_asked([*numbers, *(name for name, _ in names)])
        figures = [(self.place(name), _Numbers(self.path.name, name)) for name in numbers]
        learning = [(self.place(name), one) for name, one in names]
        rows = 0
        for line, part in self._parts():
            lines, whole = self._whole(line, part)
            cells = list(zip(*whole, strict=True)) or [()] * len(self.heads)
            rows += len(whole)
            yield Part(
                len(whole),
                [figure.read(cells[place], lines) for place, figure in figures],
                [one.read(cells[place]) for place, one in learning],
            )
        if not rows:
            raise Unfit(
                "{file} has no rows under the names of its columns. Check that it was saved whole.",
                file=self.path.name,
            )

    def _check_asked(self, names: Sequence[str]) -> None:
        twice = [name for name in names if names.count(name) > 1]
        if twice:
            raise Unfit(
                "The column “{column}” is named for two things. Name another for one of them.",
                column=twice[0],
            )

    def has(self, name: str) -> bool:
        """Whether there is such a column."""
        return name in self.heads

    def place(self, name: str) -> int:
        """Where the column stands; the refusal says which exist and which is nearest."""
        if name in self.heads:
            return self.heads.index(name)
        facts = {"file": self.path.name, "column": name, "columns": self._named()}
        folded = {_folded(head): head for head in self.heads}
        near = difflib.get_close_matches(_folded(name), folded, 1, cutoff=0.6)
        if near:
            raise Unfit(
                "{file} has no column “{column}”. It has: {columns}. The nearest is “{near}”.",
                near=folded[near[0]],
                **facts,
            )
        raise Unfit(
            "{file} has no column “{column}”. It has: {columns}. Name one of these.", **facts
        )

    def _named(self) -> str:
        more = " …" if len(self.heads) > MOST_NAMED else ""
        return ", ".join(self.heads[:MOST_NAMED]) + more

    def _check_heads(self) -> None:
        twice = sorted({h for h in self.heads if h and self.heads.count(h) > 1})
        if twice:
            raise Unfit(
                "{file} has two columns “{column}”. Rename one of them.",
                file=self.path.name,
                column=twice[0],
            )

    def _open(self) -> Any:
        return self.path.open(encoding=self.encoding, newline="")

    def _parts(self, size: int = AT_A_TIME) -> Iterator[tuple[int, list[Row]]]:
        """Rows in parts, each with the line number of its first; names of columns come first."""
        line = 1
        csv.field_size_limit(BYTES)
        with self._open() as lines:
            reader = csv.reader(lines, delimiter=self.delimiter)
            try:
                while part := list(islice(reader, size)):
                    yield line, part
                    line = reader.line_num + 1
            except csv.Error:
                raise Unfit(
                    "{file}, row {row}: the row cannot be taken apart. Look for a quotation mark "
                    "that is not closed.",
                    file=self.path.name,
                    row=reader.line_num,
                ) from None

    def _whole(self, line: int, part: list[Row]) -> tuple[Callable[[int], int], list[Row]]:
        """The rows that hold something, and the line each stands in."""
        width, places = len(self.heads), None
        if line == 1:
            line, part = _after_heads(part)
        # Only a part with a row of another width, or with empty first cells, is looked at closely.
        if set(map(len, part)) - {width} or not all(map(itemgetter(0), part)):
            places = [n for n, row in enumerate(part) if _holds(row)]
            uneven = next((n for n in places if len(part[n]) != len(self.heads)), None)
            if uneven is not None:
                self._refuse_width(part[uneven], _line(line, part, uneven))
        rows = part if places is None else [part[n] for n in places]
        return lambda n: _line(line, part, n if places is None else places[n]), rows

    def _refuse_width(self, row: Row, line: int) -> None:
        raise Unfit(
            "{file}, row {row}: there are {given} cells under {heads} columns. Look for a "
            "separator inside a cell.",
            file=self.path.name,
            row=line,
            given=len(row),
            heads=len(self.heads),
        )


def _holds(row: Row) -> bool:
    """Whether anything stands in a row."""
    return any(cell.strip() for cell in row)


def _after_heads(part: list[Row]) -> tuple[int, list[Row]]:
    """What follows the names of the columns, which may stand below empty lines."""
    at = next(n for n, row in enumerate(part) if _holds(row))
    return _line(1, part, at + 1), part[at + 1 :]


def _line(first: int, part: list[Row], n: int) -> int:
    """The line of row n of a part: cells may hold line feeds of their own."""
    return first + n + sum(cell.count("\n") for row in part[:n] for cell in row)


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().casefold()


def _encoding(path: Path) -> str:
    """The first encoding that reads the whole file."""
    try:
        with path.open("rb") as file:
            start = file.read(4)
            wide = start[:2] in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE}
            if start in BOOKS:
                raise Unfit(
                    "{file} is a spreadsheet book ({kind}). Save the sheet as CSV (UTF-8).",
                    file=path.name,
                    kind=BOOKS[start],
                )
            for encoding in ("utf-16",) if wide else ("utf-8-sig", "gb18030"):
                file.seek(0)
                if _reads(file, encoding):
                    return encoding
    except OSError:
        raise Unfit(
            "{file} cannot be read. Check its name and that you may open it.", file=str(path)
        ) from None
    raise Unfit("{file} is not text. Save it as CSV or JSON in UTF-8.", file=path.name)


def _reads(file: Any, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        while part := file.read(BYTES):
            decoder.decode(part)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


class _Numbers:
    """A column of numbers; NaN where the cell is empty."""

    def __init__(self, file: str, column: str) -> None:
        self.file, self.column = file, column

    def read(self, cells: Sequence[str], line: Callable[[int], int]) -> Numbers:
        """One part of the file."""
        try:
            found = np.fromiter(map(float, cells), np.float64, len(cells))
        except ValueError:
            found = np.array([self._number(c, n, line) for n, c in enumerate(cells)], np.float64)
        if np.isinf(found).any():
            n = int(np.flatnonzero(np.isinf(found))[0])
            raise self._no(cells[n], line(n))
        if (large := np.flatnonzero(np.abs(found) > MOST)).size:
            raise Unfit(
                "{file}, row {row}: “{value}” in the column “{column}” is too large to reckon "
                "with. Choose another unit.",
                file=self.file,
                row=line(int(large[0])),
                value=cells[large[0]].strip()[:40],
                column=self.column,
            )
        return found

    def _number(self, cell: str, n: int, line: Callable[[int], int]) -> float:
        try:
            return float(cell)
        except ValueError:
            if _folded(cell) in MISSING:
                return math.nan
            raise self._no(cell, line(n)) from None

    def _no(self, cell: str, line: int) -> Unfit:
        return Unfit(
            "{file}, row {row}: “{value}” in the column “{column}” is not a number. Write it like "
            "87.5, or leave the cell empty if the figure is missing.",
            file=self.file,
            row=line,
            value=cell.strip()[:40],
            column=self.column,
        )


class Names(dict[str, int]):
    """A column of names as numbers; each way to write a name is looked at once."""

    def __init__(self) -> None:
        super().__init__()
        self.order: dict[str, int] = {}

    def __missing__(self, cell: str) -> int:
        name = cell.strip()
        code = -1
        if name:
            code = self.order.setdefault(sys.intern(name), len(self.order))
        self[cell] = code
        return code

    def read(self, cells: Sequence[str]) -> Codes:
        """One part of the file."""
        return np.fromiter(map(self.__getitem__, cells), np.int32, len(cells))
