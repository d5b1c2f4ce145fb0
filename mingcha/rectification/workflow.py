"""The lives of an order and of a slip. Commands, buttons, API and the diagram obey these tables."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from mingcha.core.machine import Machine, Move
from mingcha.core.refusal import Refusal
from mingcha.foundation import policy, time
from mingcha.foundation.workflow import life, party, the_calendar
from mingcha.people.models import Duty
from mingcha.people.parties import (
    holds,
    the_case_handler,
    the_centre,
    the_conduct_office,
    the_director,
    the_head,
    the_inspector,
    the_organ,
    those_who_lead,
)
from mingcha.rectification import record, rules
from mingcha.rectification.models import Callback, Colour, Order, Slip
from mingcha.rectification.refusals import (
    CALLED_ALREADY,
    EXTENDED_ALREADY,
    EXTENSION_TOO_LATE,
    EXTENSION_TOO_LONG,
    LAST_COLOUR,
    NO_ANSWER,
    NO_OUTCOME,
    NO_PLAN,
    NO_REASON,
    NOT_CALLED,
    NOT_FAILED,
    NOT_LONG,
    NOT_RED,
    NOT_RETURNED_YET,
    ORGAN_GONE,
    ORGAN_STANDS,
    PLAN_UNFIT,
    RECEIPT_RUNS,
    RECHECKED_ALREADY,
    REPORT_UNFIT,
    RETURN_TOO_LATE,
    RETURNED_ONCE,
    RULED_ALREADY,
    SLIP_RUNS,
    STILL_DUE,
    UNSOLVED,
)

S = Order.State
P = Slip.State
R = Duty.Role


@party(_("the centre: its director, its case handlers, or the conduct office"))
def those_who_order(order: Any, person: Any) -> bool:
    """Whoever may put an order out: the finding behind it was decided by one of them."""
    return holds(person, R.CONDUCT_OFFICE, R.DIRECTOR, R.CASE_HANDLER)


@party(_("a city leader, or the director of the centre"))
def those_who_press(order: Any, person: Any) -> bool:
    """Whoever may call a matter important or urgent."""
    return holds(person, R.LEADER, R.DIRECTOR)


@party(_("an inspector who did not make the finding"))
def other_eyes(order: Order, person: Any) -> bool:
    """Nobody judges on site what they found themselves."""
    return the_inspector(order, person) and person.pk not in order.finder_ids


@party(_("somebody of the centre who made neither the finding nor the re-check"))
def a_third_person(order: Order, person: Any) -> bool:
    """The person affected is called by somebody who has no stake in the answer."""
    if not the_centre(order, person) or person.pk in order.finder_ids:
        return False
    look = record.recheck(order)
    return look is None or look.by_id != person.pk


@party(_("the program itself, or the director of the centre"))
def the_calendar_or_the_director(thing: Any, person: Any) -> bool:
    """What the calendar does by itself, the director may do on the same conditions."""
    return the_calendar(thing, person) or the_director(thing, person)


@party(_("the centre, when the order behind it is over"))
def whoever_ends_it(slip: Any, person: Any) -> bool:
    """Whoever closes or withdraws the order closes its slip with it."""
    return the_calendar(slip, person) or those_who_order(slip, person)


def organ_stands(order: Order) -> Refusal | None:
    """An organ that is gone can put nothing right."""
    if record.stands(order.organ, on=time.today()):
        return None
    follower = record.successor_of(order.organ)
    return ORGAN_GONE(organ=order.organ.name, successor=follower.name if follower else "—")


def organ_gone(order: Order) -> Refusal | None:
    """Only the order of a dissolved organ goes to its successor."""
    organ = record.as_stored(order).organ
    return ORGAN_STANDS(organ=organ.name) if record.stands(organ, on=time.today()) else None


def receipt_run_out(order: Order) -> Refusal | None:
    """Nobody stays unreachable by not signing."""
    last = record.last_day_to_receive(order)
    if last is None or last < time.today():
        return None
    return RECEIPT_RUNS(organ=order.organ.name, number=order.number, day=last)


def plan_whole(order: Order) -> Refusal | None:
    """Measures, a person, and a date that is still to come."""
    due = order.plan_date
    said = order.plan.strip() and order.plan_person.strip() and due is not None
    return None if said and due is not None and due >= time.today() else PLAN_UNFIT()


def may_be_returned(order: Order) -> Refusal | None:
    """“Not ours” is said once, early, with a reason."""
    if order.was_ruled:
        return RULED_ALREADY(number=order.number)
    last = record.last_day_to_return(order, on=time.today())
    if time.today() > last:
        return RETURN_TOO_LATE(day=last)
    return reason_given(order)


def may_be_extended(order: Order) -> Refusal | None:
    """Once, before the time has run out, for not too long."""
    if order.was_extended:
        return EXTENDED_ALREADY(number=order.number)
    clock = order.work_clock
    if clock is not None and clock.due_on < time.today():
        return EXTENSION_TOO_LATE(number=order.number, day=clock.due_on)
    most = policy.value(rules.LONGEST_EXTENSION, on=time.today())
    if not 1 <= (order.asked_days or 0) <= most:
        return EXTENSION_TOO_LONG(days=order.asked_days or 0, most=most)
    return reason_given(order)


def reason_given(order: Order) -> Refusal | None:
    """What is asked, ruled, returned or withdrawn says why."""
    return None if order.reason.strip() else NO_REASON()


def is_long(order: Order) -> Refusal | None:
    """Only long orders have milestones."""
    return None if order.pace == Order.Pace.LONG else NOT_LONG(number=order.number)


def report_whole(order: Order) -> Refusal | None:
    """Results, not meetings: cause, what was done, for the person, for all such cases."""
    if order.state == S.RECEIVED and order.pace != Order.Pace.AT_ONCE:
        return NO_PLAN(number=order.number)
    told = (order.cause, order.report, order.for_person, order.for_class)
    return None if all(words.strip() for words in told) else REPORT_UNFIT()


def not_rechecked(order: Order) -> Refusal | None:
    """One report, one re-check."""
    return RECHECKED_ALREADY() if record.recheck(order) else None


def wanting_for_the_first_time(order: Order) -> Refusal | None:
    """Sent back once, and only for a fault that is on record."""
    if record.as_stored(order).times_returned:
        return RETURNED_ONCE(number=order.number)
    return reason_given(order) if record.found_wanting(order) else NOT_FAILED(number=order.number)


def wanting_again(order: Order) -> Refusal | None:
    """The second time is the director's decision."""
    if not record.as_stored(order).times_returned:
        return NOT_RETURNED_YET(number=order.number)
    return reason_given(order) if record.found_wanting(order) else NOT_FAILED(number=order.number)


def not_reached_yet(order: Order) -> Refusal | None:
    """Whoever has answered is not asked again until it suits."""
    answers = {call.solved for call in record.callbacks(order)}
    return CALLED_ALREADY() if answers - {Callback.Answer.UNKNOWN} else None


def nobody_called(order: Order) -> Refusal | None:
    """A call that has an answer cannot be excused any more."""
    return not_reached_yet(order) or (None if order.nobody_to_call.strip() else NO_REASON())


def may_be_closed(order: Order) -> Refusal | None:
    """Re-checked by the state, called back or honestly not, with an outcome of the short list."""
    calls = record.callbacks(order)
    if not calls and not order.nobody_to_call.strip():
        return NOT_CALLED()
    if not order.outcome:
        return NO_OUTCOME()
    unsolved = bool(calls) and calls[-1].solved == Callback.Answer.NO
    return UNSOLVED() if unsolved and not order.reason.strip() else None


# fmt: off
ORDER = life(Machine("rectification.order", S.DRAFTED, dict(S.choices), [
    #    act                 from                         to                 by whom            only if
    Move("issue",            {S.DRAFTED},                 S.ISSUED,          those_who_order,   organ_stands),
    Move("receive",          {S.ISSUED},                  S.RECEIVED,        the_organ),
    Move("auto_receive",     {S.ISSUED},                  S.RECEIVED,        the_calendar,      receipt_run_out),
    Move("file_plan",        {S.RECEIVED},                S.IN_PROGRESS,     the_organ,         plan_whole),
    Move("ask_return",       {S.RECEIVED},                S.RETURN_ASKED,    the_organ,         may_be_returned),
    Move("rule_return",      {S.RETURN_ASKED},            S.ISSUED,          those_who_lead,    reason_given),
    Move("refuse_return",    {S.RETURN_ASKED},            S.RECEIVED,        those_who_lead,    reason_given),
    Move("ask_extension",    {S.IN_PROGRESS},             S.EXTENSION_ASKED, the_head,          may_be_extended),
    Move("grant_extension",  {S.EXTENSION_ASKED},         S.IN_PROGRESS,     the_case_handler,  reason_given),
    Move("refuse_extension", {S.EXTENSION_ASKED},         S.IN_PROGRESS,     the_case_handler,  reason_given),
    Move("press",            {S.IN_PROGRESS},             S.IN_PROGRESS,     those_who_press,   reason_given),
    Move("reach_milestone",  {S.IN_PROGRESS},             S.IN_PROGRESS,     the_organ,         is_long),
    Move("prepare",          {S.IN_PROGRESS},             S.IN_PROGRESS,     the_organ),
    Move("report",           {S.RECEIVED, S.IN_PROGRESS}, S.REPORTED,        the_head,          report_whole),
    Move("recheck_passes",   {S.REPORTED},                S.PASSED,          other_eyes,        not_rechecked),
    Move("recheck_fails",    {S.REPORTED},                S.REPORTED,        other_eyes,        not_rechecked),
    Move("call_back",        {S.PASSED},                  S.PASSED,          a_third_person,    not_reached_yet),
    Move("skip_call",        {S.PASSED},                  S.PASSED,          a_third_person,    nobody_called),
    Move("send_back",        {S.REPORTED, S.PASSED},      S.IN_PROGRESS,     the_case_handler,  wanting_for_the_first_time),
    Move("return_again",     {S.REPORTED, S.PASSED},      S.IN_PROGRESS,     the_director,      wanting_again),
    Move("close",            {S.PASSED},                  S.CLOSED,          the_director,      may_be_closed),
    Move("hand_on",          {S.ISSUED, S.RECEIVED, S.IN_PROGRESS}, S.ISSUED, those_who_lead,   organ_gone),
    Move("withdraw",         set(S) - record.OVER,        S.WITHDRAWN,       those_who_lead,    reason_given),
    Move("revisit",          {S.CLOSED},                  S.CLOSED,          other_eyes),
    Move("reopen",           {S.CLOSED},                  S.IN_PROGRESS,     other_eyes,        organ_stands),
]))
# fmt: on


def may(machine: Machine, act: str, thing: Any, by: Any) -> None:
    """Refuse at once what no better form could mend; what is missing is asked for later."""
    no = machine.why_not(act, thing, by)
    if no is not None and no.status != 422:
        raise no


def answer_given(slip: Slip) -> Refusal | None:
    """An empty answer is none."""
    return None if slip.answer.strip() else NO_ANSWER()


def remark_given(slip: Slip) -> Refusal | None:
    """A judgement says why."""
    return None if slip.remark.strip() else NO_REASON()


def _run_out(slip: Slip) -> Refusal | None:
    """Its limit is over, and the organ still holds an overdue order."""
    on = time.today()
    over = slip.clock is not None and slip.clock.due_on < on
    late = record.overdue_days(slip.order, on=on)
    needed = policy.value(record.FROM_OF[record.NEXT.get(Colour(slip.colour), Colour.RED)], on=on)
    return None if over and late >= needed else SLIP_RUNS(number=slip.number)


def next_colour_due(slip: Slip) -> Refusal | None:
    """The next colour comes when limit and overdue days have both been reached."""
    return LAST_COLOUR() if slip.colour == Colour.RED else _run_out(slip)


def red_run_out(slip: Slip) -> Refusal | None:
    """After red there is no colour: people decide."""
    return NOT_RED() if slip.colour != Colour.RED else _run_out(slip)


def order_over(slip: Slip) -> Refusal | None:
    """A slip is done when its order is."""
    return None if slip.order.state in record.OVER else STILL_DUE(number=slip.number)


# fmt: off
SLIP = life(Machine("rectification.slip", P.OPEN, dict(P.choices), [
    #    act             from                     to            by whom                        only if
    Move("answer",       {P.OPEN},                P.ANSWERED,   the_organ,                     answer_given),
    Move("accept",       {P.ANSWERED},            P.ACCEPTED,   the_case_handler,              remark_given),
    Move("find_poor",    {P.ANSWERED},            P.OPEN,       the_case_handler,              remark_given),
    Move("escalate",     {P.OPEN, P.ACCEPTED},    P.ESCALATED,  the_calendar_or_the_director,  next_colour_due),
    Move("propose_talk", {P.OPEN, P.ACCEPTED},    P.PROPOSED,   the_calendar_or_the_director,  red_run_out),
    Move("decide",       {P.PROPOSED},            P.DECIDED,    the_conduct_office,            remark_given),
    Move("close",        record.PRESSING,         P.CLOSED,     whoever_ends_it,               order_over),
]))
# fmt: on
