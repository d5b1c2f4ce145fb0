"""From frozen content to PDF by Typst, with the shipped fonts and nothing from the machine."""

from __future__ import annotations

import json
import math
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import typst

from mingcha.bulletins.render import wording
from mingcha.bulletins.render.blocks import Block, Table, block_as_plain, must
from mingcha.bulletins.render.content import Content, Picture
from mingcha.bulletins.render.fonts import in_shipped_type, missing_glyphs
from mingcha.foundation.printing import fonts

LAYOUT = Path(__file__).with_name("layout.typ")
ARCHIVAL: Final = "a-2u"  # PDF/A: opens in ten years with its own fonts inside, its text still text

SCREEN_PPI = 96


def pdf(content: Content) -> bytes:
    """The document as PDF/A pages; the same content gives the same bytes.

    Raises:
        ImpossibleContent: naming the characters that no shipped font has.
    """
    lacking = missing_glyphs(content)
    must(
        not lacking,
        f"These characters cannot be printed: {' '.join(sorted(lacking))}.",
        "Write them otherwise, or add a font that has them.",
    )
    written = datetime(content.date.year, content.date.month, content.date.day, 4, tzinfo=UTC)
    pages, warnings = typst.compile_with_warnings(
        LAYOUT,
        root=LAYOUT.parent,
        font_paths=fonts(),
        sys_inputs=_inputs(content),
        timestamp=int(written.timestamp()),
        pdf_standards=ARCHIVAL,
        format="pdf",
    )
    # A layout that warns (a font not found prints nothing at all) must not reach paper.
    assert not warnings, [str(warning) for warning in warnings]
    return pages


def images(content: Content, *, ppi: float = SCREEN_PPI) -> list[bytes]:
    """The same pages as PNG, for a look before printing; what lacks a font is left empty."""
    made = typst.compile(
        LAYOUT,
        root=LAYOUT.parent,
        font_paths=fonts(),
        sys_inputs=_inputs(content),
        format="png",
        ppi=ppi,
    )
    return made if isinstance(made, list) else [made]


def _inputs(content: Content) -> dict[str, str]:
    return {"content": json.dumps(told(content), ensure_ascii=False)}


def told(content: Content) -> dict[str, Any]:
    """What the layout needs: the content, with numbers counted and dates written out."""
    size, scale = wording.mark_size(content.mark)
    return content.to_dict() | {
        "body": _counted(content.body),
        "annexes": [{"title": a.title, "body": _counted(a.body)} for a in content.annexes],
        "pictures": {name: _shown(pic) for name, pic in content.pictures.items()},
        "mark_size": size,
        "mark_scale": scale,
        "day": wording.written(content.date),
        "addressed": wording.addressed(content),
        "secrecy_line": wording.secrecy_line(content),
        "colour_word": wording.COLOUR_WORD.get(content.colour, ""),
        "colour_hex": wording.COLOUR.get(content.colour, "000000"),
        "copied": wording.copied(content),
        "printed_day": wording.written(content.printed_on) if content.printed_on else "",
        "proof_lines": wording.proof_lines(content),
    }


def _counted(blocks: tuple[Block, ...]) -> list[dict[str, Any]]:
    return [
        block_as_plain(block) | {"number": number} | _columns(block)
        for block, number in wording.numbered(blocks)
    ]


def _columns(block: Block) -> dict[str, Any]:
    if not isinstance(block, Table):
        return {}
    return {"align": block.alignment, "shares": [math.floor(s * 1e4) for s in block.shares]}


def _shown(picture: Picture) -> dict[str, Any]:
    if picture.svg:
        return {"format": "svg", "data": in_shipped_type(picture.svg)}
    return {"format": "png", "data": list(picture.png)}
