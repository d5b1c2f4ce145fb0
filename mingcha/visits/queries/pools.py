"""What a round is drawn from: places below the ceiling with odds, inspectors with recusals."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.crypto import salted_hmac

from mingcha.core.draw import Candidate, Inspector, Pool
from mingcha.draws.models import Draw
from mingcha.findings import queries as findings
from mingcha.foundation import policy
from mingcha.norms.models import PlaceType
from mingcha.organs import queries as organs
from mingcha.organs.models import Unit
from mingcha.people.models import Duty, Person, Tie
from mingcha.people.queries import holding
from mingcha.visits.models import Visit
from mingcha.visits.rules import ODDS_OPEN, ODDS_RELAPSED, RELAPSE_DAYS

L = Unit.Level

# A hall receives everybody, so it is looked for among the key offices; a line is the organ's own.
KINDS = {
    PlaceType.COUNTER: Q(level=L.COUNTER),
    PlaceType.OFFICE: Q(level=L.OFFICE),
    PlaceType.HALL: Q(level=L.OFFICE, is_key=True),
    PlaceType.PHONE: Q(level=L.ORGAN),
}


@dataclass(frozen=True)
class Bag:
    """A pool with what it leaves out: why targets have their odds, who stands behind a code."""

    pool: Pool
    reasons: Mapping[str, str]
    codes: Mapping[str, int]


def bag(
    place_type: str, opens_at: datetime, ceiling: int, *, among: Iterable[Unit] | None, on: date
) -> Bag:
    """Everything a round is drawn from, as it stands on a day."""
    chosen = None if among is None else [unit.head_organ.pk for unit in among]
    places = _below_ceiling(_places(place_type, chosen, on), ceiling, opens_at)
    why = _reasons(on)
    targets = [_target(place, why, on) for place in places]
    reasons = {place.code: why[organ] for place in places if (organ := _organ(place).pk) in why}
    codes = _codes(opens_at, on)
    return Bag(Pool(tuple(targets), _inspectors(codes, on)), reasons, codes)


def _organ(place: Unit) -> Unit:
    return place.head_organ


def _places(place_type: str, chosen: list[int] | None, on: date) -> list[Unit]:
    found = organs.standing(on=on).filter(KINDS[PlaceType(place_type)]).select_related("organ")
    if chosen is not None:
        found = found.filter(Q(organ__in=chosen) | Q(pk__in=chosen))
    return [place for place in found if _stands(_organ(place), on)]


def _stands(organ: Unit, on: date) -> bool:
    return organ.active_to is None or organ.active_to >= on


def visits_in(year: int) -> QuerySet[Visit]:
    """Every visit that counts against the ceilings of a year, those still sealed as well."""
    found = Visit.objects.filter(opens_at__year=year)
    return found.exclude(state=Visit.State.CANCELLED)


def counted(year: int) -> Counter[int]:
    """Visits of a year by organ. For the draw only: it tells what is sealed."""
    rows = visits_in(year).order_by().values_list("organ").annotate(n=Count("pk"))
    return Counter(dict(rows))


def _below_ceiling(places: list[Unit], ceiling: int, opens_at: datetime) -> list[Unit]:
    """No organ puts more places in the bag than it may still be visited.

    Which of its places they are is decided by a hash of hour and code: the organ cannot foresee
    it, and anybody can recompute it.
    """
    made, by_organ = counted(opens_at.year), defaultdict(list)
    for place in places:
        by_organ[_organ(place).pk].append(place)
    kept: list[Unit] = []
    for organ, held in by_organ.items():
        held.sort(key=lambda place: _lot(f"{opens_at.isoformat()}|{place.code}"))
        kept += held[: max(0, ceiling - made[organ])]
    return kept


def _lot(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()


def _target(place: Unit, why: Mapping[int, str], on: date) -> Candidate:
    organ = _organ(place)
    label = place.name if place is organ else f"{organ.name} {place.name}"
    odds = _odds(why.get(organ.pk), on)
    return Candidate(place.code, organ.kind, odds, label.replace("|", " "), organ.code)


def _odds(why: str | None, on: date) -> int:
    keys = {Draw.Why.OPEN: ODDS_OPEN, Draw.Why.RELAPSED: ODDS_RELAPSED}
    return max(1, int(policy.value(keys[Draw.Why(why)], on=on))) if why else 1


def _reasons(on: date) -> dict[int, str]:
    """Why places of an organ have more tickets; a relapse weighs more than an open finding."""
    since = on - timedelta(days=policy.value(RELAPSE_DAYS, on=on))
    found = dict.fromkeys(findings.open_organs(on), str(Draw.Why.OPEN))
    return found | dict.fromkeys(findings.relapsed_organs(since), str(Draw.Why.RELAPSED))


def inspectors(on: date) -> QuerySet[Person]:
    """Whoever is charged as inspector on a day, in the order of staff numbers."""
    held = Q(duties__role=Duty.Role.INSPECTOR) & holding(on, "duties__")
    return Person.objects.filter(held, is_active=True).select_related("organ").distinct()


def named(staff_nos: Iterable[str]) -> QuerySet[Person]:
    """The persons of these staff numbers."""
    return Person.objects.filter(staff_no__in=list(staff_nos))


def _codes(opens_at: datetime, on: date) -> dict[str, int]:
    """A code for each inspector, in an order that says nothing to whoever reads the pool."""

    def hidden(person: Person) -> str:
        return salted_hmac("visits.round", f"{opens_at.isoformat()}|{person.staff_no}").hexdigest()

    return {f"J{n:02d}": p.pk for n, p in enumerate(sorted(inspectors(on), key=hidden), 1)}


def _inspectors(codes: Mapping[str, int], on: date) -> tuple[Inspector, ...]:
    barred = barred_from(codes.values(), on=on)
    return tuple(Inspector(code, frozenset(barred[pk])) for code, pk in codes.items())


def barred_from(people: Iterable[int], *, on: date) -> dict[int, set[str]]:
    """By person: codes of the organs they may not inspect, their own and those of their ties."""
    barred: dict[int, set[str]] = {pk: set() for pk in people}
    ties = Tie.objects.filter(holding(on), person__in=barred).select_related("organ__organ")
    for tie in ties:
        barred[tie.person_id].add(tie.organ.head_organ.code)
    for person in Person.objects.filter(pk__in=barred, organ__isnull=False).select_related(
        "organ__organ"
    ):
        barred[person.pk].add(_own(person))
    return barred


def _own(person: Any) -> str:
    return str(person.organ.head_organ.code)
