"""The life of a rule version: prepared, tried out, published for good."""

from __future__ import annotations

from mingcha.appraisals.models import RuleVersion
from mingcha.appraisals.refusals import NO_DOCUMENT
from mingcha.core.machine import Machine, Move
from mingcha.core.refusal import Refusal
from mingcha.foundation.workflow import life
from mingcha.people.parties import the_conduct_office

S = RuleVersion.State


def document_named(rule: RuleVersion) -> Refusal | None:
    """What is published names the decision behind it."""
    return None if rule.document.strip() else NO_DOCUMENT()


# fmt: off
RULE = life(Machine("appraisals.ruleversion", S.DRAFTED, dict(S.choices), [
    #    act         from         to            by whom             only if
    Move("amend",    {S.DRAFTED}, S.DRAFTED,    the_conduct_office),
    Move("publish",  {S.DRAFTED}, S.PUBLISHED,  the_conduct_office, document_named),
    Move("discard",  {S.DRAFTED}, S.DISCARDED,  the_conduct_office),
]))
# fmt: on
