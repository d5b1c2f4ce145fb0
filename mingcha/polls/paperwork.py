"""Sheets that a poll prints: slips to cut, invitations to cut, the protocol to sign."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from mingcha.core.ticket import spoken
from mingcha.foundation.printing import printed, qr
from mingcha.polls import record
from mingcha.polls.models import Poll
from mingcha.polls.onpaper.printing import ballots_pdf, words_of
from mingcha.polls.word import protocol_docx

HERE: Final = Path(__file__).parent / "layouts"


def slips(poll: Poll, group: str, codes: Sequence[str], *, address: str, on: date) -> bytes:
    """A4 sheets of slips to cut, one a voter: group, code, QR of the address with the code.

    `address` is the poll's page without anything behind it; what follows # is sent to nobody.
    """
    rows = [{"code": spoken(code), "qr": _qr(f"{address}#{code}")} for code in codes]
    return _cards(poll, group, rows, on, address=address)


def ballots(poll: Poll, group: str, codes: Sequence[str], *, address: str, on: date) -> bytes:
    """Paper ballots, one a voter, its code on every page; a slip's address is not needed."""
    return ballots_pdf(
        record.paper_of(poll), words_of(poll), [(code, group) for code in codes], on=on
    )


def invitations(poll: Poll, group: str, secrets: Sequence[str], *, address: str, on: date) -> bytes:
    """A4 sheets of invitations to cut: each is handed to one person."""
    rows = [{"code": "", "qr": _qr(f"{address}#i={secret}")} for secret in secrets]
    return _cards(poll, group, rows, on, address=address)


def _cards(poll: Poll, group: str, rows: list[dict[str, Any]], on: date, *, address: str) -> bytes:
    names = {row["code"]: row["name"] for row in poll.groups}
    told = {
        "title": poll.title,
        "number": poll.number,
        "group": names.get(group, group),
        "rehearsal": _("Rehearsal") if poll.rehearsal else "",
        "short": f"{urlsplit(address).netloc}/v/",
        "cards": rows,
    }
    return printed(HERE / "slips.typ", told, on=on)


def _qr(text: str) -> list[int]:
    """A QR code as the bytes of a PNG, one pixel a square."""
    out = io.BytesIO()
    qr(text).save(out, kind="png", border=0)
    return list(out.getvalue())


def protocol(poll: Poll, facts: Mapping[str, Any], *, word: bool, on: date) -> bytes:
    """The protocol for signatures, as PDF or for Word: facts as label and value, a line a name."""
    told = {"title": poll.title, "number": poll.number, **facts}
    if word:
        return protocol_docx(told, on=on)
    return printed(HERE / "protocol.typ", told, on=on)
