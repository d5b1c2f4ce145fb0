"""Who sees which cases, flags, cards and intakes; what waits for whom."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from datetime import date
from typing import Any, TypeVar

from django.conf import settings
from django.db.models import Model, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mingcha.cases.models import Card, Case, Flag, Intake
from mingcha.foundation import time
from mingcha.foundation.searching import having
from mingcha.foundation.waiting import Waiting, slim
from mingcha.organs.queries import called
from mingcha.people.models import Duty
from mingcha.people.queries import duties_of, roles_of

R = Duty.Role
T = TypeVar("T", bound=Model)
READ_LOGS = {R.CONDUCT_OFFICE, R.DIRECTOR, R.CASE_HANDLER, R.AUDITOR}
SEE_ALL = READ_LOGS | {R.APPROVAL_OFFICE}
JUDGE = {R.CONDUCT_OFFICE, R.DIRECTOR, R.CASE_HANDLER}
ORGAN = {R.HEAD, R.LIAISON}
MOST = 200


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


def waiting_for(person: Any, *, on: date) -> list[Waiting]:
    """Flags to answer or to judge, cards to take note of or to decide."""
    roles = roles_of(person, on=on)
    waits: list[Waiting] = []
    if roles & JUDGE:
        waits += _at_the_desk(on)
    if roles & ORGAN:
        mine = organs_of(person)
        asked = Flag.objects.filter(organ__in=mine, state=Flag.State.RAISED)
        waits += [_flag(one, _("A flag was raised"), _("Answer")) for one in _first(asked)]
        cards = Card.objects.filter(organ__in=mine, state=Card.State.ISSUED)
        waits += [_card(one, _("Take note")) for one in _first(cards, "colour")]
    return waits


def _at_the_desk(on: date) -> Iterable[Waiting]:
    undecided = Flag.objects.filter(state__in=[Flag.State.RAISED, Flag.State.ANSWERED])
    for flag in _first(undecided):
        open_ = flag.state == Flag.State.RAISED and _runs(flag, on)
        if open_:
            yield _flag(flag, _("Flag raised, waiting for the organ"), _("Look"), mine=False)
        else:
            yield _flag(flag, _("The organ was heard"), _("Decide"))
    for card in _first(Card.objects.filter(state=Card.State.OBJECTED), "colour"):
        yield _card(card, _("Decide"))


def _runs(flag: Flag, on: date) -> bool:
    return flag.clock is not None and on <= flag.clock.due_on


def _first(found: QuerySet[Any], *fields: str) -> QuerySet[Any]:
    return slim(found, "state", *fields).order_by("clock__due_on", "pk")[:MOST]


def _flag(flag: Flag, what: Any, act: Any, *, mine: bool = True) -> Waiting:
    return Waiting(
        kind="cases",
        number=flag.number,
        url=reverse("cases:flag", args=[flag.pk]),
        organ=flag.organ.name,
        what=what,
        act=act,
        clock=flag.clock,
        mine=mine,
    )


def _card(card: Card, act: Any) -> Waiting:
    return Waiting(
        kind="cases",
        number=card.number,
        url=reverse("cases:card", args=[card.pk]),
        organ=card.organ.name,
        what=Card.Colour(card.colour).label,
        act=act,
        clock=card.clock,
    )
