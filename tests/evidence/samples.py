"""Files as they come from cameras, offices and people who mean no good."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from PIL import Image

RED, BLUE = (200, 30, 30), (30, 30, 200)


def photo(size=(64, 32), form="JPEG", exif=None, **facts):
    """A picture, red on its left half and blue on its right."""
    picture = Image.new("RGB", size, RED)
    picture.paste(BLUE, (size[0] // 2, 0, *size))
    out = io.BytesIO()
    if exif is not None:
        facts["exif"] = exif
    picture.save(out, form, **facts)
    return out.getvalue()


def notes(taken="2026:04:09 10:05:33", offset=None, orientation=None, gps=True):
    """What a telephone writes into a photo: when, where, by which telephone, how it was held."""
    exif = Image.Exif()
    exif[0x010F] = "Mingphone"
    exif[0x0110] = "M-7 serial 8731"
    if orientation:
        exif[0x0112] = orientation
    camera = exif.get_ifd(0x8769)
    if taken:
        camera[0x9003] = taken
    if offset:
        camera[0x9011] = offset
    camera[0x927C] = b"makernote-secret"
    if gps:
        place = exif.get_ifd(0x8825)
        place[1], place[2] = "N", (29.0, 52.0, 7.5)
        place[3], place[4] = "E", (121.0, 33.0, 1.25)
    return exif


def telephone_photo(**facts):
    """A photo with everything a telephone hides in it, a remark and XMP as well."""
    xmp = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>xmp-secret</x:xmpmeta>"
    size = facts.pop("size", (64, 32))
    return photo(size, exif=notes(**facts), xmp=xmp, comment=b"comment-secret")


def parcel(*names):
    """A zip with these members, the same bytes whenever it is made."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as book:
        for name in names:
            book.writestr(zipfile.ZipInfo(name), "<x/>")
    return out.getvalue()


def word():
    return parcel("[Content_Types].xml", "word/document.xml")


def excel():
    return parcel("[Content_Types].xml", "xl/workbook.xml")


def boxes(brand):
    """The beginning of a file of the MP4 family."""
    return struct.pack(">I", 20) + b"ftyp" + brand + b"\0\0\0\0" + brand + b"\0" * 64


def iphone_photo():
    """HEIC as far as it is looked at here: its brand and the camera's notes."""
    told = notes(offset="+09:00").tobytes()
    return boxes(b"heic") + b"\0\0\0\6" + told


def giant(width, height):
    """A PNG of a few bytes that would unfold to width x height pixels."""

    def chunk(kind, body):
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = chunk(b"IDAT", zlib.compress(b"\0" * 100))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + data + chunk(b"IEND", b"")
