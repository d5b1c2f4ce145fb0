"""The life of a finding. Commands, buttons, API and the diagram obey this table."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from mingcha.core.machine import Machine, Move
from mingcha.core.refusal import Refusal
from mingcha.findings.models import Finding
from mingcha.findings.refusals import (
    GOES_TO_SUPERVISION,
    MUST_BE_HEARD,
    NO_REASON,
    NO_REPLY,
    NOT_AMENDED,
)
from mingcha.foundation.workflow import life, party, the_calendar
from mingcha.norms.models import FailureKind
from mingcha.people.models import Duty
from mingcha.people.parties import holds, the_organ

S = Finding.State
R = Duty.Role


@party(_("a case handler, the director or the conduct office"))
def those_who_serve(finding: Finding, person: Any) -> bool:
    """Whoever serves letters and decides for the centre."""
    return holds(person, R.CASE_HANDLER, R.DIRECTOR, R.CONDUCT_OFFICE)


@party(
    _(
        "a case handler, the director or the conduct office; of a disputed finding, nobody who made it"
    )
)
def a_free_mind(finding: Finding, person: Any) -> bool:
    """Where the organ disputes the facts, somebody decides who did not find them."""
    if not those_who_serve(finding, person):
        return False
    disputed = finding.stance == Finding.Stance.DISPUTES
    return not (disputed and person in finding.finders.all())


def may_be_told(finding: Finding) -> Refusal | None:
    """Integrity goes upwards; what was answered is fed back again only when amended."""
    if finding.failure_kind == FailureKind.EXTORTION:
        return GOES_TO_SUPERVISION(number=finding.number)
    if finding.state == S.ANSWERED and finding.amended_on is None:
        return NOT_AMENDED(number=finding.number)
    return None


def words_given(finding: Finding) -> Refusal | None:
    """Accepting needs no words; explaining and disputing do."""
    accepts = finding.stance == Finding.Stance.ACCEPTS
    said = finding.reply.strip() and finding.stance
    return None if accepts or said else NO_REPLY(number=finding.number)


def heard(finding: Finding) -> Refusal | None:
    """Nothing is confirmed that the organ could not reply to; a dispute is answered in words."""
    if finding.was_sharpened:
        return MUST_BE_HEARD(number=finding.number)
    return reason_given(finding) if finding.stance == Finding.Stance.DISPUTES else None


def reason_given(finding: Finding) -> Refusal | None:
    """What changes or ends a finding says why."""
    return None if finding.decision.strip() else NO_REASON(number=finding.number)


def clue_named(finding: Finding) -> Refusal | None:
    """An integrity matter speaks for itself; anything else is transferred with its reason."""
    return None if finding.failure_kind == FailureKind.EXTORTION else reason_given(finding)


UNDECIDED = {S.PROPOSED, S.FED_BACK, S.ANSWERED}

# fmt: off
FINDING = life(Machine("findings.finding", S.PROPOSED, dict(S.choices), [
    #    act            from                     to              by whom          only if
    Move("feed_back",   {S.PROPOSED, S.ANSWERED}, S.FED_BACK,    those_who_serve, may_be_told),
    Move("reply",       {S.FED_BACK},            S.ANSWERED,     the_organ,       words_given),
    Move("lapse_reply", {S.FED_BACK},            S.ANSWERED,     the_calendar),
    Move("amend",       {S.ANSWERED},            S.ANSWERED,     a_free_mind,     reason_given),
    Move("confirm",     {S.ANSWERED},            S.CONFIRMED,    a_free_mind,     heard),
    Move("withdraw",    UNDECIDED,               S.WITHDRAWN,    a_free_mind,     reason_given),
    Move("transfer",    {*UNDECIDED, S.CONFIRMED}, S.TRANSFERRED, those_who_serve, clue_named),
]))
# fmt: on
