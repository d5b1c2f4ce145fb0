"""A city at full size with three years of history, written in bulk for the benchmarks of pages.

Commands make the demonstration city; here 24,000 matters are wanted in seconds, so rows are
written directly. What pages read of them is what commands would have left. `years.py` adds what
became of the findings, and what was added up and announced.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from mingcha.demo import cast
from mingcha.draws.models import Draw
from mingcha.evidence.models import Evidence
from mingcha.findings.models import Finding
from mingcha.foundation import time
from mingcha.norms import commands as norms
from mingcha.norms.models import Checklist, Item
from mingcha.organs.models import Unit
from mingcha.people import commands as people
from mingcha.people.models import Duty, Person
from mingcha.visits.models import Observation, Plan, Visit
from tests.pace import years

DAY = date(2026, 4, 10)
YEARS = (2023, 2024, 2025, 2026)
ORGANS, OFFICES, STAFF, VISITS, ORDERS = 150, 1_500, 10_000, 5_000, 3_000
SINCE = date(2019, 1, 1)
ROLES = (Duty.Role.HEAD, Duty.Role.LIAISON, Duty.Role.OFFICE_HEAD)  # the first of each organ
VISIT_ACTS = ("open", "hand_in", "sign", "countersign", "verify")
FINDING_ACTS = ("propose", "feed_back", "reply", "confirm")
UNDER_WAY = 60  # visits and findings of the last days that nobody has decided yet
LETTER = (
    "经察访，3月12日，在你单位办事大厅发现以下情况：\n工作时间无人在岗，未摆放去向牌。\n\n"
    "对照条目：N03 在岗在位。工作时间窗口不得无人值守。\n\n"
    "你单位可在收到本函之日起5个工作日内回复；有异议的，请写明哪一处不实并附证据。"
)


@transaction.atomic
def fill(seed: int = 7) -> None:
    """Make the city: 150 organs, 1,500 offices, 10,000 staff, 16,000 visits, 9,000 orders."""
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
    _under_way(visits, findings)
    years.orders(findings, {person.organ_id: person for person in staff[:ORGANS]})
    years.sheets(founder)
    years.bulletins(founder)
    years.messages(chance)
    years.burdens(organs, chance)
    years.draws(Plan.objects.get(year=DAY.year))
    years.imports(staff, founder)


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
                staff_no={0: "head", ORGANS: "liaison", 2 * ORGANS: "office_head"}.get(
                    n, f"P{n:05d}"
                ),
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
                role=ROLES[n // ORGANS] if n < len(ROLES) * ORGANS else Duty.Role.STAFF,
                organ=offices[n % OFFICES] if n // ORGANS == 2 else organs[n % ORGANS],
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
    drawn = {year: _lot(year) for year in YEARS}
    rows = [
        _visit(
            n,
            day,
            drawn[day.year] if n % 20 else None,
            plans[day.year],
            offices[n % OFFICES],
            lists["office"],
            inspectors,
            chance,
        )
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
    for verb in VISIT_ACTS:
        years.journalled(f"visits.visit.{verb}", made, inspectors[0])
    return made


def _lot(year: int) -> Draw:
    """What the year's visits were drawn in; a real draw is made by `years.draws`."""
    return Draw.objects.create(
        number=f"CQ-{year}-9001",
        purpose=f"{year}年察访",
        pool={"candidates": []},
        wants={"office": VISITS},
        fixed_on=date(year, 1, 5),
        drawn_on=date(year, 1, 6),
        seed_source="掷骰",
        seed="dice:1",
        digest="0" * 64,
        state="drawn",
    )


def _visit(
    n: int,
    day: date,
    draw: Draw | None,
    plan: Plan,
    office: Unit,
    checklist: Checklist,
    inspectors: list[Person],
    chance: random.Random,
) -> Visit:
    at = datetime(day.year, day.month, day.day, 9, tzinfo=time.city_zone())
    return Visit(
        id=UUID(int=chance.getrandbits(128)),
        number=f"CF-{day.year}-{n:04d}",
        plan=plan,
        draw=draw,
        reason="" if draw else "重点察访",
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
            number=f"FK-{visit.opens_at.year}-{n:04d}",
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
            letter=LETTER,
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
    _shown(made)
    for verb in FINDING_ACTS:
        years.journalled(f"findings.finding.{verb}", made, chosen[0].leader)
    return made


def _shown(findings: list[Finding]) -> None:
    """One photograph each, as the visit's team took it."""
    at = time.now()
    photos = Evidence.objects.bulk_create(
        (
            Evidence(
                digest=f"{n:064x}", name="现场.jpg", media_type="image/jpeg", size=1, received_at=at
            )
            for n, _finding in enumerate(findings)
        ),
        batch_size=2_000,
    )
    through = Finding.evidence.through
    through.objects.bulk_create(
        (
            through(finding_id=finding.pk, evidence_id=photo.pk)
            for finding, photo in zip(findings, photos, strict=True)
        ),
        batch_size=2_000,
    )


def _under_way(visits: list[Visit], findings: list[Finding]) -> None:
    """The newest ones are still at work, one in each state in turn."""
    newest = sorted(visits, key=lambda visit: visit.opens_at)[-UNDER_WAY:]
    for n, visit in enumerate(newest):
        visit.state = ("sealed", "opened", "recorded", "signed", "returned")[n % 5]
    Visit.objects.bulk_update(newest, ["state"], batch_size=100)
    last = findings[-UNDER_WAY:]
    for n, finding in enumerate(last):
        finding.state = ("proposed", "fed_back", "answered")[n % 3]
        finding.letter = "" if finding.state == "proposed" else LETTER
        finding.clock = years.clock("findings.finding", finding, "findings.reply_wd", 5, DAY)
    years.kept([finding.clock for finding in last], last)
    Finding.objects.bulk_update(last, ["state", "letter", "clock"], batch_size=100)
    del findings[-UNDER_WAY:]  # only what is confirmed has an order
