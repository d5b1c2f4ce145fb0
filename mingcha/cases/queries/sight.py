"""Who sees which cases, flags, cards and intakes; what waits for whom."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any, TypeVar

from django.conf import settings
from django.db.models import Model, Q, QuerySet

from mingcha.cases.models import Card, Case, Flag, Intake
from mingcha.foundation import time
from mingcha.foundation.searching import having
from mingcha.organs.queries import called
from mingcha.people.models import Duty
from mingcha.people.queries import duties_of, roles_of

R = Duty.Role
T = TypeVar("T", bound=Model)
READ_LOGS = {R.CONDUCT_OFFICE, R.DIRECTOR, R.CASE_HANDLER, R.AUDITOR}
SEE_ALL = READ_LOGS | {R.APPROVAL_OFFICE}
JUDGE = {R.CONDUCT_OFFICE, R.DIRECTOR, R.CASE_HANDLER}
ORGAN = {R.HEAD, R.LIAISON}


def organs_of(person: Any) -> set[int | None]:
    """The organs this person answers for or is liaison of today."""
    held = duties_of(person, on=time.today())
    return {duty.organ_id for duty in held if duty.role in ORGAN}


def _seen(found: QuerySet[T], person: Any) -> QuerySet[T]:
    """All for the centre's desk and auditors; an organ its own; nobody else any."""
    roles = roles_of(person, on=time.today())
    if roles & SEE_ALL:
        return found
    return found.filter(organ__in=organs_of(person)) if roles & ORGAN else found.none()


def is_centre(person: Any) -> bool:
    """Whether a person sees the files that cases came in."""
    return bool(roles_of(person, on=time.today()) & READ_LOGS)


def visible_to(person: Any) -> QuerySet[Case]:
    """Cases, as far as this person may see them. Who applied is shown to nobody."""
    return _seen(Case.objects.select_related("organ"), person)


def flags_visible_to(person: Any) -> QuerySet[Flag]:
    """Suspicions: the centre's desk all of them, an organ its own, from the first day on."""
    return _seen(Flag.objects.select_related("organ", "case", "clock", "finding"), person)


def cards_visible_to(person: Any) -> QuerySet[Card]:
    """Cards likewise."""
    return _seen(Card.objects.select_related("organ", "case", "clock", "flag"), person)


def intakes_visible_to(person: Any) -> QuerySet[Intake]:
    """Files of events, which hold more than the room keeps: for the centre's desk and auditors."""
    roles = roles_of(person, on=time.today())
    found = Intake.objects.select_related("by", "organ")
    return found if roles & READ_LOGS else found.none()


def every_intake() -> QuerySet[Intake]:
    """All files of events, with the pieces that keep them."""
    return Intake.objects.select_related("evidence")


def matching(words: str, person: Any) -> QuerySet[Case]:
    """Cases this person may see whose numbers, item or organ hold the words."""
    hit = having(words, "number", "reference", "item", "item_name") | Q(organ__in=called(words))
    return visible_to(person).filter(hit)


def flags_matching(words: str, person: Any) -> QuerySet[Flag]:
    """Flags likewise, by their own number, their case's or their organ."""
    hit = having(words, "number", "case__number", "case__item_name") | Q(organ__in=called(words))
    return flags_visible_to(person).filter(hit)


def cards_matching(words: str, person: Any) -> QuerySet[Card]:
    """Cards likewise."""
    hit = having(words, "number", "case__number", "case__item_name") | Q(organ__in=called(words))
    return cards_visible_to(person).filter(hit)


def intakes_matching(words: str, person: Any) -> QuerySet[Intake]:
    """Intakes whose number or file holds the words."""
    return intakes_visible_to(person).filter(having(words, "number", "name"))


def about_applicant(name: str) -> str:
    """A name as this room keeps it: by a digest that only this installation can make."""
    if not name.strip():
        return ""
    words = f"cases.applicant:{name.strip()}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), words, hashlib.sha256).hexdigest()
