"""Who may see which bulletin, whom it names, what waits for whom."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from django.db.models import F, FilteredRelation, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mingcha.bulletins.models import Issue, Named
from mingcha.bulletins.workflow import HEARD_IN, OUT, UNHEARD
from mingcha.foundation import time
from mingcha.foundation.searching import having
from mingcha.foundation.waiting import Waiting
from mingcha.organs.models import Unit
from mingcha.people.models import Duty, Person
from mingcha.people.queries import duties_of, holding, roles_of

R = Duty.Role
S = Issue.State
N = Named.State
DRAFTERS = {R.CONDUCT_OFFICE, R.DIRECTOR, R.LEADER, R.AUDITOR}
LEADS = {R.CONDUCT_OFFICE, R.DIRECTOR}
ANSWERS = (R.HEAD, R.LIAISON)
BOUND = 200  # what waits in one list at most


def sees_drafts(person: Any) -> bool:
    """Whether this person reads bulletins before they are out."""
    if getattr(person, "pk", None) is None:
        return False
    return not roles_of(person, on=time.today()).isdisjoint(DRAFTERS)


def own_organs(person: Any) -> list[int]:
    """The organs a person answers for today as head or liaison."""
    if getattr(person, "pk", None) is None:
        return []
    held = duties_of(person, on=time.today())
    return [duty.organ_id for duty in held if duty.role in ANSWERS and duty.organ_id is not None]


def visible_to(person: Any) -> QuerySet[Issue]:
    """Drafts to those who draft and approve; told ones to those named; the rest by scope."""
    issues = Issue.objects.select_related("composer", "approver", "corrects")
    if sees_drafts(person):
        return issues
    if getattr(person, "pk", None) is None:
        return issues.filter(public())
    told = Named.objects.filter(organ__in=own_organs(person)).exclude(state=N.LISTED)
    to_city = Q(scope__in=[Issue.Scope.CITY, Issue.Scope.PUBLIC], state__in=OUT)
    return issues.filter((to_city & ~Q(doc_number="")) | Q(pk__in=told.values("issue")))


def listed(issues: QuerySet[Issue]) -> QuerySet[Issue]:
    """Without the documents themselves, which a list does not show."""
    lists = issues.select_related(None).select_related("composer", "corrects")
    return lists.defer("figures", "content", "corrects__figures", "corrects__content")


def public() -> Q:
    """What everybody may read without signing in; withdrawn ones leave their stub."""
    return Q(scope=Issue.Scope.PUBLIC, state__in=OUT) & ~Q(doc_number="")


def notices() -> QuerySet[Issue]:
    """The public bulletins, the newest first."""
    found = Issue.objects.filter(public()).select_related("corrects")
    return found.order_by("-published_on", "-id")


class Heard(NamedTuple):
    """How many organs are named, and how many of them have still to be heard."""

    total: int
    waiting: int


def heard(issue: Issue) -> Heard:
    """How far the hearing of those named has come."""
    named = issue.named.only("issue", "state", "outcome")
    states = [one.state for one in named if one.stands]
    return Heard(len(states), sum(state in UNHEARD for state in states))


def reads_whole(issue: Issue, person: Any) -> bool:
    """Whether a person may read the whole document, or only the passage about their organ."""
    if sees_drafts(person):
        return True
    return issue.state in {S.PUBLISHED, S.CORRECTED}


def readable_by(person: Any) -> QuerySet[Issue]:
    """The bulletins a person may read whole."""
    seen = visible_to(person)
    return seen if sees_drafts(person) else seen.filter(state__in=[S.PUBLISHED, S.CORRECTED])


def silent(*, on: date) -> QuerySet[Named]:
    """Organs that were told and whose last day to correct facts is over."""
    told = Named.objects.filter(state=N.TOLD, issue__state__in=HEARD_IN, clock__due_on__lt=on)
    return told.select_related("issue", "organ", "clock")


def who_answers_for(organ: Unit, *, on: date) -> QuerySet[Person]:
    """Head and liaison of an organ on a day."""
    held = holding(on, "duties__")
    answering = Person.objects.filter(held, duties__role__in=ANSWERS, duties__organ=organ)
    return answering.distinct()


def named_visible_to(person: Any) -> QuerySet[Named]:
    """Every passage to those who draft; its own, once told, to the organ."""
    named = Named.objects.select_related("issue", "organ", "clock")
    if sees_drafts(person):
        return named
    return named.filter(organ__in=own_organs(person)).exclude(state=N.LISTED)


def named_in(issue: Issue, person: Any) -> QuerySet[Named]:
    """The passages of one bulletin that a person may see; the bulletin is known to the caller."""
    named = named_visible_to(person).filter(issue=issue)
    return named.select_related(None).select_related("organ", "clock")


def matching(words: str, person: Any) -> QuerySet[Issue]:
    """Bulletins whose number or title holds the words."""
    return visible_to(person).filter(having(words, "number", "doc_number", "title"))


def waiting_for(person: Any, *, on: date) -> list[Waiting]:
    """What this person must do next about bulletins."""
    roles = roles_of(person, on=on)
    found = [_to_answer(one) for one in _told(person)]
    if roles & LEADS:
        found += _led(person)
    if R.LEADER in roles:
        found += [_to_approve(one) for one in to_approve(person)]
    return found


def to_approve(person: Any) -> list[Issue]:
    """Told bulletins of others in which everybody named has been heard."""
    told = Issue.objects.defer("figures", "content").filter(state=S.TOLD)
    told = told.exclude(composer_id=person.pk)
    return list(told.exclude(named__state__in=UNHEARD)[:BOUND])


def _told(person: Any) -> QuerySet[Named]:
    mine = Named.objects.filter(
        organ__in=own_organs(person), state=N.TOLD, issue__state__in=HEARD_IN
    )
    found = mine.select_related("issue", "organ", "clock")
    return found.defer("issue__figures", "issue__content")[:BOUND]


def _led(person: Any) -> list[Waiting]:
    """Corrections to rule on, then bulletins to tell and to publish, in one question."""
    dispute = FilteredRelation("named", condition=Q(named__state=N.DISPUTED))
    slim = Issue.objects.defer("figures", "content")
    asked: QuerySet[Any] = slim.annotate(dispute=dispute, asks=F("dispute__organ__name"))
    others = Q(state__in=HEARD_IN, asks__isnull=False) & ~Q(composer_id=person.pk)
    rows = list(asked.filter(others | Q(state__in=STEPS))[:BOUND])
    ruled = [
        _to_rule(one)
        for one in rows
        if one.asks and one.state in HEARD_IN and one.composer_id != person.pk
    ]
    once = {one.pk: one for one in rows if one.state in STEPS}  # one row for each correction asked
    return ruled + [STEPS[S(one.state)](one) for one in once.values()]


def _to_answer(one: Named) -> Waiting:
    what = _("A bulletin names you: accept the facts or correct them")
    return _waiting(one.issue, what, _("Read the passage"), organ=one.organ.name, clock=one.clock)


def _to_rule(issue: Any) -> Waiting:
    what = _("An organ asks for a correction")
    return _waiting(issue, what, _("Rule on the correction"), organ=issue.asks)


def _to_tell(issue: Issue) -> Waiting:
    return _waiting(issue, _("Composed, nobody named has been told"), _("Tell those named"))


def _to_publish(issue: Issue) -> Waiting:
    return _waiting(issue, _("Approved, not published yet"), _("Publish"))


STEPS = {S.COMPOSED: _to_tell, S.APPROVED: _to_publish}


def _to_approve(issue: Issue) -> Waiting:
    return _waiting(issue, _("Everybody named has been heard"), _("Approve or send back"))


def _waiting(issue: Issue, what: Any, act: Any, *, organ: str = "", clock: Any = None) -> Waiting:
    return Waiting(
        kind="bulletins",
        number=issue.doc_number or issue.number,
        url=reverse("bulletins:issue", args=[issue.pk]),
        organ=organ,
        what=what,
        act=act,
        clock=clock,
    )
