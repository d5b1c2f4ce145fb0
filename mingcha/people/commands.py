"""Acts on persons and duties: the only writer of this room's tables."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import Q, prefetch_related_objects

from mingcha.foundation import journal
from mingcha.foundation.references import batches, referring
from mingcha.organs.models import Unit
from mingcha.people import queries
from mingcha.people.account import PERSON
from mingcha.people.models import Duty, Message, Person, Tie, Token
from mingcha.people.refusals import (
    BEGUN_ALREADY,
    CHARGED_ALREADY,
    HAS_SIGNED_IN,
    NEEDS_ORGAN,
    NO_SECOND_FACTOR,
    NOT_CHARGED,
    REFERRED_TO,
    SAME_PASSWORD,
    STAFF_NO_TAKEN,
    SUSPENDED,
    TOKEN_TOO_LONG,
    TWO_HEADS,
)

FOR_AN_ORGAN = {Duty.Role.HEAD, Duty.Role.LIAISON, Duty.Role.OFFICE_HEAD}
LONGEST_TOKEN = 366  # days
IN_TRAY = frozenset({"people.message"})  # goes with the person
PLAIN_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is taken for another on paper


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
def begin(staff_no: str, name: str, *, by: Any, on: date) -> Person:
    """The first person of a city with nobody in it: of the conduct office, and administrator.

    Refused wherever anybody is on record: from then on duties are given by those who have them.
    """
    if Person.objects.exists():
        raise BEGUN_ALREADY()
    first = register(staff_no, name, by=by)
    for role in (Duty.Role.CONDUCT_OFFICE, Duty.Role.ADMINISTRATOR):
        charge(first, role, by=by, on=on)
    return first


@transaction.atomic
def charge(
    person: Person,
    role: str,
    *,
    by: Any,
    on: date | None = None,
    since: date | None = None,
    organ: Unit | None = None,
    document: str = "",
) -> Duty:
    """Charge a person with a duty from the day of the act, or from another day on.

    An organ has at most two heads at a time.
    """
    begins = _day(since, on)
    _check_charge(person, role, organ, begins)
    duty = Duty.objects.create(
        person=person, role=role, organ=organ, since=begins, document=document
    )
    queries.forget_duties(person)
    journal.record("people.person.charge", about=person, by=by, facts=_facts(duty))
    return duty


def _check_charge(person: Person, role: str, organ: Unit | None, on: date) -> None:
    if role in FOR_AN_ORGAN and organ is None:
        raise NEEDS_ORGAN()
    if queries.duties_of(person, on=on).filter(role=role, organ=organ).exists():
        raise CHARGED_ALREADY(person=person.name, day=on)
    if role == Duty.Role.HEAD and organ is not None:
        _check_heads(organ, on, others_than=person)


def _day(given: date | None, on: date | None) -> date:
    """The day that was given, else the day of the act; one of the two there must be."""
    day = given or on
    if day is None:
        raise TypeError("neither a day of its own nor the day of the act was given")
    return day


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
    for duty in duties:
        queries.forget_duties(duty.person)
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
        held_back, what, n = held[0]
        raise REFERRED_TO(name=held_back, n=n, what=what)
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
def discharge(
    person: Person,
    role: str,
    *,
    by: Any,
    on: date | None = None,
    until: date | None = None,
    organ: Unit | None = None,
) -> int:
    """End a duty with the day of the act, or with another; what was done under it stays done."""
    last = _day(until, on)
    running = Duty.objects.filter(person=person, role=role, organ=organ, since__lte=last)
    ended = running.filter(Q(until=None) | Q(until__gt=last)).update(until=last)
    if not ended:
        raise NOT_CHARGED(person=person.name, day=last)
    queries.forget_duties(person)
    facts = {"role": role, "organ": organ, "until": last}
    journal.record("people.person.discharge", about=person, by=by, facts=facts)
    return ended


@transaction.atomic
def make_token(person: Person, name: str, *, by: Any, on: date, days: int = 90) -> str:
    """Make a key for programs that act as this person; it is shown now and never again."""
    if not 1 <= days <= LONGEST_TOKEN:
        raise TOKEN_TOO_LONG(days=days, most=LONGEST_TOKEN)
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


def read_messages(person: Any, *, at: datetime, only: Iterable[int] | None = None) -> int:
    """Mark one's own in-tray, or some lines of it, as read; reading is nobody else's business."""
    unread = Message.objects.filter(to=person, read_at=None)
    return (unread if only is None else unread.filter(pk__in=only)).update(read_at=at)


@transaction.atomic
def declare_tie(
    person: Person,
    organ: Unit,
    what: str,
    *,
    by: Any,
    on: date | None = None,
    since: date | None = None,
) -> Tie:
    """Put a personal or work tie on record, so that no draw sends this person there."""
    begins = _day(since, on)
    tie = Tie.objects.create(person=person, organ=organ, what=what, since=begins)
    facts = {"organ": organ, "what": what, "since": begins}
    journal.record("people.person.declare_tie", about=person, by=by, facts=facts)
    return tie


@transaction.atomic
def issue_password(person: Person, *, by: Any, on: date) -> str:
    """Give a person a password for one log-in; it is shown now and never again.

    Whoever logs in with it must choose their own before anything else; older sessions end.
    """
    if no := PERSON.why_not("issue_password", person, by):
        raise no
    secret = _for_one_log_in(person)
    journal.record("people.person.issue_password", about=person, by=by, facts={"on": on})
    return secret


@transaction.atomic
def let_in(person: Person, *, by: Any, on: date) -> str:
    """Issue a password at the machine itself, where nobody can log in who might issue one.

    No door leads here but the command line: whoever sits there holds the database anyway. The
    journal tells it apart from a password issued by a person.
    """
    if not person.is_active:
        raise SUSPENDED(name=person.name)
    secret = _for_one_log_in(person)
    journal.record("people.person.let_in", about=person, by=by, facts={"on": on})
    return secret


def _for_one_log_in(person: Person) -> str:
    secret = "-".join(
        "".join(secrets.choice(PLAIN_LETTERS) for _letter in range(4)) for _group in range(4)
    )
    _set_password(person, secret)
    Person.objects.filter(pk=person.pk).update(must_change_password=True)
    person.must_change_password = True
    return secret


@transaction.atomic
def change_password(person: Person, new: str, *, by: Any, on: date) -> Person:
    """Choose one's own password; every other session of this person ends."""
    if person.check_password(new):
        raise SAME_PASSWORD()
    _set_password(person, new)
    Person.objects.filter(pk=person.pk).update(must_change_password=False)
    person.must_change_password = False
    journal.record("people.person.change_password", about=person, by=by, facts={"on": on})
    return person


def _set_password(person: Person, secret: str) -> None:
    person.set_password(secret)
    Person.objects.filter(pk=person.pk).update(password=person.password)


@transaction.atomic
def suspend(person: Person, *, by: Any, on: date) -> Person:
    """Close an account: no log-in, no key for programs; duties and deeds stay on record."""
    return _open_or_close(person, "suspend", by, on, opened=False)


@transaction.atomic
def restore(person: Person, *, by: Any, on: date) -> Person:
    """Open a suspended account again."""
    return _open_or_close(person, "restore", by, on, opened=True)


def _open_or_close(person: Person, act: str, by: Any, on: date, *, opened: bool) -> Person:
    if no := PERSON.why_not(act, person, by):
        raise no
    Person.objects.filter(pk=person.pk).update(is_active=opened)
    person.is_active = opened
    journal.record(PERSON.verb(act), about=person, by=by, facts={"on": on})
    return person


@transaction.atomic
def activate_second_factor(person: Person, *, by: Any, on: date) -> Person:
    """A second factor stands from now on; its secret is nobody's business."""
    journal.record("people.person.activate_second_factor", about=person, by=by, facts={"on": on})
    return person


@transaction.atomic
def deactivate_second_factor(person: Person, *, by: Any, on: date) -> Person:
    """The person took the second factor off; where it is wanted, it must be set up anew."""
    journal.record("people.person.deactivate_second_factor", about=person, by=by, facts={"on": on})
    return person


@transaction.atomic
def reset_second_factor(person: Person, *, by: Any, on: date) -> Person:
    """Take off a second factor whose telephone and recovery codes are lost."""
    if no := PERSON.why_not("reset_second_factor", person, by):
        raise no
    if not Authenticator.objects.filter(user_id=person.pk).delete()[0]:
        raise NO_SECOND_FACTOR(person=person.name)
    journal.record("people.person.reset_second_factor", about=person, by=by, facts={"on": on})
    return person
