"""What lies in the box, and what was handed out for it: by group, never by person."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from django.db.models import Count, F, Sum

from mingcha.core import bundle
from mingcha.core.ticket import ticket_digest
from mingcha.foundation.boxes import box
from mingcha.polls.models import Ballot, Poll, Slot, Ticket
from mingcha.polls.refusals import RECEIPT_TOO_SHORT

HEX = frozenset("0123456789abcdef")
AT_A_TIME = 5000


class SealedBallot(NamedTuple):
    """One sealed vote as it lies in the box."""

    key: bytes
    group: str
    sealed: bytes


def invitation_digest(poll: str, secret: str) -> bytes:
    """By which a voter who may take a blind ticket is recognised: 32 bytes."""
    return hashlib.sha256(f"mingcha invitation\0{poll}\0{secret}".encode()).digest()


def slot_state(poll: Poll) -> str | None:
    """How the box itself stands; None as long as it knows nothing of the poll."""
    found = Slot.objects.using(box()).filter(poll=poll.code)
    return found.values_list("state", flat=True).first()


def sealed_of(poll: Poll) -> Iterator[SealedBallot]:
    """Every sealed vote, in the order of keys, which means nothing."""
    rows = Ballot.objects.using(box()).filter(poll=poll.code).order_by("key")
    found = rows.values_list("key", "group", "sealed")
    for key, group, sealed in found.iterator(chunk_size=AT_A_TIME):
        yield SealedBallot(bytes(key), group, bytes(sealed))


def receipts(poll: Poll) -> list[str]:
    """The receipts of everything in the box, sorted."""
    return sorted(bundle.receipt_of(one.sealed) for one in sealed_of(poll))


def root_now(poll: Poll) -> str:
    """The Merkle root over the receipts as the box lies today."""
    return bundle.root_of(receipts(poll))


def receipts_beginning(poll: Poll, typed: str) -> list[str]:
    """The receipts that begin so; at least eight characters, so that nobody leafs through."""
    plain = "".join(typed.split()).replace("-", "").lower()
    if len(plain) < 8 or not HEX.issuperset(plain):
        raise RECEIPT_TOO_SHORT(typed=typed[:80])
    listed = _listed(poll.code, poll.root)
    return [receipt for receipt in listed if receipt.startswith(plain)]


@lru_cache(maxsize=4)
def _listed(code: str, root: str) -> tuple[str, ...]:
    """The receipts under a root that was fixed: they do not change any more."""
    return tuple(receipts(Poll(code=code)))


def ballots_by_group(poll: Poll) -> dict[str, int]:
    """How many ballots lie in the box for each group."""
    rows = Ballot.objects.using(box()).filter(poll=poll.code).order_by()
    found = dict(rows.values_list("group").annotate(n=Count("key")))
    return {group["code"]: found.get(group["code"], 0) for group in poll.groups}


def issued_by_group(poll: Poll) -> dict[str, int]:
    """How many tickets went out to each group: slips handed out, and tickets signed."""
    slips = poll.batches.order_by().values_list("group")
    out = dict(slips.annotate(n=Sum(F("size") - F("returned"))))
    signed = poll.electors.filter(taken=True).order_by().values_list("group")
    taken = dict(signed.annotate(n=Count("id")))
    codes = [group["code"] for group in poll.groups]
    return {code: out.get(code, 0) + taken.get(code, 0) for code in codes}


def ticket_digests(poll: Poll) -> dict[bytes, str]:
    """Group by digest of every drawn ticket."""
    rows = Ticket.objects.using(box()).filter(poll=poll.code).values_list("digest", "group")
    return {bytes(digest): group for digest, group in rows.iterator(chunk_size=AT_A_TIME)}


def group_of_digest(poll: Poll, digest: bytes) -> str | None:
    """The group of a drawn ticket, None if this poll has none of this digest."""
    found = Ticket.objects.using(box()).filter(digest=digest, poll=poll.code)
    return found.values_list("group", flat=True).first()


def group_of_ticket(poll: Poll, code: str) -> str | None:
    """The group of the drawn ticket with this code, None if it is none of this poll."""
    return group_of_digest(poll, ticket_digest(poll.code, code))
