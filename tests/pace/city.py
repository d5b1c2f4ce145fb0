"""A city at full size with three years of history, written in bulk for the benchmarks of pages.

Commands make the demonstration city; here 24,000 matters are wanted in seconds, so rows are
written directly. What pages read of them is what commands would have left.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction

from mingcha.core.history import Received, events_to_json
from mingcha.demo import cast
from mingcha.findings.models import Finding
from mingcha.foundation import time, workdays
from mingcha.foundation.models import Clock, JournalEntry
from mingcha.norms import commands as norms
from mingcha.norms.models import Checklist, Item
from mingcha.organs.models import Unit
from mingcha.people import commands as people
from mingcha.people.models import Duty, Person
from mingcha.rectification.models import Order
from mingcha.visits.models import Burden, Observation, Plan, Visit

DAY = date(2026, 4, 10)
YEARS = (2023, 2024, 2025, 2026)
ORGANS, OFFICES, STAFF, VISITS, ORDERS = 150, 1_500, 10_000, 5_000, 3_000
SINCE = date(2019, 1, 1)


@transaction.atomic
def fill(seed: int = 7) -> None:
    """Make the city: 150 organs, 1,500 offices, 10,000 staff, 15,000 visits, 9,000 orders."""
    chance = random.Random(seed)
    with time.at(SINCE):
        founder = people.register("office", "顾知行", by=None, password=cast.PASSWORD)
        people.charge(founder, Duty.Role.CONDUCT_OFFICE, since=SINCE, by=founder)
        for account, name, duty in cast.ACTORS[:1] + cast.ACTORS[2:]:
            actor = people.register(account, name, by=founder, password=cast.PASSWORD)
            people.charge(actor, duty, since=SINCE, by=founder)
        norms.enter_catalogue(by=founder, on=SINCE)
    organs, offices = _tree()
    staff = _staff(organs, offices, chance)
    inspectors = _inspectors(staff[-40:])
    visits = _visits(organs, offices, inspectors, chance)
    findings = _findings(visits, chance)
    _orders(findings, staff, chance)
    _burdens(organs, chance)


def _tree() -> tuple[list[Unit], list[Unit]]:
    kinds = [kind for kind, _label in Unit.Kind.choices]
    organs = Unit.objects.bulk_create(
        Unit(
            code=f"P{n:03d}",
            name=f"市第{n}局",
            level="organ",
            kind=kinds[n % len(kinds)],
            active_from=SINCE,
        )
        for n in range(ORGANS)
    )
    offices = Unit.objects.bulk_create(
        Unit(
            code=f"P{n % ORGANS:03d}-{n // ORGANS:02d}",
            name=cast.OFFICES[n // ORGANS],
            level="office",
            parent=organs[n % ORGANS],
            organ=organs[n % ORGANS],
            active_from=SINCE,
        )
        for n in range(OFFICES)
    )
    return organs, offices


def _staff(organs: list[Unit], offices: list[Unit], chance: random.Random) -> list[Person]:
    people_ = Person.objects.bulk_create(
        (
            Person(
                staff_no="head" if n == 0 else f"P{n:05d}",
                name=chance.choice(cast.SURNAMES) + "".join(chance.sample(cast.GIVEN, 2)),
                organ=organs[n % ORGANS],
                office=None if n < ORGANS else offices[n % OFFICES],
                post="局长" if n < ORGANS else "科员",
                password="!",
            )
            for n in range(STAFF)
        ),
        batch_size=2_000,
    )
    Duty.objects.bulk_create(
        (
            Duty(
                person=person,
                role=Duty.Role.HEAD if n < ORGANS else Duty.Role.STAFF,
                organ=organs[n % ORGANS],
                since=SINCE,
            )
            for n, person in enumerate(people_)
        ),
        batch_size=2_000,
    )
    return people_


def _inspectors(staff: list[Person]) -> list[Person]:
    Duty.objects.bulk_create(
        Duty(person=person, role=Duty.Role.INSPECTOR, since=SINCE) for person in staff
    )
    return [Person.objects.get(staff_no="inspector"), *staff]


def _days(chance: random.Random, each: int) -> Iterator[date]:
    """So many days of each year, up to the day on which the city lives."""
    for year in YEARS:
        share = each if year < DAY.year else each * DAY.timetuple().tm_yday // 365
        for _n in range(share):
            day = date(year, 1, 1) + timedelta(days=chance.randrange(365))
            yield min(day, DAY)


def _visits(
    organs: list[Unit], offices: list[Unit], inspectors: list[Person], chance: random.Random
) -> list[Visit]:
    lists = {row.place_type: row for row in Checklist.objects.filter(state="in_use")}
    plans = {
        year: Plan.objects.create(
            year=year, title=f"{year}年察访计划", themes="办事公开", ceiling=60, state="approved"
        )
        for year in YEARS
    }
    rows = [
        _visit(n, day, plans[day.year], offices[n % OFFICES], lists["office"], inspectors, chance)
        for n, day in enumerate(_days(chance, VISITS))
    ]
    made = Visit.objects.bulk_create(rows, batch_size=1_000)
    team = Visit.team.through
    team.objects.bulk_create(
        (
            team(visit_id=visit.pk, person_id=person.pk)
            for n, visit in enumerate(made)
            for person in (visit.leader, inspectors[(n + 1) % len(inspectors)])
        ),
        batch_size=2_000,
    )
    items = list(Item.objects.filter(checklist=lists["office"]))
    Observation.objects.bulk_create(
        (Observation(visit=visit, item=item, seen="yes") for visit in made for item in items[:4]),
        batch_size=5_000,
    )
    _journalled("visits.visit.verify", made)
    return made


def _visit(
    n: int,
    day: date,
    plan: Plan,
    office: Unit,
    checklist: Checklist,
    inspectors: list[Person],
    chance: random.Random,
) -> Visit:
    at = datetime(day.year, day.month, day.day, 9, tzinfo=time.city_zone())
    return Visit(
        id=UUID(int=chance.getrandbits(128)),
        number=f"CF-{day.year}-{n:05d}",
        plan=plan,
        reason="重点察访",
        theme="办事公开",
        mode="covert" if n % 3 == 0 else "open",
        organ=office.organ,
        place=office,
        place_type="office",
        checklist=checklist,
        leader=inspectors[n % len(inspectors)],
        opens_at=at,
        began_at=at,
        ended_at=at + timedelta(hours=1),
        code=f"{n:012d}",
        facts="现场察访记录。",
        state="verified",
    )


def _findings(visits: list[Visit], chance: random.Random) -> list[Finding]:
    norm_rows = [item.norm for item in Item.objects.select_related("norm") if item.norm.severity]
    chosen = sorted(chance.sample(visits, ORDERS * len(YEARS[:-1])), key=lambda v: v.opens_at)
    rows = [
        Finding(
            number=f"FK-{visit.opens_at.year}-{n:05d}",
            origin_kind="visits.visit",
            origin_id=str(visit.pk),
            origin_name=visit.number,
            organ=visit.organ,
            office=visit.place,
            norm=norm,
            failure_kind=norm.failure_kind,
            severity=norm.severity,
            facts="工作时间无人在岗，未摆放去向牌。",
            happened_on=visit.opens_at.date(),
            was_covert=visit.mode == "covert",
            state="confirmed",
            fed_back_on=visit.opens_at.date(),
            decided_on=visit.opens_at.date(),
        )
        for n, visit in enumerate(chosen)
        for norm in [norm_rows[n % len(norm_rows)]]
    ]
    made = Finding.objects.bulk_create(rows, batch_size=1_000)
    finders = Finding.finders.through
    finders.objects.bulk_create(
        (
            finders(finding_id=f.pk, person_id=v.leader_id)
            for f, v in zip(made, chosen, strict=True)
        ),
        batch_size=2_000,
    )
    _journalled("findings.finding.confirm", made)
    return made


STATES = ("issued", "received", "in_progress", "reported", "passed")


def _orders(findings: list[Finding], staff: list[Person], chance: random.Random) -> None:
    heads = {person.organ_id: person for person in staff[:ORGANS]}
    calendar = workdays.calendar().version
    open_from = len(findings) - 600
    rows = []
    for n, finding in enumerate(findings):
        state = STATES[n % len(STATES)] if n >= open_from else "closed"
        issued = finding.happened_on
        rows.append(
            Order(
                number=f"ZG-{issued.year}-{n:05d}",
                organ_id=finding.organ_id,
                office_id=finding.office_id,
                responsible=heads[finding.organ_id],
                finder_ids=[],
                fault=finding.facts,
                basis="N01",
                required="恢复在岗并公示去向。",
                severity=finding.severity,
                pace="time_limited",
                state=state,
                issued_on=issued,
                closed_on=issued + timedelta(days=20) if state == "closed" else None,
            )
        )
    clocks = Clock.objects.bulk_create(
        (_clock(order, calendar) for order in rows), batch_size=2_000
    )
    for order, clock in zip(rows, clocks, strict=True):
        order.clock = order.work_clock = clock
    made = Order.objects.bulk_create(rows, batch_size=1_000)
    for order, clock in zip(made, clocks, strict=True):
        clock.about_id = str(order.pk)
    Clock.objects.bulk_update(clocks, ["about_id"], batch_size=1_000)
    for order, finding in zip(made, findings, strict=True):
        finding.order = order
    Finding.objects.bulk_update(findings, ["order"], batch_size=1_000)
    for verb in ("draft", "issue", "receive", "file_plan"):
        _journalled(f"rectification.order.{verb}", made)


def _clock(order: Order, calendar: str) -> Clock:
    issued = order.issued_on or DAY
    due = workdays.calendar().add(issued, 15)
    return Clock(
        about_kind="rectification.order",
        about_id="0",
        about_name=order.number,
        name="rect.time_limited_wd",
        side="organ",
        days=15,
        events=events_to_json([Received(issued)]),
        due_on=due,
        calendar=calendar,
        ended_on=order.closed_on,
    )


def _journalled(verb: str, things: list[Any]) -> None:
    founder = Person.objects.get(staff_no="office")
    at = time.now()
    JournalEntry.objects.bulk_create(
        (
            JournalEntry(
                at=at,
                by=founder,
                verb=verb,
                about_kind=thing._meta.label_lower,
                about_id=str(thing.pk),
                about_name=thing.number,
            )
            for thing in things
        ),
        batch_size=2_000,
    )


def _burdens(organs: list[Unit], chance: random.Random) -> None:
    Burden.objects.bulk_create(
        Burden(
            organ=organ,
            kind=chance.choice(("form", "meeting", "check")),
            on=date(2026, 1 + n % 3, 10),
            hours=Decimal(chance.randrange(1, 40)),
            title="报表填报",
            imposed_by="市某办",
        )
        for organ in organs
        for n in range(6)
    )
