"""The life of a draw. Commands, buttons, API and the diagram obey this table."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from mingcha.core.machine import Machine, Move
from mingcha.core.refusal import Refusal
from mingcha.draws.models import Draw
from mingcha.draws.refusals import NO_REASON, NO_SEED_YET, NOT_SEALED
from mingcha.foundation import time
from mingcha.foundation.workflow import life, party
from mingcha.people.models import Duty
from mingcha.people.parties import holds, the_conduct_office, those_who_lead

S = Draw.State
R = Duty.Role

# Inspectors are not among them: a draw names the targets of every team, theirs and the others'.
MAY_SEE = (R.CONDUCT_OFFICE, R.DIRECTOR, R.AUDITOR)


@party(_("those who commission draws, or an auditor"))
def those_who_see_draws(thing: Any, person: Any) -> bool:
    """Whoever may know what is in the bag; a sealed result they see only by a logged look."""
    return holds(person, *MAY_SEE)


def sealed(draw: Draw) -> bool:
    """Whether what was drawn is still under seal at this moment."""
    until = draw.sealed_until
    return draw.state != S.PREPARED and until is not None and time.now() < until


def seed_thrown(draw: Draw) -> Refusal | None:
    """A draw is made with a seed, never without."""
    return None if draw.seed else NO_SEED_YET(number=draw.number)


def reason_given(draw: Draw) -> Refusal | None:
    """A draw that does not count says why."""
    return None if draw.remark.strip() else NO_REASON()


def under_seal(draw: Draw) -> Refusal | None:
    """Only what is sealed needs a look that is logged."""
    return None if sealed(draw) else NOT_SEALED(number=draw.number)


# fmt: off
DRAW = life(Machine("draws.draw", S.PREPARED, dict(S.choices), [
    #    act      from                     to        by whom               only if
    Move("draw",  {S.PREPARED},            S.DRAWN,  those_who_lead,       seed_thrown),
    Move("look",  {S.DRAWN},               S.DRAWN,  those_who_see_draws,  under_seal),
    Move("void",  {S.PREPARED, S.DRAWN},   S.VOID,   the_conduct_office,   reason_given),
]))
# fmt: on
