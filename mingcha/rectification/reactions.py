"""What follows in this room: who is told, and what the calendar does by itself on working days."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from mingcha.core.refusal import Refusal
from mingcha.foundation import clocks, policy, time, workdays
from mingcha.foundation.models import JournalEntry
from mingcha.foundation.reactions import every, on
from mingcha.people.commands import tell
from mingcha.people.models import Duty
from mingcha.rectification import commands, queries, record, rules
from mingcha.rectification.models import Colour, Order, Slip

S = Order.State
# gettext cannot see a variable: what each act says is written out here.
TO_THE_ORGAN = {
    "issue": lambda: _("{number}: an order has been issued to {organ}; sign for it by {due}."),
    "auto_receive": lambda: _("{number}: nobody signed, it counts as received; due on {due}."),
    "rule_return": lambda: _("{number}: by a final ruling addressed to {organ}; sign by {due}."),
    "hand_on": lambda: _("{number}: passed on to {organ} as the successor; sign by {due}."),
    "refuse_return": lambda: _("{number}: it stays with {organ} by a final ruling; due on {due}."),
    "grant_extension": lambda: _("{number}: the extension is granted; due on {due}."),
    "refuse_extension": lambda: _("{number}: the extension is refused; due on {due}."),
    "press": lambda: _("{number}: called important; due on {due}."),
    "send_back": lambda: _("{number}: the report did not hold and is sent back; due on {due}."),
    "return_again": lambda: _("{number}: sent back by the director once more; due on {due}."),
    "close": lambda: _("{number}: closed."),
    "withdraw": lambda: _("{number}: withdrawn."),
    "reopen": lambda: _("{number}: a relapse was found, it is open again; due on {due}."),
}
TO_THE_CENTRE = {
    "ask_return": lambda: _("{number}: {organ} says “not ours”; rule on it by {due}."),
    "ask_extension": lambda: _("{number}: {organ} asks for an extension; decide by {due}."),
    "report": lambda: _("{number}: {organ} has reported; re-check by {due}."),
    "recheck_fails": lambda: _("{number}: the re-check did not pass; send it back."),
    "recheck_passes": lambda: _("{number}: the re-check passed; call back the person affected."),
}


def _verbs(acts: Iterable[str]) -> list[str]:
    return [f"rectification.order.{act}" for act in acts]


def _said(words: Callable[[], str], order: Order) -> str:
    clock = order.clock
    due = clock.due_on if clock is not None else "—"
    return words().format(number=order.number, organ=order.organ.name, due=due)


def _order(entry: JournalEntry) -> Order:
    return Order.objects.select_related("organ", "clock").get(pk=entry.about_id)


def _url(order: Order) -> str:
    return reverse("rectification:order", args=[order.pk])


@on(*_verbs(TO_THE_ORGAN))
def tell_the_organ(entry: JournalEntry) -> None:
    """Heads and liaisons learn at once what was decided about their order."""
    order, act = _order(entry), entry.verb.rpartition(".")[2]
    if order.issued_on is None:
        return  # withdrawn before it was ever out: the organ never knew
    to = queries.answering_for(order.organ, on=time.today())
    text, about = _said(TO_THE_ORGAN[act], order), f"{entry.verb}:{entry.pk}"
    tell(to, text, about=about, at=time.now(), url=_url(order))


@on(*_verbs(TO_THE_CENTRE))
def tell_the_handlers(entry: JournalEntry) -> None:
    """Case handlers learn what came in and what is to be judged."""
    order, act = _order(entry), entry.verb.rpartition(".")[2]
    to = queries.charged_with(Duty.Role.CASE_HANDLER, on=time.today())
    text, about = _said(TO_THE_CENTRE[act], order), f"{entry.verb}:{entry.pk}"
    tell(to, text, about=about, at=time.now(), url=_url(order))


def _slip(entry: JournalEntry) -> Slip:
    return Slip.objects.select_related("order__organ", "clock").get(pk=entry.about_id)


@on("rectification.slip.issue", "rectification.slip.find_poor", "rectification.slip.accept")
def tell_the_pressed(entry: JournalEntry) -> None:
    """The organ learns of each slip and of what was said to its answer."""
    slip = _slip(entry)
    words = _("{slip} ({colour}) for {number}: {state}; act by {due}.").format(
        slip=slip.number,
        colour=slip.get_colour_display(),
        number=slip.order.number,
        state=slip.get_state_display(),
        due=slip.clock.due_on if slip.clock else "—",
    )
    to = queries.answering_for(slip.organ, on=time.today())
    url = reverse("rectification:slip", args=[slip.pk])
    tell(to, words, about=f"{entry.verb}:{entry.pk}", at=time.now(), url=url)


@on("rectification.slip.answer", "rectification.slip.propose_talk")
def tell_who_judges(entry: JournalEntry) -> None:
    """An answer is judged by the handlers; a proposed talk is decided by the conduct office."""
    slip = _slip(entry)
    proposed = entry.verb.endswith("propose_talk")
    role = Duty.Role.CONDUCT_OFFICE if proposed else Duty.Role.CASE_HANDLER
    words = _("{slip} for {number}: {state}.").format(
        slip=slip.number, number=slip.order.number, state=slip.get_state_display()
    )
    to = queries.charged_with(role, on=time.today())
    url = reverse("rectification:slip", args=[slip.pk])
    tell(to, words, about=f"{entry.verb}:{entry.pk}", at=time.now(), url=url)


def _each(things: Iterable[Any], act: Callable[..., Any], day: date) -> None:
    """Let the calendar act on each; what people did meanwhile refuses, and that is right."""
    for thing in things:
        try:
            act(thing, by=None, on=day)
        except Refusal:
            continue


@every("day", at="06:00")
def receive_what_nobody_signed(day: date) -> None:
    """What was not signed for in time counts as received from the next working day on."""
    if workdays.calendar().is_working(day):
        waiting = Order.objects.filter(state=S.ISSUED, clock__due_on__lt=day)
        _each(list(waiting.select_related("organ")), commands.auto_receive, day)


@every("day", at="06:10")
def press_what_is_overdue(day: date) -> None:
    """A slip for what is overdue, the next colour for what stays unanswered; on working days."""
    if not workdays.calendar().is_working(day):
        return
    waits = {Slip.State.OPEN, Slip.State.ACCEPTED}
    over = Slip.objects.filter(state__in=waits, clock__due_on__lt=day)
    for slip in over.select_related("order__work_clock", "order__organ", "clock"):
        red = slip.colour == Colour.RED
        _each([slip], commands.slip.propose_talk if red else commands.slip.escalate, day)
    pressed = Slip.objects.filter(state__in=record.PRESSING).values("order")
    late = queries.past_its_time(on=day).exclude(pk__in=pressed)
    _each(list(late), commands.slip.issue, day)


@every("day", at="08:00")
def remind(day: date) -> None:
    """One working day before its time runs out, the organ is reminded of the matter and the day."""
    if not workdays.calendar().is_working(day):
        return
    ahead = policy.value(rules.REMIND_BEFORE, on=day)
    due = workdays.calendar().add(day, ahead)
    soon = Order.objects.filter(state__in=record.AT_WORK, work_clock__due_on=due)
    for order in soon.select_related("organ", "work_clock"):
        clock = order.work_clock
        if clock is None or clocks.left(clock, on=day) != ahead:
            continue
        text = _("{number}: due on {due}; after that a supervision slip follows.").format(
            number=order.number, due=due
        )
        to = queries.answering_for(order.organ, on=day)
        about = f"rectification.order.remind:{clock.pk}:{due}"
        tell(to, text, about=about, at=time.now(), url=_url(order))
