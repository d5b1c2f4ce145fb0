"""The life of a suspicion: the count raises it, one person proposes, another decides."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from mingcha.appraisals.models import Suspicion
from mingcha.appraisals.refusals import NO_REASON, TAKES_TWO
from mingcha.core.machine import Machine, Move
from mingcha.core.refusal import Refusal
from mingcha.foundation.workflow import life, party
from mingcha.people.parties import those_who_lead

S = Suspicion.State
UNDECIDED = {S.RAISED, S.PROPOSED}


@party(_("the conduct office or the director of the centre, but not whoever counted"))
def who_did_not_count(suspicion: Suspicion, person: Any) -> bool:
    """Nobody judges what their own count has flagged."""
    return those_who_lead(suspicion, person) and person.pk != suspicion.round.counted_by_id


@party(_("a second person of those who lead, who neither counted nor proposed"))
def a_second_person(suspicion: Suspicion, person: Any) -> bool:
    """What one has proposed another decides."""
    return who_did_not_count(suspicion, person) and person.pk != suspicion.proposed_by_id


def proposal_given(suspicion: Suspicion) -> Refusal | None:
    """A proposal says what, and why."""
    return None if suspicion.verdict and suspicion.proposal.strip() else NO_REASON()


def reason_given(suspicion: Suspicion) -> Refusal | None:
    """A decision gives its reason."""
    return None if suspicion.reason.strip() else NO_REASON()


def alone_only_where_nothing_hangs_on_it(suspicion: Suspicion) -> Refusal | None:
    """One person alone dismisses only what could not have changed a result."""
    if suspicion.weighty and suspicion.proposed_by_id is None:
        return TAKES_TWO(number=suspicion.number)
    return reason_given(suspicion)


# fmt: off
SUSPICION = life(Machine("appraisals.suspicion", S.RAISED, dict(S.choices), [
    #    act        from                     to            by whom            only if
    Move("propose", {S.RAISED},              S.PROPOSED,   who_did_not_count, proposal_given),
    Move("confirm", {S.PROPOSED},            S.CONFIRMED,  a_second_person,   reason_given),
    Move("dismiss", UNDECIDED,               S.DISMISSED,  a_second_person,
         alone_only_where_nothing_hangs_on_it),
]))
# fmt: on
