"""The demonstration's orders: received, planned, reported, re-checked, called back, closed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from itertools import cycle

from mingcha.demo import photos, texts
from mingcha.demo.agenda import Agenda
from mingcha.demo.people import People
from mingcha.evidence import commands as evidence
from mingcha.organs.models import Unit
from mingcha.rectification import commands as orders
from mingcha.rectification.models import Order, Slip

S = Order.State

# What happens to orders, in the order in which they go out; after that the usual again.
USUAL = "usual"
LOTS = [USUAL] * 5 + ["not_ours"] + [USUAL] * 4 + ["late_blue"] + [USUAL] * 5 + ["extended"]
LOTS += [USUAL] * 4 + ["sent_back"] + [USUAL] * 3 + ["late_red"] + [USUAL] * 6 + ["unsigned"]
LOTS += [USUAL] * 3 + ["late_orange"] + [USUAL] * 8 + ["extension_refused"] + [USUAL] * 6
LOTS += ["sent_back"]
BOARDS = {"N05", "N07", "N10", "N15"}
FIRST_TO_RELAPSE = date(2026, 4, 1)


class PuttingRight:
    """Plays what organs and the centre do about orders."""

    def __init__(self, agenda: Agenda, people: People) -> None:
        self.agenda, self.people = agenda, people
        self._lots: Iterator[str] = iter([*LOTS])
        self._more = cycle([USUAL] * 12 + ["extended"] + [USUAL] * 14 + ["sent_back"])
        self._relapsed = False

    def begin(self, order: Order, code: str, day: date) -> None:
        """An order has gone out."""
        lot = next(self._lots, None) or next(self._more)
        if lot != "unsigned":
            self._then(order, day, 1, lambda o, d: self._receive(o, code, lot, d))
        else:
            self._then(order, day, 3, lambda o, d: self._plan(o, code, USUAL, d))

    def leave_open(self, day: date) -> None:
        """On the last day three orders wait for the centre: a ruling, an extension, nothing."""
        waiting = Order.objects.select_related("organ", "office", "clock", "work_clock")
        fresh = waiting.filter(state=S.RECEIVED, received_on__gte=day - timedelta(days=2))
        if order := fresh.filter(was_ruled=False).order_by("pk").last():
            whose = self.people.another_organ(order.organ)
            by = self.people.liaison_of(order.organ, day)
            orders.ask_return(order, by=by, on=day, whose=whose, reason=texts.NOT_OURS)
        running = waiting.filter(state=S.IN_PROGRESS, was_extended=False)
        if order := running.filter(work_clock__due_on__gte=day).order_by("pk").last():
            by = self.people.head_of(order.organ, day)
            orders.ask_extension(order, by=by, on=day, days=5, reason=texts.EXTENSION)
        if order := waiting.filter(state=S.ISSUED).order_by("pk").first():
            orders.withdraw(order, by=self.people.director, on=day, reason=texts.WITHDRAWN)

    def hand_on(self, old: Sequence[Unit], new: Unit, day: date) -> None:
        """Organs have merged: what they still held goes to their successor."""
        held = Order.objects.filter(organ__in=old, state__in=[S.ISSUED, S.RECEIVED, S.IN_PROGRESS])
        for order in held.select_related("organ", "clock", "work_clock"):
            orders.hand_on(order, by=self.people.office, on=day, organ=new)
            self._then(order, day, 1, lambda o, d: self._receive(o, "N01", USUAL, d))

    def _then(
        self, order: Order, day: date, days: int, deed: Callable[[Order, date], object]
    ) -> None:
        def then(day: date) -> None:
            fresh = Order.objects.select_related("organ", "office", "clock", "work_clock")
            deed(fresh.get(pk=order.pk), day)

        self.agenda.after(day, days, then)

    def _receive(self, order: Order, code: str, lot: str, day: date) -> None:
        if order.state != S.ISSUED:
            return
        orders.receive(order, by=self.people.liaison_of(order.organ, day), on=day)
        if lot == "not_ours":
            self._then(order, day, 1, lambda o, d: self._ask_return(o, code, d))
        else:
            self._then(order, day, self.agenda.days(1, 2), lambda o, d: self._plan(o, code, lot, d))

    def _ask_return(self, order: Order, code: str, day: date) -> None:
        whose = self.people.another_organ(order.organ)
        by = self.people.liaison_of(order.organ, day)
        orders.ask_return(order, by=by, on=day, whose=whose, reason=texts.NOT_OURS)
        self._then(order, day, 1, lambda o, d: self._rule(o, whose, code, d))

    def _rule(self, order: Order, whose: Unit, code: str, day: date) -> None:
        orders.rule_return(order, by=self.people.office, on=day, organ=whose, reason=texts.RULED)
        self._then(order, day, 1, lambda o, d: self._receive(o, code, USUAL, d))

    def _plan(self, order: Order, code: str, lot: str, day: date) -> None:
        if order.state != S.RECEIVED:
            return
        fault = texts.FAULTS[code]
        clock = order.work_clock
        due = clock.due_on if clock and clock.due_on >= day else day
        liaison = self.people.liaison_of(order.organ, day)
        whom = liaison.name
        orders.file_plan(
            order, by=liaison, on=day, plan=fault.done, plan_person=whom, plan_date=due
        )
        if lot.startswith("exten"):
            self._then(order, day, 2, lambda o, d: self._ask_extension(o, code, lot, d))
        elif not lot.startswith("late"):
            most = 3 if order.pace == Order.Pace.AT_ONCE else 10
            days = self.agenda.days(1, most)
            self._then(order, day, days, lambda o, d: self._report(o, code, lot, d))
        else:
            self._answer_slips_later(order, code, lot, day)

    def _ask_extension(self, order: Order, code: str, lot: str, day: date) -> None:
        head = self.people.head_of(order.organ, day)
        clock = order.work_clock
        if order.state != S.IN_PROGRESS or clock is None or clock.due_on < day:
            self._report(order, code, USUAL, day)
            return
        orders.ask_extension(order, by=head, on=day, days=10, reason=texts.EXTENSION)
        deed = orders.grant_extension if lot == "extended" else orders.refuse_extension
        why = "理由成立，有书面排期。" if lot == "extended" else "可先行人工办理，不予延期。"
        self._then(order, day, 1, lambda o, d: deed(o, by=self.people.handler, on=d, reason=why))
        self._then(order, day, 3, lambda o, d: self._report(o, code, USUAL, d))

    def _answer_slips_later(self, order: Order, code: str, lot: str, day: date) -> None:
        """Blue: answered and reported. Orange and red: nothing until the end of the quarter."""
        clock = order.work_clock
        if lot != "late_blue" or clock is None:
            return
        self.agenda.after(clock.due_on, 3, lambda d: self._answer_slip(order, d))
        self._then(order, clock.due_on, 5, lambda o, d: self._report(o, code, USUAL, d))

    def _answer_slip(self, order: Order, day: date) -> None:
        slip = Slip.objects.filter(order=order, state=Slip.State.OPEN).first()
        if slip is not None:
            by = self.people.liaison_of(slip.order.organ, day)
            orders.slip.answer(slip, by=by, on=day, answer=texts.SLIP_ANSWER)

    def _report(self, order: Order, code: str, lot: str, day: date) -> None:
        if order.state not in {S.IN_PROGRESS, S.RECEIVED}:
            return
        fault, head = texts.FAULTS[code], self.people.head_of(order.organ, day)
        photo = photos.board(8) if code in BOARDS else photos.counter(3)
        orders.report(
            order,
            by=head,
            on=day,
            cause=fault.cause,
            report=fault.done,
            for_person="已联系当事人说明并致歉，所办事项已办结。",
            for_class="对同类岗位逐一检查，已全部照此落实。",
            proof=[evidence.keep(photo, "整改后.jpg", by=head)],
        )
        self._then(order, day, self.agenda.days(2, 7), lambda o, d: self._recheck(o, code, lot, d))

    def _recheck(self, order: Order, code: str, lot: str, day: date) -> None:
        if order.state != S.REPORTED:
            return
        by = self.people.other_eyes(order)
        if lot == "sent_back":
            orders.recheck_fails(order, by=by, on=day, remark=texts.STILL_WANTING)
            self._then(order, day, 1, lambda o, d: self._send_back(o, code, d))
            return
        orders.recheck_passes(order, by=by, on=day, remark=texts.PASSED)
        self._then(order, day, self.agenda.days(0, 2), self._call)

    def _send_back(self, order: Order, code: str, day: date) -> None:
        orders.send_back(order, by=self.people.handler, on=day, reason=texts.STILL_WANTING)
        self._then(order, day, 3, lambda o, d: self._report(o, code, USUAL, d))

    def _call(self, order: Order, day: date) -> None:
        if order.state != S.PASSED:
            return
        caller, lot = self.people.handler, self.agenda.chance.randrange(10)
        if lot == 0:
            orders.skip_call(order, by=caller, on=day, reason="暗访发现，无当事人可回访。")
        else:
            answer = "unknown" if lot == 1 else "yes"
            content = "no" if lot == 2 else answer
            orders.call_back(order, by=caller, on=day, solved=answer, content=content)
        self._then(order, day, 1, self._close)

    def _close(self, order: Order, day: date) -> None:
        if order.state != S.PASSED:
            return
        for_all = self.agenda.one_in(2)
        outcome = Order.Outcome.FIXED_FOR_ALL if for_all else Order.Outcome.FIXED
        orders.close(order, by=self.people.director, on=day, outcome=outcome)
        if day < date(2026, 2, 5) and not self._relapsed:
            self._relapsed = True
            self.agenda.on(FIRST_TO_RELAPSE, lambda d: self._revisit(order, d))

    def _revisit(self, order: Order, day: date) -> None:
        fresh = Order.objects.select_related("organ", "work_clock", "clock").get(pk=order.pk)
        by = self.people.other_eyes(fresh)
        orders.reopen(fresh, by=by, on=day, remark=texts.RELAPSE)
