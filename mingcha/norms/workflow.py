"""The lives of rules, worded anew from a day on, and of checklists, frozen once in use."""

from __future__ import annotations

from mingcha.core.machine import Machine, Move
from mingcha.core.refusal import Refusal
from mingcha.foundation.workflow import life
from mingcha.norms.models import Checklist, Rule
from mingcha.norms.refusals import DRAFT_WAITS, NO_QUESTIONS
from mingcha.people.parties import those_who_lead

S = Checklist.State
R = Rule.State


def has_questions(checklist: Checklist) -> Refusal | None:
    """A checklist without questions cannot be used."""
    return None if checklist.items.exists() else NO_QUESTIONS(title=str(checklist))


def no_draft_waits(checklist: Checklist) -> Refusal | None:
    """One draft at a time for each kind of place."""
    drafts = Checklist.objects.filter(place_type=checklist.place_type, state=S.DRAFTED)
    draft = drafts.first()
    return None if draft is None else DRAFT_WAITS(version=draft.version)


_keepers = those_who_lead

# fmt: off
NORM, INSTITUTION = (life(Machine(name, R.IN_FORCE, dict(R.choices), [
    #    act            from            to            by whom
    Move("amend",       {R.IN_FORCE},   R.IN_FORCE,   _keepers),
    Move("end",         {R.IN_FORCE},   R.ENDED,      _keepers),
])) for name in ("norms.norm", "norms.institution"))

CHECKLIST = life(Machine("norms.checklist", S.DRAFTED, dict(S.choices), [
    #    act            from                     to          by whom   only if
    Move("add_item",    {S.DRAFTED},             S.DRAFTED,  _keepers),
    Move("drop_item",   {S.DRAFTED},             S.DRAFTED,  _keepers),
    Move("put_in_use",  {S.DRAFTED},             S.IN_USE,   _keepers, has_questions),
    Move("revise",      {S.IN_USE},              S.IN_USE,   _keepers, no_draft_waits),
    Move("retire",      {S.DRAFTED, S.IN_USE},   S.RETIRED,  _keepers),
]))
# fmt: on
