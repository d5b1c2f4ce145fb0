"""The demonstration's year: its rule tried and published, what is added to it, where it stands."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from mingcha.assessment.commands import adjustment as adjustments
from mingcha.assessment.commands import year, year_rule
from mingcha.core.yearrule import YEAR
from mingcha.demo.agenda import Agenda
from mingcha.demo.people import People
from mingcha.organs.models import Unit

RULED = date(2025, 12, 25)
PRAISED, CONFIRMED, PROPOSED = date(2026, 3, 18), date(2026, 3, 23), date(2026, 4, 9)
ADDED = date(2026, 4, 10)
DOCUMENT = "明作风办〔2025〕21号"
# The city shows a year in the making from its first part on; the shipped rule asks for more.
PARAMETERS: dict[str, Any] = YEAR.parameters() | {"least_weight": "0.2"}
TITLE, NEXT_TITLE = "2026年度机关作风考评办法", "2027年度机关作风考评办法（征求意见稿）"
BONUS = "“一件事一次办”改革经省政府办公厅发文推广，三个设区市已照搬实施。"
BONUS_PAPER = "苏政办函〔2026〕11号"
VETO = "整改台账补签日期，经调阅监控核实不符，涉嫌弄虚作假，提请列为一票否决事项。"
VETO_PAPER = "明察访中心〔2026〕7号"
NEXT_WEIGHTS = {"visits": {"weight": "0.30"}, "service_users": {"weight": "0.10"}}


class Year:
    """Plays the composite of the year: a rule in force, the next one prepared, sheets so far."""

    def __init__(self, agenda: Agenda, people: People) -> None:
        self.agenda, self.people = agenda, people

    def begin(self) -> None:
        """Put the year's dates down."""
        self.agenda.on(RULED, self._rule)
        self.agenda.on(PRAISED, self._praise)
        self.agenda.on(CONFIRMED, self._confirm)
        self.agenda.on(PROPOSED, self._accuse)
        self.agenda.on(ADDED, self._add_up)

    def _rule(self, day: date) -> None:
        office = self.people.office
        facts: dict[str, Any] = {"title": TITLE, "first_year": 2026, "parameters": PARAMETERS}
        made = year_rule.draft("year-2026-1", **facts, by=office, on=day)
        year_rule.try_out(made, by=office, on=day)
        year_rule.publish(made, document=DOCUMENT, by=office, on=day)

    def _praise(self, day: date) -> None:
        """One organ earns a bonus for a reform that others take over."""
        self.bonus = adjustments.propose(
            self._organ("service"),
            year=2026,
            kind="bonus",
            points=Decimal(2),
            ground=BONUS,
            document=BONUS_PAPER,
            by=self.people.office,
            on=day,
        )

    def _confirm(self, day: date) -> None:
        adjustments.confirm(self.bonus, by=self.people.director, on=day)

    def _accuse(self, day: date) -> None:
        """A veto event is put forward and waits for somebody else."""
        adjustments.propose(
            self._organ("enforcement"),
            year=2026,
            kind="veto",
            ground=VETO,
            document=VETO_PAPER,
            by=self.people.director,
            on=day,
        )

    def _add_up(self, day: date) -> None:
        """The year so far, and a draft of the next rule, tried on the latest twelve months."""
        office = self.people.office
        year.compute(2026, by=office, on=day)
        year.check_all(2026, by=self.people.auditor, on=day)
        parts = [{**part, **NEXT_WEIGHTS.get(part["code"], {})} for part in PARAMETERS["parts"]]
        facts: dict[str, Any] = {"title": NEXT_TITLE, "first_year": 2027}
        parameters = PARAMETERS | {"parts": parts}
        made = year_rule.draft("year-2027-1", **facts, parameters=parameters, by=office, on=day)
        year_rule.try_out(made, by=office, on=day)

    def _organ(self, kind: str) -> Unit:
        found = Unit.objects.filter(level="organ", kind=kind, active_to=None)
        return found.order_by("code")[1]
