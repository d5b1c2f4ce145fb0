"""What a file is, told by its content; its name is only asked whether it agrees."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

ENDING = re.compile(r"\.([A-Za-z][A-Za-z0-9]{0,7})$")
HEIC = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")


@dataclass(frozen=True)
class Kind:
    """One kind of file that is kept: how it is called, and the endings its name may have."""

    media_type: str
    label: Any
    endings: tuple[str, ...]
    drawn: bool = False  # whether a cleaned copy of it can be drawn


JPEG = Kind("image/jpeg", _("JPEG photo"), ("jpg", "jpeg"), drawn=True)
PNG = Kind("image/png", _("PNG picture"), ("png",), drawn=True)
WEBP = Kind("image/webp", _("WebP picture"), ("webp",), drawn=True)
HEIF = Kind("image/heic", _("HEIC photo"), ("heic", "heif"))
PDF = Kind("application/pdf", _("PDF document"), ("pdf",))
OFFICE = "application/vnd.openxmlformats-officedocument"
DOCX = Kind(f"{OFFICE}.wordprocessingml.document", _("Word document"), ("docx",))
XLSX = Kind(f"{OFFICE}.spreadsheetml.sheet", _("Excel workbook"), ("xlsx",))
MP3 = Kind("audio/mpeg", _("MP3 recording"), ("mp3",))
M4A = Kind("audio/mp4", _("M4A recording"), ("m4a", "mp4"))
MP4 = Kind("video/mp4", _("MP4 recording"), ("mp4", "m4a", "m4v"))
MOV = Kind("video/quicktime", _("MOV recording"), ("mov",))
TEXT = Kind("text/plain", _("plain text"), ("txt",))
CSV = Kind("text/csv", _("CSV table"), ("csv", "txt"))
XES = Kind("application/xml", _("XES log"), ("xes", "xml"))
GZIP = Kind("application/gzip", _("gzip archive"), ("gz",))
PARQUET = Kind("application/vnd.apache.parquet", _("Parquet table"), ("parquet",))
KINDS = (JPEG, PNG, WEBP, HEIF, PDF, DOCX, XLSX, MP3, M4A, MP4, MOV, TEXT)
LOGS = (CSV, XES, GZIP, PARQUET)  # kept where a log is taken in, never as a photo or paper
BY_TYPE = {kind.media_type: kind for kind in (*KINDS, *LOGS)}


def kind_of(content: bytes) -> Kind | None:
    """What this content is; None if it is nothing that is kept."""
    for look in LOOKS:
        if kind := look(content):
            return kind
    return None


def log_kind_of(content: bytes) -> Kind | None:
    """What kind of log this content may be; None if it is none."""
    if content.startswith(b"\x1f\x8b"):
        return GZIP
    if content.startswith(b"PAR1"):
        return PARQUET
    if content.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"<":
        return XES
    return CSV if _text(content) else None


def ending_of(name: str) -> str:
    """The ending a name carries, in small letters; empty where there is none."""
    found = ENDING.search(name)
    return found[1].lower() if found else ""


def agrees(kind: Kind, name: str) -> bool:
    """Whether a name tells the truth; one without an ending tells no lie."""
    return ending_of(name) in {"", *kind.endings}


def _by_its_first_bytes(content: bytes) -> Kind | None:
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return WEBP
    marks = ((b"\xff\xd8\xff", JPEG), (b"\x89PNG\r\n\x1a\n", PNG), (b"%PDF-", PDF))
    return next((kind for mark, kind in marks if content.startswith(mark)), None)


def _office(content: bytes) -> Kind | None:
    """Word or Excel, told by what lies in the parcel; parcels with macros are neither."""
    if not content.startswith(b"PK\x03\x04"):
        return None
    try:
        names = set(zipfile.ZipFile(io.BytesIO(content)).namelist())
    except (zipfile.BadZipFile, ValueError, UnicodeDecodeError):
        return None
    if "[Content_Types].xml" not in names or any("vbaproject" in n.lower() for n in names):
        return None
    parts = (("word/document.xml", DOCX), ("xl/workbook.xml", XLSX))
    return next((kind for part, kind in parts if part in names), None)


def _film(content: bytes) -> Kind | None:
    """The family of boxes that telephones record in; the brand says which member."""
    if content[4:8] != b"ftyp":
        return None
    brand = content[8:12]
    if brand in HEIC:
        return HEIF
    if brand in {b"M4A ", b"M4B "}:
        return M4A
    if brand == b"qt  ":
        return MOV
    return MP4 if brand[:3] in {b"iso", b"mp4", b"avc", b"M4V", b"3gp", b"MSN"} else None


def _mp3(content: bytes) -> Kind | None:
    """A tag, or a frame of layer III with a bit rate and a sampling rate that exist."""
    if content.startswith(b"ID3"):
        return MP3
    if len(content) < 4 or content[0] != 0xFF or content[1] & 0xE6 != 0xE2:
        return None
    return MP3 if content[2] & 0xF0 not in {0x00, 0xF0} and content[2] & 0x0C != 0x0C else None


def _text(content: bytes) -> Kind | None:
    """Readable text: UTF-8, or the national GB 18030; nothing a machine would run on."""
    for tongue in ("utf-8-sig", "gb18030"):
        try:
            words = content.decode(tongue)
        except UnicodeDecodeError:
            continue
        return None if CONTROL.search(words) else TEXT
    return None


LOOKS: tuple[Callable[[bytes], Kind | None], ...] = (
    _by_its_first_bytes,
    _office,
    _film,
    _mp3,
    _text,
)
