"""Tickets: slips to be drawn by hand, and signatures given without seeing what is signed."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction

from mingcha.core.ballot import CLOSED, NO_POLL
from mingcha.core.blindrsa import sign_blinded
from mingcha.core.ticket import code_of, ticket_digest
from mingcha.foundation.boxes import box
from mingcha.foundation.workflow import advance
from mingcha.polls import queries
from mingcha.polls.locks import unlocked
from mingcha.polls.models import Batch, Elector, GroupKey, Poll, Ticket
from mingcha.polls.refusals import (
    NO_ELECTOR,
    NO_GROUP,
    NO_REASON_FOR_MORE,
    TICKET_TAKEN,
    TOO_MANY_RETURNED,
)
from mingcha.polls.workflow import POLL, only_groups_of


@transaction.atomic
def make_tickets(poll: Poll, group: str, size: int, *, by: Any, on: date) -> list[str]:
    """Make slips of one group and give their codes, once: what is kept recognises them only.

    The codes come shuffled by chance; digests go in by digest. Whoever prints them prints them
    now.
    """
    only_groups_of(poll, group, size)
    advance(POLL, poll, "make_tickets", by=by, said={"group": group, "size": size})
    Batch.objects.create(poll=poll, group=group, size=size)
    return _slips(poll, group, size)


@transaction.atomic
def make_more_slips(
    poll: Poll, group: str, size: int, *, reason: str, by: Any, on: date
) -> list[str]:
    """Make slips for voters who come after the opening; as long as phones may vote.

    The journal keeps the reason and how many were issued to each group by then.
    """
    only_groups_of(poll, group, size)
    if not reason.strip():
        raise NO_REASON_FOR_MORE()
    Batch.objects.create(poll=poll, group=group, size=size)
    said: dict[str, Any] = {"group": group, "size": size, "reason": reason.strip()}
    said["issued"] = queries.issued_by_group(poll)
    advance(POLL, poll, "make_more_slips", by=by, said=said)
    return _slips(poll, group, size)


def _slips(poll: Poll, group: str, size: int) -> list[str]:
    """Codes, shuffled by chance; the box learns to recognise them, in the order of digests."""
    codes = [code_of(secrets.token_bytes(15)) for _n in range(size)]
    digests = sorted(ticket_digest(poll.code, code) for code in codes)
    rows = [Ticket(digest=digest, poll=poll.code, group=group) for digest in digests]
    Ticket.objects.using(box()).bulk_create(rows, batch_size=300)
    return codes


@transaction.atomic
def return_slips(poll: Poll, group: str, size: int, *, by: Any, on: date) -> Poll:
    """Say how many slips of a group were not handed out; the others count as issued."""
    if not any(one["code"] == group for one in poll.groups):
        raise NO_GROUP(group=group)
    batches = list(Batch.objects.select_for_update().filter(poll=poll, group=group))
    printed = sum(batch.size for batch in batches)
    if not 0 <= size <= printed:
        raise TOO_MANY_RETURNED(n=size, printed=printed)
    advance(POLL, poll, "return_slips", by=by, said={"group": group, "returned": size})
    _spread(batches, size)
    return poll


def _spread(batches: Sequence[Batch], size: int) -> None:
    for batch in batches:
        batch.returned = min(size, batch.size)
        batch.save(update_fields=["returned"])
        size -= batch.returned


@transaction.atomic
def issue_ticket(poll_code: str, invitation: str, blinded: bytes) -> tuple[str, bytes]:
    """Sign one voter's ticket without seeing it: gives group and signature.

    Once per invitation. The same blinded message again gives the same signature, so that a
    broken line does no harm; another is refused. Nothing says when, and no journal says who.
    """
    poll = Poll.objects.filter(code=poll_code).only("id", "code", "state").first()
    if poll is None:
        raise NO_POLL()
    if poll.state != Poll.State.OPEN:
        raise CLOSED()
    wanted = queries.invitation_digest(poll.code, invitation)
    found = Elector.objects.select_for_update().filter(poll=poll, invitation=wanted)
    elector = found.first() or found.all().first()  # its row may just have been written anew
    if elector is None:
        raise NO_ELECTOR()
    digest = hashlib.sha256(blinded).digest()
    if elector.taken and bytes(elector.blinded or b"") != digest:
        raise TICKET_TAKEN()
    return elector.group, _signed(poll, elector, blinded, digest)


def _signed(poll: Poll, elector: Elector, blinded: bytes, digest: bytes) -> bytes:
    private = GroupKey.objects.values_list("private", flat=True).get(poll=poll, group=elector.group)
    if not private:  # the close came first
        raise CLOSED()
    signature = sign_blinded(unlocked(private), blinded)
    if not elector.taken:
        Elector.objects.filter(pk=elector.pk).update(taken=True, blinded=digest)
    return signature
