"""Plots as pictures: SVG drawn to PNG with the shipped fonts, for documents that take no SVG."""

from __future__ import annotations

from functools import lru_cache

import vl_convert

from mingcha.bulletins.render.content import Picture
from mingcha.bulletins.render.fonts import FOLDER, in_shipped_type

MM_PER_INCH = 25.4
PRINT_DPI = 300


def svg_to_png(svg: str, width: int) -> bytes:
    """The SVG as a PNG of `width` pixels, its words set in the shipped Song."""
    _know_fonts()
    natural = _width(vl_convert.svg_to_png(in_shipped_type(svg), scale=1.0))
    return bytes(vl_convert.svg_to_png(in_shipped_type(svg), scale=width / natural))


def png_of(picture: Picture, *, width_mm: float) -> bytes:
    """The picture as PNG, sharp enough for print at this width."""
    if picture.png:
        return picture.png
    return svg_to_png(picture.svg, round(width_mm / MM_PER_INCH * PRINT_DPI))


@lru_cache(maxsize=1)
def _know_fonts() -> None:
    vl_convert.register_font_directory(str(FOLDER))


def _width(png: bytes) -> int:
    """Pixels across, as the PNG's first chunk says."""
    return int.from_bytes(png[16:20], "big")
