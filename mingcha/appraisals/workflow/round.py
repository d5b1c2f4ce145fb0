"""The life of a round (domain reference 4.11), over the life of its poll."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from mingcha.appraisals.models import Objection, Round, RuleVersion
from mingcha.appraisals.refusals import (
    COUNTERS_DO_NOT_CHECK,
    NO_REASON,
    NOBODY_RATED,
    NOT_COUNTED,
    OBJECTIONS_UNDECIDED,
    POLL_NOT_READY,
    RULE_NOT_PUBLISHED,
    SUSPICIONS_UNDECIDED,
)
from mingcha.appraisals.workflow.suspicion import UNDECIDED
from mingcha.core.machine import NOT_YOURS, Machine, Move
from mingcha.core.refusal import Refusal
from mingcha.foundation.workflow import life, party
from mingcha.people.parties import the_conduct_office, those_who_lead
from mingcha.polls.models import Poll

S = Round.State
P = Poll.State
FIXED = {P.FROZEN, P.OPEN, P.PAPER, P.CLOSED, P.COUNTED, P.PUBLISHED}
COUNTED = {P.COUNTED, P.PUBLISHED}


@party(_("the conduct office or the director of the centre, but not whoever counted"))
def other_heads(round_: Round, person: Any) -> bool:
    """Nobody checks a count of their own."""
    return those_who_lead(round_, person) and person.pk != round_.counted_by_id


def only_the_office(person: Any) -> None:
    """Refuse whoever is not of the conduct office."""
    if not the_conduct_office(None, person):
        raise NOT_YOURS(who=the_conduct_office.words)


def rule_public(round_: Round) -> Refusal | None:
    """No round without a rule that everybody could read before."""
    if round_.rule.state != RuleVersion.State.PUBLISHED:
        return RULE_NOT_PUBLISHED(code=round_.rule.code)
    return None if round_.subjects.exists() else NOBODY_RATED()


def paper_fixed(round_: Round) -> Refusal | None:
    """The paper is fixed before anybody is let in."""
    ready = round_.poll is not None and round_.poll.state in FIXED
    return None if ready else POLL_NOT_READY(number=round_.number)


def poll_counted(round_: Round) -> Refusal | None:
    """Results come from a count, for everybody at the same moment."""
    counted = round_.poll is not None and round_.poll.state in COUNTED
    return None if counted else NOT_COUNTED(number=round_.number)


def nothing_suspected(round_: Round) -> Refusal | None:
    """Every suspicion is decided before anybody says that a count holds, or in part."""
    left = round_.suspicions.filter(state__in=UNDECIDED).count()
    return SUSPICIONS_UNDECIDED(number=round_.number, n=left) if left else None


def checks_told(round_: Round) -> Refusal | None:
    """Suspicions are decided, and whoever checked says what they found."""
    told = round_.checks.strip()
    return nothing_suspected(round_) or (
        None if told else COUNTERS_DO_NOT_CHECK(number=round_.number)
    )


def groups_voided(round_: Round) -> Refusal | None:
    """Suspicions are decided; a group falls away by name and with a reason."""
    if no := nothing_suspected(round_):
        return no
    named = round_.void_groups and all(str(why).strip() for why in round_.void_groups.values())
    return None if named else NO_REASON()


def reason_given(round_: Round) -> Refusal | None:
    """What is declared void, or reckoned anew, says why."""
    return None if round_.remark.strip() else NO_REASON()


def nothing_open(round_: Round) -> Refusal | None:
    """Every objection is decided before a result is final."""
    filed = Objection.objects.filter(subject__round=round_, state=Objection.State.FILED)
    return OBJECTIONS_UNDECIDED(number=round_.number) if filed.exists() else None


CHECKED = {S.VALIDATED, S.PARTLY_VOID}
LIVE = {S.DESIGNED, S.PUBLISHED, S.PANEL_DRAWN, S.OPEN, S.COUNTED, *CHECKED, S.OBJECTIONS}

# fmt: off
ROUND = life(Machine("appraisals.round", S.DESIGNED, dict(S.choices), [
    #    act           from                   to              by whom             only if
    Move("amend",      {S.DESIGNED},             S.DESIGNED,     the_conduct_office),
    Move("publish",    {S.DESIGNED},             S.PUBLISHED,    the_conduct_office, rule_public),
    Move("prepare_panel", {S.PUBLISHED},         S.PUBLISHED,    the_conduct_office),
    Move("draw_panel", {S.PUBLISHED},            S.PANEL_DRAWN,  the_conduct_office),
    Move("open",       {S.PANEL_DRAWN},          S.OPEN,         the_conduct_office, paper_fixed),
    Move("remind",     {S.OPEN},                 S.OPEN,         the_conduct_office),
    Move("score",      {S.OPEN},                 S.COUNTED,      the_conduct_office, poll_counted),
    Move("validate",   {S.COUNTED},              S.VALIDATED,    other_heads,        checks_told),
    Move("void_part",  {S.COUNTED},              S.PARTLY_VOID,  other_heads,        groups_voided),
    Move("tell",       CHECKED,                  S.OBJECTIONS,   the_conduct_office),
    Move("recompute",  {S.OBJECTIONS},           S.OBJECTIONS,   other_heads,        reason_given),
    Move("decide",     {S.OBJECTIONS},           S.FINAL,        other_heads,        nothing_open),
    Move("close",      {S.FINAL},                S.CLOSED,       the_conduct_office),
    Move("void",       LIVE,                     S.VOID,         the_conduct_office, reason_given),
]))
# fmt: on
