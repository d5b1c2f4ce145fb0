"""The shipped fonts: where they lie, and which characters they have."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from html import unescape
from pathlib import Path

from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

from mingcha.bulletins.render.content import Content
from mingcha.bulletins.render.wording import COLOUR_WORD

FOLDER = Path(__file__).resolve().parent.parent / "fonts"
SONG = "Mingcha Song"
WIDEST = FOLDER / "MingchaSong-Regular.otf"  # every other font falls back to this one
SVG_TEXT = re.compile(r"<(?:text|tspan)\b[^>]*>([^<]+)")
SVG_ROOT = re.compile(r"<svg\b[^>]*?(?=/?>)")
SVG_FAMILY = re.compile(r"""(font-family\s*[=:]\s*)("[^"]*"|'[^']*'|[^;"'<>]+)""")


def files() -> tuple[Path, ...]:
    """The font files, in a fixed order."""
    return tuple(sorted(path for path in FOLDER.iterdir() if path.suffix in {".otf", ".ttf"}))


@lru_cache(maxsize=1)
def characters() -> frozenset[str]:
    """Every character that can be printed."""
    return frozenset(chr(code) for code in TTFont(WIDEST, lazy=True).getBestCmap())


def missing_glyphs(content: Content) -> set[str]:
    """Characters of this document, its figures included, that no shipped font has.

    Ask before a document is approved: the PDF of one that lacks a glyph is refused.
    """
    used = content.characters.union(*_drawn(content))
    return {c for c in used - characters() if not unicodedata.category(c).startswith(("Zs", "Cc"))}


def _drawn(content: Content) -> Iterator[str]:
    yield from COLOUR_WORD.values()
    for picture in content.pictures.values():
        yield from (unescape(text) for text in SVG_TEXT.findall(picture.svg))


def in_shipped_type(svg: str) -> str:
    """The same SVG with every text in the shipped Song, so that it looks alike on every machine.

    Text without a family of its own takes the one that the whole picture gets.

    >>> in_shipped_type('<text font-family="Arial, sans-serif">一</text>')
    '<text font-family="Mingcha Song">一</text>'
    """
    named = SVG_FAMILY.sub(_song, svg)
    root = SVG_ROOT.search(named)
    if root is None or "font-family" in root.group():
        return named
    return f'{named[: root.end()]} font-family="{SONG}"{named[root.end() :]}'


def _song(found: re.Match[str]) -> str:
    before, name = found.groups()
    quote = name[0] if name[0] in "\"'" else ""
    return f"{before}{quote}{SONG}{quote}"
