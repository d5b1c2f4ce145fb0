"""The mark and the ticket: what counts as a ballot. The one law for slot, form and paper.

A ballot is `Cast` as it came in, judged by `accept` against a `Paper`. What is kept of it is a
`Vote`: bytes of one length for the whole poll, so that a sealed vote tells nothing by its size.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from mingcha.core.paper import BLANK, GRADES, NO_CONTACT, NOT_ASKED, UNKNOWN, Group, Paper, asked_of
from mingcha.core.refusal import Refusal, refusal
from mingcha.core.ticket import (
    CODE_LENGTH,
    NO_TICKET,
    NONCE_LENGTH,
    PREFIX_LENGTH,
    SIGNATURE_LENGTH,
    Blind,
    Drawn,
    ballot_key,
    blind_message,
    is_code,
    ticket_digest,
)

__all__ = [
    "ALREADY_CAST", "BLANK", "CLOSED", "GRADES", "MARKS_UNFIT", "MARK_UNKNOWN", "MOST_REMARK",
    "NOT_ASKED", "NO_CONTACT", "NO_POLL", "NO_TICKET", "ORGAN_MISSING", "ORGAN_NOT_ASKED",
    "REMARK_ASTRAY", "REMARK_UNFIT", "SALT_LENGTH", "TOO_LARGE", "UNKNOWN", "UNREADABLE",
    "VERSION", "Accepted", "Blind", "Cast", "Drawn", "Genuine", "Group", "GroupOf", "Paper",
    "Remark", "Vote", "accept", "asked_of", "ballot_key", "fingerprint", "marks_unfit",
    "read_vote", "remarks_unfit", "vote_bytes",
]  # fmt: skip

SALT_LENGTH: Final = 16
MOST_REMARK: Final = 500  # characters of one comment
VERSION: Final = b"MB1"
_GIVEN: Final = str.maketrans(dict.fromkeys(GRADES + UNKNOWN + NO_CONTACT, BLANK))

CLOSED = refusal(
    "ballot.closed",
    because="This poll is not open for ballots.",
    remedy="Ask the chair when it opens; a ballot that was acknowledged is counted.",
    status=410,
)
NO_POLL = refusal(
    "ballot.no_poll",
    because="There is no poll at this address.",
    remedy="Scan the code on your slip again, or type the address as it is printed.",
    status=404,
)
UNREADABLE = refusal(
    "ballot.unreadable",
    because="This is not a ballot of this poll, or it was damaged on the way.",
    remedy="Load the page again and cast from there; your marks are still on the phone.",
    status=400,
)
TOO_LARGE = refusal(
    "ballot.too_large",
    because="A ballot of more than {most} bytes is not read.",
    remedy="Shorten the comments and cast again.",
    status=413,
)
MARKS_UNFIT = refusal(
    "ballot.marks_unfit",
    because="The ballot has {given} marks; this paper asks for {asked}.",
    remedy="Load the page again: it shows the paper as it was opened.",
    status=422,
)
MARK_UNKNOWN = refusal(
    "ballot.mark_unknown",
    because="The mark for organ {organ} is none that this paper offers.",
    remedy="Load the page again and choose one of the answers shown.",
    status=422,
)
ORGAN_NOT_ASKED = refusal(
    "ballot.organ_not_asked",
    because="Organ {organ} is not on this voter's paper.",
    remedy="Load the page again: it shows the organs this ticket is asked about.",
    status=422,
)
ORGAN_MISSING = refusal(
    "ballot.organ_missing",
    because="Organ {organ} is on this voter's paper, but the ballot leaves it out.",
    remedy="Load the page again; an organ you do not know may be left blank.",
    status=422,
)
REMARK_UNFIT = refusal(
    "ballot.remark_unfit",
    because="The comment on organ {organ} has {given} characters.",
    remedy="Write from 1 to {most} characters, or leave the comment out, and cast again.",
    status=422,
)
REMARK_ASTRAY = refusal(
    "ballot.remark_astray",
    because="A comment is about an organ that this paper does not ask about, or is a second one.",
    remedy="Write one comment on each organ shown, and cast again.",
    status=422,
)
ALREADY_CAST = refusal(
    "ballot.already_cast",
    because="A different ballot was already cast with this ticket.",
    remedy="It counts and cannot be changed. If it was not you, tell a scrutineer now.",
    status=409,
)


@dataclass(frozen=True)
class Remark:
    """A comment on one organ; it is kept apart from the marks."""

    organ: str
    text: str


@dataclass(frozen=True)
class Cast:
    """A ballot as it came in. `marks` has one character per organ and question.

    `salt` is 16 random bytes of the voter's own: with it the same ballot sent twice is known to
    be the same, and nobody can try out which marks lead to a fingerprint.
    """

    ticket: Drawn | Blind
    marks: str
    salt: bytes
    told: bool = False  # "I was told what to say"
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True)
class Accepted:
    """A ballot that counts: its key, its group's code, its fingerprint, the vote to be sealed."""

    key: bytes
    group: str
    fingerprint: bytes
    vote: bytes
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True)
class Vote:
    """What a sealed vote holds, read again at the count or in the auditor's room."""

    group: str
    told: bool
    marks: str
    ticket: Drawn | Blind
    salt: bytes


# Which group a drawn ticket's digest belongs to, None if it is none of this poll.
GroupOf = Callable[[bytes], "str | None"]
# Whether a signature over prefix and message is the group's: (group, prepared, signature).
Genuine = Callable[[str, bytes, bytes], bool]


def accept(paper: Paper, cast: Cast, *, group_of: GroupOf, genuine: Genuine) -> Accepted:
    """Judge one ballot: a genuine ticket, marks that fit the paper, comments that fit.

    Args:
        paper: the paper as it was opened.
        cast: the ballot as it came in; its ticket may have been used before: the store knows.
        group_of, genuine: how drawn and blind tickets are recognised.

    Returns:
        what is kept: key and fingerprint of 32 bytes, the vote as bytes of the poll's length.

    Raises:
        Refusal: saying why the ballot does not count and what to do.
    Source:
        The rules of the paper; `blindrsa` for signatures.

    >>> paper = Paper("00" * 16, ("A", "B"), ("conduct",), 3, (Group("deputy"),))
    >>> cast = Cast(Drawn("0" * 16), "1u", bytes(16))
    >>> known = {ticket_digest(paper.poll, "0" * 16): "deputy"}
    >>> kept = accept(paper, cast, group_of=known.get, genuine=lambda *_: False)
    >>> kept.group, read_vote(paper, kept.vote).marks
    ('deputy', '1u')
    """
    group = _group(paper, cast.ticket, group_of, genuine)
    if len(cast.salt) != SALT_LENGTH:
        raise UNREADABLE()
    key = ballot_key(paper.poll, cast.ticket)
    if no := marks_unfit(paper, cast.marks, key, group):
        raise no
    if cast.remarks and (no := remarks_unfit(paper, cast.remarks, key, group)):
        raise no
    vote = vote_bytes(paper, cast, group)
    return Accepted(key, group.code, fingerprint(cast), vote, cast.remarks)


def _group(paper: Paper, ticket: Drawn | Blind, group_of: GroupOf, genuine: Genuine) -> Group:
    if isinstance(ticket, Drawn):
        known = paper.drawn and is_code(ticket.code)
        code = group_of(ticket_digest(paper.poll, ticket.code)) if known else None
    else:
        code = ticket.group if paper.blind and _signed(paper, ticket, genuine) else None
    group = paper.group(code) if code is not None else None
    if group is None:
        raise NO_TICKET()
    return group


def _signed(paper: Paper, ticket: Blind, genuine: Genuine) -> bool:
    lengths = (len(ticket.nonce), len(ticket.prefix), len(ticket.signature))
    if lengths != (NONCE_LENGTH, PREFIX_LENGTH, SIGNATURE_LENGTH):
        return False
    if paper.group(ticket.group) is None:
        return False
    prepared = ticket.prefix + blind_message(paper.poll, ticket.group, ticket.nonce)
    return genuine(ticket.group, prepared, ticket.signature)


def marks_unfit(paper: Paper, marks: str, key: bytes, group: Group) -> Refusal | None:
    """Why these marks are no marks of this paper; None if they are.

    >>> paper = Paper("00" * 16, ("A", "B"), ("conduct",), 3, (Group("deputy"),))
    >>> no = marks_unfit(paper, "17", bytes(32), paper.groups[0])
    >>> no.code, no.facts
    ('ballot.mark_unknown', {'organ': 'B'})
    """
    if len(marks) != paper.cells:
        return MARKS_UNFIT(given=len(marks), asked=paper.cells)
    whole = not paper.block and not group.recused
    possible = paper.allowed if whole else paper.allowed + NOT_ASKED
    if not marks.strip(possible):
        return None if whole else _astray(paper, marks, asked_of(paper, key, group))
    place = next(n for n, mark in enumerate(marks) if mark not in possible)
    organ = paper.organs[place // len(paper.questions)]
    missing = marks[place] == NOT_ASKED
    return ORGAN_MISSING(organ=organ) if missing else MARK_UNKNOWN(organ=organ)


def _astray(paper: Paper, marks: str, asked: frozenset[int]) -> Refusal | None:
    many = len(paper.questions)
    if marks.translate(_GIVEN) == _shape(asked, len(paper.organs), many):
        return None
    for place, organ in enumerate(paper.organs):
        part = marks[place * many : (place + 1) * many]
        if place not in asked and part.strip(NOT_ASKED):
            return ORGAN_NOT_ASKED(organ=organ)
        if place in asked and NOT_ASKED in part:
            return ORGAN_MISSING(organ=organ)
    return None


@lru_cache(maxsize=4096)
def _shape(asked: frozenset[int], organs: int, many: int) -> str:
    return "".join((BLANK if n in asked else NOT_ASKED) * many for n in range(organs))


def remarks_unfit(
    paper: Paper, remarks: tuple[Remark, ...], key: bytes, group: Group
) -> Refusal | None:
    """Why these comments cannot be taken; None if they can: one on each organ asked about.

    >>> paper = Paper("00" * 16, ("A", "B"), ("conduct",), 3, (Group("deputy"),))
    >>> remarks_unfit(paper, (Remark("A", " "),), bytes(32), paper.groups[0]).code
    'ballot.remark_unfit'
    """
    asked = {paper.organs[place] for place in asked_of(paper, key, group)}
    for remark in remarks:
        if remark.organ not in asked:
            return REMARK_ASTRAY()
        asked.remove(remark.organ)
        if not remark.text.strip() or len(remark.text) > MOST_REMARK:
            return REMARK_UNFIT(organ=remark.organ, given=len(remark.text), most=MOST_REMARK)
        if not _writable(remark.text):
            return UNREADABLE()
    return None


def _writable(text: str) -> bool:
    """Whether it can be kept as UTF-8: half a character, as broken JSON can hold, cannot."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def fingerprint(cast: Cast) -> bytes:
    """32 bytes that are alike for the same ballot sent twice, and tell nobody anything else.

    >>> cast = Cast(Drawn("0" * 16), "1u", bytes(16))
    >>> fingerprint(cast) == fingerprint(Cast(cast.ticket, "1u", bytes(16), told=True))
    False
    """
    parts = [cast.marks, "1" if cast.told else "0"]
    for remark in cast.remarks:
        parts += [remark.organ, remark.text]
    said = "".join(f"{len(part)}:{part}" for part in parts)
    return hashlib.sha256(b"mingcha same\0" + cast.salt + said.encode()).digest()


def vote_bytes(paper: Paper, cast: Cast, group: Group) -> bytes:
    """The vote as it is sealed: alike in length for every ballot of the poll.

    Layout: version 3, kind 1 (d or b), told 1, group 1 (its place), proof padded with zeros,
    salt 16, marks one byte each.

    >>> paper = Paper("00" * 16, ("A", "B"), ("conduct",), 3, (Group("deputy"),))
    >>> vote_bytes(paper, Cast(Drawn("0" * 16), "1u", bytes(16)), paper.groups[0])[:10]
    b'MB1d\\x00\\x000000'
    """
    ticket = cast.ticket
    if isinstance(ticket, Drawn):
        kind, proof = b"d", ticket.code.encode()
    else:
        kind, proof = b"b", ticket.nonce + ticket.prefix + ticket.signature
    head = VERSION + kind + bytes((bool(cast.told), paper.groups.index(group)))
    return head + proof.ljust(paper.proof_length, b"\0") + cast.salt + cast.marks.encode()


def read_vote(paper: Paper, vote: bytes) -> Vote:
    """A vote read back from `vote_bytes`.

    Its ticket and marks are to be judged again by whoever counts: see `accept`.

    Raises:
        Refusal: if the bytes are no vote of this paper.

    >>> paper = Paper("00" * 16, ("A", "B"), ("conduct",), 3, (Group("deputy"),))
    >>> cast = Cast(Drawn("0" * 16), "1u", bytes(16))
    >>> read_vote(paper, vote_bytes(paper, cast, paper.groups[0])).ticket == cast.ticket
    True
    """
    begin = len(VERSION) + 3
    end = begin + paper.proof_length
    if len(vote) != end + SALT_LENGTH + paper.cells or not vote.startswith(VERSION):
        raise UNREADABLE()
    kind, told, place = vote[3:4], vote[4], vote[5]
    marks = vote[end + SALT_LENGTH :]
    if told > 1 or place >= len(paper.groups) or not marks.isascii():
        raise UNREADABLE()
    group = paper.groups[place].code
    ticket = _ticket(paper, kind, group, vote[begin:end])
    return Vote(group, bool(told), marks.decode(), ticket, vote[end : end + SALT_LENGTH])


def _ticket(paper: Paper, kind: bytes, group: str, proof: bytes) -> Drawn | Blind:
    if kind == b"d" and paper.drawn and proof.isascii() and not proof[CODE_LENGTH:].strip(b"\0"):
        return Drawn(proof[:CODE_LENGTH].decode())
    if kind == b"b" and paper.blind:
        nonce, rest = proof[:NONCE_LENGTH], proof[NONCE_LENGTH:]
        return Blind(group, nonce, rest[:PREFIX_LENGTH], rest[PREFIX_LENGTH:])
    raise UNREADABLE()
