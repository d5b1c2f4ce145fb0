"""Acts on persons and duties: the only writer of this room's tables."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from mingcha.foundation import journal
from mingcha.organs.models import Unit
from mingcha.people import queries
from mingcha.people.models import Duty, Message, Person, Tie, Token
from mingcha.people.refusals import NOT_CHARGED, STAFF_NO_TAKEN, TWO_HEADS


@transaction.atomic
def register(
    staff_no: str, name: str, *, by: Any, password: str | None = None, **facts: Any
) -> Person:
    """Enter a person; without a password they exist but cannot sign in yet."""
    if taken := Person.objects.filter(staff_no=staff_no).first():
        raise STAFF_NO_TAKEN(staff_no=staff_no, name=taken.name)
    person = Person(staff_no=staff_no, name=name, **facts)
    person.set_password(password)
    person.save()
    journal.record("people.person.register", about=person, by=by, facts={"name": name, **facts})
    return person


@transaction.atomic
def charge(
    person: Person,
    role: str,
    *,
    since: date,
    by: Any,
    organ: Unit | None = None,
    document: str = "",
) -> Duty:
    """Charge a person with a duty from a day on. An organ has at most two heads at a time."""
    if role == Duty.Role.HEAD and organ is not None:
        others = queries.heads_of(organ, on=since).exclude(pk=person.pk)
        if others.distinct().count() >= 2:
            raise TWO_HEADS(organ=organ.name, day=since)
    duty = Duty.objects.create(
        person=person, role=role, organ=organ, since=since, document=document
    )
    facts = {"role": role, "organ": organ, "since": since, "document": document}
    journal.record("people.person.charge", about=person, by=by, facts=facts)
    return duty


@transaction.atomic
def discharge(person: Person, role: str, *, until: date, by: Any, organ: Unit | None = None) -> int:
    """End a duty with a day; what was done under it stays done."""
    running = Duty.objects.filter(person=person, role=role, organ=organ, since__lte=until)
    ended = running.filter(Q(until=None) | Q(until__gt=until)).update(until=until)
    if not ended:
        raise NOT_CHARGED(person=person.name, day=until)
    facts = {"role": role, "organ": organ, "until": until}
    journal.record("people.person.discharge", about=person, by=by, facts=facts)
    return ended


@transaction.atomic
def make_token(person: Person, name: str, *, by: Any, on: date, days: int = 90) -> str:
    """Make a key for programs that act as this person; it is shown now and never again."""
    secret = f"mc_{secrets.token_urlsafe(32)}"
    digest = hashlib.sha256(secret.encode()).hexdigest()
    ends_on = on + timedelta(days=days)
    Token.objects.create(person=person, name=name, digest=digest, made_on=on, ends_on=ends_on)
    facts = {"name": name, "ends_on": ends_on}
    journal.record("people.person.make_token", about=person, by=by, facts=facts)
    return secret


@transaction.atomic
def revoke_token(token: Token, *, by: Any, on: date) -> Token:
    """End a key today; programs that hold it are refused from now on."""
    Token.objects.filter(pk=token.pk, revoked_on=None).update(revoked_on=on)
    facts = {"name": token.name}
    journal.record("people.person.revoke_token", about=token.person, by=by, facts=facts)
    return token


@transaction.atomic
def tell(people: Iterable[Person], text: str, *, about: str, at: datetime, url: str = "") -> int:
    """Put a line in each in-tray. The same news (`about`) is told to nobody twice."""
    rows = [Message(to=person, text=text[:300], url=url, about=about, at=at) for person in people]
    known = set(
        Message.objects.filter(about=about, to__in=[row.to for row in rows]).values_list(
            "to_id", flat=True
        )
    )
    fresh = {row.to_id: row for row in rows if row.to_id not in known}
    Message.objects.bulk_create(fresh.values(), ignore_conflicts=True)
    return len(fresh)


def read_messages(person: Any, *, at: datetime) -> int:
    """Mark everything in one's own in-tray as read; reading is nobody else's business."""
    return Message.objects.filter(to=person, read_at=None).update(read_at=at)


@transaction.atomic
def declare_tie(person: Person, organ: Unit, what: str, *, since: date, by: Any) -> Tie:
    """Put a personal or work tie on record, so that no draw sends this person there."""
    tie = Tie.objects.create(person=person, organ=organ, what=what, since=since)
    facts = {"organ": organ, "what": what, "since": since}
    journal.record("people.person.declare_tie", about=person, by=by, facts=facts)
    return tie
