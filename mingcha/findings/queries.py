"""Questions about findings: who may see which, what waits, what recurs, how they ended."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import BooleanField, Case, Exists, OuterRef, Q, QuerySet, Value, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mingcha.findings import rules
from mingcha.findings.models import Finding
from mingcha.foundation import policy, time
from mingcha.foundation.models import JournalEntry
from mingcha.foundation.searching import having
from mingcha.foundation.waiting import Waiting, slim
from mingcha.norms import queries as norms
from mingcha.organs.models import Unit
from mingcha.organs.queries import called
from mingcha.people.models import Duty
from mingcha.people.queries import CENTRE, duties_of, roles_of
from mingcha.rectification import queries as rectification
from mingcha.rectification.models import Order

S = Finding.State
R = Duty.Role
SEE_ALL = {R.CONDUCT_OFFICE, R.DIRECTOR, R.CASE_HANDLER, R.AUDITOR}
SERVE = {R.CONDUCT_OFFICE, R.DIRECTOR, R.CASE_HANDLER}
KNOW = {*CENTRE, R.AUDITOR, R.SUPERVISION}  # who came, even covertly
ORGAN = {R.HEAD, R.LIAISON}
UNDECIDED = {S.PROPOSED, S.FED_BACK, S.ANSWERED}
MOST = 200


def visible_to(person: Any) -> QuerySet[Finding]:
    """The centre's desk sees all; an inspector their own; an organ what was fed back to it."""
    found = Finding.objects.select_related(
        "organ", "office", "norm", "clock", "order__work_clock", "recurs"
    )
    roles = roles_of(person, on=time.today())
    return found if roles & SEE_ALL else found.filter(_opened_by(person, roles))


def _opened_by(person: Any, roles: set[str]) -> Q:
    seen = Q(pk__in=[])
    if R.INSPECTOR in roles:
        made = Finding.finders.through.objects.filter(person_id=person.pk)
        seen |= Q(pk__in=made.values("finding_id"))
    if roles & ORGAN:
        mine = organs_of(person)
        theirs = Q(organ__in=mine) | Q(order__organ__in=mine)  # an order may be handed on
        seen |= theirs & Q(fed_back_on__isnull=False) & ~Q(state=S.TRANSFERRED)
    if R.LEADER in roles:
        seen |= Q(state=S.CONFIRMED)
    if R.SUPERVISION in roles:
        seen |= Q(state=S.TRANSFERRED)
    return seen


def organs_of(person: Any) -> set[int]:
    """The organs this person answers for or is liaison of today."""
    held = duties_of(person, on=time.today())
    return {duty.organ_id for duty in held if duty.role in ORGAN and duty.organ_id}


def knows_who_came(person: Any, finding: Finding) -> bool:
    """Whether this reader may see names; of a covert visit organs and leaders may not."""
    roles = roles_of(person, on=time.today())
    return not finding.was_covert or bool(roles & KNOW)


def keys(person: Any) -> QuerySet[Finding, Any]:
    """The keys of all findings this person may see, as a subquery."""
    return visible_to(person).select_related(None).order_by().values("pk")


def shown_with_names(person: Any) -> QuerySet[Finding, Any]:
    """The keys of those whose evidence and finders this person may see as well."""
    roles = roles_of(person, on=time.today())
    found = keys(person)
    return found if roles & KNOW else found.filter(was_covert=False)


def matching(words: str, person: Any) -> QuerySet[Finding]:
    """Findings whose number, organ or facts hold the words, among those this person may see."""
    hit = having(words, "number", "facts") | Q(organ__in=called(words))
    return visible_to(person).filter(hit)


def precedent(finding: Finding, office: Unit | None) -> Finding | None:
    """The last confirmed finding on the same norm at the same office, of which it knew in time.

    What nobody had been told of yet when it happened again is no recurrence.
    """
    months = policy.value(rules.RECURRENCE_MONTHS, on=finding.happened_on)
    earlier = Finding.objects.filter(
        norm__in=norms.same_norm(finding.norm),
        organ=finding.organ,
        office=office,
        state=S.CONFIRMED,
        is_praise=False,
        happened_on__gte=_months_before(finding.happened_on, months),
        fed_back_on__lte=finding.happened_on,
    )
    return earlier.exclude(pk=finding.pk).order_by("-happened_on", "-pk").first()


def _months_before(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def with_ending(found: QuerySet[Finding]) -> QuerySet[Finding]:
    """Closed, closed in time, relapsed: asked of the order, for two records can disagree."""
    closed = Q(order__state=Order.State.CLOSED)
    late = Exists(rectification.closed_late().filter(pk=OuterRef("order")))
    timely = closed & ~Q(late)
    return found.annotate(
        is_closed=_yes(closed),
        on_time=_yes(timely),
        relapsed=_yes(Q(order__relapses__gt=0)),
    )


def _yes(condition: Q) -> Case:
    return Case(When(condition, then=True), default=Value(value=False), output_field=BooleanField())


def is_open() -> Q:
    """A fault nobody has put right yet: undecided, or its order still runs."""
    running = ~Q(order__state__in=[Order.State.CLOSED, Order.State.WITHDRAWN])
    return Q(is_praise=False) & (
        Q(state__in=UNDECIDED) | Q(state=S.CONFIRMED, order__isnull=False) & running
    )


def open_organs(on: date) -> set[int]:
    """Organs with an open finding on a day: the draw gives their places more tickets."""
    found = Finding.objects.filter(is_open(), happened_on__lte=on)
    return set(found.values_list("organ_id", flat=True).distinct())


def relapsed_organs(since: date) -> set[int]:
    """Organs where a fault came back since a day: it recurred, or its closing did not hold."""
    again = Q(recurs__isnull=False, happened_on__gte=since) & Q(state__in=[*UNDECIDED, S.CONFIRMED])
    reopened = JournalEntry.objects.filter(
        verb="rectification.order.reopen",
        at__date__gte=since,
        about_kind=Order._meta.label_lower,
    ).values_list("about_id", flat=True)
    keys = [int(key) for key in reopened]
    found = Finding.objects.filter(again | Q(order__in=keys))
    return set(found.values_list("organ_id", flat=True).distinct())


@dataclass(frozen=True)
class Fault:
    """One confirmed fault as those above count it."""

    number: str
    organ: int
    severity: int
    closed_on_time: bool
    relapsed: bool


def confirmed_faults(first: date, last: date) -> list[Fault]:
    """Confirmed faults seen between two days, with how their orders ended so far.

    They count for the organ the order stands with now, and not where the order was taken back.
    """
    found = Finding.objects.filter(
        state=S.CONFIRMED, is_praise=False, happened_on__range=(first, last)
    ).exclude(order__state=Order.State.WITHDRAWN)
    rows = with_ending(found).order_by("number")
    names = ("number", "order__organ_id", "severity", "on_time", "relapsed")
    return [Fault(*row) for row in rows.values_list(*names)]


def late(found: QuerySet[Finding], *, on: date) -> QuerySet[Finding]:
    """Those whose running period is over. Late is a date, not a state."""
    return found.filter(state__in=UNDECIDED, clock__ended_on=None, clock__due_on__lt=on)


def unanswered(*, on: date) -> QuerySet[Finding]:
    """Fed back, and the time to reply is over."""
    return late(Finding.objects.filter(state=S.FED_BACK), on=on).select_related("clock")


def waiting_for(person: Any, *, on: date) -> list[Waiting]:
    """What waits for this person here: letters to serve, replies to write, decisions to make."""
    roles = roles_of(person, on=on)
    waits: list[Waiting] = []
    if roles & SERVE:
        waits += [_desk(one) for one in _undecided(visible_to(person), person)]
    if roles & ORGAN:
        asked = visible_to(person).filter(state=S.FED_BACK, organ__in=organs_of(person))
        waits += [_wait(one, _("Feedback letter"), _("Reply")) for one in _first(asked)]
    return waits


def _undecided(found: QuerySet[Finding], person: Any) -> Iterable[Finding]:
    mine = Finding.finders.through.objects.filter(finding_id=OuterRef("pk"), person_id=person.pk)
    disputed_own = Q(Exists(mine), state=S.ANSWERED, stance=Finding.Stance.DISPUTES)
    return _first(found.filter(state__in=UNDECIDED).exclude(disputed_own))


def _first(found: QuerySet[Finding]) -> QuerySet[Finding]:
    light = slim(found, "state", "stance", "failure_kind")
    return light.order_by("clock__due_on", "pk")[:MOST]


def _desk(finding: Finding) -> Waiting:
    if finding.state == S.FED_BACK:
        return _wait(finding, _("Fed back, waiting for the organ"), _("Look"), mine=False)
    if finding.state == S.PROPOSED:
        integrity = finding.failure_kind == "extortion"
        act = _("Transfer") if integrity else _("Feed back")
        return _wait(finding, _("Proposed finding"), act)
    what = _("The organ has replied") if finding.stance else _("The organ was silent")
    return _wait(finding, what, _("Decide"))


def _wait(finding: Finding, what: Any, act: Any, *, mine: bool = True) -> Waiting:
    return Waiting(
        kind="findings",
        number=finding.number,
        url=reverse("findings:finding", args=[finding.pk]),
        organ=finding.organ.name,
        what=what,
        act=act,
        clock=finding.clock,
        mine=mine,
    )


@dataclass(frozen=True)
class Node:
    """One link of the chain, as `parts/chain.html` takes it."""

    label: Any
    number: str = ""
    url: str = ""
    state: dict[str, Any] | None = None
    when: date | None = None
    current: bool = False
    missing_words: Any = ""


def chain(finding: Finding, person: Any) -> list[Node]:
    """From where it was seen to how it ended, both ways, as far as this person may look."""
    fore = [_link(_("Same fault before"), finding.recurs)] if finding.recurs else []
    after = [_link(_("Same fault again"), one) for one in _again(finding, person)]
    here = Node(
        _("Finding"), finding.number, state=_tag(finding), when=finding.decided_on, current=True
    )
    return [*fore, _origin(finding, person), here, _order_node(finding), *after]


def _again(finding: Finding, person: Any) -> QuerySet[Finding]:
    return visible_to(person).filter(recurs=finding).order_by("happened_on")


def _origin(finding: Finding, person: Any) -> Node:
    """Of a covert visit an organ learns the number and nothing behind it."""
    open_ = knows_who_came(person, finding)
    url = f"/n/{finding.origin_name}/" if open_ else ""
    label = ORIGINS.get(finding.origin_kind, _("Where it was seen"))
    return Node(label, finding.origin_name, url, when=finding.happened_on)


ORIGINS = {"visits.visit": _("Visit"), "cases.flag": _("Flag of a case")}


def _order_node(finding: Finding) -> Node:
    label = _("Order")
    if finding.order is None:
        return Node(label, missing_words=_why_no_order(finding))
    state = {"code": finding.order.state, "label": finding.order.get_state_display()}
    url = f"/n/{finding.order.number}/"
    return Node(label, finding.order.number, url, state, finding.order.issued_on)


def _why_no_order(finding: Finding) -> Any:
    if finding.is_praise:
        return _("Praise needs none")
    ended = {
        S.WITHDRAWN: _("None: the finding was withdrawn"),
        S.TRANSFERRED: _("None: the supervision organ has it"),
    }
    return ended.get(S(finding.state), _("Once it is confirmed"))


def _link(label: Any, finding: Finding) -> Node:
    url = reverse("findings:finding", args=[finding.pk])
    return Node(label, finding.number, url, _tag(finding), finding.happened_on)


def _tag(finding: Finding) -> dict[str, Any]:
    return {"code": finding.state, "label": finding.get_state_display()}
