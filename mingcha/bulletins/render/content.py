"""The frozen content of one official document: everything its pages say, and nothing live."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, field, fields, replace
from datetime import date as Day  # noqa: N812 -- the record has a field called date
from functools import cached_property
from typing import Any
from unicodedata import category

from mingcha.bulletins.render.blocks import (
    Block,
    Figure,
    Form,
    Heading,
    ImpossibleContent,
    Items,
    Paragraph,
    Table,
    block_as_plain,
    block_from,
    must,
)

VERSION = 1
KINDS = ("notice", "order", "feedback", "slip", "record")
COLOURS = ("blue", "orange", "red")
SECRECIES = ("", "秘密", "机密", "绝密")
URGENCIES = ("", "加急", "特急")
NUMBER = re.compile(r"^[^\s〔〕]+〔\d{4}〕(\d+|×)号$")  # × until it is numbered
PNG = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True)
class Picture:
    """What a figure shows: the text of an SVG, or the bytes of a PNG."""

    svg: str = ""
    png: bytes = b""

    def __post_init__(self) -> None:
        must(
            bool(self.svg) != bool(self.png),
            "A picture must be either an SVG or a PNG.",
            "Give exactly one of the two.",
        )
        must(
            not self.svg or "<svg" in self.svg,
            "A picture said to be SVG is something else.",
            "Give the text of an SVG.",
        )
        must(
            not self.png or self.png.startswith(PNG),
            "A picture said to be PNG is something else.",
            "Convert it to PNG first.",
        )

    def as_plain(self) -> dict[str, str]:
        """The picture as JSON holds it; PNG in base 64."""
        return {"svg": self.svg} if self.svg else {"png": base64.b64encode(self.png).decode()}

    @classmethod
    def from_plain(cls, plain: Mapping[str, str]) -> Picture:
        """The picture that `as_plain` wrote."""
        try:
            return cls(plain.get("svg", ""), base64.b64decode(plain.get("png", ""), validate=True))
        except binascii.Error as broken:
            raise ImpossibleContent("A picture's PNG is not base 64.", "Encode it.") from broken


@dataclass(frozen=True)
class Annex:
    """A paper that belongs to the document; each begins on a page of its own."""

    title: str
    body: tuple[Block, ...]

    def __post_init__(self) -> None:
        must(self.title.strip(), "An annex has no title.", "Give it one.")
        must(self.body, f"Annex “{self.title}” is empty.", "Write it or leave it out.")


@dataclass(frozen=True)
class Proof:
    """What lets a reader check the paper against the system: digest and journal head."""

    digest: str
    journal_head: str = ""


@dataclass(frozen=True)
class Content:
    """One official document (公文), frozen when it was composed.

    `mark` is the red organ mark (发文机关标志), with 文件 where it belongs; `title` is broken by
    hand into lines that keep words whole; `organ` signs (署名). A reprint needs only this record.
    """

    kind: str
    title: tuple[str, ...]
    organ: str
    date: Day
    body: tuple[Block, ...]
    mark: str = ""
    number: str = ""
    copy_no: str = ""
    secrecy: str = ""
    secret_for: str = ""
    urgency: str = ""
    signer: str = ""
    colour: str = ""
    addressees: tuple[str, ...] = ()
    annexes: tuple[Annex, ...] = ()
    pictures: Mapping[str, Picture] = field(default_factory=dict)
    seal_lines: int = 2
    note: str = ""
    copies_to: tuple[str, ...] = ()
    printed_by: str = ""
    printed_on: Day | None = None
    proof: Proof | None = None

    def __post_init__(self) -> None:
        must(
            self.kind in KINDS,
            f"There is no document of kind “{self.kind}”.",
            f"Choose one of: {', '.join(KINDS)}.",
        )
        self._check_words()
        self._check_head()
        self._check_end()
        self._check_pictures()

    def _check_words(self) -> None:
        must(
            self.title and all(line.strip() for line in self.title),
            "The title is empty or has an empty line.",
            "Write organ, matter and type, e.g. 明州市…办公室关于…的通报.",
        )
        must(self.organ.strip(), "Nobody signs the document.", "Name the issuing organ.")
        must(self.body, "The document has no text.", "Write at least one paragraph.")
        unseen = {c for c in self.characters if c not in "\n\t" and category(c) == "Cc"}
        must(
            not unseen,
            f"The text holds unseen control characters: {', '.join(sorted(map(ascii, unseen)))}.",
            "Delete them; they often come in with a copied text.",
        )

    def _check_head(self) -> None:
        official = self.kind in {"notice", "order", "feedback"}
        must(
            self.mark or not official,
            "An official document needs the organ's mark in its head.",
            "Write the organ's name, with 文件 for a notice or an order.",
        )
        must(
            not official or NUMBER.match(self.number),
            f"“{self.number}” is not a document number.",
            "Write code, year in 〔〕, serial and 号, e.g. 明作风办通报〔2026〕1号.",
        )
        must(
            self.secrecy in SECRECIES and self.urgency in URGENCIES,
            f"“{self.secrecy}{self.urgency}” is not a degree of secrecy or urgency.",
            "Secrecy is 秘密, 机密 or 绝密; urgency is 加急 or 特急; or leave them empty.",
        )
        must(
            not self.copy_no or re.fullmatch(r"\d{6}", self.copy_no),
            f"“{self.copy_no}” is not a copy number.",
            "Write six digits, e.g. 000001.",
        )
        self._check_slip()

    def _check_slip(self) -> None:
        must(
            (self.kind == "slip") == (self.colour in COLOURS) and self.colour in {"", *COLOURS},
            f"Colour “{self.colour}” does not go with a document of kind “{self.kind}”.",
            "A slip is blue, orange or red; other documents have no colour.",
        )

    def _check_end(self) -> None:
        must(
            bool(self.printed_by) == bool(self.printed_on) or self.kind == "feedback",
            "The end section names a printing organ without a date, or a date without an organ.",
            "Give both or none.",
        )
        must(
            0 <= self.seal_lines <= 6,
            f"Room for the seal cannot be {self.seal_lines} lines.",
            "Choose 0 to 6.",
        )

    def _check_pictures(self) -> None:
        shown = {block.name for block in self.blocks() if isinstance(block, Figure)}
        must(
            shown <= set(self.pictures),
            f"The figure “{', '.join(sorted(shown - set(self.pictures)))}” has no picture.",
            "Add the picture under the name that the figure uses.",
        )

    def blocks(self) -> Iterator[Block]:
        """Every block of the text and then of the annexes."""
        yield from self.body
        for annex in self.annexes:
            yield from annex.body

    def words(self) -> Iterator[str]:
        """Every piece of text that will be printed, apart from what pictures hold."""
        yield from (self.organ, self.mark, self.number, self.signer, self.note, self.printed_by)
        yield from (self.secret_for, *self.title, *self.addressees, *self.copies_to)
        yield from (annex.title for annex in self.annexes)
        for block in self.blocks():
            yield from _words_of(block)

    @cached_property
    def characters(self) -> frozenset[str]:
        """Every character of these words: the same few hundred again and again."""
        return frozenset[str]().union(*self.words())

    def to_dict(self) -> dict[str, Any]:
        """The document as plain data; `from_dict` makes the same record of it."""
        plain = {f.name: getattr(self, f.name) for f in fields(self)}
        plain |= {
            "version": VERSION,
            "date": self.date.isoformat(),
            "printed_on": self.printed_on.isoformat() if self.printed_on else None,
            "body": [block_as_plain(block) for block in self.body],
            "annexes": [
                {"title": annex.title, "body": [block_as_plain(b) for b in annex.body]}
                for annex in self.annexes
            ],
            "pictures": {name: self.pictures[name].as_plain() for name in sorted(self.pictures)},
            "proof": vars(self.proof) if self.proof else None,
        }
        return plain

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Content:
        """The document that `to_dict` wrote, also after a trip through JSON."""
        given = _known(cls, plain)
        for name in {"title", "addressees", "copies_to"} & set(given):
            given[name] = tuple(given[name])
        for name in {"date", "printed_on"} & set(given):
            given[name] = Day.fromisoformat(given[name]) if given[name] else None
        given["body"] = tuple(block_from(block) for block in given["body"])
        given["annexes"] = tuple(
            Annex(annex["title"], tuple(block_from(block) for block in annex["body"]))
            for annex in given.get("annexes", ())
        )
        pictures = given.get("pictures", {})
        given["pictures"] = {name: Picture.from_plain(pictures[name]) for name in pictures}
        given["proof"] = Proof(**given["proof"]) if given.get("proof") else None
        return cls(**given)

    def canonical(self) -> bytes:
        """The one spelling of this document as JSON, without its proof: what is digested."""
        plain = replace(self, proof=None).to_dict()
        return json.dumps(
            plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=list
        ).encode()

    @property
    def digest(self) -> str:
        """SHA-256 of the canonical JSON, in hexadecimal digits."""
        return hashlib.sha256(self.canonical()).hexdigest()

    def proved(self, journal_head: str) -> Content:
        """The same document bearing its own digest and the head of the journal at publication."""
        return replace(self, proof=Proof(self.digest, journal_head))


def _known(cls: type[Content], plain: Mapping[str, Any]) -> dict[str, Any]:
    given = dict(plain)
    version = given.pop("version", None)
    must(
        version == VERSION,
        f"Content of version {version} cannot be read.",
        f"This program writes and reads version {VERSION}.",
    )
    names = {f.name for f in fields(cls)}
    needed = {f.name for f in fields(cls) if f.default is f.default_factory is MISSING}
    amiss = (needed - set(given)) | (set(given) - names)
    must(
        not amiss,
        f"Content lacks or does not know: {', '.join(sorted(amiss))}.",
        "Write it with `to_dict`.",
    )
    return given


def _words_of(block: Block) -> Iterator[str]:
    match block:
        case Paragraph(text=text) | Heading(text=text):
            yield text
        case Items(items=items):
            yield from items
        case Table(caption=caption, note=note, header=header, rows=rows):
            yield from (caption, note, *header)
            yield from (cell for row in rows for cell in row)
        case Form(rows=rows):
            yield from (cell for row in rows for cell in row)
        case Figure(caption=caption):
            yield caption
