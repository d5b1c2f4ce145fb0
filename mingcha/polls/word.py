"""The protocol of a poll as a Word document: the same content as its PDF, to be written on."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, Final

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from mingcha.foundation.packing import steady

SONG: Final = "宋体"
HEI: Final = "黑体"
LABEL, REST = Mm(40), Mm(114)
SIGNED = (Mm(40), Mm(44), Mm(30), Mm(40))  # who, name, day, hand
LINE: Final = Mm(14)  # high enough to sign on


def protocol_docx(told: Mapping[str, Any], *, on: date) -> bytes:
    """Heading, facts and a line for each name; the same content gives the same bytes."""
    doc = Document()
    _set(doc, told, on)
    _line(doc.add_paragraph(), told["heading"], 18, font=HEI, middle=True)
    _line(doc.add_paragraph(), f"{told['title']}　{told['number']}", 12, middle=True)
    facts = [(fact["label"], fact["value"]) for fact in told["facts"]]
    _table(doc, facts, (LABEL, REST), "Table Grid")
    doc.add_paragraph()
    names = [(name["role"], name["name"], told["day"], "＿" * 8) for name in told["names"]]
    for row in _table(doc, names, SIGNED, "Normal Table").rows:
        row.height = LINE
    out = io.BytesIO()
    doc.save(out)
    return steady(out.getvalue())


def _set(doc: Any, told: Mapping[str, Any], on: date) -> None:
    """A4, and properties without the machine's own words."""
    page = doc.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = Mm(28)
    page.top_margin = page.bottom_margin = Mm(30)
    about = doc.core_properties
    about.title, about.author, about.comments = f"{told['heading']} {told['number']}", "", ""
    about.created = about.modified = datetime(on.year, on.month, on.day, 4, tzinfo=UTC)


def _table(doc: Any, rows: Sequence[tuple[str, ...]], widths: tuple[Any, ...], style: str) -> Any:
    made = doc.add_table(rows=len(rows), cols=len(widths), style=style)
    made.autofit = False
    for row, words in zip(made.rows, rows, strict=True):
        for cell, said, width in zip(row.cells, words, widths, strict=True):
            cell.width = width
            _line(cell.paragraphs[0], said, 11)
    return made


def _line(paragraph: Any, words: str, size: int, *, font: str = SONG, middle: bool = False) -> None:
    run = paragraph.add_run(words)
    run.font.size, run.font.name = Pt(size), "Times New Roman"
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), font)
    if middle:
        paragraph.alignment = ALIGN.CENTER
