"""The lives of a plan and of a visit. Commands, buttons, API and the diagram obey these tables."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mingcha.core.machine import Machine, Move
from mingcha.core.refusal import Refusal
from mingcha.foundation import time
from mingcha.foundation.workflow import life, party, the_calendar
from mingcha.people import queries as people
from mingcha.people.parties import (
    the_centre,
    the_conduct_office,
    the_director,
    the_inspector,
    the_organ,
    those_who_lead,
)
from mingcha.visits import record
from mingcha.visits.models import Burden, Mode, Plan, Visit
from mingcha.visits.refusals import (
    NO_FACTS,
    NO_REASON,
    NO_WORDS,
    NOT_OPEN_YET,
    NOT_SIGNED_YET,
    PLAN_EMPTY,
    ROUNDS_OPEN,
    SIGNED_ALREADY,
    THEME_WITHOUT_DOCUMENT,
    TIED,
    TIMES_UNFIT,
)

P = Plan.State
S = Visit.State
UNDER_WAY = {S.SEALED, S.OPENED, S.RECORDED, S.SIGNED, S.RETURNED}


@party(_("an inspector of the team"))
def the_team(visit: Visit, person: Any) -> bool:
    """Whoever was drawn or named for this very visit and is still an inspector."""
    return the_inspector(visit, person) and person in visit.team.all()


@party(_("an inspector of the team, or whoever enters its paper sheet"))
def whoever_enters(visit: Visit, person: Any) -> bool:
    """The team itself; where it wrote on paper, those who lead may enter the sheet for it."""
    return the_team(visit, person) or those_who_lead(visit, person)


@party(_("the other inspector of the team"))
def the_other_inspector(visit: Visit, person: Any) -> bool:
    """A member of the team who has not signed this record yet."""
    return the_team(visit, person) and person.pk not in record.signers(visit)


@party(_("somebody of the centre who was not in the team and has no tie to the organ"))
def a_second_pair_of_eyes(visit: Visit, person: Any) -> bool:
    """Nobody checks the quality of a record of their own, or about an organ of their own."""
    if not the_centre(visit, person) or person in visit.team.all():
        return False
    if visit.state == S.SEALED:  # whether it is their own organ must not tell where it leads
        return True
    return not people.tied_to(visit.organ, on=time.today()).filter(pk=person.pk).exists()


@party(_("the organ that was visited openly"))
def the_visited_openly(visit: Visit, person: Any) -> bool:
    """Head or liaison of the organ; of a covert visit it learns only what is fed back."""
    return visit.mode == Mode.OPEN and the_organ(visit, person)


@party(_("the director of the centre"))
def the_director_or_the_calendar(visit: Visit, person: Any) -> bool:
    """The director; or the program itself, when the draw behind it is declared void."""
    return the_director(visit, person) or the_calendar(visit, person)


@party(_("the staff of the centre, or the head or liaison of the organ that bore it"))
def whoever_bears(burden: Burden, person: Any) -> bool:
    """What is imposed is entered by the centre, or reported by the organ itself."""
    return the_centre(burden, person) or the_organ(burden, person)


def whole(plan: Plan) -> Refusal | None:
    """A plan says what for, which document each theme carries out, and how much at most."""
    if not (plan.themed and plan.ceiling > 0):
        return PLAN_EMPTY()
    bare = next((theme for theme, document in plan.themed if not document), None)
    return THEME_WITHOUT_DOCUMENT(theme=bare) if bare else None


def all_visits_over(plan: Plan) -> Refusal | None:
    """A plan closes when nothing of it is under way."""
    running = plan.visits.filter(Q(state__in=UNDER_WAY)).count()
    return ROUNDS_OPEN(n=running) if running else None


def hour_come(visit: Visit) -> Refusal | None:
    """A sealed envelope opens at its time, not before."""
    if time.now() >= visit.opens_at:
        return None
    return NOT_OPEN_YET(when=f"{visit.opens_at.astimezone(time.city_zone()):%Y-%m-%d %H:%M}")


def fit_to_open(visit: Visit) -> Refusal | None:
    """The hour has come, and nobody of the team is tied to the organ that is now read out."""
    if no := hour_come(visit):
        return no
    tied = people.tied_to(visit.organ, on=time.today()).filter(visits=visit)
    names = "、".join(person.name for person in tied)
    return TIED(names=names, organ=visit.organ.name) if names else None


def record_whole(visit: Visit) -> Refusal | None:
    """Times that can be true, and what was seen."""
    began, ended = visit.began_at, visit.ended_at
    if not (began and ended and visit.opens_at <= began <= ended <= time.now()):
        return hour_come(visit) or TIMES_UNFIT(number=visit.number)
    return None if visit.facts.strip() else NO_FACTS()


def unsigned(visit: Visit) -> Refusal | None:
    """The first signature is given once."""
    first = visit.signatures.filter(digest=record.digest(visit)).select_related("person").first()
    return SIGNED_ALREADY(name=first.person.name) if first else None


def signed_once(visit: Visit) -> Refusal | None:
    """A second signature needs a first."""
    return None if record.signers(visit) else NOT_SIGNED_YET()


def words_given(visit: Visit) -> Refusal | None:
    """An empty reply is none."""
    return None if visit.organ_reply.strip() else NO_WORDS()


def reason_given(visit: Visit) -> Refusal | None:
    """What is sent back or cancelled says why."""
    return None if visit.remark.strip() else NO_REASON()


# fmt: off
PLAN = life(Machine("visits.plan", P.DRAFTED, dict(P.choices), [
    #    act        from           to           by whom              only if
    Move("revise",  {P.DRAFTED},   P.DRAFTED,   those_who_lead),
    Move("approve", {P.DRAFTED},   P.APPROVED,  the_conduct_office,  whole),
    Move("close",   {P.APPROVED},  P.CLOSED,    the_conduct_office,  all_visits_over),
]))

VISIT = life(Machine("visits.visit", S.SEALED, dict(S.choices), [
    #    act               from                              to           by whom                        only if
    Move("look",            {S.SEALED},                       S.SEALED,    those_who_lead),
    Move("open",            {S.SEALED},                       S.OPENED,    the_team,                      fit_to_open),
    Move("hand_in",         {S.SEALED, S.OPENED, S.RETURNED}, S.RECORDED,  whoever_enters,                record_whole),
    Move("sign",            {S.RECORDED},                     S.RECORDED,  the_team,                      unsigned),
    Move("countersign",     {S.RECORDED},                     S.SIGNED,    the_other_inspector,           signed_once),
    Move("add_organ_words", {S.SIGNED},                       S.SIGNED,    the_visited_openly,            words_given),
    Move("send_back",       {S.RECORDED, S.SIGNED},           S.RETURNED,  a_second_pair_of_eyes,         reason_given),
    Move("verify",          {S.SIGNED},                       S.VERIFIED,  a_second_pair_of_eyes),
    Move("cancel",          {S.SEALED, S.OPENED},             S.CANCELLED, the_director_or_the_calendar,  reason_given),
]))
# fmt: on
