"""Two entries of a sheet compared without keeping what they say: keyed by the paper's code."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Final, NamedTuple

from mingcha.core.ballot import BLANK, GRADES, NO_CONTACT, NOT_ASKED, UNKNOWN

WIDTH: Final = 6  # bytes kept of each mark: enough to compare, useless without the code
MARKS: Final = GRADES + UNKNOWN + NO_CONTACT + BLANK + NOT_ASKED
YES, NO = "t", "-"  # "I was told what to say" is the last cell


class Settled(NamedTuple):
    """The marks two people agree on, and the places where nobody agrees yet.

    A place as long as the marks means the oval "I was told what to say".
    """

    marks: str
    told: bool
    differing: tuple[int, ...]


def cells_of(code: str, marks: str, told: bool) -> bytes:  # noqa: FBT001 - a mark of the ballot
    """What is kept of an entry: 6 bytes for each mark and for the oval at the foot."""
    return b"".join(_cell(code, n, mark) for n, mark in enumerate(_said(marks, told)))


def settled(code: str, marks: str, told: bool, others: Sequence[bytes]) -> Settled:  # noqa: FBT001
    """What this entry and those of other people agree on, mark by mark.

    A mark of this entry stands if somebody else made it too; else the mark on which two others
    agree. With the code at hand the few possible marks are tried to find which it was.
    """
    said = _said(marks, told)
    found = [
        _agreed(code, n, mark, [_at(cells, n) for cells in others]) for n, mark in enumerate(said)
    ]
    open_still = tuple(n for n, mark in enumerate(found) if mark is None)
    final = [mark or said[n] for n, mark in enumerate(found)]
    return Settled("".join(final[:-1]), final[-1] == YES, open_still)


def _said(marks: str, told: bool) -> str:  # noqa: FBT001
    return marks + (YES if told else NO)


def _agreed(code: str, place: int, mark: str, others: list[bytes]) -> str | None:
    if _cell(code, place, mark) in others:
        return mark
    twice = {cell for cell in others if others.count(cell) > 1}
    for candidate in MARKS + YES:
        if _cell(code, place, candidate) in twice:
            return candidate
    return None


def _at(cells: bytes, place: int) -> bytes:
    return cells[place * WIDTH : (place + 1) * WIDTH]


def _cell(code: str, place: int, mark: str) -> bytes:
    said = f"{place}\0{mark}".encode()
    keyed = hashlib.blake2b(said, key=code.encode(), digest_size=WIDTH, person=b"mingcha sheet")
    return keyed.digest()
