"""Mingzhou from the first organ to the last clerk: commands only, the same every time."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from mingcha.demo import cast
from mingcha.demo.agenda import Agenda
from mingcha.demo.announcing import Announcing
from mingcha.demo.casework import Casework
from mingcha.demo.conduct import Conduct
from mingcha.demo.hall import Hall
from mingcha.demo.inventory import Inventory
from mingcha.demo.mending import Mending
from mingcha.demo.people import People as Actors
from mingcha.demo.rounds import Rounds
from mingcha.foundation import journal, time
from mingcha.foundation.boxes import box
from mingcha.foundation.models import JournalEntry
from mingcha.meetings import queries as meetings
from mingcha.meetings.commands import sweep as sweep_hall
from mingcha.norms import commands as norms
from mingcha.organs import commands as organs
from mingcha.organs.models import Unit
from mingcha.people import commands as people
from mingcha.people.models import Duty, Person
from mingcha.polls import queries as polls
from mingcha.polls.commands import sweep

FOUNDED = date(2019, 1, 1)
OPENED = date(2025, 10, 20)  # rules stand published before what they judge
PLANNED = date(2026, 1, 5)
MERGED = date(2026, 2, 10)
DAY = date(2026, 4, 10)
READ = date(2026, 4, 8)  # the evening on which everybody has last read their messages
R = Duty.Role


@dataclass(frozen=True)
class Size:
    """How large a city to make."""

    organs: int
    offices: int
    staff: int
    inspectors: int
    visits: int
    cases: int = 400
    part: int = 1  # so many times fewer people in meetings and panels


WHOLE = Size(organs=84, offices=900, staff=4000, inspectors=40, visits=600)
SMALL = Size(organs=12, offices=36, staff=60, inspectors=8, visits=60, cases=70, part=20)


def build(size: Size = WHOLE, seed: int = 20260410) -> None:
    """Found the city and live through half a year: appraisals, visits, orders, a merger."""
    with transaction.atomic(), transaction.atomic(using=box()):
        founder, found = _found(size, seed)
        agenda, people = Agenda(seed), Actors()
        mending = Mending(agenda, people)
        conduct = Conduct(agenda, people, mending, size.visits)
        agenda.on(PLANNED, conduct.plan)
        Casework(agenda, people, seed, size.cases).begin()
        Announcing(agenda, people).begin()
        hall = Hall(agenda, people, size.part, seed)
        hall.begin()
        Rounds(agenda, people, hall, size.part, seed).begin()
        inventory = Inventory(agenda, people)
        inventory.begin()
        agenda.on(MERGED, lambda day: _merge(found, founder, mending, inventory))
        agenda.on(READ, lambda day: _read_messages())
        agenda.on(DAY, mending.orders.leave_open)
        agenda.live(OPENED, DAY)
    with time.at(DAY):
        _sweep()
        journal.record("demo.city.build", about=founder, by=founder, facts={"seed": seed})
        journal.seal()


def _found(size: Size, seed: int) -> tuple[Person, list[Unit]]:
    chance = random.Random(seed)  # noqa: S311 -- a repeatable city, not a secret
    with time.at(OPENED):
        founder = people.register("office", "顾知行", by=None, password=cast.PASSWORD)
        people.charge(founder, Duty.Role.CONDUCT_OFFICE, since=FOUNDED, by=founder)
        norms.enter_catalogue(by=founder, on=FOUNDED)
        found = _organs(size, founder)
        _offices(found, size, founder, chance)
        _actors(founder)
        _staff(found, size, founder, chance)
        _inspectors(size, founder, chance)
    return founder, found


def _sweep() -> None:
    """Nobody votes yet: the disk forgets in which order ballots were made and people came."""
    for poll in polls.not_swept():
        sweep(poll, though_open=True)
    for meeting in meetings.not_swept():
        sweep_hall(meeting)


def _read_messages() -> None:
    """Whoever signs in today has read what came before yesterday."""
    for person in Person.objects.filter(messages__isnull=False).distinct():
        people.read_messages(person, at=time.now())


def stands_here() -> bool:
    """Whether this database holds the demonstration city, and not a real one."""
    return JournalEntry.objects.filter(verb="demo.city.build").exists()


def _organs(size: Size, founder: Person) -> list[Unit]:
    rows = [(kind, name) for kind, names in cast.CLASSES.items() for name in names.split()]
    step = len(rows) / size.organs
    chosen = [rows[int(n * step)] for n in range(size.organs)]
    return [
        organs.found(f"MZ{n:03d}", f"市{name}", level="organ", kind=kind, since=FOUNDED, by=founder)
        for n, (kind, name) in enumerate(chosen, 1)
    ]


def _offices(found: list[Unit], size: Size, founder: Person, chance: random.Random) -> None:
    each, more = divmod(size.offices, len(found))
    for n, organ in enumerate(found):
        count = each + (n < more)
        names = sorted(chance.sample(cast.OFFICES, min(count, len(cast.OFFICES))))
        for k, name in enumerate(names, 1):
            organs.found(
                f"{organ.code}-{k:02d}",
                name,
                level="office",
                parent=organ,
                since=FOUNDED,
                is_key=name in {"行政审批处", "服务大厅"},
                by=founder,
            )
        _counters(organ, founder)


def _counters(organ: Unit, founder: Person) -> None:
    """Two counters where an organ receives people."""
    for hall in Unit.objects.filter(organ=organ, is_key=True).order_by("code"):
        for n, name in enumerate(("一号窗口", "二号窗口"), 1):
            code = f"{hall.code}-W{n}"
            organs.found(code, name, level="counter", parent=hall, since=FOUNDED, by=founder)


def _actors(founder: Person) -> None:
    for account, name, duty in cast.ACTORS:
        if account == founder.staff_no:
            continue
        person = people.register(account, name, by=founder, password=cast.PASSWORD)
        people.charge(person, duty, since=FOUNDED, by=founder)


def _staff(found: list[Unit], size: Size, founder: Person, chance: random.Random) -> None:
    """Head, liaison and clerks of every organ; two of them may sign in."""
    offices = {organ.pk: list(Unit.objects.filter(organ=organ)) for organ in found}
    accounts = {0: "head", len(found): "liaison"}
    entries: list[dict[str, Any]] = []
    for n in range(size.staff):
        organ, first = found[n % len(found)], n < len(found)
        entries.append(
            {
                "staff_no": accounts.get(n, f"MZ{n:05d}"),
                "name": chance.choice(cast.SURNAMES) + "".join(chance.sample(cast.GIVEN, 2)),
                "organ": organ,
                "office": None if first else chance.choice(offices[organ.pk]),
                "post": "局长" if first else "科员",
            }
        )
    for n in sorted(accounts):
        people.register(by=founder, password=cast.PASSWORD, **entries[n])
    people.register_many([row for n, row in enumerate(entries) if n not in accounts], by=founder)
    _charge(entries, founder, len(found))


def _charge(entries: list[dict[str, Any]], founder: Person, organs: int) -> None:
    """The first round of the staff are heads, the second liaisons."""
    named = {person.staff_no: person for person in Person.objects.all()}
    roles = [R.HEAD] * organs + [R.LIAISON] * organs
    roles += [R.STAFF] * (len(entries) - len(roles))
    duties = (
        Duty(person=named[row["staff_no"]], role=role, organ=row["organ"], since=FOUNDED)
        for role, row in zip(roles, entries, strict=True)
    )
    people.charge_many(list(duties), by=founder)


def _inspectors(size: Size, founder: Person, chance: random.Random) -> None:
    """The centre's inspectors, a fifth of them with a tie that keeps them from one organ."""
    found = list(Unit.objects.filter(level="organ").order_by("code"))
    for n in range(3, size.inspectors + 1):
        name = chance.choice(cast.SURNAMES) + "".join(chance.sample(cast.GIVEN, 2))
        person = people.register(f"CF{n:03d}", name, by=founder, post="察访员")
        people.charge(person, R.INSPECTOR, since=FOUNDED, by=founder)
        if n % 5 == 0:
            organ = chance.choice(found)
            people.declare_tie(person, organ, "近亲属在该机关工作", since=FOUNDED, by=founder)


def _merge(found: list[Unit], founder: Person, mending: Mending, inventory: Inventory) -> None:
    old = [unit for unit in found if unit.kind == "management"][-2:]
    document = "明编〔2026〕3号"
    new = organs.found(
        "MZ900", "市综合管理局", level="organ", kind="management", since=MERGED, by=founder
    )
    organs.merge(old, into=new, on=MERGED, document=document, by=founder)
    head = Person.objects.filter(organ=old[0], duties__role=R.HEAD).first()
    if head is not None:
        people.charge(head, R.HEAD, since=MERGED, organ=new, document=document, by=founder)
    mending.orders.hand_on(old, new, MERGED)
    inventory.follow(old, MERGED)
