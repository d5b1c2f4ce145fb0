"""Rule versions and rounds of appraisal for the permission matrix, and who may see which."""

from __future__ import annotations

from datetime import date, timedelta

from mingcha.appraisals.commands import round as rounds
from mingcha.appraisals.commands import rule as rules
from mingcha.appraisals.models import Round, Suspicion
from mingcha.core.roundrule import DEFAULT
from mingcha.foundation import time
from mingcha.organs.models import Unit
from mingcha.people.models import Duty, Person

R = Duty.Role
KNOWN = [kind for kind, _row in DEFAULT.weights]
SHOWN = [state for state in Round.State.values if state != Round.State.DESIGNED]
FLAG = {"kind": "best", "wording": "best", "false_alarm": 0.002,
        "facts": {"papers": 40, "of": 400, "most": 9}}  # fmt: skip
DAY = date(2026, 4, 1)


def appraise(office: Person) -> None:
    """One rule being prepared, one published, and rounds in every state."""
    today = time.today()
    facts = {"kind": "quarterly", "title": "季度评议办法", "by": office, "on": today}
    rules.draft("q-draft", parameters=DEFAULT.parameters(), **facts)
    rule = rules.draft("q-1", parameters=DEFAULT.parameters(), **facts)
    rules.publish(rule, document="明作风办〔2026〕3号", by=office, on=today)
    units = list(Unit.objects.filter(level="organ", active_to=None, kind__in=KNOWN)[:4])
    for state in Round.State.values:
        made = rounds.design(
            "季度评议", kind="quarterly", period="2026Q2", rule=rule, units=units,
            opens_on=today + timedelta(60), closes_on=today + timedelta(70), by=office, on=today,
        )  # fmt: skip
        day = None if state == Round.State.DESIGNED else today
        Round.objects.filter(pk=made.pk).update(state=state, published_on=day)
    for n, state in enumerate(Suspicion.State.values[:2]):
        Suspicion.objects.create(
            number=f"YD-2026-900{n}", round=made, sign=state, target=units[0].code,
            flag=FLAG, withheld="few", raised_on=today, state=state,
        )  # fmt: skip


def the_suspicion(s, roles, organs, person):
    """A question to those who check a count; no head, leader or voter ever sees one."""
    return bool(roles & {R.CONDUCT_OFFICE, R.DIRECTOR, R.AUDITOR})


def the_round(r, roles, organs, person):
    return bool(roles & {R.CONDUCT_OFFICE, R.DIRECTOR, R.AUDITOR}) or r.published_on is not None
