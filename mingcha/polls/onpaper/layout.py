"""Where everything lies on a paper ballot, in millimetres: printing and reading ask this alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from mingcha.core.ballot import GRADES, NO_CONTACT, UNKNOWN, Paper

WIDTH, HEIGHT = 210.0, 297.0  # A4
MARK_SIZE: Final = 10.0  # a corner mark is a square that says which corner of which page it is
CORNERS: Final = ((12.0, 12.0), (188.0, 12.0), (188.0, 275.0), (12.0, 275.0))  # their top left
CODE_BOX: Final = (156.0, 14.0, 26.0)  # left, top, side of the square with the ticket's code
TOLD: Final = (30.0, 280.0)  # the oval "I was told what to say", on the last page
TOP, BOTTOM = 57.0, 272.0
LEFTS: Final = (14.0, 108.0)  # two columns of rows
COLUMN: Final = 88.0
ROW: Final = 5.1
OVAL: Final = (4.4, 3.2)  # width, height
STEP: Final = 7.0  # from oval to oval
PAGES: Final = 60  # as many as corner marks can tell apart


class Oval(NamedTuple):
    """One oval: its mark and its middle."""

    mark: str
    x: float
    y: float


@dataclass(frozen=True)
class Row:
    """One line of a page: a heading alone, or a question with its ovals.

    `cell` is the place of its mark in `core.ballot.Cast.marks`; None for a heading.
    """

    organ: int
    question: int | None
    x: float
    y: float
    cell: int | None = None
    ovals: tuple[Oval, ...] = ()


@dataclass(frozen=True)
class Page:
    """One side of one sheet of paper."""

    number: int
    rows: tuple[Row, ...]
    columns: tuple[float, ...]
    last: bool


def marks_of(paper: Paper) -> str:
    """The marks a row offers, from left to right."""
    return GRADES[: paper.grades] + UNKNOWN + (NO_CONTACT if paper.contact_first else "")


def pages(paper: Paper, asked: Sequence[int]) -> tuple[Page, ...]:
    """The pages of a ballot that asks about these organs, given by their places on the paper.

    Args:
        paper: the paper as it was frozen.
        asked: ascending places of organs; see `core.ballot.asked_of`.

    Returns:
        pages in order; every oval of the ballot is on exactly one.

    Raises:
        ValueError: if it would take more pages than corner marks can tell apart.
    """
    blocks = [_block(paper, place) for place in asked]
    columns = list(_columns(blocks, int((BOTTOM - TOP) // ROW)))
    pairs = [columns[n : n + 2] for n in range(0, len(columns), 2)]
    if len(pairs) > PAGES:
        raise ValueError(f"a ballot of {len(pairs)} pages is too long; ask in blocks")
    return tuple(
        Page(n, tuple(_placed(paper, pair)), LEFTS[: len(pair)], n == len(pairs) - 1)
        for n, pair in enumerate(pairs)
    )


Line = tuple[int, "int | None"]  # the organ's place, the question's place or None for a heading


def _block(paper: Paper, place: int) -> list[Line]:
    """The lines of one organ: its own name, or a heading and its questions."""
    if len(paper.questions) == 1:
        return [(place, 0)]
    return [(place, None), *((place, n) for n in range(len(paper.questions)))]


def _columns(blocks: list[list[Line]], room: int) -> Iterator[list[Line]]:
    """Columns filled from the top; an organ's questions are never torn apart."""
    column: list[Line] = []
    for block in blocks:
        if len(column) + len(block) > room:
            yield column
            column = []
        column = [*column, *block]
    if column:
        yield column


def _placed(paper: Paper, columns: list[list[Line]]) -> Iterator[Row]:
    marks = marks_of(paper)
    for left, lines in zip(LEFTS, columns, strict=False):
        first = left + COLUMN - STEP * len(marks) + STEP / 2
        for n, (organ, question) in enumerate(lines):
            y = TOP + ROW * n + ROW / 2
            if question is None:
                yield Row(organ, None, left, y)
                continue
            ovals = tuple(Oval(mark, first + STEP * k, y) for k, mark in enumerate(marks))
            cell = organ * len(paper.questions) + question
            yield Row(organ, question, left, y, cell, ovals)


def corner_id(page: int, corner: int) -> int:
    """The number of a corner mark: it tells the page and which corner it is."""
    return 4 * page + corner
