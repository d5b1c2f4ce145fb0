"""The blocks a body is made of: paragraph, heading, list, table, form, figure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, ClassVar

ALIGNMENTS = ("left", "center", "right")
DEEPEST_HEADING = 4
NUMBERED = re.compile(
    r"^\s*([一二三四五六七八九十百]+、|[（(][一二三四五六七八九十百\d]+[)）]|\d+[.．、])"
)


class ImpossibleContent(ValueError):
    """A document that cannot be printed as it stands: what is wrong, and what to do.

    >>> print(ImpossibleContent("The title is empty.", "Write organ, matter and type."))
    The title is empty. Write organ, matter and type.
    """

    def __init__(self, because: str, remedy: str) -> None:
        super().__init__(f"{because} {remedy}")
        self.because = because
        self.remedy = remedy


def must(condition: object, because: str, remedy: str) -> None:
    """Say no with both sentences unless the condition holds."""
    if not condition:
        raise ImpossibleContent(because, remedy)


@dataclass(frozen=True)
class Paragraph:
    """One paragraph of the text, indented by two characters."""

    text: str
    block: ClassVar[str] = "paragraph"

    def __post_init__(self) -> None:
        must(self.text.strip(), "A paragraph is empty.", "Write its text or leave it out.")
        must("\n" not in self.text, "A paragraph holds a line break.", "Make two paragraphs of it.")


@dataclass(frozen=True)
class Heading:
    """A heading without its number: 一、 （一） 1. （1） are counted when it is printed."""

    text: str
    level: int = 1
    block: ClassVar[str] = "heading"

    def __post_init__(self) -> None:
        must(self.text.strip(), "A heading is empty.", "Write its words or leave it out.")
        must(
            self.level in range(1, DEEPEST_HEADING + 1),
            f"There is no heading of level {self.level}.",
            "Official documents have four levels: choose 1 to 4.",
        )
        must(
            not NUMBERED.match(self.text),
            f"The heading “{self.text}” already has a number.",
            "Write the words alone; the number is counted for you.",
        )


@dataclass(frozen=True)
class Items:
    """A list; each item is a paragraph, numbered 1. 2. 3. or plain."""

    items: tuple[str, ...]
    style: str = "number"
    block: ClassVar[str] = "items"

    def __post_init__(self) -> None:
        must(
            self.items and all(item.strip() for item in self.items),
            "A list has no items, or an empty one.",
            "Write every item or leave the list out.",
        )
        must(
            self.style in {"number", "plain"},
            f"A list cannot be “{self.style}”.",
            "Choose number or plain.",
        )


@dataclass(frozen=True)
class Table:
    """A table with its caption; its header is repeated on every page it reaches.

    `align` has one word per column, `widths` one share per column (all equal if empty). `note`
    stands under it, for instance why small cells are withheld.
    """

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    align: tuple[str, ...] = ()
    widths: tuple[float, ...] = ()
    note: str = ""
    block: ClassVar[str] = "table"

    def __post_init__(self) -> None:
        columns = len(self.header)
        must(columns, f"Table “{self.caption}” has no header.", "Name each column.")
        for number, row in enumerate(self.rows, start=1):
            if len(row) == columns:  # thousands of rows: the sentence is made for a bad one only
                continue
            raise ImpossibleContent(
                f"Row {number} of table “{self.caption}” has {len(row)} cells, not {columns}.",
                "Give every row one cell per column; a withheld cell is “*”, not left out.",
            )
        self._check_columns(columns)

    def _check_columns(self, columns: int) -> None:
        remedy = f"Give one for each of the {columns} columns, or none."
        must(
            len(self.align) in {0, columns} and set(self.align) <= set(ALIGNMENTS),
            f"Table “{self.caption}” does not say for each column: left, center or right.",
            remedy,
        )
        must(
            len(self.widths) in {0, columns} and all(width > 0 for width in self.widths),
            f"Table “{self.caption}” has column widths that do not fit its columns.",
            remedy,
        )

    @property
    def alignment(self) -> tuple[str, ...]:
        """One alignment per column: first column left, the others centred unless said."""
        return self.align or ("left", *("center" for _ in self.header[1:]))

    @property
    def shares(self) -> tuple[float, ...]:
        """One width per column as a share of the whole."""
        widths = self.widths or tuple(1.0 for _ in self.header)
        return tuple(width / sum(widths) for width in widths)


@dataclass(frozen=True)
class Form:
    """A ruled form, as in slips and visit records: rows of label and value.

    A row has one pair (the value takes the whole width) or two. `tall` is how many text lines
    each row has at least, so that people can write in it by hand.
    """

    rows: tuple[tuple[str, ...], ...]
    tall: int = 1
    block: ClassVar[str] = "form"

    def __post_init__(self) -> None:
        must(
            self.rows and all(len(row) in {2, 4} for row in self.rows),
            "A form has a row that is not one or two pairs of label and value.",
            "Give each row two or four cells; leave a value empty to be written by hand.",
        )
        must(
            1 <= self.tall <= 12,
            f"A form row cannot be {self.tall} lines tall.",
            "Choose 1 to 12.",
        )


@dataclass(frozen=True)
class Figure:
    """A plot or picture, named among the document's pictures; `alt` says it in words."""

    name: str
    caption: str
    alt: str
    width_mm: float = 140.0
    block: ClassVar[str] = "figure"

    def __post_init__(self) -> None:
        must(
            self.alt.strip(),
            f"Figure “{self.name}” is not told in words.",
            "Write in `alt` what it shows, for those who cannot see it.",
        )
        must(
            20 <= self.width_mm <= 156,
            f"Figure “{self.name}” cannot be {self.width_mm:g} mm wide.",
            "The type area is 156 mm wide: choose 20 to 156.",
        )


Block = Paragraph | Heading | Items | Table | Form | Figure
KINDS_OF_BLOCK: tuple[type[Block], ...] = (Paragraph, Heading, Items, Table, Form, Figure)
BY_NAME: Mapping[str, type[Block]] = {kind.block: kind for kind in KINDS_OF_BLOCK}


def tupled(value: Any) -> Any:
    """Lists from JSON as the tuples that frozen records hold."""
    if not isinstance(value, list | tuple):
        return value
    return tuple([item if isinstance(item, str) else tupled(item) for item in value])


def block_from(plain: Mapping[str, Any]) -> Block:
    """A block from its plain form; unknown words are refused, not ignored."""
    fields = dict(plain)
    name = fields.pop("block", None)
    must(name in BY_NAME, f"There is no block “{name}”.", f"Choose one of: {', '.join(BY_NAME)}.")
    known = set(BY_NAME[str(name)].__dataclass_fields__) - {"block"}
    must(
        set(fields) <= known,
        f"A {name} has no “{', '.join(sorted(set(fields) - known))}”.",
        f"It has: {', '.join(sorted(known))}.",
    )
    return BY_NAME[str(name)](**{key: tupled(value) for key, value in fields.items()})


def block_as_plain(block: Block) -> dict[str, Any]:
    """The plain form of a block, as JSON can hold it."""
    return {"block": block.block} | asdict(block)
