"""The blocks of a document as Word paragraphs, tables and pictures."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any

from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT as VERTICAL
from docx.enum.table import WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.shared import Mm, Pt, Twips

from mingcha.bulletins.render.blocks import Block, Figure, Form, Heading, Items, Paragraph, Table
from mingcha.bulletins.render.content import Content
from mingcha.bulletins.render.figures import png_of
from mingcha.bulletins.render.ooxml import (
    BLACK,
    BODY,
    KAI,
    LINE,
    SMALL_TABLE,
    Ink,
    borders,
    element,
    indent,
    line,
    shape,
    write,
)
from mingcha.bulletins.render.wording import numbered

AREA = 8844  # twips: 156 mm
GREY = "737373"
SIDE = {"left": ALIGN.LEFT, "center": ALIGN.CENTER, "right": ALIGN.RIGHT}
HEADING_INK = {1: BLACK, 2: Ink(KAI), 3: Ink(bold=True), 4: BODY}
FIRST_LINE = indent(firstLine=2) | {"firstLineChars": 200}
AUTO = {"before": 0, "after": 0, "line": 240, "lineRule": "auto"}


def add_blocks(doc: Any, blocks: Iterable[Block], content: Content) -> None:
    """Write the blocks one after another; headings get their numbers."""
    for block, number in numbered(blocks):
        match block:
            case Paragraph(text=text):
                add_text(doc, text)
            case Heading(text=text, level=level):
                shape(add_text(doc, number + text, HEADING_INK[level]), keepNext={})
            case Items():
                add_items(doc, block)
            case Table():
                add_table(doc, block)
            case Form():
                add_form(doc, block)
            case Figure():
                add_figure(doc, block, content)


def add_text(doc: Any, text: str, ink: Ink = BODY) -> Any:
    """A paragraph of the text: one grid line high, indented by two characters."""
    paragraph = shape(doc.add_paragraph(), spacing=line(), ind=FIRST_LINE)
    write(paragraph, text, ink)
    return paragraph


def add_items(doc: Any, block: Items) -> None:
    """A list: each item a paragraph, with its number or plain."""
    for count, item in enumerate(block.items, start=1):
        add_text(doc, f"{count}.{item}" if block.style == "number" else item)


def add_table(doc: Any, block: Table) -> None:
    """A table under its caption; the header row is repeated on each page."""
    caption = shape(doc.add_paragraph(), spacing=line(before=LINE * 0.3, height=480), keepNext={})
    caption.alignment = ALIGN.CENTER
    write(caption, block.caption, Ink(BLACK.font, 14))
    table = _grid(doc, [round(share * AREA) for share in block.shares], len(block.rows) + 1)
    borders(
        table,
        top=(8, "000000"),
        bottom=(8, "000000"),
        insideH=(3, GREY),
        insideV=(3, GREY),
    )
    _fill(table.rows[0], block.header, ["center"] * len(block.header), Ink(BLACK.font, 11))
    table.rows[0]._tr.get_or_add_trPr().append(element("tblHeader"))
    for row, cells in zip(list(table.rows)[1:], block.rows, strict=True):
        _fill(row, cells, block.alignment, SMALL_TABLE)
    after = shape(doc.add_paragraph(), spacing=line(after=LINE * 0.3, height=330))
    write(after, f"注：{block.note}" if block.note else "", Ink(size=10.5))


def _grid(doc: Any, widths: list[int], rows: int) -> Any:
    table = doc.add_table(rows=rows, cols=len(widths))
    table.autofit = False
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Twips(width)
    for row in table.rows:
        row._tr.get_or_add_trPr().append(element("cantSplit"))
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Twips(width)
    return table


def _fill(row: Any, cells: Iterable[str], sides: Iterable[str], ink: Ink) -> None:
    for cell, text, side in zip(row.cells, cells, sides, strict=True):
        put(cell, text, ink, side=side)


def put(cell: Any, text: str, ink: Ink, *, side: str = "left") -> None:
    """Write into a cell, off the page's grid."""
    cell.vertical_alignment = VERTICAL.CENTER
    paragraph = shape(cell.paragraphs[0], spacing=AUTO | {"before": 50, "after": 50})
    shape(paragraph, snapToGrid={"val": 0})
    paragraph.alignment = SIDE[side]
    write(paragraph, text, ink)


def add_form(doc: Any, block: Form) -> None:
    """A ruled form: labels in 黑体, values to be read or written by hand."""
    label = 2000
    value = (AREA - 2 * label) // 2
    table = _grid(doc, [label, value, label, value], len(block.rows))
    every = (5, "000000")
    borders(table, top=every, left=every, bottom=every, right=every, insideH=every, insideV=every)
    for row, words in zip(list(table.rows), block.rows, strict=True):
        row.height = Pt(32 if block.tall == 1 else block.tall * 20.3 + 12)
        row.height_rule = WD_ROW_HEIGHT_RULE.AT_LEAST
        cells = list(row.cells)
        if len(words) == 2:
            cells = [cells[0], cells[1].merge(cells[3])]
        for place, (cell, text) in enumerate(zip(cells, words, strict=True)):
            _put_field(cell, text, is_label=place % 2 == 0)
    shape(doc.add_paragraph(), spacing=line(height=LINE * 0.3))


def _put_field(cell: Any, text: str, *, is_label: bool) -> None:
    put(cell, text, Ink(BLACK.font if is_label else BODY.font, 14),
        side="center" if is_label else "left")  # fmt: skip


def add_figure(doc: Any, block: Figure, content: Content) -> None:
    """A picture in the middle with its caption beneath; told in words for who cannot see it."""
    holder = shape(doc.add_paragraph(), spacing=AUTO | {"before": 200}, keepNext={})
    holder.alignment = ALIGN.CENTER
    png = png_of(content.pictures[block.name], width_mm=block.width_mm)
    shown = holder.add_run().add_picture(io.BytesIO(png), width=Mm(block.width_mm))
    shown._inline.docPr.set("descr", block.alt)
    caption = shape(doc.add_paragraph(), spacing=line(after=LINE * 0.4, height=400))
    caption.alignment = ALIGN.CENTER
    write(caption, block.caption, Ink(BLACK.font, 12))
