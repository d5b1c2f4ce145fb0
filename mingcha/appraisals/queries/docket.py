"""Questions about objections and comments: who may see which, and which wait for whom.

An organ sees a comment from the day it is handed over, never as it was written.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from mingcha.appraisals import rules
from mingcha.appraisals.models import Comment, Objection, Round, Subject
from mingcha.appraisals.queries.rounds import KEEPERS
from mingcha.appraisals.workflow import OBJECTION
from mingcha.foundation import time
from mingcha.foundation.waiting import Waiting
from mingcha.organs.models import Unit
from mingcha.people import queries as people
from mingcha.people.models import Duty
from mingcha.people.parties import holds, the_case_handler, the_organ

R = Duty.Role
C = Comment.State
CLEANERS = frozenset({R.CASE_HANDLER, R.CONDUCT_OFFICE, R.DIRECTOR, R.AUDITOR})
CONCERNED = CLEANERS | {R.HEAD, R.LIAISON}
WITH_COMMENTS = {R.CASE_HANDLER, R.DIRECTOR, R.HEAD, R.LIAISON}  # who cleans, checks or answers
OUT = (C.HANDED_OVER, C.REPLIED, C.ACCEPTED)
MOST = 50


def _roles(person: Any) -> set[str]:
    if getattr(person, "pk", None) is None:
        return set()
    return people.roles_of(person, on=time.today())


def _of_own(person: Any) -> Q:
    """Things about subjects of the organs this person heads or speaks for."""
    held = people.duties_of(person, on=time.today())
    mine = [duty.organ_id for duty in held if duty.role in {R.HEAD, R.LIAISON}]
    return Q(subject__unit__in=mine) | Q(subject__unit__organ__in=mine)


def _of_organ(organ: Unit) -> Q:
    return Q(subject__unit=organ) | Q(subject__unit__organ=organ)


def objections_visible_to(person: Any) -> QuerySet[Objection]:
    """All for those who keep rounds; those of their own organ for heads and liaisons."""
    found = Objection.objects.select_related("subject__round", "subject__unit__organ", "clock")
    found = found.defer("subject__round__public")
    roles = _roles(person)
    if not roles:
        return found.none()
    return found if roles & KEEPERS else found.filter(_of_own(person))


def objections_matching(words: str, person: Any) -> QuerySet[Objection]:
    """Objections whose number or organ holds the words, as far as one may see them."""
    hit = Q(number__icontains=words) | Q(subject__name__icontains=words)
    return objections_visible_to(person).filter(hit)


def objections_about(organ: Unit, person: Any) -> QuerySet[Objection]:
    """Objections of one organ."""
    return objections_visible_to(person).filter(_of_organ(organ))


def comments_visible_to(person: Any) -> QuerySet[Comment]:
    """All for those who clean or audit; for an organ its own, and only once handed over."""
    found = Comment.objects.select_related("subject__round", "subject__unit__organ", "clock")
    found = found.defer("subject__round__public")
    roles = _roles(person)
    if not roles:
        return found.none()
    return found if roles & CLEANERS else found.filter(_of_own(person), state__in=OUT)


def comments_matching(words: str, person: Any) -> QuerySet[Comment]:
    """Comments whose number, organ or cleaned text holds the words; the raw one is not searched."""
    hit = Q(number__icontains=words) | Q(subject__name__icontains=words) | Q(text__icontains=words)
    return comments_visible_to(person).filter(hit)


def comments_about(organ: Unit, person: Any) -> QuerySet[Comment]:
    """Comments on one organ."""
    return comments_visible_to(person).filter(_of_organ(organ))


def reads_raw(person: Any) -> bool:
    """Whether this person may read a comment as it was written."""
    return bool(_roles(person) & CLEANERS)


def may_object(subject: Subject, person: Any) -> bool:
    """Whether this person may object to this result today."""
    round_, clock = subject.round, subject.round.clock
    if round_.state != Round.State.OBJECTIONS:
        return False
    late = clock is not None and clock.name == rules.OBJECTION_WD and clock.due_on < time.today()
    return not late and the_organ(Objection(subject=subject), person)


def own_subjects(round_: Round, person: Any) -> list[Subject]:
    """Subjects of a round to whose result this person may object today."""
    if round_.state != Round.State.OBJECTIONS or not holds(person, R.HEAD, R.LIAISON):
        return []
    found = round_.subjects.select_related("round__clock", "unit__organ")
    return [subject for subject in found if may_object(subject, person)]


def notes_on(round_: Round, codes: frozenset[str] | None = None) -> QuerySet[Objection]:
    """Upheld objections, whose notes stand beside results; of some subjects only if asked."""
    found = Objection.objects.filter(subject__round=round_, state=Objection.State.UPHELD)
    found = found.select_related("subject")
    return found if codes is None else found.filter(subject__code__in=codes)


def comments_taken(round_: Round) -> bool:
    """Whether the comments of a round have been taken over from its ballots."""
    return Comment.objects.filter(subject__round=round_).exists()


def waiting_in_docket(person: Any, *, on: date) -> list[Waiting]:
    """Objections to decide, comments to clean (one line a round), to answer and to check."""
    if not _roles(person) & CONCERNED:
        return []
    asks = (
        (Objection.State.FILED, _to_decide),
        (C.RAW, _to_clean),
        (C.HANDED_OVER, _to_answer),
        (C.REPLIED, _to_check),
    )
    if not _roles(person) & WITH_COMMENTS:
        return _to_decide(person)
    there = _at_hand()
    return [one for state, ask in asks if state in there for one in ask(person)]


def _at_hand() -> set[str]:
    """Which of these states anything is in: most days nothing is, and one question tells."""
    comments = Comment.objects.filter(state__in=[C.RAW, C.HANDED_OVER, C.REPLIED])
    filed = Objection.objects.filter(state=Objection.State.FILED)
    states = (rows.order_by().values_list("state", flat=True) for rows in (comments, filed))
    first, other = states
    return set(first.union(other))


def _to_decide(person: Any) -> list[Waiting]:
    rows = objections_visible_to(person).filter(state=Objection.State.FILED)
    words = _("Decide the objection")
    return [
        _waits(one, words, "appraisals:objection")
        for one in rows.order_by("clock__due_on", "pk")[:MOST]
        if OBJECTION["uphold"].by(one, person)
    ]


def _to_clean(person: Any) -> list[Waiting]:
    if not the_case_handler(None, person):
        return []
    left = Count("subjects__comments", filter=Q(subjects__comments__state=C.RAW))
    rounds = Round.objects.annotate(left=left).filter(left__gt=0).defer("public")
    page = reverse("appraisals:comments")
    return [
        Waiting(
            kind="appraisals",
            number=round_.number,
            url=f"{page}?state=raw",
            organ="",
            what=ngettext("{n} comment to clean", "{n} comments to clean", round_.left).format(
                n=round_.left
            ),
            act=_("Clean the comments"),
        )
        for round_ in rounds[:MOST]
    ]


def _to_answer(person: Any) -> list[Waiting]:
    if not holds(person, R.HEAD, R.LIAISON):
        return []
    rows = comments_visible_to(person).filter(_of_own(person), state=C.HANDED_OVER)
    return _in_turn(rows, _("Reply to the comment"))


def _to_check(person: Any) -> list[Waiting]:
    if not the_case_handler(None, person):
        return []
    rows = comments_visible_to(person).filter(state=C.REPLIED)
    return _in_turn(rows, _("Accept the reply or send it back"))


def _in_turn(rows: QuerySet[Comment], act: Any) -> list[Waiting]:
    found = rows.order_by("clock__due_on", "number")[:MOST]
    return [_waits(one, act, "appraisals:comment") for one in found]


def _waits(one: Any, act: Any, page: str) -> Waiting:
    return Waiting(
        kind="appraisals",
        number=one.number,
        url=reverse(page, args=[one.pk]),
        organ=one.subject.name,
        what=one.subject.round.title,
        act=act,
        clock=one.clock,
    )
