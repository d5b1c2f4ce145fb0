"""The demonstration's approvals: a quarter's log taken in, flags answered, judged, mended."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

from mingcha.cases import commands as cases
from mingcha.cases.commands import card as cards
from mingcha.cases.commands import flags
from mingcha.cases.models import Card, Flag
from mingcha.demo import caselog, photos
from mingcha.demo.agenda import Agenda
from mingcha.demo.people import People
from mingcha.evidence import commands as evidence
from mingcha.findings import commands as findings
from mingcha.findings.models import Finding
from mingcha.rectification import commands as orders
from mingcha.rectification.models import Order

Deed = Callable[[Finding, date], None]
F = Flag.State
FIRST = date(2026, 1, 5)
GIVEN_OUT = [date(2026, 1, 30), date(2026, 2, 27), date(2026, 3, 31), date(2026, 4, 9)]
LEFT_SINCE = date(2026, 4, 9)  # what is raised from here on waits for whoever looks
ANSWERS = {
    "slow.promise": "承办人外出培训，A岗未移交B岗，超过承诺时限，情况属实。",
    "slow.legal": "案卷流转积压，超过法定时限，已致歉并补办。",
    "absent.silent": "申请人来电要求暂缓，已补录书面申请。",
}
ANSWERED = "系统字段录入有误，经办流程符合规定，附流转单。"
PROVEN = "核对流水、流转单和告知单，情况属实，予以认定。"
EXCUSED = "核对原始单据，属录入差错或申请人原因，不予认定。"
CONFIRM = ("slow.promise", "slow.legal", "wilful.material")  # the others are excused
REQUIRED = "超期办件当日办结并致歉\n承诺时限逐件预警到人"


class Casework:
    """Plays the approval supervisor and the organs: nothing is scored that nobody confirmed."""

    def __init__(self, agenda: Agenda, people: People, seed: int, many: int) -> None:
        self.agenda, self.people = agenda, people
        self.seed, self.many = seed, many

    def begin(self) -> None:
        """Put down when logs are given out, and who looks at them when."""
        self.agenda.on(FIRST, self._write)
        for after, until in caselog.pieces(GIVEN_OUT, FIRST):
            self.agenda.on(until, partial(self._take_in, after))
            self.agenda.after(until, 1, self._answer)
            self.agenda.after(until, 2, self._note)
            self.agenda.after(until, 5, self._judge)

    def _write(self, day: date) -> None:
        calendar = self.agenda.calendar
        self.log = caselog.Log(calendar, self.seed, self.many, day, GIVEN_OUT[-1])

    def _take_in(self, after: date, day: date) -> None:
        content = self.log.piece(after, day)
        name = f"政务服务平台办件流水{day:%Y%m%d}.csv"
        by = self.people.handler
        cases.take_in(content, name, mapping=caselog.MAPPING, by=by, on=day)

    def _open(self, state: str, day: date) -> list[Flag]:
        found = Flag.objects.filter(state=state).select_related("organ", "case__organ", "clock")
        return list(found.order_by("pk")) if day < LEFT_SINCE else []

    def _answer(self, day: date) -> None:
        """Organs answer within a day or two; every fifth stays silent."""
        raised = Flag.objects.filter(state=F.RAISED).select_related("organ", "case", "clock")
        for n, flag in enumerate(raised.order_by("pk")):
            if n % 5 == 4 or (day >= LEFT_SINCE and n > 1):
                continue
            by = self.people.answering_for(flag.organ, day)
            flags.answer(flag, by=by, on=day, answer=ANSWERS.get(flag.check_code, ANSWERED))

    def _note(self, day: date) -> None:
        """Organs take note of their cards."""
        for one in Card.objects.filter(state=Card.State.ISSUED).select_related("organ", "clock"):
            cards.acknowledge(one, by=self.people.answering_for(one.organ, day), on=day)

    def _judge(self, day: date) -> None:
        """What was answered, or not in time, is judged."""
        confirmed = 0
        for flag in [*self._open(F.ANSWERED, day), *self._open(F.RAISED, day)]:
            by = self.people.office
            if flag.check_code in CONFIRM and confirmed < 3:
                confirmed += 1
                flags.confirm(flag, by=by, on=day, decision=PROVEN)
                assert flag.finding is not None
                self._then(flag.finding, day, 1, self._feed_back)
            else:
                flags.excuse(flag, by=by, on=day, decision=EXCUSED)
        self.agenda.after(day, 1, self._note)

    # What becomes of a confirmed flag: the way of every finding

    def _then(self, finding: Finding, day: date, days: int, deed: Deed) -> None:
        def then(day: date) -> None:
            fresh = Finding.objects.select_related("norm", "organ", "office", "clock", "order")
            deed(fresh.get(pk=finding.pk), day)

        self.agenda.after(day, days, then)

    def _feed_back(self, finding: Finding, day: date) -> None:
        findings.feed_back(finding, by=self.people.handler, on=day)
        self._then(finding, day, 2, self._reply)

    def _reply(self, finding: Finding, day: date) -> None:
        by = self.people.answering_for(finding.organ, day)
        findings.reply(finding, by=by, on=day, stance="accepts")
        self._then(finding, day, 1, self._confirm)

    def _confirm(self, finding: Finding, day: date) -> None:
        wanted = {"required": REQUIRED, "pace": Order.Pace.TIME_LIMITED, "proof_wanted": "办结单"}
        findings.confirm(finding, by=self.people.director, on=day, **wanted)
        self._then(finding, day, 1, self._receive)

    def _receive(self, finding: Finding, day: date) -> None:
        order = _order(finding)
        liaison = self.people.liaison_of(order.organ, day)
        orders.receive(order, by=liaison, on=day)
        clock = order.work_clock
        due = clock.due_on if clock and clock.due_on >= day else day
        plan = "限时办结预警到人，AB岗交接登记。"
        orders.file_plan(
            order, by=liaison, on=day, plan=plan, plan_person=liaison.name, plan_date=due
        )
        self._then(finding, day, 5, self._report)

    def _report(self, finding: Finding, day: date) -> None:
        order, head = _order(finding), self.people.head_of(finding.organ, day)
        orders.report(
            order,
            by=head,
            on=day,
            cause="A岗外出未移交，系统预警无人处理。",
            report="超期件已办结送达，预警短信到承办人和分管领导。",
            for_person="已向申请人致歉。",
            for_class="在办件逐件核对期限。",
            proof=[evidence.keep(photos.board(8), "预警台账.jpg", by=head)],
        )
        self._then(finding, day, 3, self._recheck)

    def _recheck(self, finding: Finding, day: date) -> None:
        order = _order(finding)
        by = self.people.other_eyes(order)
        orders.recheck_passes(order, by=by, on=day, remark="抽查十件，均在承诺时限内。")
        self._then(finding, day, 1, self._call)

    def _call(self, finding: Finding, day: date) -> None:
        order = _order(finding)
        orders.call_back(order, by=self.people.handler, on=day, solved="yes", content="yes")
        self._then(finding, day, 1, self._close)

    def _close(self, finding: Finding, day: date) -> None:
        outcome = Order.Outcome.FIXED_FOR_ALL
        orders.close(_order(finding), by=self.people.director, on=day, outcome=outcome)


def _order(finding: Finding) -> Order:
    assert finding.order_id is not None
    fresh = Order.objects.select_related("organ", "office", "clock", "work_clock")
    return fresh.get(pk=finding.order_id)
