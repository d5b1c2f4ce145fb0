"""Answers as bytes: receipts and noes, in two languages, as JSON or as a small page."""

from __future__ import annotations

import json
from functools import cache
from typing import Final, NamedTuple

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.html import escape

from mingcha.ballotbox.store import Fate
from mingcha.core.refusal import Refusal, RefusalKind

Headers = list[tuple[bytes, bytes]]
CHINESE: Final = "zh-hans"
ENGLISH: Final = "en"
POLICY: Final = (
    b"default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; "
    b"form-action 'self'; frame-ancestors 'none'"
)
ALWAYS: Final[Headers] = [
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
]
JSON: Final[Headers] = [(b"content-type", b"application/json"), *ALWAYS]
PROBLEM: Final[Headers] = [(b"content-type", b"application/problem+json; charset=utf-8"), *ALWAYS]
PAGE: Final[Headers] = [
    (b"content-type", b"text/html; charset=utf-8"),
    (b"content-security-policy", POLICY),
    *ALWAYS,
]
PLACE: Final = "RECEIPT" * 9  # stands in the page where the receipt goes


class Answer(NamedTuple):
    """Status, headers, body."""

    status: int
    headers: Headers
    body: bytes


def language(accepted: bytes) -> str:
    """Chinese unless English is asked for first."""
    for part in accepted.lower().split(b","):
        tag = part.strip()[:2]
        if tag in {b"en", b"zh"}:
            return ENGLISH if tag == b"en" else CHINESE
    return CHINESE


def kept(receipt: str, fate: Fate, tongue: str, *, page: bool) -> Answer:
    """The receipt of a ballot that lies in the box."""
    status = 201 if fate is Fate.KEPT else 200
    if page:
        body = _receipt(tongue, fate).replace(PLACE.encode(), receipt.encode())
        return Answer(status, PAGE, body)
    return Answer(status, JSON, b'{"receipt":"%s"}' % receipt.encode())


@cache
def _receipt(tongue: str, fate: Fate) -> bytes:
    with translation.override(tongue):
        facts = {"receipt": PLACE, "again": fate is Fate.SAME, "tongue": tongue}
        return render_to_string("ballotbox/receipt.html", facts).encode()


def refused(no: Refusal, tongue: str, *, page: bool) -> Answer:
    """A no, with what stands in the way and what to do."""
    because, remedy = _sentences(no, tongue)
    headers = PAGE if page else PROBLEM
    if no.status == 503:
        headers = [*headers, (b"retry-after", b"%d" % no.facts["seconds"])]
    if no.status == 405:
        headers = [*headers, (b"allow", b"POST")]
    if page:
        body = _no_page(tongue).format(because=escape(because), remedy=escape(remedy))
        return Answer(no.status, headers, body.encode())
    said = {"type": no.code, "title": because, "detail": remedy, "status": no.status}
    return Answer(no.status, headers, json.dumps(said, ensure_ascii=False).encode())


def _sentences(no: Refusal, tongue: str) -> tuple[str, str]:
    if not no.facts:
        return _plain(no.kind, tongue)
    with translation.override(tongue):
        return no.because, no.remedy


@cache
def _plain(kind: RefusalKind, tongue: str) -> tuple[str, str]:
    with translation.override(tongue):
        return str(kind.because), str(kind.remedy)


@cache
def _no_page(tongue: str) -> str:
    """The page with two places left open."""
    with translation.override(tongue):
        facts = {"because": "BECAUSE", "remedy": "REMEDY", "tongue": tongue}
        page = str(render_to_string("ballotbox/refused.html", facts))
    page = page.replace("{", "{{").replace("}", "}}")
    return page.replace("BECAUSE", "{because}").replace("REMEDY", "{remedy}")
