"""Questions about rule versions and rounds: who may see which, what waits, who took part."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mingcha.appraisals import record
from mingcha.appraisals.models import Round, RuleVersion, Subject, Suspicion
from mingcha.appraisals.refusals import UNKNOWN_UNIT
from mingcha.appraisals.workflow import ROUND, UNDECIDED
from mingcha.core.steps import exact
from mingcha.foundation import time
from mingcha.foundation.waiting import Waiting
from mingcha.meetings import queries as meetings
from mingcha.organs.models import Unit
from mingcha.organs.queries import standing
from mingcha.people import queries as people
from mingcha.people.models import Duty
from mingcha.polls import queries as polls
from mingcha.polls.models import Poll
from mingcha.polls.queries import Intake, intake

S = Round.State
R = Duty.Role
KEEPERS = frozenset({R.CONDUCT_OFFICE, R.DIRECTOR, R.AUDITOR})  # who sees every draft
HEAVY = ("public", "rule__parameters")
MOST = 50


def keeps(person: Any) -> bool:
    """Whether this person sees every round, list and panel: office, director, auditor."""
    if getattr(person, "pk", None) is None:
        return False
    return not people.roles_of(person, on=time.today()).isdisjoint(KEEPERS)


def rules_visible_to(person: Any) -> QuerySet[RuleVersion]:
    """Published ones for everybody: the method is no secret. Drafts for those who keep them."""
    found = RuleVersion.objects.select_related("by")
    if getattr(person, "pk", None) is None:
        return found.none()
    return found if keeps(person) else found.filter(state=RuleVersion.State.PUBLISHED)


def rules_matching(words: str, person: Any) -> QuerySet[RuleVersion]:
    """Rule versions whose code or title holds the words, as far as one may see them."""
    hit = Q(code__icontains=words) | Q(title__icontains=words)
    return rules_visible_to(person).filter(hit)


def visible_to(person: Any) -> QuerySet[Round]:
    """Rounds from their publication on for everybody; while designed, for those who keep them.

    What a round came to is another question: see `shown`.
    """
    found = Round.objects.select_related("rule", "clock", "poll").defer("poll__tally")
    if getattr(person, "pk", None) is None:
        return found.none()
    return found if keeps(person) else found.exclude(published_on=None)


def matching(words: str, person: Any) -> QuerySet[Round]:
    """Rounds whose number, title or organs hold the words, as far as one may see them."""
    hit = Q(number__icontains=words) | Q(title__icontains=words)
    return visible_to(person).filter(hit | Q(subjects__name__icontains=words)).distinct()


def rounds_of(organ: Unit, person: Any) -> QuerySet[Round]:
    """Rounds in which an organ, or an office of it, is rated."""
    mine = Q(subjects__unit=organ) | Q(subjects__unit__organ=organ)
    return visible_to(person).filter(mine).distinct()


def rules_of(organ: Unit, person: Any) -> QuerySet[RuleVersion]:
    """Rule versions by which an organ was or will be rated."""
    mine = rounds_of(organ, person).values("rule")
    return rules_visible_to(person).filter(pk__in=mine)


def units_named(codes: Iterable[str], kinds: Iterable[str], *, on: date) -> list[Unit]:
    """Units by their codes, and every organ of some classes, each once, in the order of codes.

    Raises:
        Refusal: for a code that no standing unit has.
    """
    stand = standing(on=on).select_related("organ")
    wanted = list(dict.fromkeys(code.strip() for code in codes if code.strip()))
    found = {unit.code: unit for unit in stand.filter(code__in=wanted)}
    for code in wanted:
        if code not in found:
            raise UNKNOWN_UNIT(code=code, day=on)
    for unit in stand.filter(level=Unit.Level.ORGAN, kind__in=list(kinds)):
        found[unit.code] = unit
    return [found[code] for code in sorted(found)]


def participation(round_: Round) -> Intake | None:
    """Tickets and ballots by group, small numbers hidden; None before there is a ballot."""
    poll = round_.poll
    if poll is None or poll.state in {Poll.State.DRAFTED, Poll.State.FROZEN, Poll.State.VOID}:
        return None
    return intake(poll)


def beside(round_: Round, person: Any) -> list[tuple[Any, str, str]]:
    """The round's ballot and meeting: label, number, and where this person may open it, if so."""
    found = []
    for label, thing, seen in (
        (_("Ballot"), round_.poll, polls.visible_to),
        (_("Meeting"), round_.meeting, meetings.visible_to),
    ):
        if thing is not None:
            may = seen(person).filter(pk=thing.pk).exists()
            found.append((label, thing.number, f"/n/{thing.number}/" if may else ""))
    return found


def parts_to_enter(round_: Round) -> QuerySet[Subject]:
    """Those whose work check is still missing, where the rule gives it a part."""
    if not exact(record.rule_of(round_.rule).parts[1]):
        return Subject.objects.none()
    return round_.subjects.filter(other=None)


NEXT = {
    S.DESIGNED: ("publish", _("Publish rule and organs")),
    S.PUBLISHED: ("draw_panel", _("Draw the panel")),
    S.PANEL_DRAWN: ("open", _("Release the ballot")),
    S.OPEN: ("score", _("Reckon the results once the ballots are counted")),
    S.COUNTED: ("validate", _("Check the count")),
    S.VALIDATED: ("tell", _("Tell the organs")),
    S.PARTLY_VOID: ("tell", _("Tell the organs")),
    S.OBJECTIONS: ("decide", _("Make it final once objections are decided")),
    S.FINAL: ("close", _("Publish the proof and close the round")),
}


def running(person: Any) -> list[Round]:
    """Running rounds for those who keep them; `suspected` says whether a suspicion is undecided."""
    if not keeps(person):
        return []
    undecided = Suspicion.objects.filter(round=OuterRef("pk"), state__in=UNDECIDED)
    rounds = visible_to(person).filter(state__in=NEXT).annotate(suspected=Exists(undecided))
    return list(rounds.defer(*HEAVY).order_by("clock__due_on", "pk")[:MOST])


def waiting_among(rounds: Iterable[Round], person: Any) -> list[Waiting]:
    """The next act of each of these rounds, for those who may do it."""
    found = []
    for round_ in rounds:
        act, words = NEXT[S(round_.state)]
        if ROUND[act].by(round_, person):
            found.append(_waits(round_, words))
    return found


def _waits(round_: Round, act: Any) -> Waiting:
    return Waiting(
        kind="appraisals",
        number=round_.number,
        url=reverse("appraisals:round", args=[round_.pk]),
        organ="",
        what=round_.title,
        act=act,
        clock=round_.clock,
    )
