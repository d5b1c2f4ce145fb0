"""Pictures: read to their end, asked for their date, drawn anew without what they hide."""

from __future__ import annotations

import io
import struct
from contextlib import suppress
from datetime import datetime, tzinfo
from typing import Any

from PIL import Image, ImageOps

DECODERS = ("JPEG", "PNG", "WEBP")
MAX_PIXELS = 64_000_000  # the largest telephones give 50 million; more would fill the memory
Image.MAX_IMAGE_PIXELS = MAX_PIXELS

TAKEN_IN, TAKEN_AT, TAKEN_OFFSET = 0x8769, 0x9003, 0x9011
UNREADABLE = (SyntaxError, OSError, ValueError, TypeError, LookupError, OverflowError, struct.error)


class TooManyPixels(Exception):
    """A picture that would unfold to more than a machine should hold."""


class Broken(Exception):
    """A picture that cannot be read to its end."""


def check(content: bytes) -> None:
    """Read a picture to its end.

    Raises:
        TooManyPixels: before anything is unfolded.
        Broken: if it breaks off or is none.
    """
    with _opened(content) as picture:
        _unfold(picture)


def taken_at(content: bytes, zone: tzinfo) -> datetime | None:
    """When the camera says it pressed the button; in the city's zone where it names none."""
    with suppress(*UNREADABLE):
        told = _exif(content).get_ifd(TAKEN_IN)
        words = _words(told.get(TAKEN_AT))
        moment = datetime.strptime(words, "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007 -- zone follows
        with suppress(ValueError):
            offset = _words(told.get(TAKEN_OFFSET))
            return moment.replace(tzinfo=datetime.strptime(offset, "%z").tzinfo)
        return moment.replace(tzinfo=zone)
    return None


def drawn(content: bytes, edge: int, form: str) -> bytes:
    """The picture upright, no longer than `edge`, as `form`, with nothing but its pixels."""
    with _opened(content) as picture:
        picture.draft("RGB", (edge * 2, edge * 2))  # JPEG only: unfold no more than is needed
        _unfold(picture)
        upright = _upright(picture)
    upright.thumbnail((edge, edge), Image.Resampling.LANCZOS)
    bare = upright.convert("RGBA") if form == "PNG" else _on_white(upright)
    bare.info.clear()  # comments, profiles and resolutions would otherwise be written again
    out = io.BytesIO()
    bare.save(out, form, quality=85, optimize=True)
    return out.getvalue()


def _upright(picture: Image.Image) -> Image.Image:
    with suppress(*UNREADABLE):  # a camera that cannot say how it was held was held upright
        return ImageOps.exif_transpose(picture)
    return picture.copy()


def _on_white(picture: Image.Image) -> Image.Image:
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    clear = picture.convert("RGBA")
    paper = Image.new("RGBA", clear.size, "white")
    return Image.alpha_composite(paper, clear).convert("RGB")


def _opened(content: bytes) -> Image.Image:
    try:
        picture = Image.open(io.BytesIO(content), formats=DECODERS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as no:
        raise TooManyPixels from no
    except UNREADABLE as no:
        raise Broken from no
    if picture.width * picture.height > MAX_PIXELS:
        raise TooManyPixels
    return picture


def _unfold(picture: Image.Image) -> None:
    try:
        picture.load()
    except UNREADABLE as no:
        raise Broken from no


def _exif(content: bytes) -> Image.Exif:
    """The camera's notes; in HEIC, which is not unfolded here, they are found by their mark."""
    if content[4:8] != b"ftyp":
        with Image.open(io.BytesIO(content), formats=DECODERS) as picture:
            return picture.getexif()
    notes = Image.Exif()
    starts = [content.find(b"Exif\0\0" + order) for order in (b"II*\0", b"MM\0*")]
    if found := [start for start in starts if start >= 0]:
        notes.load(content[min(found) :][: 1 << 20])
    return notes


def _words(told: Any) -> str:
    return told.decode("ascii") if isinstance(told, bytes) else str(told).strip("\0 ")
