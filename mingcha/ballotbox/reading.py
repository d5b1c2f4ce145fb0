"""What came in over the line becomes a `Cast`, or a no that says what is wrong with it."""

from __future__ import annotations

import binascii
import json
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import parse_qsl

from mingcha.core.ballot import (
    BLANK,
    NO_CONTACT,
    NOT_ASKED,
    REMARK_ASTRAY,
    UNREADABLE,
    Cast,
    Paper,
    Remark,
    asked_of,
)
from mingcha.core.ticket import Blind, Drawn, ballot_key, read_code

MOST_FIELDS: Final = 5000
URL_TO_PLAIN: Final = bytes.maketrans(b"-_", b"+/")


def from_json(body: bytes) -> Cast:
    """A ballot as the voting page sends it.

    Raises:
        Refusal: if it is not JSON, or a field is missing or of the wrong kind.
    """
    try:
        said = json.loads(body.decode())  # as text: bytes are searched for their encoding first
    except (ValueError, RecursionError):
        raise UNREADABLE() from None
    if not isinstance(said, dict):
        raise UNREADABLE()
    told = said.get("told", False)
    if not isinstance(told, bool):
        raise UNREADABLE()
    remarks = said.get("remarks")
    return Cast(
        ticket=_ticket(said.get("ticket")),
        marks=_text(said, "marks"),
        salt=_bytes(said, "salt"),
        told=told,
        remarks=_remarks(remarks) if remarks else (),
    )


def _ticket(said: Any) -> Drawn | Blind:
    if not isinstance(said, dict):
        raise UNREADABLE()
    if "code" in said:
        return Drawn(read_code(_text(said, "code")[:60]))
    parts = (_bytes(said, name) for name in ("nonce", "prefix", "signature"))
    return Blind(_text(said, "group"), *parts)


def _remarks(said: Any) -> tuple[Remark, ...]:
    if not isinstance(said, list) or not all(isinstance(one, dict) for one in said):
        raise UNREADABLE()
    return tuple(Remark(_text(one, "organ"), _text(one, "text")) for one in said)


def _text(said: Mapping[str, Any], name: str) -> str:
    """A string that is Unicode: JSON can spell halves of characters, which are none."""
    value = said.get(name)
    if not isinstance(value, str):
        raise UNREADABLE()
    if not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError:
            raise UNREADABLE() from None
    return value


def _bytes(said: Mapping[str, Any], name: str) -> bytes:
    """Bytes in base64url; the padding may be left out, and nothing else may stand in it."""
    value = _text(said, name)
    try:
        plain = value.encode("ascii").translate(URL_TO_PLAIN)
        return binascii.a2b_base64(plain + b"=" * (-len(plain) % 4), strict_mode=True)
    except ValueError:
        raise UNREADABLE() from None


def from_form(body: bytes, paper: Paper, group_of: Any) -> Cast:
    """A ballot as a plain form sends it, without any script: marks left out are blank.

    Args:
        body: `application/x-www-form-urlencoded`.
        paper: the poll's paper: it says which organs this ticket is asked about.
        group_of: which group a ticket's digest belongs to.

    Raises:
        Refusal: if it is no form, or a comment is about no organ of the paper.
    """
    try:
        pairs = parse_qsl(body.decode(), errors="strict", max_num_fields=MOST_FIELDS)
    except ValueError:
        raise UNREADABLE() from None
    fields = dict(pairs)
    ticket = Drawn(read_code(fields.get("code", "")[:60]))
    return Cast(
        ticket=ticket,
        marks=_marks(fields, paper, _asked(paper, ticket, group_of)),
        salt=_bytes(fields, "salt"),
        told=bool(fields.get("told")),
        remarks=_form_remarks(fields, paper),
    )


def _asked(paper: Paper, ticket: Drawn, group_of: Any) -> frozenset[int]:
    from mingcha.core.ticket import ticket_digest

    code = group_of(ticket_digest(paper.poll, ticket.code))
    group = paper.group(code) if code is not None else None
    if group is None:  # no ticket of this poll: `accept` says so
        return frozenset(range(len(paper.organs)))
    return asked_of(paper, ballot_key(paper.poll, ticket), group)


def _marks(fields: Mapping[str, str], paper: Paper, asked: frozenset[int]) -> str:
    """One character per organ and question. A mark of more characters makes the paper unfit."""
    marks = []
    for organ in range(len(paper.organs)):
        named = [f"m-{organ}-{question}" for question in range(len(paper.questions))]
        if organ not in asked:
            marks += [fields.get(name, NOT_ASKED) for name in named]
        elif fields.get(f"n-{organ}") == NO_CONTACT:
            marks += [NO_CONTACT] * len(named)
        else:
            marks += [fields.get(name) or BLANK for name in named]
    if any(len(mark) != 1 for mark in marks):
        raise UNREADABLE()
    return "".join(marks)


def _form_remarks(fields: Mapping[str, str], paper: Paper) -> tuple[Remark, ...]:
    found = []
    for name, text in fields.items():
        if name.startswith("r-") and text.strip():
            place = name[2:]
            if not (place.isascii() and place.isdigit() and int(place) < len(paper.organs)):
                raise REMARK_ASTRAY()
            found.append(Remark(paper.organs[int(place)], text.strip()))
    return tuple(found)
