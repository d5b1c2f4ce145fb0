"""The demonstration's findings and orders: fed back, answered, confirmed, put right or not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from mingcha.demo import texts
from mingcha.demo.agenda import Agenda
from mingcha.demo.people import People
from mingcha.demo.putting_right import PuttingRight
from mingcha.findings import commands as findings
from mingcha.findings.models import Finding
from mingcha.norms.models import FailureKind

S = Finding.State


class Mending:
    """Plays feedback, replies and decisions; what is confirmed goes on to `PuttingRight`."""

    def __init__(self, agenda: Agenda, people: People) -> None:
        self.agenda, self.people = agenda, people
        self.orders = PuttingRight(agenda, people)

    def begin(self, finding: Finding, day: date) -> None:
        """A finding has been proposed: it is served, or handed upwards."""
        if finding.failure_kind == FailureKind.EXTORTION:
            self._then(finding, day, 0, self._transfer)
        else:
            self._then(finding, day, self.agenda.days(1, 3), self._feed_back)

    def _then(
        self, finding: Finding, day: date, days: int, deed: Callable[[Finding, date], None]
    ) -> None:
        self.agenda.after(day, days, lambda day: deed(_fresh(finding), day))

    def _transfer(self, finding: Finding, day: date) -> None:
        findings.transfer(finding, by=self.people.director, on=day, decision="涉嫌收受购物卡。")

    def _feed_back(self, finding: Finding, day: date) -> None:
        findings.feed_back(finding, by=self.people.handler, on=day)
        if self.agenda.one_in(12):  # silence is neither agreement nor dispute
            self._then(finding, day, self.agenda.days(7, 8), self._decide)
        else:
            self._then(finding, day, self.agenda.days(1, 4), self._reply)

    def _reply(self, finding: Finding, day: date) -> None:
        if finding.state != S.FED_BACK:
            return
        lot = 0 if finding.is_praise else self.agenda.chance.randrange(100)
        stance, words = "accepts", ""
        if lot >= 92:
            stance, words = "disputes", texts.DISPUTED
        elif lot >= 78:
            stance, words = "explains", texts.EXPLAINED
        by = self.people.answering_for(finding.organ, day)
        findings.reply(finding, by=by, on=day, stance=stance, reply=words)
        self._then(finding, day, self.agenda.days(1, 3), self._decide)

    def _decide(self, finding: Finding, day: date) -> None:
        if finding.state != S.ANSWERED:
            return
        handler = self.people.handler
        if finding.organ.active_to is not None and finding.organ.active_to < day:
            why = "机构已合并，事实移交承继机关核查，本件撤回。"
            findings.withdraw(finding, by=handler, on=day, decision=why)
        elif finding.stance == Finding.Stance.DISPUTES and self.agenda.one_in(2):
            why = "经调取录像核实，机关所述属实，撤回本件。"
            findings.withdraw(finding, by=handler, on=day, decision=why)
        elif finding.is_praise:
            findings.confirm(finding, by=handler, on=day)
        else:
            self._confirm(finding, day)

    def _confirm(self, finding: Finding, day: date) -> None:
        fault = texts.FAULTS[finding.norm.code]
        said = "经复核，事实成立。" if finding.stance == Finding.Stance.DISPUTES else ""
        facts = {"required": fault.required, "proof_wanted": fault.proof_wanted}
        findings.confirm(
            finding, by=self.people.handler, on=day, pace=fault.pace, decision=said, **facts
        )
        assert finding.order is not None
        self.orders.begin(finding.order, finding.norm.code, day)


def _fresh(finding: Finding) -> Finding:
    return Finding.objects.select_related("norm", "organ", "office", "clock").get(pk=finding.pk)
