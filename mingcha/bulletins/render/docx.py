"""From frozen content to a Word document in the same layout, naming the official fonts."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, Twips

from mingcha.bulletins.render import wording
from mingcha.bulletins.render.content import Content
from mingcha.bulletins.render.docx_blocks import AREA, add_blocks, add_text
from mingcha.bulletins.render.ooxml import (
    BLACK,
    BODY,
    FANGSONG,
    KAI,
    LATIN,
    LINE,
    RED,
    SONG,
    SQUEEZE,
    SQUEEZE_TWIPS,
    TITLE,
    XIAOBIAOSONG,
    Ink,
    borders,
    element,
    float_to_bottom,
    frame,
    indent,
    line,
    mm,
    page_field,
    ruled,
    shape,
    tabs,
    write,
)
from mingcha.foundation.packing import steady

TITLE_LINE = LINE * 1.12
SMALL = Ink(size=14)


def docx(content: Content) -> bytes:
    """The document for Word; the same content gives the same bytes."""
    doc = Document()
    _set_page(doc, content)
    _set_properties(doc, content)
    _HEADS.get(content.kind, _form_head)(doc, content)
    if content.addressees:
        write(_on_grid(doc), wording.addressed(content))
    add_blocks(doc, content.body, content)
    shape(doc.paragraphs[-1], keepNext={})  # the signature never stands alone on a page
    _annex_list(doc, content)
    _signature(doc, content)
    _annexes(doc, content)
    _end_section(doc, content)
    return _steady(doc)


def _on_grid(doc: Any, **space: float) -> Any:
    return shape(doc.add_paragraph(), spacing=line(**space))


def _centred(doc: Any, text: str, ink: Ink, **space: float) -> Any:
    paragraph = _on_grid(doc, **space)
    paragraph.alignment = ALIGN.CENTER
    write(paragraph, text, ink)
    return paragraph


# ------------------------------------------------------------------ page
def _set_page(doc: Any, content: Content) -> None:
    _set_body_style(doc)
    section = doc.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Twips(mm(37)), Twips(mm(35))
    section.left_margin, section.right_margin = Twips(mm(28)), Twips(mm(26))
    section.header_distance = Twips(mm(30 if content.kind == "feedback" else 15))
    section.footer_distance = Twips(mm(20))
    grid = {"type": "linesAndChars", "linePitch": LINE, "charSpace": SQUEEZE}
    for old in section._sectPr.findall(qn("w:docGrid")):
        section._sectPr.remove(old)
    section._sectPr.append(element("docGrid", grid))
    doc.settings.odd_and_even_pages_header_footer = True
    _number_pages(section)


def _set_body_style(doc: Any) -> None:
    """Text is 3号仿宋, 28 to a line and 22 lines to a page, in every word processor.

    The page's grid says the same, but LibreOffice spreads characters wider than their cell over
    two. So the style leaves the grid and carries line height and character spacing itself.
    """
    style = doc.styles["Normal"]
    style.font.name, style.font.size = LATIN, Pt(16)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), FANGSONG)
    fonts.addnext(element("spacing", {"val": SQUEEZE_TWIPS}))
    fonts.getparent().append(element("lang", {"val": "en-US", "eastAsia": "zh-CN"}))
    properties = style.element.get_or_add_pPr()
    for name in ("widowControl", "overflowPunct", "autoSpaceDE", "autoSpaceDN", "snapToGrid"):
        properties.append(element(name, {"val": 0}))
    properties.append(element("spacing", line()))
    properties.append(element("jc", {"val": "both"}))


def _number_pages(section: Any) -> None:
    """The page number stands 7 mm below the text at the outer edge: odd right, even left."""
    ink = Ink(SONG, 14)
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        paragraph = shape(
            footer.paragraphs[0],
            spacing=line(after=mm(2.4), height=320),
            ind={side: 280},
            jc={"val": side},
        )
        page_field(paragraph, ink)


def _set_properties(doc: Any, content: Content) -> None:
    written = datetime(content.date.year, content.date.month, content.date.day, 4, tzinfo=UTC)
    known = doc.core_properties
    known.title, known.author = "".join(content.title), content.organ
    known.subject, known.language, known.comments = content.number, "zh-CN", ""
    known.last_modified_by, known.revision = content.organ, 1
    known.created = known.modified = written.replace(tzinfo=None)


# ------------------------------------------------------------------ the head, 版头
def _priorities(content: Content) -> list[tuple[str, Ink]]:
    lines = (
        (content.copy_no, BODY),
        (wording.secrecy_line(content), BLACK),
        (content.urgency, BLACK),
    )
    return [(words, ink) for words, ink in lines if words]


def _red_head(doc: Any, content: Content) -> None:
    priorities = _priorities(content)
    for words, ink in priorities:
        write(_on_grid(doc), words, ink)
    size, scale = wording.mark_size(content.mark)
    room = mm(35) - len(priorities) * LINE - size * 2
    mark = Ink(XIAOBIAOSONG, size, RED, round(scale * 100))
    _centred(doc, content.mark, mark, before=max(room, 0), height=size * 24)
    _number_over_rule(doc, content)
    _title(doc, content, before=2 * LINE, after=LINE)


def _number_over_rule(doc: Any, content: Content) -> None:
    """The document number two lines below the mark, and the red rule 4 mm below the number."""
    rule = ruled("bottom", eighths=12, colour=RED, gap=5)
    paragraph = shape(doc.add_paragraph(), spacing=line(before=2 * LINE - 100), pBdr=rule)
    if not content.signer:
        paragraph.alignment = ALIGN.CENTER
        write(paragraph, content.number)
        return
    shape(paragraph, tabs=tabs(right=AREA - 320), jc={"val": "left"})
    write(paragraph, f"　{content.number}\t签发人：")
    write(paragraph, content.signer, Ink(KAI))


def _letter_head(doc: Any, content: Content) -> None:
    """The letter layout: mark and double line in the first page's header, number at the right."""
    section = doc.sections[0]
    section.different_first_page_header_footer = True
    size, scale = wording.mark_size(content.mark)
    size = min(size, 36.0)
    wide = {"left": -mm(8), "right": -mm(6)}
    top = shape(
        section.first_page_header.paragraphs[0],
        spacing=line(height=size * 23),
        pBdr=ruled("bottom", style="thickThinSmallGap", eighths=18, colour=RED, gap=9),
        ind=wide,
        jc={"val": "center"},
    )
    write(top, content.mark, Ink(XIAOBIAOSONG, size, RED, round(scale * 100)))
    shape(
        section.first_page_footer.paragraphs[0],
        spacing=line(height=20),
        pBdr=ruled("bottom", style="thinThickSmallGap", eighths=18, colour=RED),
        ind=wide,
    )
    _letter_number(doc, content)
    _title(doc, content, before=2 * LINE, after=LINE)


def _letter_number(doc: Any, content: Content) -> None:
    priorities = _priorities(content) or [("", BODY)]
    for place, (words, ink) in enumerate(priorities):
        paragraph = shape(
            doc.add_paragraph(),
            spacing=line(before=0 if place else 90),
            tabs=tabs(right=AREA),
            jc={"val": "left"},
        )
        write(paragraph, words, ink)
        if place == 0:
            write(paragraph, f"\t{content.number}")


def _form_head(doc: Any, content: Content) -> None:
    """Internal forms: title, number, and for a slip its colour as a word and a rule."""
    if content.mark:
        _centred(doc, content.mark, BODY)
    _title(doc, content, before=0, after=0)
    paragraph = shape(
        doc.add_paragraph(), spacing=line(before=100), tabs=tabs(right=AREA), jc={"val": "left"}
    )
    write(paragraph, f"编号：{content.number}" if content.number else "")
    if content.colour:
        _colour_word(paragraph, content.colour)
    shape(doc.add_paragraph(), spacing=line(height=120))


def _colour_word(paragraph: Any, colour: str) -> None:
    ink = wording.COLOUR[colour].upper()
    write(paragraph, "\t")
    run = write(paragraph, f" {wording.COLOUR_WORD[colour]} ", Ink(BLACK.font, 16, ink))
    box = {"val": "single", "sz": 10, "space": 0, "color": ink}
    run._element.get_or_add_rPr().append(element("bdr", box))
    shape(paragraph, pBdr=ruled("bottom", eighths=20, colour=ink, gap=3))


_HEADS = {"notice": _red_head, "order": _red_head, "feedback": _letter_head}


def _title(doc: Any, content: Content, *, before: float, after: float) -> None:
    last = len(content.title) - 1
    for place, words in enumerate(content.title):
        _centred(
            doc,
            words,
            TITLE,
            before=0 if place else before,
            after=after if place == last else 0,
            height=TITLE_LINE,
        )


# ------------------------------------------------------------------ the end, 附件说明 署名 版记
def _annex_list(doc: Any, content: Content) -> None:
    many = len(content.annexes) > 1
    for place, annex in enumerate(content.annexes):
        lead = "附件：" if place == 0 else ""
        number = f"{place + 1}.\t" if many else ""
        left = 6.2 if many else 5
        hang = (3 if place == 0 else 0) + (1.2 if many else 0)
        paragraph = shape(
            doc.add_paragraph(),
            spacing=line(before=LINE if place == 0 else 0),
            ind=indent(left=left, hanging=hang),
            jc={"val": "left"},
        )
        write(paragraph, f"{lead}{number}{annex.title}")


def _signature(doc: Any, content: Content) -> None:
    """Organ over date at the right, with room for the seal above and nothing in its place."""
    day = wording.written(content.date)
    rights = wording.signature_indents(content.organ, day)
    for place, (words, right) in enumerate(zip((content.organ, day), rights, strict=True)):
        paragraph = shape(
            doc.add_paragraph(),
            spacing=line(before=content.seal_lines * LINE if place == 0 else 0),
            ind=indent(right=right),
            jc={"val": "right"},
            keepLines={},
        )
        if place == 0:
            shape(paragraph, keepNext={})
        write(paragraph, words)
    if content.note:
        add_text(doc, f"（{content.note}）")


def _annexes(doc: Any, content: Content) -> None:
    for place, annex in enumerate(content.annexes, start=1):
        head = shape(_on_grid(doc), pageBreakBefore={})
        write(head, f"附件{place}" if len(content.annexes) > 1 else "附件", BLACK)
        _centred(doc, annex.title, TITLE, before=LINE, after=LINE, height=TITLE_LINE)
        add_blocks(doc, annex.body, content)


def _end_section(doc: Any, content: Content) -> None:
    """Copies and printing between rules at the foot of the last page; a letter has no rules."""
    rows: list[tuple[str, dict[str, Any]]] = []
    if content.copies_to:
        rows.append((f"抄送：{wording.copied(content)}", indent(left=4, hanging=3)))
    if content.printed_on and content.kind != "feedback":
        words = f"　{content.printed_by}\t{wording.written(content.printed_on)}印发"
        rows.append((words, indent(left=0)))
    if rows:
        _end_table(doc, rows, ruled=content.kind != "feedback")
    _proof(doc, content)
    shape(doc.add_paragraph(), spacing=line(height=20))


def _end_table(doc: Any, rows: list[tuple[str, dict[str, Any]]], *, ruled: bool) -> None:
    """Outer rules are thicker (0.35 mm) than those between (0.25 mm)."""
    table = doc.add_table(rows=len(rows), cols=1)
    table.autofit = False
    if ruled:
        borders(table, top=(8, "000000"), bottom=(8, "000000"), insideH=(6, "000000"))
    float_to_bottom(table, width=AREA)
    for row, (words, ind) in zip(table.rows, rows, strict=True):
        cell = row.cells[0]
        cell.width = Twips(AREA)
        paragraph = shape(
            cell.paragraphs[0],
            spacing=line(height=500),
            ind=ind,
            tabs=tabs(right=AREA - 280),
            jc={"val": "left"},
        )
        write(paragraph, words, SMALL)


def _proof(doc: Any, content: Content) -> None:
    """Digest and journal head in a frame in the lower margin, outside the official elements."""
    for words in wording.proof_lines(content):
        paragraph = shape(
            doc.add_paragraph(),
            framePr=frame(y=mm(281)),
            spacing=line(height=190),
            jc={"val": "left"},
        )
        write(paragraph, words, Ink(SONG, 6.5, "666666"))


# ------------------------------------------------------------------ bytes
def _steady(doc: Any) -> bytes:
    """The package packed anew with fixed dates and order: the same document, the same bytes."""
    written = io.BytesIO()
    doc.save(written)
    return steady(written.getvalue())
