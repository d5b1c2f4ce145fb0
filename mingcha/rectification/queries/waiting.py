"""What waits for one person in this room, and what others must do first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mingcha.foundation.waiting import Waiting, slim
from mingcha.people import queries as people
from mingcha.people.models import Duty
from mingcha.rectification import record
from mingcha.rectification.models import Callback, Order, Recheck, Slip
from mingcha.rectification.queries.late import overdue
from mingcha.rectification.queries.sight import slips_visible_to, visible_to

R = Duty.Role
S = Order.State
P = Slip.State
MOST = 200  # rows of one kind; more than that nobody works off in a week
FEW = 40  # of what others must do first
ORGAN = frozenset({R.HEAD, R.LIAISON})
LEAD = frozenset({R.CONDUCT_OFFICE, R.DIRECTOR})
HANDLE = frozenset({R.CASE_HANDLER, R.DIRECTOR})
DIRECT = frozenset({R.DIRECTOR})
HANDLER = frozenset({R.CASE_HANDLER})
LOOK = frozenset({R.INSPECTOR})


@dataclass(frozen=True)
class Task:
    """One row: in this state, for these roles, this waits; only if the order's record says so."""

    state: str
    roles: frozenset[str]
    what: Any
    act: Any
    when: Callable[[Any], bool] = lambda order: True


def _failed(order: Any) -> bool:
    return bool(order.failed or order.unsolved)


def _failed_once(order: Any) -> bool:
    return _failed(order) and not order.times_returned


def _failed_again(order: Any) -> bool:
    return _failed(order) and order.times_returned > 0


def _unseen(order: Any) -> bool:
    return not order.failed


def _uncalled(order: Any) -> bool:
    return not order.called and not order.nobody_to_call


def _ready(order: Any) -> bool:
    return not _uncalled(order)


def _at_once(order: Any) -> bool:
    return bool(order.pace == Order.Pace.AT_ONCE)


# fmt: off
TASKS = (
    #    state              for whom  what has happened                        what to do                when
    Task(S.ISSUED,          ORGAN,    _("An order has been issued to you"),    _("Sign for it")),
    Task(S.RECEIVED,        ORGAN,    _("To be put right at once"),            pgettext_lazy("act", "Report"),              _at_once),
    Task(S.RECEIVED,        ORGAN,    _("Signed for; no plan yet"),            _("File the plan")),
    Task(S.IN_PROGRESS,     ORGAN,    _("Being put right"),                    pgettext_lazy("act", "Report")),
    Task(S.RETURN_ASKED,    LEAD,     _("The organ says “not ours”"),          _("Rule on it")),
    Task(S.EXTENSION_ASKED, HANDLE,   _("An extension is asked for"),          _("Decide")),
    Task(S.REPORTED,        HANDLER,  _("The report did not hold"),            _("Send back"),           _failed_once),
    Task(S.REPORTED,        DIRECT,   _("The report did not hold again"),      _("Decide"),              _failed_again),
    Task(S.REPORTED,        LOOK,     _("Reported by the organ"),              _("Re-check"),            _unseen),
    Task(S.PASSED,          HANDLER,  _("The person says it is not solved"),   _("Send back"),           _failed_once),
    Task(S.PASSED,          DIRECT,   _("The person says again: not solved"),  _("Decide"),              _failed_again),
    Task(S.PASSED,          HANDLER,  _("Re-check passed"),                    _("Call back"),           _uncalled),
    Task(S.PASSED,          DIRECT,   _("Re-checked and called back"),         pgettext_lazy("act", "Close"),               _ready),
)
SLIP_TASKS = {
    P.OPEN:     (ORGAN,                        _("A supervision slip waits for an answer"), pgettext_lazy("act", "Answer")),
    P.ANSWERED: (HANDLER,                      _("The slip has been answered"),             _("Judge the answer")),
    P.PROPOSED: (frozenset({R.CONDUCT_OFFICE}), _("A talk and a notice are proposed"),      _("Decide")),
}
# fmt: on


def waiting_for(person: Any, *, on: date) -> list[Waiting]:
    """What waits for a person in this room, the most urgent first, then what others owe."""
    roles = people.roles_of(person, on=on)
    return [*_orders(person, roles), *_slips(person, roles), *_owed(person, roles, on)]


def _orders(person: Any, roles: set[str]) -> list[Waiting]:
    tasks = [task for task in TASKS if roles & task.roles]
    if not tasks:
        return []
    found = _judged(visible_to(person).filter(state__in={task.state for task in tasks}))
    told = []
    light = slim(found, "state", "pace", "finder_ids", "times_returned", "nobody_to_call")
    for order in light.order_by("clock__due_on", "pk")[:MOST]:
        task = next((t for t in tasks if t.state == order.state and t.when(order)), None)
        if task is None or (task.roles is LOOK and person.pk in order.finder_ids):
            continue
        told.append(_row(order, task.what, task.act))
    return told


def _judged(orders: QuerySet[Order]) -> QuerySet[Any]:
    """With what the last re-check and the last call of this round said."""
    looks = Recheck.objects.filter(
        order=OuterRef("pk"), round=OuterRef("rounds"), is_relapse_visit=False, passed=False
    )
    calls = Callback.objects.filter(order=OuterRef("pk"), round=OuterRef("rounds"))
    unsolved = calls.filter(solved=Callback.Answer.NO)
    return orders.annotate(failed=Exists(looks), called=Exists(calls), unsolved=Exists(unsolved))


def _row(order: Order, what: Any, act: Any, *, mine: bool = True) -> Waiting:
    return Waiting(
        kind="rectification",
        number=order.number,
        url=reverse("rectification:order", args=[order.pk]),
        organ=order.organ.name,
        what=what,
        act=act,
        clock=order.clock,
        mine=mine,
    )


def _slips(person: Any, roles: set[str]) -> list[Waiting]:
    states = {state for state, (who, _what, _act) in SLIP_TASKS.items() if roles & who}
    if not states:
        return []
    found = slips_visible_to(person).filter(state__in=states)
    light = slim(found, "state", organ="order__organ").order_by("clock__due_on", "pk")
    return [
        Waiting(
            kind="rectification",
            number=slip.number,
            url=reverse("rectification:slip", args=[slip.pk]),
            organ=slip.organ.name,
            what=SLIP_TASKS[P(slip.state)][1],
            act=SLIP_TASKS[P(slip.state)][2],
            clock=slip.clock if slip.clock and slip.clock.ended_on is None else None,
        )
        for slip in light[:MOST]
    ]


def _owed(person: Any, roles: set[str], on: date) -> list[Waiting]:
    """The organ sees what lies with the centre; handlers see what organs keep too long."""
    if roles & ORGAN:
        found = visible_to(person).filter(state__in=record.WITH_THE_CENTRE)
        words = _("With the centre")
    elif roles & HANDLE:
        found = overdue(visible_to(person), on=on)
        words = _("Overdue at the organ")
    else:
        return []
    rows = slim(found).order_by("clock__due_on", "pk")[:FEW]
    return [_row(order, words, _("Wait"), mine=False) for order in rows]
