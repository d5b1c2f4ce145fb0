"""The count before scrutineers, its publication, and the kit for the auditor's room."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction

from mingcha.core import bundle, keyshares
from mingcha.core.disclosure import Rule, disclose
from mingcha.core.pollscore import Scoring
from mingcha.core.steps import canonical
from mingcha.foundation.boxes import box
from mingcha.foundation.workflow import advance
from mingcha.polls import counting, queries, record, sealing
from mingcha.polls.models import Comment, GroupKey, Poll, Proof, Remark
from mingcha.polls.refusals import BOX_DIFFERS
from mingcha.polls.workflow import POLL


def count(poll: Poll, *, shares: Sequence[str], by: Any, on: date) -> Poll:
    """Open the box with two shares, judge every paper again, add up; the key is then forgotten.

    The work is done before anything is locked; whoever comes second finds the poll counted.
    """
    if no := POLL.why_not("count", poll, by):
        raise no
    key = _key(poll, shares)
    paper = record.paper_of(poll)
    if queries.root_now(poll) != poll.root:
        raise BOX_DIFFERS()
    tally = counting.tally(
        paper,
        queries.sealed_of(poll),
        key,
        tickets=queries.ticket_digests(poll),
        moduli=_moduli(poll),
        scale=record.points_of(poll),
    )
    comments = _comments(poll, key)
    return _counted(poll, tally, comments, _places(poll, shares), by)


def _key(poll: Poll, shares: Sequence[str]) -> counting.Key:
    private = keyshares.join(shares, poll.code, fits=lambda found: _fits(poll, found))
    return counting.Key.of(private)


def _fits(poll: Poll, private: bytes) -> bool:
    return counting.Key.of(private).public.hex() == poll.seal


def _places(poll: Poll, shares: Sequence[str]) -> list[int]:
    return sorted(keyshares.read_share(share, poll.code).place for share in shares)


def _moduli(poll: Poll) -> dict[str, int]:
    rows = GroupKey.objects.filter(poll=poll).values_list("group", "modulus")
    return {group: int(modulus, 16) for group, modulus in rows}


def _comments(poll: Poll, key: counting.Key) -> list[Comment]:
    """Comments, opened; one that cannot be opened says so in its place. Keys are mere chance."""
    sealed = Remark.objects.using(box()).filter(poll=poll.code).values_list("sealed", flat=True)
    found = []
    for text in sealed.iterator(chunk_size=2000):
        try:
            organ, said = sealing.unseal_remark(key.private, bytes(text))
        except sealing.Unsealable:
            organ, said = "", ""
        found.append(Comment(id=uuid.uuid4(), poll=poll, organ=organ[:40], text=said))
    return sorted(found, key=lambda one: one.id)


@transaction.atomic
def _counted(
    poll: Poll, tally: dict[str, Any], comments: list[Comment], places: list[int], by: Any
) -> Poll:
    digest = hashlib.sha256(canonical(tally).encode()).hexdigest()
    said = {"shares": places, "tally_digest": digest, "broken": tally["broken"]}
    advance(POLL, poll, "count", by=by, said=said)
    poll.tally = tally
    poll.save(update_fields=["tally"])
    Comment.objects.bulk_create(comments, batch_size=500)
    return poll


@transaction.atomic
def publish(
    poll: Poll, *, by: Any, on: date, scoring: Scoring | None = None, rule: str = ""
) -> Poll:
    """Publish the count with everything by which anybody can check it.

    `scoring` says how scores are made of the counts, `rule` is the digest of the rule version,
    where the poll is part of a round.
    """
    paper, tally = record.paper_of(poll), queries.tally_of(poll)
    shown = disclose(paper, tally, scoring, Rule(least=max(1, poll.least)))
    content = bundle.public(
        paper,
        words=record.words_of(poll),
        issued=poll.issued,
        tally=tally,
        receipts=queries.receipts(poll),
        disclosure=shown,
        scoring=scoring,
        rule=rule,
    )
    advance(POLL, poll, "publish", by=by, bundle_digest=bundle.digest_of(content))
    Proof.objects.create(poll=poll, content=content)
    return poll


@transaction.atomic
def take_kit(poll: Poll, *, shares: Sequence[str], by: Any, on: date) -> bytes:
    """Hand an auditor everything in the box, still sealed, with two scrutineers beside them.

    Their shares are tried, not kept: the verifier in the auditor's room asks for them again.
    """
    if no := POLL.why_not("take_kit", poll, by):
        raise no
    _key(poll, shares)
    by_group: dict[str, list[bytes]] = {group["code"]: [] for group in poll.groups}
    for digest, group in queries.ticket_digests(poll).items():
        by_group[group].append(digest)
    content = bundle.kit(
        record.paper_of(poll),
        seal=bytes.fromhex(poll.seal),
        keys=dict(poll.keys.values_list("group", "modulus")),
        tickets=by_group,
        sealed=((one.group, one.sealed) for one in queries.sealed_of(poll)),
    )
    said = {"shares": _places(poll, shares), "digest": bundle.digest_of(content)}
    advance(POLL, poll, "take_kit", by=by, said=said)
    return content
