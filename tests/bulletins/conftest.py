"""A quarter of Mingzhou with something to praise, something to criticise, something overdue."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from mingcha.bulletins import commands
from mingcha.findings.models import Finding
from mingcha.foundation import clocks, time
from mingcha.norms.models import Checklist, Item, Norm
from mingcha.organs import commands as organs
from mingcha.people import commands as people
from mingcha.people.models import Duty
from mingcha.rectification.models import Order, Recheck, Slip
from mingcha.visits.models import Observation, Visit

SINCE, UNTIL = date(2026, 1, 1), date(2026, 3, 31)
LONG_AGO = date(2020, 1, 1)


def somebody(no, name, role, by, organ=None):
    person = people.register(no, name, by=by, organ=organ, password="mingzhou-2026")
    people.charge(person, role, since=LONG_AGO, by=by, organ=organ)
    return person


@pytest.fixture
def director(clerk):
    return somebody("director", "陆正则", Duty.Role.DIRECTOR, clerk)


@pytest.fixture
def leader(clerk):
    return somebody("leader", "沈明远", Duty.Role.LEADER, clerk)


@pytest.fixture
def auditor(clerk):
    return somebody("auditor", "严核实", Duty.Role.AUDITOR, clerk)


@pytest.fixture
def inspector(clerk):
    return somebody("inspector", "许察之", Duty.Role.INSPECTOR, clerk)


@pytest.fixture
def head(clerk, organ):
    return somebody("head", "陈立", Duty.Role.HEAD, clerk, organ)


@pytest.fixture
def water(clerk):
    return organs.found(
        "MZ002", "市水务局", level="organ", kind="service", since=LONG_AGO, by=clerk
    )


@pytest.fixture
def other_head(clerk, water):
    return somebody("other", "林清", Duty.Role.HEAD, clerk, water)


@pytest.fixture
def norms(db):
    def norm(code, title, kind, severity):
        return Norm.objects.create(
            code=code, title=title, failure_kind=kind, severity=severity, since=LONG_AGO
        )

    return {
        "N01": norm("N01", "工作时间在岗", "conduct", 1),
        "N04": norm("N04", "首问负责", "conduct", 2),
        "N20": norm("N20", "值得肯定的做法", "none", 0),
    }


@pytest.fixture
def visited(organ, water, norms, inspector):
    """Make a verified visit of an organ: so many checks of each norm, so many of them amiss."""
    checklist = Checklist.objects.create(place_type="counter", version=1, title="窗口")
    items = {
        code: Item.objects.create(checklist=checklist, number=n, norm=norm, question=norm.title)
        for n, (code, norm) in enumerate(norms.items(), 1)
    }

    def visit(where, day, *, mode="covert", amiss=(), not_seen=()):
        n = Visit.objects.count() + 1
        at = datetime(day.year, day.month, day.day, 10, tzinfo=time.city_zone())
        made = Visit.objects.create(
            number=f"CF-2026-{n:04d}", code=f"code{n}", reason="季度安排", mode=mode, organ=where,
            place_type="counter", checklist=checklist, leader=inspector, opens_at=at, began_at=at,
            state=Visit.State.VERIFIED,
        )  # fmt: skip
        for code, item in items.items():
            seen = "no" if code in amiss else "not_seen" if code in not_seen else "yes"
            Observation.objects.create(visit=made, item=item, seen=seen)
        return made

    return visit


@pytest.fixture
def found(norms):
    """Put a finding on record in any state."""

    def finding(where, code, day, *, state=Finding.State.CONFIRMED, **more):
        n = Finding.objects.count() + 1
        said = {
            "origin_kind": "visits.visit",
            "origin_id": "1",
            "origin_name": "CF",
            "severity": norms[code].severity,
            **more,
        }
        return Finding.objects.create(
            number=f"FK-2026-{n:04d}", organ=where, norm=norms[code], happened_on=day, state=state,
            failure_kind=norms[code].failure_kind, is_praise=code == "N20",
            facts="某某同志不在岗", **said,
        )  # fmt: skip

    return finding


@pytest.fixture
def ordered(head):
    """Put an order on record whose turn is the organ's, due so many working days after issue."""

    def order(where, issued, *, days=15, state=Order.State.IN_PROGRESS, side="organ", ended=None):
        n = Order.objects.count() + 1
        made = Order.objects.create(
            number=f"ZG-2026-{n:04d}", organ=where, responsible=head, fault="窗口无人",
            basis="N01 工作时间在岗", required="有人在岗", pace="time_limited", issued_on=issued,
        )  # fmt: skip
        clock = clocks.start(made, "rectification.work", side=side, on=issued, days=days)
        if ended:
            clocks.stop(clock, on=ended)
        Order.objects.filter(pk=made.pk).update(state=state, clock=clock, work_clock=clock)
        made.refresh_from_db()
        return made

    return order


@pytest.fixture
def quarter(organ, water, visited, found, ordered, inspector):
    """Twelve visits, five faults, one praise; one order overdue with a slip, one closed in time."""
    for n in range(6):
        amiss = ("N01",) if n < 4 else ()
        visited(organ, date(2026, 1, 10 + n), amiss=amiss, not_seen=("N20",))
        visited(water, date(2026, 2, 10 + n), mode="open", amiss=("N04",) if n == 0 else ())
    for n in range(4):
        found(organ, "N01", date(2026, 1, 10 + n))
    found(water, "N04", date(2026, 2, 10))
    found(water, "N20", date(2026, 2, 11))
    late = ordered(organ, date(2026, 3, 2))
    Slip.objects.create(
        number="DB-2026-0001", order=late, colour="blue", issued_on=date(2026, 3, 25)
    )
    done = ordered(organ, date(2026, 2, 2), state=Order.State.CLOSED, ended=date(2026, 2, 10))
    Recheck.objects.create(
        order=done,
        by=inspector,
        on=date(2026, 3, 20),
        passed=True,
        remark="",
        is_relapse_visit=True,
    )


@pytest.fixture
def composed(quarter, clerk, day):
    """The quarter's bulletin for the city, as composed."""
    return commands.compose(
        since=SINCE, until=UNTIL, kind="situation", scope="city", by=clerk, on=day
    )


@pytest.fixture
def told(composed, clerk, day):
    return commands.tell(composed, by=clerk, on=day)


@pytest.fixture
def approved(told, head, other_head, leader, day):
    for named in told.named.all():
        commands.accept_facts(
            named, by=head if named.organ_id == head.organ_id else other_head, on=day
        )
    return commands.approve(told, by=leader, on=day)


@pytest.fixture
def published(approved, clerk, day):
    return commands.publish(approved, by=clerk, on=day)
