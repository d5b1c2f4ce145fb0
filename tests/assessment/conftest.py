"""A quarter that is over: a rule, checks made in verified visits, faults confirmed."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from mingcha.assessment import commands
from mingcha.assessment.commands import year as years
from mingcha.assessment.commands import year_rule as year_rules
from mingcha.core.rulebook import DEFAULT
from mingcha.core.yearrule import YEAR
from mingcha.findings import commands as findings
from mingcha.foundation import time
from mingcha.norms import commands as norms
from mingcha.norms.models import Checklist, Item
from mingcha.organs import commands as organs
from mingcha.people import commands as people
from mingcha.people.models import Duty
from mingcha.visits.models import Observation, Visit
from tests.assessment.year import final_round

R = Duty.Role
SINCE = date(2020, 1, 1)
Q1 = "2026Q1"
SEEN_ON = date(2026, 2, 10)


@pytest.fixture
def charged(clerk):
    def make(staff_no, name, role, of=None):
        person = people.register(staff_no, name, by=clerk, password="mingzhou-2026")
        people.charge(person, role, since=SINCE, organ=of, by=clerk)
        return person

    return make


@pytest.fixture
def director(charged):
    return charged("director", "陆正则", R.DIRECTOR)


@pytest.fixture
def auditor(charged):
    return charged("auditor", "严核实", R.AUDITOR)


@pytest.fixture
def inspector(charged):
    return charged("inspector", "许察之", R.INSPECTOR)


@pytest.fixture
def head(charged, organ):
    return charged("head", "林局长", R.HEAD, organ)


@pytest.fixture
def other(clerk):
    return organs.found(
        "MZ002", "市水务局", level="organ", kind="management", since=SINCE, by=clerk
    )


@pytest.fixture
def norm(clerk):
    return norms.enter_norm(
        "N01", "在岗履职", failure_kind="conduct", severity=1, since=SINCE, by=clerk
    )


@pytest.fixture
def rule(clerk):
    return commands.publish_rule(
        "2026-1",
        parameters=DEFAULT.parameters(),
        document="明作风办〔2025〕31号",
        valid_from=date(2026, 1, 1),
        by=clerk,
        on=date(2025, 12, 20),
    )


@pytest.fixture
def checked(norm, inspector):
    """So many questions answered in one verified visit to an organ."""
    checklist = Checklist.objects.create(place_type="office", version=1, title="处室")
    made = iter(range(1, 1000))

    def make(organ, yes, *, on=SEEN_ON, state="verified", not_seen=0):
        n = next(made)
        at = datetime.combine(on, datetime.min.time(), time.city_zone()).replace(hour=10)
        visit = Visit.objects.create(
            number=f"CF-2026-{n:04d}", reason="试", mode="open", organ=organ, place_type="office",
            checklist=checklist, leader=inspector, opens_at=at, code=f"c{n}", state=state,
            began_at=at,
        )  # fmt: skip
        answers = ["yes"] * yes + ["not_seen"] * not_seen
        for k, seen in enumerate(answers, 1):
            item, _ = Item.objects.get_or_create(
                checklist=checklist, number=k, norm=norm, question="？"
            )
            Observation.objects.create(visit=visit, item=item, seen=seen)
        return visit

    return make


@pytest.fixture
def confirmed(norm, inspector, director, clerk, day, charged):
    """One fault of an organ, confirmed."""

    def make(organ, *, severity=1, happened_on=SEEN_ON):
        if not organ.duties.filter(role=R.HEAD).exists():
            charged(f"h{organ.pk}", "某局长", R.HEAD, organ)
        head = organ.duties.filter(role=R.HEAD).first().person
        finding = findings.propose(
            origin=organ, organ=organ, office=None, norm=norm, facts="空岗。", severity=severity,
            happened_on=happened_on, finders=[inspector], by=clerk, on=day,
        )  # fmt: skip
        findings.feed_back(finding, by=director, on=day)
        findings.reply(finding, by=head, on=day, stance="accepts")
        return findings.confirm(finding, by=director, on=day, required="有人。", pace="at_once")

    return make


@pytest.fixture
def sheet(rule, organ, checked, confirmed, head, clerk, day):
    """One sheet: 40 checks, one serious fault."""
    checked(organ, 40)
    confirmed(organ, severity=2)
    (one,) = commands.compute(Q1, by=clerk, on=day)
    return one


@pytest.fixture
def told(sheet, auditor, clerk, day):
    commands.check(sheet, by=auditor, on=day)
    return commands.tell(sheet, by=clerk, on=day)


# The year


@pytest.fixture
def leader(charged):
    return charged("leader", "市领导", R.LEADER)


YEAR_PARTS = YEAR.parameters() | {"least_weight": "0.3"}


@pytest.fixture
def year_rule(rule, clerk):
    """Published before 2026, tried out as it stands."""
    on = date(2025, 12, 20)
    facts = {"title": "年度考评办法", "first_year": 2026, "parameters": YEAR_PARTS}
    made = year_rules.draft("year-2026-1", **facts, by=clerk, on=on)
    year_rules.try_out(made, by=clerk, on=on)
    return year_rules.publish(made, document="明作风办〔2025〕32号", by=clerk, on=on)


@pytest.fixture
def year(year_rule, organ, checked, confirmed, head, leader):
    """Facts of a whole year: two rounds, 40 checks, one serious finding."""
    checked(organ, 40)
    confirmed(organ, severity=2)
    final_round([organ], "concentrated", good=80, small=("leader",))
    final_round([organ], "quarterly", period="2026Q1", good=60)
    return organ


AFTER = date(2027, 1, 5)


@pytest.fixture
def over(day):
    """The year is over."""
    with time.at(AFTER):
        yield AFTER


@pytest.fixture
def year_sheet(year, clerk, over):
    (one,) = years.compute(2026, by=clerk, on=over)
    return one


@pytest.fixture
def year_told(year_sheet, auditor, clerk, over):
    years.check(year_sheet, by=auditor, on=over)
    return years.tell(year_sheet, by=clerk, on=over)
