"""Questions about persons and their duties, always on a day."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from mingcha.foundation.references import batches
from mingcha.organs.models import Unit
from mingcha.people.models import Duty, Message, Person, Tie, Token

R = Duty.Role
CENTRE = {R.CONDUCT_OFFICE, R.DIRECTOR, R.INSPECTOR, R.CASE_HANDLER}
MAY_READ_JOURNAL = {R.AUDITOR}


def holding(on: date, prefix: str = "") -> Q:
    """The condition that something with `since` and `until` holds on a day."""
    ends = Q(**{f"{prefix}until": None}) | Q(**{f"{prefix}until__gte": on})
    return Q(**{f"{prefix}since__lte": on}) & ends


def duties_of(person: Any, *, on: date) -> QuerySet[Duty]:
    """What this person is charged with on a day."""
    return Duty.objects.filter(holding(on), person=person).select_related("organ")


def roles_of(person: Any, *, on: date) -> set[str]:
    """The roles this person holds on a day; asked once per request, then remembered."""
    seen: dict[date, set[str]] = person.__dict__.setdefault("_roles", {})
    if on not in seen:
        seen[on] = set(duties_of(person, on=on).values_list("role", flat=True))
    return seen[on]


def heads_of(organ: Unit, *, on: date) -> QuerySet[Person]:
    """Who is first responsible for an organ on a day: one person or two."""
    return Person.objects.filter(holding(on, "duties__"), duties__role=R.HEAD, duties__organ=organ)


def organs_without_head(*, on: date) -> QuerySet[Unit]:
    """Active organs for which nobody answers: a finding of the doctor's."""
    heads = Duty.objects.filter(holding(on), role=R.HEAD, organ=OuterRef("pk"))
    organs = Unit.objects.filter(level=Unit.Level.ORGAN, active_from__lte=on)
    return organs.filter(Q(active_to=None) | Q(active_to__gte=on)).exclude(Exists(heads))


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


def by_staff_number(numbers: Sequence[str]) -> dict[str, Person]:
    """The persons with these staff numbers, however many are asked for."""
    found = Person.objects.select_related("organ", "office")
    some = (found.filter(staff_no__in=part) for part in batches(numbers))
    return {person.staff_no: person for people in some for person in people}


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
