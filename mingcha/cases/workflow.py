"""The lives of a flag and of a card. Commands, buttons, API and the diagrams obey these tables."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from mingcha.cases.models import Card, Flag
from mingcha.cases.refusals import NO_REASON, NO_WORDS, NOT_HEARD, REMINDERS_STAND, TOO_LATE
from mingcha.core.machine import Machine, Move
from mingcha.core.refusal import Refusal
from mingcha.foundation import time
from mingcha.foundation.workflow import life, party
from mingcha.people.models import Duty
from mingcha.people.parties import holds, the_organ

F, C = Flag.State, Card.State
R = Duty.Role
JUDGE = (R.CASE_HANDLER, R.DIRECTOR, R.CONDUCT_OFFICE)


@party(_("a case handler, the director or the conduct office"))
def those_who_judge(thing: Any, person: Any) -> bool:
    """Whoever supervises approvals for the centre; never somebody of the organ itself."""
    organ = getattr(thing, "organ_id", None)
    return holds(person, *JUDGE) and (organ is None or person.organ_id != organ)


@party(_("somebody of the centre who did not issue the card"))
def other_hands(card: Card, person: Any) -> bool:
    """An objection is decided by whoever has not decided already."""
    return those_who_judge(card, person) and person.pk != card.issued_by_id


def answer_given(flag: Flag) -> Refusal | None:
    """An answer has words; papers may stand beside them."""
    return None if flag.answer.strip() else NO_WORDS(number=flag.number)


def heard(flag: Flag) -> Refusal | None:
    """Nothing is confirmed before the organ has answered or its time is over."""
    clock = flag.clock
    if flag.state == F.RAISED and clock is not None and time.today() <= clock.due_on:
        return NOT_HEARD(organ=flag.organ.name, number=flag.number, day=clock.due_on)
    return None if flag.decision.strip() else NO_REASON(number=flag.number)


def reason_given(thing: Flag | Card) -> Refusal | None:
    """What ends a suspicion or a warning says why."""
    return None if thing.decision.strip() else NO_REASON(number=thing.number)


def may_be_objected(card: Card) -> Refusal | None:
    """Yellow and red ones, within the days, with words."""
    if card.colour == Card.Colour.REMINDER:
        return REMINDERS_STAND(number=card.number)
    last: date | None = card.object_by
    if last is not None and time.today() > last:
        return TOO_LATE(number=card.number, day=last)
    return None if card.objection.strip() else NO_WORDS(number=card.number)


UNDECIDED = {F.RAISED, F.ANSWERED}
STANDING = {C.ISSUED, C.ACKNOWLEDGED, C.OBJECTED}

# fmt: off
FLAG = life(Machine("cases.flag", F.RAISED, dict(F.choices), [
    #    act        from           to            by whom           only if
    Move("answer",  {F.RAISED},    F.ANSWERED,   the_organ,        answer_given),
    Move("confirm", UNDECIDED,     F.CONFIRMED,  those_who_judge,  heard),
    Move("excuse",  UNDECIDED,     F.EXCUSED,    those_who_judge,  reason_given),
]))

CARD = life(Machine("cases.card", C.ISSUED, dict(C.choices), [
    #    act            from                        to              by whom          only if
    Move("acknowledge", {C.ISSUED},                 C.ACKNOWLEDGED, the_organ),
    Move("object",      {C.ISSUED, C.ACKNOWLEDGED}, C.OBJECTED,     the_organ,       may_be_objected),
    Move("uphold",      {C.OBJECTED},               C.UPHELD,       other_hands,     reason_given),
    Move("cancel",      STANDING,                   C.CANCELLED,    other_hands,     reason_given),
]))
# fmt: on
