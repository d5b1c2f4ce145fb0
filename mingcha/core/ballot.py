"""The paper, the mark, the ticket: what counts as a ballot. The one law for slot, form and paper.

A ballot is `Cast` as it came in, judged by `accept` against a `Paper`. What is kept of it is a
`Vote`: bytes of one length for the whole poll, so that a sealed vote tells nothing by its size.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

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
    ticket_digest,
)

BLANK: Final = "-"  # left empty
UNKNOWN: Final = "u"  # "don't know": no grade, and no part of any score
NO_CONTACT: Final = "n"  # the contact filter: the voter did not deal with this organ
NOT_ASKED: Final = "x"  # not in this voter's block, or the voter's own organ
GRADES: Final = "12345"  # 1 is the best
SALT_LENGTH: Final = 16
MOST_REMARK: Final = 500  # characters of one comment
VERSION: Final = b"MB1"

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
    because="This is not a ballot: {why}.",
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
    because="The marks do not fit the paper: {why}.",
    remedy="Load the page again: it shows the paper as it was opened.",
    status=422,
)
REMARK_UNFIT = refusal(
    "ballot.remark_unfit",
    because="A comment does not fit: {why}.",
    remedy="Shorten it to {most} characters, about an organ on the paper, and cast again.",
    status=422,
)
ALREADY_CAST = refusal(
    "ballot.already_cast",
    because="A different ballot was already cast with this ticket.",
    remedy="It counts and cannot be changed. If it was not you, tell a scrutineer now.",
    status=409,
)


@dataclass(frozen=True)
class Group:
    """Evaluators who are counted together; `recused` are organs its members may not mark."""

    code: str
    recused: tuple[str, ...] = ()


@dataclass(frozen=True)
class Paper:
    """What is asked, of whom, how: fixed before the poll opens and never changed.

    `poll` is 32 hexadecimal digits. Marks stand organ by organ, question by question. With
    `block` 0 every voter is asked about every organ; else about `block` neighbours of a ring.
    `blind` says whether tickets are signed blindly (else drawn); `both` ways make one length.

    >>> paper = Paper("00" * 16, ("A", "B"), ("conduct",), 3, (Group("deputy"),))
    >>> paper.cells, paper.allowed
    (2, '123un-')
    """

    poll: str
    organs: tuple[str, ...]
    questions: tuple[str, ...]
    grades: int
    groups: tuple[Group, ...]
    block: int = 0
    contact_first: bool = True
    drawn: bool = True
    blind: bool = False

    @property
    def cells(self) -> int:
        """Marks on one paper."""
        return len(self.organs) * len(self.questions)

    @property
    def allowed(self) -> str:
        """Every mark a voter may make."""
        contact = NO_CONTACT if self.contact_first else ""
        return GRADES[: self.grades] + UNKNOWN + contact + BLANK

    @property
    def proof_length(self) -> int:
        """Bytes kept for the ticket's proof: alike for every vote of the poll."""
        blind = NONCE_LENGTH + PREFIX_LENGTH + SIGNATURE_LENGTH
        return blind if self.blind else CODE_LENGTH

    def group(self, code: str) -> Group | None:
        """The group of this code, or None."""
        return next((group for group in self.groups if group.code == code), None)

    def as_dict(self) -> dict[str, Any]:
        """The paper in plain JSON values; `Paper.of` reads them back."""
        groups = [{"code": g.code, "recused": list(g.recused)} for g in self.groups]
        plain: dict[str, Any] = {"poll": self.poll, "grades": self.grades, "block": self.block}
        plain |= {"organs": list(self.organs), "questions": list(self.questions)}
        plain |= {"contact_first": self.contact_first, "drawn": self.drawn, "blind": self.blind}
        return plain | {"groups": groups}

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> Paper:
        """The paper from what `as_dict` gave.

        >>> paper = Paper("00" * 16, ("A",), ("conduct",), 5, (Group("peer", ("A",)),), block=1)
        >>> Paper.of(paper.as_dict()) == paper
        True
        """
        facts = {name: plain[name] for name in cls.__dataclass_fields__}
        for name in ("organs", "questions"):
            facts[name] = tuple(facts[name])
        facts["groups"] = tuple(Group(g["code"], tuple(g["recused"])) for g in plain["groups"])
        return cls(**facts)


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
    """
    key = ballot_key(paper.poll, cast.ticket)
    group = _group(paper, cast.ticket, group_of, genuine)
    if no := marks_unfit(paper, cast.marks, key, group):
        raise no
    if no := remarks_unfit(paper, cast.remarks):
        raise no
    if len(cast.salt) != SALT_LENGTH:
        raise UNREADABLE(why="the salt is not 16 bytes long")
    return Accepted(
        key, group.code, fingerprint(cast), vote_bytes(paper, cast, group), cast.remarks
    )


def _group(paper: Paper, ticket: Drawn | Blind, group_of: GroupOf, genuine: Genuine) -> Group:
    if isinstance(ticket, Drawn):
        code = group_of(ticket_digest(paper.poll, ticket.code)) if paper.drawn else None
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
    """Why these marks are no marks of this paper; None if they are."""
    if len(marks) != paper.cells:
        return MARKS_UNFIT(why=f"{len(marks)} marks for {paper.cells} questions")
    if marks.strip(paper.allowed + NOT_ASKED):
        wrong = marks.strip(paper.allowed + NOT_ASKED)[0]
        return MARKS_UNFIT(why=f"“{wrong}” is no grade")
    if not paper.block and not group.recused:
        return MARKS_UNFIT(why="an organ is missing") if NOT_ASKED in marks else None
    asked, many = asked_of(paper, key, group), len(paper.questions)
    for place in range(len(paper.organs)):
        part = marks[place * many : (place + 1) * many]
        if place not in asked and part.strip(NOT_ASKED):
            return MARKS_UNFIT(why=f"organ {paper.organs[place]} is not on this voter's paper")
        if place in asked and NOT_ASKED in part:
            return MARKS_UNFIT(why=f"organ {paper.organs[place]} is missing")
    return None


def asked_of(paper: Paper, key: bytes, group: Group) -> frozenset[int]:
    """The places of the organs this ticket is asked about: its block, without recused ones.

    Blocks are neighbours on a ring and begin anywhere, so that any two organs are joined by
    voters who saw both: severity can be told from merit.

    >>> paper = Paper("00" * 16, ("A", "B", "C"), ("conduct",), 3, (Group("deputy"),), block=2)
    >>> sorted(asked_of(paper, bytes([0, 0, 0, 2]) + bytes(28), paper.groups[0]))
    [0, 2]
    """
    whole = len(paper.organs)
    width = min(paper.block or whole, whole)
    first = int.from_bytes(key[:4], "big") % whole
    block = {(first + step) % whole for step in range(width)}
    return frozenset(n for n in block if paper.organs[n] not in group.recused)


def remarks_unfit(paper: Paper, remarks: tuple[Remark, ...]) -> Refusal | None:
    """Why these comments cannot be taken; None if they can."""
    if len(remarks) > len(paper.organs):
        return REMARK_UNFIT(why="there are more comments than organs", most=MOST_REMARK)
    for remark in remarks:
        if remark.organ not in paper.organs:
            return REMARK_UNFIT(why=f"organ {remark.organ[:20]} is not asked", most=MOST_REMARK)
        if not 0 < len(remark.text) <= MOST_REMARK:
            return REMARK_UNFIT(why=f"it has {len(remark.text)} characters", most=MOST_REMARK)
    return None


def fingerprint(cast: Cast) -> bytes:
    """32 bytes that are alike for the same ballot sent twice, and tell nobody anything else."""
    remarks = "".join(f"\0{remark.organ}\0{remark.text}" for remark in cast.remarks)
    said = f"{cast.marks}\0{int(cast.told)}{remarks}"
    return hashlib.sha256(b"mingcha same\0" + cast.salt + said.encode()).digest()


def vote_bytes(paper: Paper, cast: Cast, group: Group) -> bytes:
    """The vote as it is sealed: alike in length for every ballot of the poll.

    Layout: version 3, kind 1 (d or b), told 1, group 1 (its place), proof padded with zeros,
    salt 16, marks one byte each.
    """
    ticket = cast.ticket
    if isinstance(ticket, Drawn):
        kind, proof = b"d", ticket.code.encode()
    else:
        kind, proof = b"b", ticket.nonce + ticket.prefix + ticket.signature
    head = VERSION + kind + bytes([int(cast.told), paper.groups.index(group)])
    return head + proof.ljust(paper.proof_length, b"\0") + cast.salt + cast.marks.encode()


def read_vote(paper: Paper, vote: bytes) -> Vote:
    """A vote read back from `vote_bytes`.

    Raises:
        Refusal: if the bytes are no vote of this paper.
    """
    begin = len(VERSION) + 3
    end = begin + paper.proof_length
    if len(vote) != end + SALT_LENGTH + paper.cells or not vote.startswith(VERSION):
        raise UNREADABLE(why="its length or version is another paper's")
    kind, told, place = vote[3:4], vote[4], vote[5]
    if kind not in {b"d", b"b"} or told > 1 or place >= len(paper.groups):
        raise UNREADABLE(why="its head is broken")
    group, proof = paper.groups[place].code, vote[begin:end]
    salt, marks = vote[end : end + SALT_LENGTH], vote[end + SALT_LENGTH :]
    ticket = _ticket(kind, group, proof)
    return Vote(group, bool(told), marks.decode("ascii", "replace"), ticket, salt)


def _ticket(kind: bytes, group: str, proof: bytes) -> Drawn | Blind:
    if kind == b"d":
        return Drawn(proof[:CODE_LENGTH].decode("ascii", "replace"))
    nonce, rest = proof[:NONCE_LENGTH], proof[NONCE_LENGTH:]
    return Blind(group, nonce, rest[:PREFIX_LENGTH], rest[PREFIX_LENGTH:])
