"""The life of a checklist: drafted, put in use and frozen, retired by its successor."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from mingcha.core.machine import Machine, Move
from mingcha.core.refusal import Refusal
from mingcha.foundation.workflow import life, party
from mingcha.norms.models import Checklist
from mingcha.norms.refusals import NO_QUESTIONS
from mingcha.people.models import Duty
from mingcha.people.parties import holds

S = Checklist.State


@party(_("the conduct office or the director of the centre"))
def the_keepers_of_the_rules(thing: Any, person: Any) -> bool:
    """Whoever decides what is asked for."""
    return holds(person, Duty.Role.CONDUCT_OFFICE, Duty.Role.DIRECTOR)


def has_questions(checklist: Checklist) -> Refusal | None:
    """A checklist without questions cannot be used."""
    return None if checklist.items.exists() else NO_QUESTIONS(title=str(checklist))


_keepers = the_keepers_of_the_rules

# fmt: off
CHECKLIST = life(Machine("norms.checklist", S.DRAFTED, dict(S.choices), [
    #    act            from                     to          by whom   only if
    Move("add_item",    {S.DRAFTED},             S.DRAFTED,  _keepers),
    Move("drop_item",   {S.DRAFTED},             S.DRAFTED,  _keepers),
    Move("put_in_use",  {S.DRAFTED},             S.IN_USE,   _keepers, has_questions),
    Move("revise",      {S.IN_USE},              S.IN_USE,   _keepers),
    Move("retire",      {S.DRAFTED, S.IN_USE},   S.RETIRED,  _keepers),
]))
# fmt: on
