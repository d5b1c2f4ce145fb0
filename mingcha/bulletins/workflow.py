"""The lives of a bulletin and of one organ named in it. Commands, buttons and API obey them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from mingcha.bulletins.models import Issue, Named
from mingcha.bulletins.record import paper
from mingcha.bulletins.refusals import (
    HEARING_OVER,
    LATER_NOT_OUT,
    NO_CORRECTION,
    NO_LONGER_COMPOSED,
    NO_REASON,
    NO_RULING,
    NO_TEXT,
    STILL_IN_TIME,
    STILL_TO_HEAR,
    UNPRINTABLE,
)
from mingcha.core.machine import Machine, Move
from mingcha.core.refusal import Refusal
from mingcha.foundation import time
from mingcha.foundation.workflow import life, party, the_calendar
from mingcha.people.parties import the_leader, the_organ, those_who_lead

S = Issue.State
N = Named.State
UNHEARD = {N.LISTED, N.TOLD, N.DISPUTED}
HEARD_IN = {S.COMPOSED, S.TOLD}
OUT = {S.PUBLISHED, S.CORRECTED, S.WITHDRAWN}


@party(_("the conduct office or the director, but not whoever composed it"))
def another_who_leads(named: Named, person: Any) -> bool:
    """Nobody rules on what they wrote."""
    return those_who_lead(named, person) and person.pk != named.issue.composer_id


@party(_("a city leader who did not compose it"))
def another_leader(issue: Issue, person: Any) -> bool:
    """Nobody approves what they wrote."""
    return the_leader(issue, person) and person.pk != issue.composer_id


def words_whole(issue: Issue) -> Refusal | None:
    """A title and an introduction; the figures speak for themselves."""
    return None if issue.title.strip() and issue.introduction.strip() else NO_TEXT()


def printable(issue: Issue) -> Refusal | None:
    """Every character is in a font of the press."""
    from mingcha.bulletins.render.press import missing_glyphs

    lacking = missing_glyphs(paper.content(issue))
    return UNPRINTABLE(characters=" ".join(sorted(lacking))) if lacking else None


def everybody_heard(issue: Issue) -> Refusal | None:
    """Whoever is named has answered, been ruled on, or let the days pass."""
    waiting = issue.named.filter(state__in=UNHEARD).select_related("organ")
    names = list(dict.fromkeys(named.organ.name for named in waiting))
    return STILL_TO_HEAR(organs="、".join(names[:8])) if names else printable(issue)


def reason_given(issue: Issue) -> Refusal | None:
    """What goes back or is withdrawn says why."""
    return None if issue.reason.strip() else NO_REASON()


def later_is_out(issue: Issue) -> Refusal | None:
    """Only a published later bulletin corrects an earlier one."""
    out = issue.corrected_by.filter(state=S.PUBLISHED).exists()
    return None if out else LATER_NOT_OUT(number=issue.doc_number)


def still_heard(named: Named) -> Refusal | None:
    """Facts are corrected before the bulletin is approved or withdrawn."""
    issue = named.issue
    return None if issue.state in HEARD_IN else HEARING_OVER(number=issue.number)


def correction_given(named: Named) -> Refusal | None:
    """Which fact is wrong."""
    return still_heard(named) or (None if named.correction.strip() else NO_CORRECTION())


def ruling_given(named: Named) -> Refusal | None:
    """An outcome with its reason; what is amended has its new words."""
    whole = named.outcome and named.ruling.strip() and named.passage.strip()
    return None if whole else NO_RULING()


def still_composed(named: Named) -> Refusal | None:
    """Passages change only while the bulletin is being composed."""
    issue = named.issue
    return None if issue.state == S.COMPOSED else NO_LONGER_COMPOSED(number=issue.number)


def left_out_with_reason(named: Named) -> Refusal | None:
    """Whoever is left out is left out for a reason that stays on record."""
    return still_composed(named) or (None if named.ruling.strip() else NO_REASON())


def passage_given(named: Named) -> Refusal | None:
    """A passage has words."""
    return still_composed(named) or (None if named.passage.strip() else NO_TEXT())


def days_over(named: Named) -> Refusal | None:
    """Silence counts only after the last day."""
    due = named.clock.due_on if named.clock else None
    if due is None or due < time.today():
        return None
    return STILL_IN_TIME(organ=named.organ.name, day=due)


# fmt: off
ISSUE = life(Machine("bulletins.issue", S.COMPOSED, dict(S.choices), [
    #    act          from                    to           by whom          only if
    Move("edit_text", {S.COMPOSED},           S.COMPOSED,  those_who_lead,  words_whole),
    Move("name",      {S.COMPOSED},           S.COMPOSED,  those_who_lead),
    Move("tell",      {S.COMPOSED},           S.TOLD,      those_who_lead,  printable),
    Move("approve",   {S.TOLD},               S.APPROVED,  another_leader,  everybody_heard),
    Move("send_back", {S.TOLD, S.APPROVED},   S.COMPOSED,  the_leader,      reason_given),
    Move("publish",   {S.APPROVED},           S.PUBLISHED, those_who_lead),
    Move("correct",   {S.PUBLISHED},          S.CORRECTED, those_who_lead,  later_is_out),
    Move("withdraw",  set(S) - {S.WITHDRAWN}, S.WITHDRAWN, those_who_lead,  reason_given),
]))

NAMED = life(Machine("bulletins.named", N.LISTED, dict(N.choices), [
    #    act                from                            to           by whom             only if
    Move("reword",          set(N) - {N.DISPUTED},          N.LISTED,    those_who_lead,     passage_given),
    Move("leave_out",       set(N) - {N.LEFT_OUT},          N.LEFT_OUT,  those_who_lead,     left_out_with_reason),
    Move("inform",          {N.LISTED},                     N.TOLD,      those_who_lead),
    Move("accept_facts",    {N.TOLD},                       N.ACCEPTED,  the_organ,          still_heard),
    Move("correct_facts",   {N.TOLD},                       N.DISPUTED,  the_organ,          correction_given),
    Move("rule_correction", {N.DISPUTED},                   N.RULED,     another_who_leads,  ruling_given),
    Move("lapse",           {N.TOLD},                       N.LAPSED,    the_calendar,       days_over),
]))
# fmt: on
