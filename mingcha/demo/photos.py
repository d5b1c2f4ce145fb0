"""Drawn pictures that stand for photographs; no real place or person is in them."""

from __future__ import annotations

import io
from functools import cache

from PIL import Image, ImageDraw

INK, WALL, WOOD, GLASS = "#3a3a3a", "#e9e4da", "#b48a5a", "#cfdbe3"
SIZE = (960, 720)


@cache
def counter(staffed: int) -> bytes:
    """A counter with three places, so many of them staffed."""
    picture = Image.new("RGB", SIZE, WALL)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 430, 960, 560), fill=WOOD)
    for place in range(3):
        left = 60 + place * 300
        pen.rectangle((left, 150, left + 240, 430), fill=GLASS, outline=INK, width=4)
        pen.rectangle((left + 70, 440, left + 170, 470), fill="#ffffff", outline=INK, width=2)
        if place < staffed:
            pen.ellipse((left + 85, 210, left + 155, 280), fill="#e0b899", outline=INK, width=3)
            pen.pieslice((left + 40, 280, left + 200, 560), 180, 360, fill="#4a6076", outline=INK)
    return _jpeg(picture)


@cache
def board(rows: int) -> bytes:
    """A notice board with so many papers on it."""
    picture = Image.new("RGB", SIZE, WALL)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((80, 60, 880, 640), fill="#7a8f6a", outline=INK, width=8)
    for row in range(rows):
        left, top = 120 + row % 4 * 190, 100 + row // 4 * 260
        pen.rectangle((left, top, left + 160, top + 220), fill="#fffdfa", outline=INK, width=2)
        for line in range(7):
            at = top + 28 + line * 26
            pen.line((left + 16, at, left + 144 - line % 3 * 20, at), fill=INK, width=3)
    return _jpeg(picture)


def _jpeg(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=80)
    return out.getvalue()
