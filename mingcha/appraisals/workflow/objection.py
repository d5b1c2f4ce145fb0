"""The life of an objection to the facts of a result."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from mingcha.appraisals.models import Objection
from mingcha.appraisals.refusals import NO_REASON
from mingcha.core.machine import Machine, Move
from mingcha.core.refusal import Refusal
from mingcha.foundation.workflow import life, party
from mingcha.people.parties import those_who_lead

S = Objection.State


@party(_("the conduct office or the director of the centre, but nobody who counted"))
def those_who_did_not_count(objection: Objection, person: Any) -> bool:
    """Nobody decides about a count of their own."""
    counted_by = objection.subject.round.counted_by_id
    return those_who_lead(objection, person) and person.pk != counted_by


def answer_given(objection: Objection) -> Refusal | None:
    """A decision gives its reason."""
    return None if objection.answer.strip() else NO_REASON()


# fmt: off
OBJECTION = life(Machine("appraisals.objection", S.FILED, dict(S.choices), [
    #    act       from        to           by whom                   only if
    Move("uphold", {S.FILED},  S.UPHELD,    those_who_did_not_count,  answer_given),
    Move("reject", {S.FILED},  S.REJECTED,  those_who_did_not_count,  answer_given),
]))
# fmt: on
