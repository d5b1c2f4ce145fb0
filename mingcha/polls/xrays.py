"""What a careful clerk would look for in polls before anybody trusts a count."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from mingcha.core import bundle
from mingcha.core.notice import Unfit
from mingcha.core.steps import canonical
from mingcha.foundation import journal
from mingcha.foundation.xrays import Finding, xray
from mingcha.polls import queries, record
from mingcha.polls.models import Poll, Proof

S = Poll.State
AS_IN_THE_BOX = {S.OPEN: "open", S.PAPER: "paper"}
CLOSED = (S.CLOSED, S.COUNTED, S.PUBLISHED)


@xray
def polls_with_more_ballots_than_tickets() -> Iterator[Finding]:
    """No group has more ballots in the box than tickets went out to it."""
    for poll in Poll.objects.filter(state__in=[S.OPEN, S.PAPER, *CLOSED]).defer("tally"):
        issued = poll.issued if poll.state in CLOSED else queries.issued_by_group(poll)
        ballots = queries.ballots_by_group(poll)
        if any(n > issued.get(group, 0) for group, n in ballots.items()):
            yield Finding(
                what=_("More ballots came in than tickets went out"),
                which=poll.number,
                remedy=_("Do not count; declare the poll void and hold it again."),
            )


@xray
def boxes_that_differ_from_their_poll() -> Iterator[Finding]:
    """The box stands as its poll does; else an act was interrupted half-way."""
    for poll in Poll.objects.defer("tally"):
        there = queries.slot_state(poll)
        wanted = AS_IN_THE_BOX.get(S(poll.state), "closed")
        if there is not None and there != wanted:
            yield Finding(
                what=_("The box of a poll does not stand as the poll does"),
                which=poll.number,
                remedy=_("An act was interrupted. Do it once more on the page of the poll."),
            )


@xray
def keys_not_destroyed() -> Iterator[Finding]:
    """After the close nothing is left that could sign a ticket or tell who asked for one."""
    for poll in Poll.objects.filter(state__in=[*CLOSED, S.VOID]).defer("tally"):
        signing = poll.keys.exclude(private="").exists()
        if signing or poll.electors.exclude(blinded=None).exists():
            yield Finding(
                what=_("Keys that sign tickets outlived the close of their poll"),
                which=poll.number,
                remedy=_("Declare the poll void: tickets could have been signed since."),
            )


@xray
def boxes_changed_since_the_close() -> Iterator[Finding]:
    """What lies in the box is what was fixed at the close."""
    for poll in Poll.objects.filter(state__in=CLOSED).defer("tally"):
        if queries.root_now(poll) != poll.root:
            yield Finding(
                what=_("What lies in the box is not what was fixed at the close"),
                which=poll.number,
                remedy=_("Compare with the published receipts; do not count or publish."),
            )


@xray
def papers_changed_after_they_were_fixed() -> Iterator[Finding]:
    """The paper is still the one whose digest was read out."""
    for poll in Poll.objects.exclude(paper_digest="").defer("tally"):
        if record.paper_digest(poll) != poll.paper_digest:
            yield Finding(
                what=_("The paper of a poll was changed after it was fixed"),
                which=poll.number,
                remedy=_("Declare the poll void and hold it again."),
            )


@xray
def disks_that_still_tell_an_order() -> Iterator[Finding]:
    """After the close the disk is swept, so that it tells no order of casting."""
    for poll in queries.not_swept():
        yield Finding(
            what=_("The disk may still tell in which order ballots came in"),
            which=poll.number,
            remedy=_("Let the worker run (`mingcha up`); it sweeps once no poll is open."),
        )


@xray
def counts_changed_since_they_were_made() -> Iterator[Finding]:
    """The count is still the one whose digest the journal has."""
    for poll in Poll.objects.filter(state__in=[S.COUNTED, S.PUBLISHED]):
        digest = hashlib.sha256(canonical(poll.tally or {}).encode()).hexdigest()
        if digest != _journalled(poll, "polls.poll.count", "tally_digest"):
            yield Finding(
                what=_("The count of a poll was changed after it was made"),
                which=poll.number,
                remedy=_("Take no result from it; count again in the auditor's room from the kit."),
            )


@xray
def bundles_changed_since_they_were_published() -> Iterator[Finding]:
    """What everybody may take is what was published."""
    for proof in Proof.objects.select_related("poll").defer("poll__tally"):
        told = _journalled(proof.poll, "polls.poll.publish", "bundle_digest")
        if not told == proof.poll.bundle_digest == _digest_in(bytes(proof.content)):
            yield Finding(
                what=_("The public bundle of a poll is not the one that was published"),
                which=proof.poll.number,
                remedy=_("Compare with a copy that somebody took; put that one in its place."),
            )


def _journalled(poll: Poll, verb: str, name: str) -> Any:
    """What the journal said of the poll at the last such act."""
    entry = journal.about(poll).filter(verb=verb).last()
    return entry.facts.get(name) if entry else None


def _digest_in(content: bytes) -> str:
    """The digest of a bundle; empty if it is none any more."""
    try:
        bundle.read(content, bundle.PUBLIC)
    except Unfit:
        return ""
    return bundle.digest_of(content)
