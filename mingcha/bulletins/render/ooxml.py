"""The few strokes of WordprocessingML that official documents need and python-docx lacks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor

TWIPS_PER_MM = 1440 / 25.4
LINE = 579  # twips: 22 of them fill 225 mm
CHAR = 315.9  # twips: 28 of them fill 156 mm
SQUEEZE = -847  # 1/4096 pt: how much the grid narrows a 16 pt character, so that 28 fit
SQUEEZE_TWIPS = -5  # the same for a style, rounded down so that the 28th always fits
RED = "D7000F"
LATIN = "Times New Roman"
FANGSONG, XIAOBIAOSONG, HEI, KAI, SONG = (
    "仿宋_GB2312",
    "方正小标宋简体",
    "黑体",
    "楷体_GB2312",
    "宋体",
)


@dataclass(frozen=True)
class Ink:
    """How a run is set: East Asian font, size in points, colour, horizontal scale in percent."""

    font: str = FANGSONG
    size: float = 16
    colour: str = ""
    scale: int = 100
    bold: bool = False


BODY = Ink()
TITLE = Ink(XIAOBIAOSONG, 22)
BLACK = Ink(HEI)
SMALL_TABLE = Ink(size=11)


def mm(length: float) -> int:
    """Millimetres as twips."""
    return round(length * TWIPS_PER_MM)


def element(name: str, attributes: Mapping[str, Any] | None = None) -> Any:
    """A new element of the `w` namespace with attributes of the same namespace."""
    made = OxmlElement(f"w:{name}")
    for key, value in (attributes or {}).items():
        made.set(qn(f"w:{key}"), str(value))
    return made


def write(paragraph: Any, text: str, ink: Ink = BODY) -> Any:
    """Add a run of this text, its East Asian font named."""
    run = paragraph.add_run(text)
    run.font.size = Pt(ink.size)
    run.font.name = LATIN if ink.font != SONG else SONG
    fonts = run._element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), ink.font)
    fonts.set(qn("w:hint"), "eastAsia")
    if ink.bold:
        run.font.bold = True
    if ink.colour:
        run.font.color.rgb = RGBColor.from_string(ink.colour.upper())
    if ink.scale != 100:
        narrower = element("w", {"val": ink.scale})
        _in_place(run._element.rPr, narrower, before=("kern", "position", "sz", "szCs"))
    return run


# fmt: off
ORDER = (  # the schema's order inside w:pPr; Word refuses a file that breaks it
    "pStyle", "keepNext", "keepLines", "pageBreakBefore", "framePr", "widowControl", "pBdr",
    "tabs", "snapToGrid", "spacing", "ind", "jc",
)
# fmt: on


def shape(paragraph: Any, **parts: Any) -> Any:
    """Set paragraph properties by their WordprocessingML names, in the schema's order."""
    properties = paragraph._p.get_or_add_pPr()
    for name, value in parts.items():
        for old in properties.findall(qn(f"w:{name}")):
            properties.remove(old)
        properties.append(value if not isinstance(value, dict) else element(name, value))
    known = {qn(f"w:{name}"): place for place, name in enumerate(ORDER)}
    properties[:] = sorted(properties, key=lambda child: known.get(child.tag, len(ORDER)))
    return paragraph


def line(*, before: float = 0, after: float = 0, height: float = LINE) -> dict[str, Any]:
    """Line spacing: an exact height in twips with space before and after."""
    return {
        "before": round(before),
        "after": round(after),
        "line": round(height),
        "lineRule": "exact",
    }


def indent(**chars: float) -> dict[str, Any]:
    """Indents in characters of the text: left, right, firstLine, hanging."""
    return {name: round(count * CHAR) for name, count in chars.items()}


def tabs(**stops: float) -> Any:
    """Tab stops in twips by their kind: `tabs(right=8844)`."""
    made = element("tabs")
    for kind, place in stops.items():
        made.append(element("tab", {"val": kind, "pos": round(place)}))
    return made


def ruled(side: str, *, style: str = "single", eighths: int, colour: str, gap: int = 0) -> Any:
    """A paragraph border on one side, its thickness in eighths of a point."""
    made = element("pBdr")
    look = {"val": style, "sz": eighths, "space": gap, "color": colour}
    made.append(element(side, look))
    return made


def page_field(paragraph: Any, ink: Ink) -> None:
    """The page number between two dashes, as a field."""
    write(paragraph, "— ", ink)
    for kind in ("begin", "instr", "separate", "shown", "end"):
        run = write(paragraph, "1" if kind == "shown" else "", ink)._element
        if kind == "instr":
            words = element("instrText")
            words.text = " PAGE "
            run.append(words)
        elif kind != "shown":
            run.append(element("fldChar", {"fldCharType": kind}))
    write(paragraph, " —", ink)


def borders(table: Any, **sides: tuple[int, str]) -> None:
    """Borders of a table by side: thickness in eighths of a point and colour; others none."""
    made = element("tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        eighths, colour = sides.get(side, (0, "auto"))
        look = {"val": "single", "sz": eighths, "space": 0, "color": colour}
        made.append(element(side, look if eighths else {"val": "nil"}))
    _in_place(table._tbl.tblPr, made, before=("tblLayout", "tblCellMar", "tblLook"))


def float_to_bottom(table: Any, *, width: int) -> None:
    """Let the table stand at the foot of the type area of the page it lands on.

    Its left edge is told from the sheet: LibreOffice leaves one told from the margin in the text.
    """
    place = {
        "leftFromText": 0,
        "rightFromText": 0,
        "vertAnchor": "margin",
        "horzAnchor": "page",
        "tblpX": mm(28),
        "tblpYSpec": "bottom",
    }
    properties = table._tbl.tblPr
    for name in ("tblW", "tblCellMar"):
        for old in properties.findall(qn(f"w:{name}")):
            properties.remove(old)
    later = ("jc", "tblBorders", "tblLayout", "tblLook")
    _in_place(properties, element("tblpPr", place), before=later)
    _in_place(properties, element("tblW", {"w": width, "type": "dxa"}), before=later)
    margins = element("tblCellMar")
    for side in ("left", "right"):
        margins.append(element(side, {"w": 0, "type": "dxa"}))
    _in_place(properties, margins, before=("tblLook",))


def frame(*, y: int) -> dict[str, Any]:
    """A frame as wide as the text, `y` twips down the sheet.

    Paragraphs that follow one another with the same frame lie in it together.
    """
    place = {"w": round(28 * CHAR), "hSpace": 0, "wrap": "around"}
    return place | {"vAnchor": "page", "hAnchor": "margin", "xAlign": "left", "y": y}


def _in_place(parent: Any, child: Any, *, before: tuple[str, ...]) -> None:
    names = {qn(f"w:{name}") for name in before}
    at = next((i for i, old in enumerate(parent) if old.tag in names), len(parent))
    parent.insert(at, child)
