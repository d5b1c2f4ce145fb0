"""The life of a rule version: prepared, tried out, published for good."""

from __future__ import annotations

from mingcha.appraisals.models import Round, RuleVersion
from mingcha.appraisals.refusals import BASELINE_NOT_FINAL, NO_DOCUMENT
from mingcha.core.machine import Machine, Move
from mingcha.core.refusal import Refusal
from mingcha.foundation.workflow import life
from mingcha.people.parties import the_conduct_office

S = RuleVersion.State


def document_named(rule: RuleVersion) -> Refusal | None:
    """What is published names the decision behind it."""
    return None if rule.document.strip() else NO_DOCUMENT()


def baseline_final(rule: RuleVersion) -> Refusal | None:
    """The round that results will be compared with is final."""
    number = str(rule.parameters.get("baseline", ""))
    ended = {Round.State.FINAL, Round.State.CLOSED}
    if not number or Round.objects.filter(number=number, state__in=ended).exists():
        return None
    return BASELINE_NOT_FINAL(number=number)


def fit_to_publish(rule: RuleVersion) -> Refusal | None:
    """What is published names the decision behind it, and a baseline that is final."""
    return document_named(rule) or baseline_final(rule)


# fmt: off
RULE = life(Machine("appraisals.ruleversion", S.DRAFTED, dict(S.choices), [
    #    act         from         to            by whom             only if
    Move("amend",    {S.DRAFTED}, S.DRAFTED,    the_conduct_office),
    Move("publish",  {S.DRAFTED}, S.PUBLISHED,  the_conduct_office, fit_to_publish),
    Move("discard",  {S.DRAFTED}, S.DISCARDED,  the_conduct_office),
]))
# fmt: on
