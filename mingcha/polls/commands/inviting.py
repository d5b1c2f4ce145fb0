"""Invitations to a blind ticket: admitted, taken back, exchanged; never traced.

Electors of a group lie in the order of their digests after each of these acts, so that neither
a row's number nor its place tells which of them came first, or last, or in place of another.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db import transaction

from mingcha.core.machine import NOT_YOURS
from mingcha.core.ticket import as_meant, invitation_number
from mingcha.foundation import anew, journal
from mingcha.foundation.workflow import advance
from mingcha.people.parties import the_conduct_office
from mingcha.polls import queries
from mingcha.polls.locks import invitation_after
from mingcha.polls.models import Elector, Poll
from mingcha.polls.refusals import NO_EXCHANGE_NOW, NO_SUCH_INVITATION, TICKET_IS_OUT
from mingcha.polls.workflow import POLL, only_groups_of

S = Poll.State


def new_invitations(size: int) -> list[str]:
    """So many secrets. None of them opens anything until it is admitted."""
    return [secrets.token_urlsafe(24) for _n in range(size)]


def admit(poll: Poll, group: str, size: int, *, by: Any, on: date) -> list[str]:
    """Let so many voters of a group have one blind ticket each; gives their invitations, once.

    Whoever calls hands each to one person; here only digests are kept.
    """
    only_groups_of(poll, group, size)
    made = new_invitations(size)
    admit_these(poll, group, made, by=by, on=on)
    return made


@transaction.atomic
def admit_these(poll: Poll, group: str, invitations: Sequence[str], *, by: Any, on: date) -> None:
    """Let invitations count that are in their owners' hands already.

    Whoever sends them calls this afterwards: what stops in between leaves a link that opens
    nothing, never two that open something.
    """
    only_groups_of(poll, group, len(invitations))
    said = {"group": group, "size": len(invitations)}
    advance(POLL, poll, "admit", by=by, said=said)
    more = (queries.invitation_digest(poll.code, secret) for secret in invitations)
    rows = [Elector(poll=poll, group=group, invitation=digest) for digest in more]
    _lay(poll, group, [*_held(poll, group), *rows])


def _held(poll: Poll, group: str) -> list[Elector]:
    """The electors of a group, locked: nobody takes a ticket while they are laid anew."""
    return list(Elector.objects.select_for_update().filter(poll=poll, group=group).order_by("pk"))


def _alone(poll: Poll) -> None:
    """Let nobody else write this poll's electors anew meanwhile; read how it stands now."""
    poll.refresh_from_db(from_queryset=Poll.objects.select_for_update())


def _lay(poll: Poll, group: str, rows: Iterable[Elector]) -> None:
    """Write a whole group anew in the order of digests."""
    anew.overwrite_what_is_deleted()
    Elector.objects.filter(poll=poll, group=group).delete()
    for row in (found := sorted(rows, key=lambda row: bytes(row.invitation))):
        row.pk = None
    Elector.objects.bulk_create(found, 500)


@transaction.atomic
def withdraw(poll: Poll, group: str, *, by: Any, on: date) -> int:
    """Take back every invitation of a group, before the opening; gives how many there were.

    Once the poll is open somebody may hold a ticket, and a ticket cannot be taken back.
    """
    _alone(poll)
    if no := POLL.why_not("admit", poll, by):
        raise no
    only_groups_of(poll, group, 1)
    n = len(_held(poll, group))
    _lay(poll, group, [])
    facts = {"group": group, "size": n}
    journal.record("polls.poll.withdraw", about=poll, by=by, facts=facts)
    return n


@transaction.atomic
def exchange(poll: Poll, group: str, number: str, *, by: Any, on: date) -> str:
    """Let one invitation, known by its number, be another from now on; gives the new secret.

    The same number again gives the same new secret, so that a broken line does no harm. What
    has taken its ticket is refused: a ticket signed blindly is known to nobody.
    """
    if not the_conduct_office(poll, by):
        raise NOT_YOURS(who=the_conduct_office.words)
    _alone(poll)
    if poll.state not in (S.FROZEN, S.OPEN):
        raise NO_EXCHANGE_NOW(number=poll.number)
    plain = as_meant(number)
    secret = invitation_after(poll.code, plain)
    digest = queries.invitation_digest(poll.code, secret)
    rows = _held(poll, group)
    named = [r for r in rows if plain == invitation_number(bytes(r.invitation))]
    already = [r for r in rows if bytes(r.invitation) == digest]
    if len(found := named or already) != 1:
        raise NO_SUCH_INVITATION(number=number.strip()[:40])
    if found[0].taken:
        raise TICKET_IS_OUT()
    found[0].invitation = digest
    _lay(poll, group, rows)
    journal.record("polls.poll.exchange", about=poll, by=by, facts={"group": group})
    return secret
