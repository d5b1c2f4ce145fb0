"""Many ballots at once, for a past that is played through: the slot's law, without the slot."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable

from django.db import transaction

from mingcha.core.ballot import ALREADY_CAST, CLOSED, Accepted, Cast, Paper, accept
from mingcha.core.blindrsa import verify
from mingcha.foundation.boxes import box
from mingcha.polls import queries
from mingcha.polls.models import Ballot, Poll, Remark, Slot
from mingcha.polls.sealing import seal, seal_remark

AT_A_TIME = 500


def put_in(poll: Poll, casts: Iterable[Cast]) -> int:
    """Put ballots into an open box, each judged as the slot judges it; gives how many.

    All of them or none. They are written in the order of keys, which means nothing, and no
    journal knows of them, as it knows of none that a phone has cast.
    """
    with transaction.atomic(using=box()):
        slot = Slot.objects.using(box()).select_for_update().filter(poll=poll.code).first()
        if slot is None or slot.state != Slot.State.OPEN:
            raise CLOSED()
        accepted = _judged(poll, slot, casts)
        if len({one.key for one in accepted}) < len(accepted) or _there(accepted):
            raise ALREADY_CAST()
        _write(poll, bytes(slot.seal), accepted)
    return len(accepted)


def _judged(poll: Poll, slot: Slot, casts: Iterable[Cast]) -> list[Accepted]:
    paper, tickets = Paper.of(json.loads(slot.paper)), queries.ticket_digests(poll)
    moduli = {group: int(modulus, 16) for group, modulus in slot.keys.items()}

    def genuine(group: str, prepared: bytes, signature: bytes) -> bool:
        return group in moduli and verify(moduli[group], prepared, signature)

    judged = [accept(paper, cast, group_of=tickets.get, genuine=genuine) for cast in casts]
    return sorted(judged, key=lambda one: one.key)


def _there(accepted: list[Accepted]) -> bool:
    keys = [one.key for one in accepted]
    parts = (keys[first : first + AT_A_TIME] for first in range(0, len(keys), AT_A_TIME))
    rows = Ballot.objects.using(box())
    return any(rows.filter(key__in=part).exists() for part in parts)


def _write(poll: Poll, public: bytes, accepted: list[Accepted]) -> None:
    ballots = [
        Ballot(
            key=one.key,
            poll=poll.code,
            group=one.group,
            fingerprint=one.fingerprint,
            sealed=seal(public, one.vote),
        )
        for one in accepted
    ]
    remarks = [
        Remark(
            key=secrets.token_bytes(32),
            poll=poll.code,
            sealed=seal_remark(public, said.organ, said.text),
        )
        for one in accepted
        for said in one.remarks
    ]
    remarks.sort(key=lambda row: bytes(row.key))
    Ballot.objects.using(box()).bulk_create(ballots, batch_size=AT_A_TIME)
    Remark.objects.using(box()).bulk_create(remarks, batch_size=AT_A_TIME)
