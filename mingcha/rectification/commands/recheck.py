"""Acts of those who judge the report: re-check, call-back, return, close; and the relapse visit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction

from mingcha.evidence.models import Evidence
from mingcha.foundation import clocks, policy
from mingcha.foundation.models import Clock
from mingcha.foundation.workflow import advance
from mingcha.people.parties import the_centre, the_inspector
from mingcha.rectification import record, rules
from mingcha.rectification.commands import slip, turn
from mingcha.rectification.models import Callback, Order, Recheck
from mingcha.rectification.refusals import CALLER_KNOWN, FINDER_RECHECKS, NO_REMARK
from mingcha.rectification.workflow import ORDER, may

# The act `recheck_passes` leaves the centre's period running: re-check and call-back share it.


@transaction.atomic
def recheck_passes(
    order: Order, *, by: Any, on: date, remark: str, evidence: Sequence[Evidence] = ()
) -> Order:
    """It is put right on site: the person affected can be called back."""
    _other_eyes(order, "recheck_passes", by, remark)
    advance(ORDER, order, "recheck_passes", by=by, said={"remark": remark})
    return _put_down(order, by, on, remark, evidence, passed=True)


@transaction.atomic
def recheck_fails(
    order: Order, *, by: Any, on: date, remark: str, evidence: Sequence[Evidence] = ()
) -> Order:
    """It is not put right on site: the order is to be sent back."""
    _other_eyes(order, "recheck_fails", by, remark)
    advance(ORDER, order, "recheck_fails", by=by, said={"remark": remark})
    return _put_down(order, by, on, remark, evidence, passed=False)


@transaction.atomic
def revisit(
    order: Order, *, by: Any, on: date, remark: str, evidence: Sequence[Evidence] = ()
) -> Order:
    """A relapse visit finds that it is still right."""
    _other_eyes(order, "revisit", by, remark)
    advance(ORDER, order, "revisit", by=by, said={"remark": remark})
    return _put_down(order, by, on, remark, evidence, passed=True, is_relapse_visit=True)


@transaction.atomic
def reopen(
    order: Order, *, by: Any, on: date, remark: str, evidence: Sequence[Evidence] = ()
) -> Order:
    """A relapse visit finds the old fault: the order is open again, one degree graver."""
    _other_eyes(order, "reopen", by, remark)
    term = record.TERM_OF[Order.Pace(order.pace)]
    work = clocks.start(order, term, side=Clock.Side.ORGAN, on=on)
    graver = {"severity": order.severity + 1, "relapses": order.relapses + 1}
    anew = {"was_extended": False, "times_returned": 0, "closed_on": None, "outcome": ""}
    said = {"remark": remark}
    advance(ORDER, order, "reopen", by=by, said=said, clock=work, work_clock=work, **graver, **anew)
    return _put_down(order, by, on, remark, evidence, passed=False, is_relapse_visit=True)


def _other_eyes(order: Order, act: str, by: Any, remark: str) -> None:
    """Refuse the finder by name of the reason, and a look of which nothing is told."""
    if the_inspector(order, by) and by.pk in order.finder_ids:
        raise FINDER_RECHECKS()
    record.lock(order)
    may(ORDER, act, order, by)
    if not remark.strip():
        raise NO_REMARK()


def _put_down(
    order: Order, by: Any, on: date, remark: str, evidence: Sequence[Evidence], **judged: bool
) -> Order:
    look = Recheck.objects.create(
        order=order, by=by, on=on, round=order.rounds, remark=remark, **judged
    )
    look.evidence.set(evidence)
    return order


@transaction.atomic
def call_back(
    order: Order, *, by: Any, on: date, solved: str, content: str, remark: str = ""
) -> Order:
    """Ask the person affected two questions, solved and content; no answer is not a yes."""
    _third(order, by)
    record.lock(order)
    # The remark may tell who was asked; the journal, which the organ's page quotes, goes without.
    said = {"solved": solved, "content": content}
    _to_the_director(order, "call_back", by, on, said=said)
    Callback.objects.create(order=order, by=by, on=on, round=order.rounds, remark=remark, **said)
    return order


@transaction.atomic
def skip_call(order: Order, *, by: Any, on: date, reason: str) -> Order:
    """Put on record why there is nobody to call back."""
    _third(order, by)
    return _to_the_director(order, "skip_call", by, on, nobody_to_call=reason)


def _third(order: Order, by: Any) -> None:
    if the_centre(order, by) and not ORDER["call_back"].by(order, by):
        raise CALLER_KNOWN()


def _to_the_director(order: Order, act: str, by: Any, on: date, **facts: Any) -> Order:
    """Everything is on the table: the director's working day to close begins, once."""
    clock = order.clock
    if clock is not None and clock.name != rules.CLOSE:
        clock = clocks.hand_over(clock, order, rules.CLOSE, side=Clock.Side.CENTRE, on=on)
    return advance(ORDER, order, act, by=by, clock=clock, **facts)


def send_back(order: Order, *, by: Any, on: date, reason: str) -> Order:
    """Return a report that did not hold; the organ's time runs again, five days at least."""
    return _return(order, "send_back", by, on, reason)


def return_again(order: Order, *, by: Any, on: date, reason: str) -> Order:
    """Return it once more: only the director decides that."""
    return _return(order, "return_again", by, on, reason)


@transaction.atomic
def _return(order: Order, act: str, by: Any, on: date, reason: str) -> Order:
    may(ORDER, act, order, by)
    back = turn.to_organ(order, on=on, least=policy.value(rules.RETURNED, on=on))
    facts: dict[str, Any] = {"reason": reason, "times_returned": order.times_returned + 1}
    return advance(ORDER, order, act, by=by, **facts, **back)


@transaction.atomic
def close(order: Order, *, by: Any, on: date, outcome: str, reason: str = "") -> Order:
    """Take the matter off the docket, with an outcome of the short list."""
    turn.end_turn(order, on=on)
    turn.end_work(order, on=order.reported_on or on)
    advance(ORDER, order, "close", by=by, outcome=outcome, reason=reason, closed_on=on)
    slip.close_all(order, by=by, on=on)
    return order
