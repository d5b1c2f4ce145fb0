"""A scanned page to marks, by OpenCV. What is not plain is doubtful, and a person decides it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import Any, Final

import cv2
import numpy as np
import pypdfium2  # type: ignore[import-untyped]
from numpy.typing import NDArray

from mingcha.core.ballot import BLANK, Paper
from mingcha.core.refusal import Refusal
from mingcha.core.ticket import read_code
from mingcha.polls.onpaper import layout
from mingcha.polls.onpaper.printing import MARKS
from mingcha.polls.refusals import SCAN_UNFIT

Image = NDArray[np.uint8]

SCALE: Final = 8  # pixels to a millimetre, once the page lies straight
DPI: Final = 200  # what a PDF page is drawn at
MOST_PIXELS: Final = 80_000_000
EMPTY: Final = 0.14  # less ink than this share of an oval is none
FULL: Final = 0.38  # more is a mark; between the two a person looks
INSIDE: Final = 0.72  # of the oval is looked at, so that its own outline does not count
DARK: Final = 150  # of 255, once the paper is white


class Doubt(StrEnum):
    """Why a page or a row cannot be read without a person."""

    NO_CORNERS = "no_corners"  # fewer than three corner marks: torn, cut, or another paper
    MIXED_PAGES = "mixed_pages"  # corner marks of two pages
    NO_CODE = "no_code"
    FAINT = "faint"  # ink that may be a mark or a slip
    TWICE = "twice"  # two marks in one row


@dataclass(frozen=True)
class RowRead:
    """One row: its mark if it is plain, else the doubt; `ink` is the dark share of each oval."""

    cell: int
    mark: str | None
    ink: tuple[float, ...]
    doubt: Doubt | None = None


@dataclass(frozen=True)
class Straight:
    """A page turned upright and to size, its number, its code if it could be read."""

    image: Image
    number: int
    code: str | None


@dataclass(frozen=True)
class PageRead:
    """All rows of a page, and the oval at its foot (None where the page has none or in doubt)."""

    rows: tuple[RowRead, ...]
    told: bool | None

    @property
    def doubtful(self) -> tuple[RowRead, ...]:
        """The rows a person must look at."""
        return tuple(row for row in self.rows if row.doubt)


def images_of(content: bytes, *, most: int = 400) -> Iterator[Image]:
    """The pages of a scan, a PDF, a JPEG or a PNG; one more than `most` at the utmost.

    Raises:
        Refusal: if it is none of these, broken, or larger than a page can be.
    """
    if content.startswith(b"%PDF"):
        yield from islice(_pdf_pages(content), most + 1)
        return
    seen = np.frombuffer(content, np.uint8)
    found = cv2.imdecode(seen, cv2.IMREAD_GRAYSCALE) if seen.size else None
    if found is None or found.size > MOST_PIXELS:
        raise SCAN_UNFIT()
    yield found.astype(np.uint8)


def _pdf_pages(content: bytes) -> Iterator[Image]:
    try:
        book = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as no:
        raise SCAN_UNFIT() from no
    try:
        for page in book:
            if page.get_width() * page.get_height() * (DPI / 72) ** 2 > MOST_PIXELS:
                raise SCAN_UNFIT()
            drawn = page.render(scale=DPI / 72, grayscale=True).to_numpy()
            yield drawn.reshape(drawn.shape[:2]).copy()
    finally:
        book.close()


def straighten(image: Image) -> Straight | Doubt:
    """Find the corner marks and lay the page flat, whatever way it went through the scanner."""
    found = _corners(image)
    numbers = {number // 4 for number in found}
    if len(numbers) > 1:
        return Doubt.MIXED_PAGES
    if len(found) < 3:
        return Doubt.NO_CORNERS
    flat = _flat(image, found)
    return Straight(flat, numbers.pop(), _code(flat))


def _corners(image: Image) -> dict[int, NDArray[np.float32]]:
    """Corner marks by their number, each with its four own corners in pixels."""
    seeker = cv2.aruco.ArucoDetector(MARKS, _seeking())
    found: dict[int, NDArray[np.float32]] = {}
    for sight in (image, cv2.GaussianBlur(image, (5, 5), 0)):
        corners, numbers, _rejected = seeker.detectMarkers(sight)
        for corner, number in zip(corners, numbers if numbers is not None else (), strict=False):
            found.setdefault(int(np.ravel(number)[0]), np.asarray(corner.reshape(4, 2), np.float32))
        if len(found) >= 4:
            break
    return found


def _seeking() -> Any:
    how = cv2.aruco.DetectorParameters()
    how.cornerRefinementMethod = cv2.aruco.CORNER_REFINE_SUBPIX
    how.errorCorrectionRate = 0.3  # a mark is recognised or it is not; no guessing
    return how


def _flat(image: Image, found: dict[int, NDArray[np.float32]]) -> Image:
    side = layout.MARK_SIZE
    square = np.array([(0, 0), (side, 0), (side, side), (0, side)], np.float32)
    there = [np.array(layout.CORNERS[number % 4], np.float32) + square for number in found]
    seen = np.concatenate(list(found.values()))
    way, _mask = cv2.findHomography(seen, np.concatenate(there) * SCALE)
    size = (int(layout.WIDTH * SCALE), int(layout.HEIGHT * SCALE))
    flat = cv2.warpPerspective(image, way, size, flags=cv2.INTER_AREA, borderValue=255)
    return _white(flat.astype(np.uint8))


def _white(flat: Image) -> Image:
    """The paper made evenly white, whatever the light of the scan."""
    small = cv2.resize(flat, None, fx=0.125, fy=0.125, interpolation=cv2.INTER_AREA)
    paper = cv2.medianBlur(cv2.dilate(small, np.ones((7, 7), np.uint8)), 21)
    light = cv2.resize(paper, (flat.shape[1], flat.shape[0]), interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.divide(flat, np.maximum(light, 40), scale=255), np.uint8)


def _code(flat: Image) -> str | None:
    left, top, side = layout.CODE_BOX
    margin = 3
    y, x, wide = (int(SCALE * n) for n in (top - margin, left - margin, side + 2 * margin))
    part = np.ascontiguousarray(flat[y : y + wide, x : x + wide])
    for sight in (part, cv2.GaussianBlur(part, (5, 5), 0), cv2.resize(part, None, fx=2, fy=2)):
        text, _points, _straight = cv2.QRCodeDetector().detectAndDecode(sight)
        try:
            return read_code(text)
        except Refusal:
            continue
    return None


def read_page(paper: Paper, asked: Sequence[int], page: Straight) -> PageRead | Doubt:
    """The marks of one page of the ballot that asks about these organs.

    Args:
        paper: the paper as it was frozen.
        asked: ascending places of the organs asked on this ticket.
        page: the page laid flat.

    Returns:
        its rows; or MIXED_PAGES if this ballot has no such page.
    """
    sides = layout.pages(paper, asked)
    if page.number >= len(sides):
        return Doubt.MIXED_PAGES
    side = sides[page.number]
    rows = tuple(_row(page.image, row) for row in side.rows if row.cell is not None)
    return PageRead(rows, _told(page.image) if side.last else None)


def _row(flat: Image, row: layout.Row) -> RowRead:
    assert row.cell is not None
    ink = tuple(_ink(flat, oval.x, oval.y) for oval in row.ovals)
    full = [oval.mark for oval, share in zip(row.ovals, ink, strict=True) if share >= FULL]
    if len(full) > 1:
        return RowRead(row.cell, None, ink, Doubt.TWICE)
    if any(EMPTY <= share < FULL for share in ink):
        return RowRead(row.cell, None, ink, Doubt.FAINT)
    return RowRead(row.cell, full[0] if full else BLANK, ink)


def _told(flat: Image) -> bool | None:
    share = _ink(flat, *layout.TOLD)
    return share >= FULL if not EMPTY <= share < FULL else None


def _ink(flat: Image, x: float, y: float) -> float:
    """The dark share of one oval's inside, from 0 to 1."""
    wide, high = (int(SCALE * n / 2 * INSIDE) for n in layout.OVAL)
    column, line = round(x * SCALE), round(y * SCALE)
    part = flat[line - high : line + high + 1, column - wide : column + wide + 1]
    within = _oval(wide, high)
    if part.shape != within.shape:
        return 0.0
    return float((part[within] < DARK).mean())


def _oval(wide: int, high: int) -> NDArray[np.bool_]:
    y, x = np.mgrid[-high : high + 1, -wide : wide + 1]
    return np.asarray((x / wide) ** 2 + (y / high) ** 2 <= 1)


def cutting(flat: Image, row: layout.Row) -> bytes:
    """The piece of the page with one row, as PNG: what a person sees who decides a doubt."""
    top = int((row.y - layout.ROW) * SCALE)
    left = int((row.x - 2) * SCALE)
    wide, high = int((layout.COLUMN + 4) * SCALE), int(2 * layout.ROW * SCALE)
    done, png = cv2.imencode(".png", flat[top : top + high, left : left + wide])
    assert done
    return png.tobytes()


def foot(flat: Image) -> bytes:
    """The piece of the page with the oval at its foot, as PNG."""
    x, y = layout.TOLD
    return cutting(flat, layout.Row(-1, None, x - 4, y))
