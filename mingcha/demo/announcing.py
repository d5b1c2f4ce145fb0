"""The demonstration's rule, score sheets and bulletins: January told, the quarter composed."""

from __future__ import annotations

from datetime import date
from functools import partial

from mingcha.assessment import commands as assessment
from mingcha.assessment.models import Sheet
from mingcha.bulletins import commands as bulletins
from mingcha.bulletins.models import Issue, Named
from mingcha.core.rulebook import DEFAULT
from mingcha.demo import texts
from mingcha.demo.agenda import Agenda
from mingcha.demo.people import People
from mingcha.demo.year import Year

RULED = date(2025, 12, 25)
FIRST_OF_JANUARY, LAST_OF_JANUARY = date(2026, 1, 1), date(2026, 1, 31)
COMPOSED = date(2026, 2, 3)
QUARTER, LAST_OF_QUARTER = "2026Q1", date(2026, 3, 31)
ASSESSED = date(2026, 4, 1)
OBJECTED = date(2026, 4, 7)
DECIDED = date(2026, 4, 10)


class Announcing:
    """Plays what is added up and announced in the first quarter."""

    def __init__(self, agenda: Agenda, people: People) -> None:
        self.agenda, self.people = agenda, people

    def begin(self) -> None:
        """Put the quarter's dates down."""
        self.agenda.on(RULED, self._rule)
        Year(self.agenda, self.people).begin()
        self.agenda.on(COMPOSED, self._january)
        self.agenda.on(ASSESSED, self._assess)
        self.agenda.on(OBJECTED, self._object)
        self.agenda.on(DECIDED, self._decide)

    def _rule(self, day: date) -> None:
        assessment.publish_rule(
            "2026-1",
            parameters=DEFAULT.parameters(),
            document="明作风办〔2026〕1号",
            valid_from=FIRST_OF_JANUARY,
            by=self.people.office,
            on=day,
        )

    def _january(self, day: date) -> None:
        issue = bulletins.compose(
            since=FIRST_OF_JANUARY,
            until=LAST_OF_JANUARY,
            kind=Issue.Kind.SITUATION,
            scope=Issue.Scope.PUBLIC,
            by=self.people.office,
            on=day,
        )
        bulletins.tell(issue, by=self.people.office, on=day)
        self.agenda.after(day, 1, partial(self._hear, issue))

    def _hear(self, issue: Issue, day: date) -> None:
        """Each organ named accepts its passage; the first one corrects a fact."""
        told = Named.objects.filter(issue=issue, state=Named.State.TOLD)
        for n, named in enumerate(told.select_related("organ", "clock", "issue").order_by("pk")):
            by = self.people.answering_for(named.organ, day)
            if n == 0:
                bulletins.correct_facts(named, correction=texts.CORRECTION, by=by, on=day)
            else:
                bulletins.accept_facts(named, by=by, on=day)
        self.agenda.after(day, 1, partial(self._approve, issue))

    def _approve(self, issue: Issue, day: date) -> None:
        disputed = Named.objects.filter(issue=issue, state=Named.State.DISPUTED)
        for named in disputed.select_related("organ", "clock", "issue"):
            facts = {"outcome": Named.Ruling.UPHELD, "ruling": texts.RULING}
            bulletins.rule_correction(named, by=self.people.director, on=day, **facts)
        issue.refresh_from_db()
        bulletins.approve(issue, by=self.people.leader, on=day)
        bulletins.publish(issue, by=self.people.office, on=day)

    def _assess(self, day: date) -> None:
        assessment.compute(QUARTER, by=self.people.office, on=day)
        assessment.check_all(QUARTER, by=self.people.auditor, on=day)
        assessment.tell_all(QUARTER, by=self.people.office, on=day)

    def _object(self, day: date) -> None:
        """The organ with the lowest score objects; somebody else looks at it again."""
        told = Sheet.objects.filter(period=QUARTER, state=Sheet.State.TOLD, score__isnull=False)
        sheet = told.select_related("organ", "rule", "clock").order_by("score", "pk").first()
        if sheet is None:
            return
        head = self.people.head_of(sheet.organ, day)
        assessment.object(sheet, by=head, on=day, objection=texts.OBJECTION)
        self.agenda.after(day, 2, partial(self._review, sheet))

    def _review(self, sheet: Sheet, day: date) -> None:
        facts = {"outcome": Sheet.Outcome.REJECTED, "review": texts.REVIEW}
        assessment.review(sheet, by=self.people.director, on=day, **facts)

    def _decide(self, day: date) -> None:
        assessment.decide_all(QUARTER, by=self.people.office, on=day)
        bulletins.compose(
            since=FIRST_OF_JANUARY,
            until=LAST_OF_QUARTER,
            kind=Issue.Kind.SITUATION,
            scope=Issue.Scope.CITY,
            by=self.people.office,
            on=day,
        )
