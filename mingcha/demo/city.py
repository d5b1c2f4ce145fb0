"""Mingzhou from the first organ to the last clerk: commands only, the same every time."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from mingcha.demo import cast
from mingcha.foundation import journal, time
from mingcha.foundation.models import JournalEntry
from mingcha.organs import commands as organs
from mingcha.organs.models import Unit
from mingcha.people import commands as people
from mingcha.people.models import Duty, Person

FOUNDED = date(2019, 1, 1)
MERGED = date(2026, 2, 10)
DAY = date(2026, 4, 10)


@dataclass(frozen=True)
class Size:
    """How large a city to make."""

    organs: int
    offices: int
    staff: int


WHOLE = Size(organs=84, offices=900, staff=4000)
SMALL = Size(organs=12, offices=36, staff=60)


def build(size: Size = WHOLE, seed: int = 20260410) -> None:
    """Found the city: organs, offices, staff, heads, and a merger of two organs in February."""
    chance = random.Random(seed)  # noqa: S311 -- a repeatable city, not a secret
    with time.at(date(2026, 1, 5)), transaction.atomic():
        founder = people.register("office", "顾知行", by=None, password=cast.PASSWORD)
        people.charge(founder, Duty.Role.CONDUCT_OFFICE, since=FOUNDED, by=founder)
        found = _organs(size, founder)
        _offices(found, size, founder, chance)
        _actors(founder)
        _staff(found, size, founder, chance)
    with time.at(MERGED), transaction.atomic():
        _merge(found, founder)
    with time.at(DAY):
        journal.record("demo.city.build", about=founder, by=founder, facts={"seed": seed})
        journal.seal()


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


def _actors(founder: Person) -> None:
    for account, name, duty in cast.ACTORS:
        if account == founder.staff_no:
            continue
        person = people.register(account, name, by=founder, password=cast.PASSWORD)
        people.charge(person, duty, since=FOUNDED, by=founder)


def _staff(found: list[Unit], size: Size, founder: Person, chance: random.Random) -> None:
    offices = {organ.pk: list(Unit.objects.filter(organ=organ)) for organ in found}
    for n in range(size.staff):
        organ = found[n % len(found)]
        first = n < len(found)
        account = "head" if n == 0 else f"MZ{n:05d}"
        name = chance.choice(cast.SURNAMES) + "".join(chance.sample(cast.GIVEN, 2))
        office = None if first else chance.choice(offices[organ.pk])
        person = people.register(
            account,
            name,
            by=founder,
            password=cast.PASSWORD if n == 0 else None,
            organ=organ,
            office=office,
            post="局长" if first else "科员",
        )
        role = Duty.Role.HEAD if first else Duty.Role.STAFF
        people.charge(person, role, since=FOUNDED, organ=organ, by=founder)


def _merge(found: list[Unit], founder: Person) -> None:
    old = [unit for unit in found if unit.kind == "management"][-2:]
    document = "明编〔2026〕3号"
    new = organs.found(
        "MZ900", "市综合管理局", level="organ", kind="management", since=MERGED, by=founder
    )
    organs.merge(old, into=new, on=MERGED, document=document, by=founder)
    head = Person.objects.filter(organ=old[0], duties__role=Duty.Role.HEAD).first()
    if head is not None:
        people.charge(head, Duty.Role.HEAD, since=MERGED, organ=new, document=document, by=founder)
