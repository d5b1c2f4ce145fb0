"""Acts on cards: a reminder before the limit, yellow and red ones after a confirmed flag."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from mingcha.cases import queries, rules
from mingcha.cases.models import Card, Case, Flag
from mingcha.cases.workflow import CARD
from mingcha.foundation import clocks, journal, policy, workdays
from mingcha.foundation.models import Clock
from mingcha.foundation.numbers import next_number
from mingcha.foundation.workflow import advance

CENTRE, ORGAN = Clock.Side.CENTRE, Clock.Side.ORGAN


@transaction.atomic
def issue_card(
    case: Case, colour: str, *, reason: str, by: Any, on: date, flag: Flag | None = None
) -> Card:
    """Warn an organ of one case; a yellow or red card names the flag that was confirmed."""
    last = None
    if colour != Card.Colour.REMINDER:
        last = queries.calendar_now().add(on, policy.value(rules.OBJECT_WD, on=on))
    card = Card(
        number=next_number("JP", on.year),
        case=case,
        organ=case.organ,
        flag=flag,
        colour=colour,
        reason=reason[:300],
        issued_on=on,
        issued_by=by,
        object_by=last,
    )
    card.save()
    card.clock = clocks.start(card, rules.ACKNOWLEDGE_WD, side=ORGAN, on=on)
    card.save(update_fields=["clock"])
    said = {"case": case.number, "colour": colour, "reason": reason, "flag": flag and flag.number}
    journal.record("cases.card.issue", about=card, by=by, facts=said)
    return card


@workdays.asked_once()
def remind(*, on: date) -> list[Card]:
    """What the calendar does: a reminder for every case whose promised limit is near."""
    return [_remind(case, on) for case in queries.to_remind(on=on)]


def _remind(case: Case, on: date) -> Card:
    with translation.override(settings.LANGUAGE_CODE):  # whoever set the calendar going
        reason = _("Promised by {day}.").format(day=case.promised_due_on)
    return issue_card(case, Card.Colour.REMINDER, reason=reason, by=None, on=on)


@transaction.atomic
def acknowledge(card: Card, *, by: Any, on: date) -> Card:
    """The organ has taken note."""
    return _end(advance(CARD, card, "acknowledge", by=by), on)


@transaction.atomic
def object(card: Card, *, by: Any, on: date, objection: str) -> Card:  # noqa: A001 -- the field's word
    """The organ objects to a yellow or red card; somebody else decides."""
    advance(CARD, card, "object", by=by, objection=objection.strip())
    card.clock = clocks.hand_over(card.clock, card, rules.DECISION_WD, side=CENTRE, on=on)
    card.save(update_fields=["clock"])
    return card


@transaction.atomic
def uphold(card: Card, *, by: Any, on: date, decision: str) -> Card:
    """The objection does not hold; the card stays and counts."""
    said: dict[str, Any] = {"decision": decision.strip(), "decided_on": on}
    return _end(advance(CARD, card, "uphold", by=by, **said), on)


@transaction.atomic
def cancel(card: Card, *, by: Any, on: date, decision: str) -> Card:
    """The card was wrong or has lost its ground; it counts no more, and why stays on record."""
    said: dict[str, Any] = {"decision": decision.strip(), "decided_on": on}
    return _end(advance(CARD, card, "cancel", by=by, **said), on)


def _end(card: Card, on: date) -> Card:
    if card.clock is not None and card.clock.ended_on is None:
        clocks.stop(card.clock, on=on)
    return card
