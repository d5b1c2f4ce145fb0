"""Acts on persons and duties: the only writer of this room's tables."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, prefetch_related_objects

from mingcha.foundation import journal
from mingcha.foundation.references import batches, referring
from mingcha.organs.models import Unit
from mingcha.people import queries
from mingcha.people.models import Duty, Message, Person, Tie, Token
from mingcha.people.refusals import (
    HAS_SIGNED_IN,
    NOT_CHARGED,
    REFERRED_TO,
    STAFF_NO_TAKEN,
    TWO_HEADS,
)

IN_TRAY = frozenset({"people.message"})  # goes with the person


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
        _check_heads(organ, since, others_than=person)
    duty = Duty.objects.create(
        person=person, role=role, organ=organ, since=since, document=document
    )
    journal.record("people.person.charge", about=person, by=by, facts=_facts(duty))
    return duty


@transaction.atomic
def register_many(entries: Sequence[Mapping[str, Any]], *, by: Any) -> list[Person]:
    """Enter many persons at once, none of whom can sign in yet; all of them or none."""
    numbers = [entry["staff_no"] for entry in entries]
    for taken in queries.by_staff_number(numbers).values():
        raise STAFF_NO_TAKEN(staff_no=taken.staff_no, name=taken.name)
    people = [Person(**entry) for entry in entries]
    for person in people:
        person.set_unusable_password()
    Person.objects.bulk_create(people, batch_size=500)
    told = zip(people, entries, strict=True)
    journal.record_many("people.person.register", told, by=by)
    return people


@transaction.atomic
def charge_many(charges: Sequence[Duty], *, by: Any) -> list[Duty]:
    """Charge many persons at once, as `charge` does one."""
    for duty in charges:
        if duty.role == Duty.Role.HEAD and duty.organ is not None:
            _check_heads(duty.organ, duty.since, others_than=duty.person)
    duties = Duty.objects.bulk_create(charges, batch_size=500)
    told = [(duty.person, _facts(duty)) for duty in duties]
    journal.record_many("people.person.charge", told, by=by)
    return duties


def _facts(duty: Duty) -> dict[str, Any]:
    named = {"role": duty.role, "organ": duty.organ}
    return {**named, "since": duty.since, "document": duty.document}


def _check_heads(organ: Unit, day: date, *, others_than: Person) -> None:
    others = queries.heads_of(organ, on=day).exclude(pk=others_than.pk)
    if others.distinct().count() >= 2:
        raise TWO_HEADS(organ=organ.name, day=day)


@transaction.atomic
def change(person: Person, *, by: Any, **facts: Any) -> Person:
    """Change what is on record of a person: name, organ, office, post, telephone, e-mail."""
    _set(person, facts)
    journal.record("people.person.change", about=person, by=by, facts=facts)
    return person


@transaction.atomic
def put_back(person: Person, *, was: Mapping[str, Any], by: Any, on: date) -> Person:
    """An entry made in error: the person's record is again what it was before it."""
    _set(person, was)
    journal.record("people.person.put_back", about=person, by=by, facts=was)
    return person


def _set(person: Person, facts: Mapping[str, Any]) -> None:
    for name, value in facts.items():
        setattr(person, name, value)
    if facts:
        person.save(update_fields=list(facts))


@transaction.atomic
def take_back(people: Sequence[Person], *, by: Any, on: date) -> None:
    """Persons entered in error leave the register; never one who acted or is referred to."""
    for person in people:  # a key of the API leaves a token, a password leaves the day
        if person.last_login is not None:
            raise HAS_SIGNED_IN(name=person.name, day=person.last_login.date())
    if held := referring(people, own=IN_TRAY):
        one, what, n = held[0]
        raise REFERRED_TO(name=one, n=n, what=what)
    told = [(person, {"staff_no": person.staff_no, "name": person.name}) for person in people]
    journal.record_many("people.person.take_back", told, by=by)
    for part in batches(people):
        Person.objects.filter(pk__in=[person.pk for person in part]).delete()


@transaction.atomic
def take_back_duties(duties: Sequence[Duty], *, by: Any, on: date) -> None:
    """Duties charged in error never were; one that ended in earnest is discharged instead."""
    if held := referring(duties):
        duty, what, n = held[0]
        raise REFERRED_TO(name=duty, n=n, what=what)
    for part in batches(list(duties)):
        prefetch_related_objects(part, "person", "organ")
    told = [(duty.person, _facts(duty)) for duty in duties]
    journal.record_many("people.person.take_back_duties", told, by=by)
    for part in batches(duties):
        Duty.objects.filter(pk__in=[duty.pk for duty in part]).delete()


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
