"""Questions about plans and rounds: who may see them, how far they have come."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from mingcha.draws.models import Draw
from mingcha.draws.workflow import MAY_SEE as MAY_SEE_ROUNDS
from mingcha.foundation import time
from mingcha.foundation.models import JournalEntry
from mingcha.foundation.searching import having
from mingcha.foundation.waiting import Waiting
from mingcha.people import queries as people
from mingcha.people.models import Duty
from mingcha.people.parties import the_conduct_office, those_who_lead
from mingcha.visits.models import Plan, Round, Visit

R = Duty.Role
S = Visit.State
MAY_SEE_PLANS = {*people.CENTRE, R.AUDITOR}
OPENED = ~Q(state__in=[S.SEALED, S.CANCELLED])


def plans_visible_to(person: Any) -> QuerySet[Plan]:
    """The centre and auditors see every plan; leaders those in force; nobody else sees any."""
    roles = people.roles_of(person, on=time.today())
    if roles & MAY_SEE_PLANS:
        return Plan.objects.all()
    if R.LEADER in roles:
        return Plan.objects.exclude(state=Plan.State.DRAFTED)
    return Plan.objects.none()


def plan_of(year: int) -> Plan | None:
    """The plan in force for a year; None where there is none."""
    return Plan.objects.filter(year=year, state=Plan.State.APPROVED).first()


def may_see_rounds(person: Any) -> bool:
    """Whether this person is among those who see draws and the rounds they are for."""
    return not people.roles_of(person, on=time.today()).isdisjoint(MAY_SEE_ROUNDS)


def rounds_visible_to(person: Any) -> QuerySet[Round]:
    """Whoever may see draws sees the rounds they are for; with how far each has come."""
    if not may_see_rounds(person):
        return Round.objects.none()
    return Round.objects.select_related("draw", "plan", "checklist").annotate(
        envelopes=Count("draw__visits", filter=~Q(draw__visits__state=S.CANCELLED)),
        opened=Count("draw__visits", filter=~Q(draw__visits__state__in=[S.SEALED, S.CANCELLED])),
        verified=Count("draw__visits", filter=Q(draw__visits__state=S.VERIFIED)),
    )


def rounds_of(plan: Plan, person: Any) -> QuerySet[Round]:
    """The rounds of one plan, by the hour at which their envelopes open."""
    return rounds_visible_to(person).filter(plan=plan).order_by("opens_at", "id")


def plans_matching(words: str, person: Any) -> QuerySet[Plan]:
    """Plans whose title or themes hold the words, as far as one may see them."""
    return plans_visible_to(person).filter(having(words, "title", "themes"))


def plans_waiting_for(person: Any, *, on: date) -> list[Waiting]:
    """Drafts that wait for approval, and rounds drawn whose envelopes are not sealed yet."""
    found: list[Waiting] = []
    if the_conduct_office(None, person):
        drafts = Plan.objects.filter(state=Plan.State.DRAFTED)[:5]
        found += [_waiting(plan, "visits:plan", _("Approve the plan")) for plan in drafts]
    if those_who_lead(None, person):
        loose = Round.objects.filter(draw__state=Draw.State.DRAWN, draw__visits=None)
        rounds = loose.select_related("draw")[:20]
        found += [_waiting(one, "visits:round", _("Seal the envelopes")) for one in rounds]
    return found


def _waiting(thing: Plan | Round, name: str, act: str) -> Waiting:
    url = reverse(name, args=[thing.pk])
    what = thing.title if isinstance(thing, Plan) else thing.draw.purpose
    return Waiting(kind="visits", number=str(thing), url=url, organ="", what=what, act=act)


@dataclass(frozen=True)
class Use:
    """How much of the plan has been used: counts only, nothing about what is sealed."""

    visits: int
    sealed: int
    organs: int


def uses(plan: Plan) -> Use:
    """Visits of a plan that have opened, envelopes still sealed, and organs visited."""
    rows = plan.visits.aggregate(
        visits=Count("pk", filter=OPENED),
        sealed=Count("pk", filter=Q(state=S.SEALED)),
        organs=Count("organ", filter=OPENED, distinct=True),
    )
    return Use(**rows)


def is_to_be_sealed(round_: Round) -> bool:
    """Whether a round is drawn and its envelopes are not made yet."""
    return round_.draw.state == Draw.State.DRAWN and not envelopes(round_).exists()


def envelopes(round_: Round) -> QuerySet[Visit]:
    """The visits of a round with what anybody who sees rounds may know: number, state, hour."""
    return Visit.objects.filter(draw=round_.draw_id).only("number", "state", "opens_at")


def named(plan: Plan) -> QuerySet[Visit]:
    """The visits of a plan that were named by hand, each with its reason."""
    found = Visit.objects.filter(plan=plan, draw=None)
    fields = ("number", "state", "opens_at", "reason", "mode", "clock")
    return found.only(*fields).order_by("-opens_at")


@dataclass(frozen=True)
class Step:
    """One step of a round: what, by whom and when it was done."""

    name: str
    at: datetime | None
    by: str


def steps(round_: Round) -> list[Step]:
    """From the fixed pool to the sealed envelopes, as the journal has it."""
    draw = str(round_.draw_id)
    wanted = {
        "draws.draw.prepare": Q(about_kind=Draw.kind(), about_id=draw),
        "draws.draw.draw": Q(about_kind=Draw.kind(), about_id=draw),
        "visits.round.assign": Q(about_kind="visits.round", about_id=str(round_.pk)),
    }
    asked = Q()
    for verb, about in wanted.items():
        asked |= about & Q(verb=verb)
    entries = JournalEntry.objects.filter(asked).select_related("by")
    return _steps(wanted, entries)


def _steps(verbs: Iterable[str], entries: Iterable[JournalEntry]) -> list[Step]:
    made = {entry.verb: entry for entry in entries}
    return [
        Step(verb, made[verb].at, str(made[verb].by or ""))
        if verb in made
        else Step(verb, None, "")
        for verb in verbs
    ]
