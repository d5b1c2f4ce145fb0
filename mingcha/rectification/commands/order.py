"""Acts on orders, from the draft to the report: whose turn it is and what was asked and ruled."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction

from mingcha.evidence.models import Evidence
from mingcha.foundation import clocks, journal, policy
from mingcha.foundation.models import Clock
from mingcha.foundation.numbers import next_number
from mingcha.foundation.workflow import advance
from mingcha.organs.models import Unit
from mingcha.people import queries as people
from mingcha.people.models import Person
from mingcha.rectification import record, rules
from mingcha.rectification.commands import slip, turn
from mingcha.rectification.models import Colour, Milestone, Order
from mingcha.rectification.refusals import (
    NO_HEAD,
    NO_PROOF,
    NOTHING_REACHED,
    ORGAN_GONE,
    SAME_ORGAN,
)
from mingcha.rectification.workflow import ORDER, may

ORGAN = Clock.Side.ORGAN
Facts = dict[str, Any]


@transaction.atomic
def draft(  # noqa: PLR0913 -- the contract by which other rooms order
    *,
    organ: Unit,
    office: Unit | None,
    responsible: Person,
    finders: Sequence[Person],
    fault: str,
    basis: str,
    required: str,
    pace: str,
    severity: int,
    by: Any,
    on: date,
    proof_wanted: str = "",
    start_colour: str = Colour.BLUE,
) -> Order:
    """Write an order that is not out yet; an urgent one may be pressed by orange or red at once."""
    order = Order.objects.create(
        number=next_number("ZG", on.year),
        organ=organ,
        office=office,
        responsible=responsible,
        finder_ids=[person.pk for person in finders],
        fault=fault,
        basis=basis,
        required=required,
        proof_wanted=proof_wanted,
        severity=severity,
        pace=pace,
        start_colour=start_colour,
    )
    facts = {"organ": organ, "required": required, "pace": pace, "start_colour": start_colour}
    journal.record("rectification.order.draft", about=order, by=by, facts=facts)
    return order


@transaction.atomic
def issue(order: Order, *, by: Any, on: date) -> Order:
    """Put the order out: the organ is to sign for it."""
    clock = clocks.start(order, rules.RECEIVE, side=ORGAN, on=on)
    return advance(ORDER, order, "issue", by=by, clock=clock, issued_on=on, addressed_on=on)


def receive(order: Order, *, by: Any, on: date) -> Order:
    """Sign for the order; from now on the organ's own time runs."""
    return _receive(order, "receive", by, on)


def auto_receive(order: Order, *, by: Any, on: date) -> Order:
    """Nobody signed in time: the order counts as received."""
    return _receive(order, "auto_receive", by, on)


@transaction.atomic
def _receive(order: Order, act: str, by: Any, on: date) -> Order:
    turn.end_turn(order, on=on)
    work = clocks.start(order, record.TERM_OF[Order.Pace(order.pace)], side=ORGAN, on=on)
    # What is to be put right at once needs no plan: there the report itself is the next step.
    at_once = order.pace == Order.Pace.AT_ONCE
    clock = work if at_once else clocks.start(order, rules.PLAN, side=ORGAN, on=on)
    return advance(ORDER, order, act, by=by, clock=clock, work_clock=work, received_on=on)


@transaction.atomic
def file_plan(
    order: Order, *, by: Any, on: date, plan: str, plan_person: str, plan_date: date
) -> Order:
    """Say what will be done, by whom and by when."""
    turn.end_turn(order, on=on)
    facts: Facts = {"plan": plan, "plan_person": plan_person, "plan_date": plan_date}
    return advance(ORDER, order, "file_plan", by=by, clock=order.work_clock, **facts)


@transaction.atomic
def ask_return(order: Order, *, by: Any, on: date, whose: Unit, reason: str) -> Order:
    """Say “not ours”, with the reason and whose it is; asked and ruled once."""
    if whose.pk == order.organ_id:
        raise SAME_ORGAN(organ=whose.name)
    passed = turn.to_centre(order, rules.RULE_RETURN, on=on, reason=reason)
    return advance(ORDER, order, "ask_return", by=by, whose=whose, reason=reason, **passed)


@transaction.atomic
def rule_return(order: Order, *, by: Any, on: date, organ: Unit, reason: str) -> Order:
    """Uphold “not ours” and address the order to the organ whose it is; the ruling is final."""
    may(ORDER, "rule_return", order, by)
    return _readdress(order, "rule_return", organ, by, on, reason=reason, was_ruled=True)


@transaction.atomic
def refuse_return(order: Order, *, by: Any, on: date, reason: str) -> Order:
    """Rule that it is theirs after all; the ruling is final and their time runs again."""
    back = turn.to_organ(order, on=on)
    if order.pace != Order.Pace.AT_ONCE:
        back["clock"] = clocks.start(order, rules.PLAN, side=ORGAN, on=on)
    return advance(ORDER, order, "refuse_return", by=by, reason=reason, was_ruled=True, **back)


@transaction.atomic
def hand_on(order: Order, *, by: Any, on: date, organ: Unit) -> Order:
    """The organ is gone: address the order to its successor."""
    may(ORDER, "hand_on", order, by)
    return _readdress(order, "hand_on", organ, by, on)


def _readdress(order: Order, act: str, organ: Unit, by: Any, on: date, **facts: Any) -> Order:
    head = people.heads_of(organ, on=on).first()
    if organ.pk == order.organ_id:
        raise SAME_ORGAN(organ=organ.name)
    if not record.stands(organ, on=on):
        follower = record.successor_of(organ)
        raise ORGAN_GONE(organ=organ.name, successor=follower.name if follower else "—")
    if head is None:
        raise NO_HEAD(organ=organ.name)
    turn.end_turn(order, on=on)
    turn.end_work(order, on=on)
    clock = clocks.start(order, rules.RECEIVE, side=ORGAN, on=on)
    to: Facts = {"organ": organ, "office": None, "responsible": head, "addressed_on": on}
    fresh: Facts = {"clock": clock, "work_clock": None, "received_on": None}
    return advance(ORDER, order, act, by=by, **to, **fresh, **facts)


@transaction.atomic
def ask_extension(order: Order, *, by: Any, on: date, days: int, reason: str) -> Order:
    """Ask for more working days before the time runs out; once."""
    facts: Facts = {"asked_days": days, "reason": reason}
    # Asked first: time that has run out is told as such, not as a clock that cannot stand still.
    passed = turn.to_centre(order, rules.RULE_EXTENSION, on=on, reason=reason)
    return advance(ORDER, order, "ask_extension", by=by, **facts, **passed)


@transaction.atomic
def grant_extension(order: Order, *, by: Any, on: date, reason: str) -> Order:
    """Give the working days asked for; the organ's time runs again."""
    may(ORDER, "grant_extension", order, by)
    back = turn.to_organ(order, on=on)
    clocks.extend(back["work_clock"], order.asked_days or 1, on=on, reason=reason)
    return advance(ORDER, order, "grant_extension", by=by, reason=reason, was_extended=True, **back)


@transaction.atomic
def refuse_extension(order: Order, *, by: Any, on: date, reason: str) -> Order:
    """Give no more days; the organ's time runs again where it stood."""
    back = turn.to_organ(order, on=on)
    return advance(
        ORDER, order, "refuse_extension", by=by, reason=reason, was_extended=True, **back
    )


def press(order: Order, *, by: Any, on: date, colour: str, reason: str) -> Order:
    """Call the matter important: if it runs late, supervision starts at this colour."""
    return advance(ORDER, order, "press", by=by, start_colour=colour, reason=reason)


@transaction.atomic
def reach_milestone(order: Order, *, by: Any, on: date, reached: str) -> Order:
    """Say what has been reached on a long way; the next milestone's time begins."""
    record.lock(order)
    may(ORDER, "reach_milestone", order, by)
    if not reached.strip():
        raise NOTHING_REACHED()
    work = turn.fresh(order.work_clock_id)
    days = policy.value(rules.MILESTONE, on=on)
    if work.due_on >= on:
        work = clocks.extend(work, days, on=on, reason=reached)
    else:
        clocks.stop(work, on=on)  # late is late: the next stretch begins with this day
        work = clocks.start(order, rules.MILESTONE, side=ORGAN, on=on)
    Milestone.objects.create(order=order, by=by, on=on, reached=reached)
    said = {"reached": reached}
    return advance(ORDER, order, "reach_milestone", by=by, said=said, clock=work, work_clock=work)


@transaction.atomic
def prepare(
    order: Order,
    *,
    by: Any,
    on: date,
    cause: str = "",
    report: str = "",
    for_person: str = "",
    for_class: str = "",
    proof: Sequence[Evidence] = (),
) -> Order:
    """Keep what the report will say, and its proof, until the head signs it."""
    may(ORDER, "prepare", order, by)
    told: Facts = {
        "cause": cause,
        "report": report,
        "for_person": for_person,
        "for_class": for_class,
    }
    facts: Facts = {"proof_round": order.rounds + 1} if proof else {}
    # The words are not quoted in the journal: they are a draft until the head has signed.
    advance(ORDER, order, "prepare", by=by, **facts)
    Order.objects.filter(pk=order.pk).update(**told)
    for name, words in told.items():
        setattr(order, name, words)
    order.proof.add(*proof)
    return order


@transaction.atomic
def report(
    order: Order,
    *,
    by: Any,
    on: date,
    cause: str,
    report: str,
    for_person: str,
    for_class: str,
    proof: Sequence[Evidence] = (),
) -> Order:
    """Report results with their proof; the head signs. The organ's time stands still."""
    may(ORDER, "report", order, by)
    if not proof and order.proof_round != order.rounds + 1:
        raise NO_PROOF()
    passed = turn.to_centre(order, rules.RECHECK, on=on, reason=order.number)
    told: Facts = {
        "cause": cause,
        "report": report,
        "for_person": for_person,
        "for_class": for_class,
    }
    begun: Facts = {"reported_on": on, "rounds": order.rounds + 1, "nobody_to_call": ""}
    advance(ORDER, order, "report", by=by, **told, **begun, **passed)
    order.proof.add(*proof)
    return order


@transaction.atomic
def withdraw(order: Order, *, by: Any, on: date, reason: str) -> Order:
    """Take the order back for a reason; its slip ends with it."""
    turn.end_turn(order, on=on)
    turn.end_work(order, on=on)
    advance(ORDER, order, "withdraw", by=by, reason=reason, closed_on=on)
    slip.close_all(order, by=by, on=on)
    return order
