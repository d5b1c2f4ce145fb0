"""Questions about suspicions: who may see them, and which wait for whom.

Only those who keep rounds: a flag is a question to people who check a count, not a verdict on
anybody, and what stands beside it is exact.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mingcha.appraisals.models import Round, Suspicion
from mingcha.appraisals.queries.rounds import keeps
from mingcha.appraisals.workflow import SUSPICION
from mingcha.foundation.waiting import Waiting
from mingcha.organs.models import Unit

S = Suspicion.State
MOST = 50
WORDS = {S.RAISED: _("Look into the suspicion"), S.PROPOSED: _("Decide what was proposed")}
ACTS = {S.RAISED: "propose", S.PROPOSED: "confirm"}


def suspicions_visible_to(person: Any) -> QuerySet[Suspicion]:
    """All for those who keep rounds, none for anybody else."""
    found = Suspicion.objects.select_related("round__rule", "clock").defer("round__public")
    return found if keeps(person) else found.none()


def suspicions_matching(words: str, person: Any) -> QuerySet[Suspicion]:
    """Suspicions whose number or round holds the words, as far as one may see them."""
    hit = Q(number__icontains=words) | Q(round__number__icontains=words)
    return suspicions_visible_to(person).filter(hit | Q(round__title__icontains=words))


def suspicions_about(organ: Unit, person: Any) -> QuerySet[Suspicion]:
    """Suspicions of papers or groups that lift or press one organ, or an office of it."""
    codes = [organ.code, *Unit.objects.filter(organ=organ).values_list("code", flat=True)]
    return suspicions_visible_to(person).filter(target__in=codes)


def suspicions_of(round_: Round) -> QuerySet[Suspicion]:
    """The suspicions of one round in the order in which they were raised."""
    return Suspicion.objects.filter(round=round_)


def waiting_in_suspicion(person: Any) -> list[Waiting]:
    """Suspicions to look into, and proposals that wait for a second person."""
    rows = suspicions_visible_to(person).filter(state__in=ACTS).order_by("clock__due_on", "pk")
    rows = rows.exclude(round__state=Round.State.VOID)
    return [_waits(one) for one in rows[:MOST] if SUSPICION[ACTS[S(one.state)]].by(one, person)]


def _waits(one: Suspicion) -> Waiting:
    return Waiting(
        kind="appraisals",
        number=one.number,
        url=reverse("appraisals:suspicion", args=[one.pk]),
        organ="",
        what=one.round.title,
        act=WORDS[S(one.state)],
        clock=one.clock,
    )
