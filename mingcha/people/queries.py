"""Questions about persons and their duties, always on a day."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from allauth.mfa.models import Authenticator
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from mingcha.foundation import policy, time
from mingcha.foundation.references import batches
from mingcha.foundation.searching import having
from mingcha.organs import queries as organs
from mingcha.organs.models import Unit
from mingcha.people import rules
from mingcha.people.models import Duty, Message, Person, Tie, Token

R = Duty.Role
CENTRE = {R.CONDUCT_OFFICE, R.DIRECTOR, R.INSPECTOR, R.CASE_HANDLER}
MAY_READ_JOURNAL = {R.AUDITOR}
KEEP_THE_REGISTER = {R.CONDUCT_OFFICE, R.ADMINISTRATOR}
READ_THE_REGISTER = CENTRE | KEEP_THE_REGISTER | {R.AUDITOR}
OVER_OTHERS = CENTRE | {R.LEADER, R.SUPERVISION, R.PERSONNEL, R.AUDITOR, R.ADMINISTRATOR}


def holding(on: date, prefix: str = "") -> Q:
    """The condition that something with `since` and `until` holds on a day."""
    ends = Q(**{f"{prefix}until": None}) | Q(**{f"{prefix}until__gte": on})
    return Q(**{f"{prefix}since__lte": on}) & ends


def duties_of(person: Any, *, on: date) -> QuerySet[Duty]:
    """What this person is charged with on a day; asked once per request, then remembered."""
    seen: dict[date, QuerySet[Duty]] = person.__dict__.setdefault("_duties", {})
    if on not in seen:
        seen[on] = Duty.objects.filter(holding(on), person=person).select_related("organ")
    return seen[on]


def roles_of(person: Any, *, on: date) -> set[str]:
    """The roles this person holds on a day."""
    return {duty.role for duty in duties_of(person, on=on)}


def forget_duties(person: Any) -> None:
    """A duty was given or ended: what was remembered of this person holds no longer."""
    person.__dict__.pop("_duties", None)


def heads_of(organ: Unit, *, on: date) -> QuerySet[Person]:
    """Who is first responsible for an organ on a day: one person or two."""
    return Person.objects.filter(holding(on, "duties__"), duties__role=R.HEAD, duties__organ=organ)


def organs_without_head(*, on: date) -> QuerySet[Unit]:
    """Active organs for which nobody answers: a finding of the doctor's."""
    heads = Duty.objects.filter(holding(on), role=R.HEAD, organ=OuterRef("pk"))
    return organs.organs_within(on, on).exclude(Exists(heads))


def bearer(token: str, *, on: date) -> Person | None:
    """Whose key this is, if it still opens on a day."""
    digest = hashlib.sha256(token.encode()).hexdigest()
    held = Token.objects.filter(digest=digest, revoked_on=None, ends_on__gte=on)
    found = held.select_related("person__organ").first()
    return found.person if found is not None and found.person.is_active else None


def messages_of(person: Any) -> QuerySet[Message]:
    """Someone's in-tray, newest first; nobody else's is ever shown."""
    return Message.objects.filter(to=person)


def tied_to(organ: Unit, *, on: date) -> QuerySet[Person]:
    """Who may not be drawn to inspect an organ."""
    ties = Tie.objects.filter(holding(on), organ=organ, person=OuterRef("pk"))
    return Person.objects.filter(Q(organ=organ) | Exists(ties))


def visible_to(person: Any, *, on: date | None = None) -> QuerySet[Person]:
    """The register of persons: all of it for the centre, its keepers and auditors; else oneself."""
    people = Person.objects.select_related("organ", "office")
    if getattr(person, "pk", None) is None:
        return people.none()
    if roles_of(person, on=on or time.today()) & READ_THE_REGISTER:
        return people
    return people.filter(pk=person.pk)


def matching(words: str, person: Any) -> QuerySet[Person]:
    """Persons whose name, staff number, post or organ holds the words."""
    hit = having(words, "name", "staff_no", "post") | Q(organ__in=organs.called(words))
    hit |= Q(organ__code__iexact=words)
    return visible_to(person).filter(hit)


def through_time(person: Any) -> QuerySet[Duty]:
    """Every duty a person ever held, the latest first."""
    held = Duty.objects.filter(person=person).select_related("organ")
    return held.order_by("-since", "-id")


def ties_of(person: Any) -> QuerySet[Tie]:
    """The ties a person has declared, or others for them."""
    return Tie.objects.filter(person=person).select_related("organ").order_by("-since", "-id")


def tokens_of(person: Any) -> QuerySet[Token]:
    """Someone's keys for programs: their names and days, never the keys."""
    return Token.objects.filter(person=person)


def duties_by_person(people: Iterable[Person], *, on: date) -> dict[int, list[Duty]]:
    """What many persons are charged with on a day, in one question."""
    held: dict[int, list[Duty]] = {person.pk: [] for person in people}
    for duty in Duty.objects.filter(holding(on), person__in=held).select_related("organ"):
        held[duty.person_id].append(duty)
    return held


def holders(*, on: date) -> dict[str, int]:
    """How many persons hold each duty on a day."""
    counted = Duty.objects.filter(holding(on)).order_by().values("role")
    counted = counted.annotate(n=Count("person", distinct=True))
    return {row["role"]: row["n"] for row in counted}


def unit_named(words: str, *, on: date) -> Unit | None:
    """The organ, office, counter or post with this code or this very name on a day."""
    standing = organs.standing(on=on).filter(Q(code__iexact=words) | Q(name=words))
    found = list(standing.order_by("level")[:3])
    coded = [unit for unit in found if unit.code.lower() == words.lower()]
    if coded:
        return coded[0]
    return found[0] if len(found) == 1 else None


def by_staff_number(numbers: Sequence[str]) -> dict[str, Person]:
    """The persons with these staff numbers, however many are asked for."""
    found = Person.objects.select_related("organ", "office")
    some = (found.filter(staff_no__in=part) for part in batches(numbers))
    return {person.staff_no: person for people in some for person in people}


def inspectors_named(names: Sequence[str], *, on: date) -> dict[str, Person]:
    """The inspectors of a day by name, where one of them alone bears it."""
    duty = Duty.objects.filter(holding(on), role=R.INSPECTOR)
    named: dict[str, list[Person]] = {}
    for person in Person.objects.filter(name__in=names, pk__in=duty.values("person")):
        named.setdefault(person.name, []).append(person)
    return {name: few[0] for name, few in named.items() if len(few) == 1}


def duties_on(people: Sequence[Person], *, on: date) -> dict[int, list[Duty]]:
    """What each of many persons is charged with on a day or later."""
    held: dict[int, list[Duty]] = {}
    lasting = Duty.objects.filter(Q(until=None) | Q(until__gte=on))
    for part in batches([person.pk for person in people]):
        for duty in lasting.filter(person__in=part):
            held.setdefault(duty.person_id, []).append(duty)
    return held


def unended_heads(organs: Sequence[int]) -> list[Duty]:
    """Every charge as head of one of these organs that has not been ended."""
    heads = Duty.objects.filter(role=R.HEAD, until=None).select_related("person")
    return [duty for part in batches(organs) for duty in heads.filter(organ__in=part)]


def has_second_factor(person: Any) -> bool:
    """Whether an authenticator app is set up for this account."""
    held = Authenticator.objects.filter(user_id=person.pk, type=Authenticator.Type.TOTP)
    return bool(held.exists())


def needs_second_factor(person: Any, *, on: date) -> bool:
    """Whether the city wants a second factor of this person, and none stands yet."""
    if not roles_of(person, on=on) & OVER_OTHERS or has_second_factor(person):
        return False
    return bool(policy.value(rules.SECOND_FACTOR, on=on))
