"""Cards, slips and sheets to PDF by Typst, with the shipped fonts and nothing from the machine."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import segno
import typst

from mingcha.foundation.drawing import SHIPPED_FONTS


def printed(layout: Path, told: Mapping[str, Any], *, on: date) -> bytes:
    """The layout filled with what it is told: the same words on the same day give the same bytes.

    The layout reads `json(bytes(sys.inputs.told))`. A character that no shipped font has is
    printed as an empty box, never taken from a font of the machine.
    """
    written = datetime(on.year, on.month, on.day, 4, tzinfo=UTC)
    made = typst.compile(
        layout,
        root=layout.parent,
        font_paths=fonts(),
        sys_inputs={"told": json.dumps(told, ensure_ascii=False)},
        timestamp=int(written.timestamp()),
        format="pdf",
    )
    assert isinstance(made, bytes)
    return made


def qr(text: str) -> segno.QRCode:
    """The text as a code to scan: whole, never micro, for paper that gets creased.

    The mask is given: looking for the best of eight takes five times as long and reads no better.
    """
    return segno.make_qr(text, error="m", mask=3)


@lru_cache(maxsize=1)
def fonts() -> typst.Fonts:
    """The shipped fonts alone: neither the machine's nor Typst's own may set one character."""
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[SHIPPED_FONTS]
    )
