"""The pages of one scan put together to ballots: plain ones, ones in doubt, pages that are none."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final, NamedTuple

import cv2

from mingcha.core.ballot import NOT_ASKED, Paper, asked_of
from mingcha.core.ticket import Drawn, ballot_key
from mingcha.polls.onpaper import layout, reading
from mingcha.polls.onpaper.reading import Doubt, Image, Straight

OPEN: Final = "?"  # a mark that a person decides
KEPT_SHARE: Final = 0.5  # of the read page's size: 100 dots per inch
KEPT_QUALITY: Final = 60


class Question(NamedTuple):
    """A row in doubt: its place among the marks, why, and the piece of paper to look at."""

    cell: int
    doubt: Doubt
    piece: bytes


class Fault(NamedTuple):
    """A page that could not be used, counted from 1 in the order of the scan."""

    page: int
    why: str


@dataclass
class BallotRead:
    """One ballot put together from its pages; `?` stands where a person decides."""

    code: str
    marks: str
    told: bool | None
    foot: bytes
    questions: list[Question] = field(default_factory=list)

    @property
    def plain(self) -> bool:
        """Whether nothing is left to decide."""
        return not self.questions and self.told is not None


@dataclass
class Sorted:
    """What a scan held: ballots, faults, and a small picture of every page to be kept sealed."""

    ballots: list[BallotRead] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    pictures: list[bytes] = field(default_factory=list)


GroupOf = Callable[[str], "str | None"]  # the group of a ticket's code, None if it is none
MISSING, TWICE, NOT_OURS = "missing_pages", "page_twice", "not_this_poll"


def sort(paper: Paper, images: Iterable[Image], group_of: GroupOf) -> Sorted:
    """Read every page and put those of one ballot together; never takes a page for another.

    Args:
        paper: the paper as it was frozen.
        images: the pages in the order of the scan.
        group_of: says which group a code belongs to.

    Returns:
        ballots and faults; each page is in exactly one of them.
    """
    found = Sorted()
    piles: dict[str, list[tuple[int, Straight]]] = defaultdict(list)
    for number, image in enumerate(images, start=1):
        page = reading.straighten(image)
        if isinstance(page, Doubt):
            found.faults.append(Fault(number, page))
            continue
        found.pictures.append(_picture(page.image))
        if page.code is None:
            found.faults.append(Fault(number, Doubt.NO_CODE))
        else:
            piles[page.code].append((number, page))
    for code, pile in piles.items():
        _put_together(paper, code, pile, group_of(code), found)
    found.faults.sort()
    return found


def _put_together(
    paper: Paper, code: str, pile: list[tuple[int, Straight]], group: str | None, found: Sorted
) -> None:
    named = paper.group(group) if group is not None else None
    if named is None:
        found.faults += [Fault(number, NOT_OURS) for number, _page in pile]
        return
    asked = sorted(asked_of(paper, ballot_key(paper.poll, Drawn(code)), named))
    if why := _incomplete(paper, asked, [page.number for _number, page in pile]):
        found.faults += [Fault(number, why) for number, _page in pile]
        return
    found.ballots.append(_ballot(paper, code, asked, [page for _number, page in pile]))


def _incomplete(paper: Paper, asked: list[int], numbers: list[int]) -> str | None:
    wanted = list(range(len(layout.pages(paper, asked))))
    if sorted(numbers) == wanted:
        return None
    if len(set(numbers)) < len(numbers):
        return TWICE
    return MISSING if set(numbers) < set(wanted) else Doubt.MIXED_PAGES


def _ballot(paper: Paper, code: str, asked: list[int], pages: list[Straight]) -> BallotRead:
    marks = [NOT_ASKED] * paper.cells
    ballot = BallotRead(code, "", None, b"")
    sides = layout.pages(paper, asked)
    for page in pages:
        read = reading.read_page(paper, asked, page)
        assert not isinstance(read, Doubt)  # its number was checked before
        rows = {row.cell: row for row in sides[page.number].rows if row.cell is not None}
        for seen in read.rows:
            marks[seen.cell] = seen.mark or OPEN
            if seen.doubt:
                piece = reading.cutting(page.image, rows[seen.cell])
                ballot.questions.append(Question(seen.cell, seen.doubt, piece))
        if sides[page.number].last:
            ballot.told, ballot.foot = read.told, reading.foot(page.image)
    ballot.marks = "".join(marks)
    ballot.questions.sort()
    return ballot


def _picture(image: Image) -> bytes:
    small = cv2.resize(image, None, fx=KEPT_SHARE, fy=KEPT_SHARE, interpolation=cv2.INTER_AREA)
    done, jpeg = cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, KEPT_QUALITY])
    assert done
    return jpeg.tobytes()
