"""The life of a draw. Commands, buttons, API and the diagram obey this table."""

from __future__ import annotations

from mingcha.core.machine import Machine, Move
from mingcha.core.refusal import Refusal
from mingcha.draws.models import Draw
from mingcha.draws.refusals import NO_REASON, NO_SEED_YET
from mingcha.foundation.workflow import life
from mingcha.people.parties import the_conduct_office, those_who_lead

S = Draw.State


def seed_thrown(draw: Draw) -> Refusal | None:
    """A draw is made with a seed, never without."""
    return None if draw.seed else NO_SEED_YET(number=draw.number)


def reason_given(draw: Draw) -> Refusal | None:
    """A draw that does not count says why."""
    return None if draw.remark.strip() else NO_REASON()


# fmt: off
DRAW = life(Machine("draws.draw", S.PREPARED, dict(S.choices), [
    #    act      from                     to        by whom              only if
    Move("draw",  {S.PREPARED},            S.DRAWN,  those_who_lead,      seed_thrown),
    Move("void",  {S.PREPARED, S.DRAWN},   S.VOID,   the_conduct_office,  reason_given),
]))
# fmt: on
