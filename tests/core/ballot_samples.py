"""Papers, tickets and ballots for the tests of the law."""

import hashlib

from mingcha.core.ballot import Cast, Group, Paper, asked_of, ballot_key
from mingcha.core.refusal import Refusal
from mingcha.core.ticket import Blind, Drawn, blind_message, code_of, ticket_digest

POLL = "5e" * 16
ORGANS = tuple(f"MZ{n:03}" for n in range(7))
QUESTIONS = ("conduct", "service")
GROUPS = (Group("deputy"), Group("peer", ("MZ002", "MZ003")), Group("citizen"))
CODE = code_of(bytes(range(15)))
SALT = bytes(range(16))
NONCE, PREFIX = b"n" * 32, b"p" * 32


def paper(**changes) -> Paper:
    facts = {"poll": POLL, "organs": ORGANS, "questions": QUESTIONS, "grades": 5, "groups": GROUPS}
    return Paper(**(facts | {"blind": True} | changes))


def group_of(digest: bytes) -> str | None:
    """The bag knows one ticket of each group: `CODE` and those of `code_for`."""
    known = {ticket_digest(POLL, code_for(group.code)): group.code for group in GROUPS}
    return (known | {ticket_digest(POLL, CODE): "deputy"}).get(digest)


def code_for(group: str) -> str:
    return code_of(hashlib.sha256(group.encode()).digest()[:15])


def signature_for(group: str, prepared: bytes) -> bytes:
    """A stand-in for RSA that only this file can make."""
    return hashlib.shake_256(b"key of " + group.encode() + prepared).digest(256)


def genuine(group: str, prepared: bytes, signature: bytes) -> bool:
    return signature == signature_for(group, prepared)


def signed(group: str = "deputy", nonce: bytes = NONCE, prefix: bytes = PREFIX) -> Blind:
    prepared = prefix + blind_message(POLL, group, nonce)
    return Blind(group, nonce, prefix, signature_for(group, prepared))


def marks_for(sheet: Paper, ticket: Drawn | Blind, group: str, mark: str = "1") -> str:
    """Every organ asked of this ticket gets the mark, the others are left out."""
    found = sheet.group(group)
    assert found is not None
    asked = asked_of(sheet, ballot_key(sheet.poll, ticket), found)
    many = len(sheet.questions)
    return "".join((mark if n in asked else "x") * many for n in range(len(sheet.organs)))


def ballot(**changes) -> Cast:
    facts = {"ticket": Drawn(CODE), "marks": "12345un-" + "1" * 6, "salt": SALT}
    return Cast(**(facts | changes))


def why(act, *args, **facts) -> str:
    """The code of the refusal this ends in; empty if it does not."""
    try:
        act(*args, **facts)
    except Refusal as no:
        return no.code if no.because and no.remedy else "says nothing"
    return ""
