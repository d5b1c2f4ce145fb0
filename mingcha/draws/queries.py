"""Questions about draws: who may see them, what was drawn, whether it can be repeated."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from datetime import date
from math import ceil, comb, log2
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from mingcha.core.draw import (
    WHOLE,
    Candidate,
    DrawRecord,
    Pool,
    Replay,
    Team,
    from_json,
    pool_fingerprint,
    replay,
)
from mingcha.core.notice import Unfit
from mingcha.core.pool import pool_from_json
from mingcha.draws.models import Draw
from mingcha.draws.refusals import NOTHING_DRAWN, RECORD_UNFIT, SEALED
from mingcha.draws.workflow import MAY_SEE, sealed
from mingcha.foundation import time
from mingcha.foundation.calendar import said
from mingcha.foundation.searching import having
from mingcha.foundation.waiting import Waiting
from mingcha.people import queries as people
from mingcha.people.parties import those_who_lead

MOST_BYTES = 2_000_000  # of a record that a page replays; larger ones have the command line
MOST_WORK = 300_000  # tickets, and inspectors times targets, likewise


def visible_to(person: Any) -> QuerySet[Draw]:
    """All draws for those who commission and audit them; nobody else may know what is drawn."""
    if people.roles_of(person, on=time.today()).isdisjoint(MAY_SEE):
        return Draw.objects.none()
    return Draw.objects.all()


def matching(words: str, person: Any) -> QuerySet[Draw]:
    """Draws whose number, purpose or fingerprint holds the words, as far as one may see them."""
    hit = having(words, "number", "purpose") | Q(fingerprint__startswith=words.lower())
    return visible_to(person).filter(hit)


def may_wait() -> QuerySet[Draw]:
    """Whatever could wait for anybody."""
    return Draw.objects.filter(state=Draw.State.PREPARED)


def waiting_for(person: Any, *, on: date) -> list[Waiting]:
    """Draws whose pool is fixed and whose seed has not been thrown: for those who lead."""
    if not those_who_lead(None, person):
        return []
    found = Draw.objects.filter(state=Draw.State.PREPARED).only("number", "purpose").order_by("id")
    return [
        Waiting(
            kind="draws",
            number=draw.number,
            url=reverse("draws:draw", args=[draw.pk]),
            organ="",
            what=draw.purpose,
            act=_("Throw the seed before witnesses"),
        )
        for draw in found[:50]
    ]


def pool_of(draw: Draw) -> Pool:
    """What was in the bag, as it was fixed."""
    return pool_from_json(draw.pool)


def fingerprint_now(draw: Draw) -> str:
    """The fingerprint of the pool as it lies in the database today."""
    return pool_fingerprint(pool_of(draw))


def record_of(draw: Draw) -> DrawRecord | None:
    """The whole record once it is drawn; None before."""
    return from_json(json.dumps(draw.record)) if draw.record else None


def shown_record(draw: Draw) -> DrawRecord:
    """The record for whoever sees draws, or the refusal: nothing drawn, or still under seal."""
    record = record_of(draw)
    if record is None:
        raise NOTHING_DRAWN(number=draw.number)
    if sealed(draw):
        raise SEALED(number=draw.number, when=f"{opening(draw):%Y-%m-%d %H:%M}")
    return record


def opening(draw: Draw) -> Any:
    """The hour at which the seal ends, by the city's clocks; None if nothing is sealed."""
    return draw.sealed_until and draw.sealed_until.astimezone(time.city_zone())


def replayed(draw: Draw) -> Replay | None:
    """The draw made again from its record, against the fingerprint that was fixed before."""
    record = record_of(draw)
    return replay(record, published=draw.fingerprint) if record else None


def dice_enough(draw: Draw) -> int:
    """How many dice can make every possible result: one die gives 2.6 bits (decision 0012)."""
    sizes = Counter(row["stratum"] for row in draw.pool["candidates"])
    if set(draw.wants) == {WHOLE}:
        sizes = Counter({WHOLE: sizes.total()})
    bits = sum(log2(comb(sizes[name], want) or 1) for name, want in draw.wants.items())
    return max(1, ceil(bits / log2(6)))


def dice_thrown(draw: Draw) -> int | None:
    """How many dice the seed holds; None where something else than dice was used as well."""
    name, _colon, values = draw.seed.partition(":")
    return len(values.split("-")) if name == "dice" and "/" not in draw.seed else None


@dataclass(frozen=True)
class Stratum:
    """One stratum of the bag: how many targets, tickets and places it has."""

    name: str
    targets: int
    tickets: int
    wanted: int


def strata(draw: Draw) -> list[Stratum]:
    """The bag by stratum, in the order of names."""
    sizes: Counter[str] = Counter()
    tickets: Counter[str] = Counter()
    for row in draw.pool["candidates"]:
        name = WHOLE if set(draw.wants) == {WHOLE} else row["stratum"]
        sizes[name] += 1
        tickets[name] += row["odds"]
    return [Stratum(n, sizes[n], tickets[n], draw.wants.get(n, 0)) for n in sorted(sizes)]


@dataclass(frozen=True)
class Place:
    """One place drawn: the target, its ticket and mark, its team by code."""

    n: int
    target: Candidate
    ticket: int
    mark: str
    team: Team | None


def drawn(record: DrawRecord) -> list[Place]:
    """What was drawn, in the order of slots, each target with its team."""
    targets = {one.key: one for one in record.pool.candidates}
    teams = {team.target: team for team in record.teams}
    order = sorted(
        record.targets, key=lambda d: (teams[d.key].slot if d.key in teams else 0, d.mark)
    )
    return [
        Place(n, targets[d.key], d.ticket, d.mark, teams.get(d.key)) for n, d in enumerate(order, 1)
    ]


@dataclass(frozen=True)
class Checked:
    """A record that a stranger brought, and whether it is what its seed and pool give."""

    record: DrawRecord
    replay: Replay
    compared: bool  # with a fingerprint that the reader had from elsewhere

    @property
    def sentences(self) -> list[str]:
        """What differs, in the reader's language."""
        return [said(fault) for fault in self.replay.faults]


def checked(text: str, *, published: str = "") -> Checked:
    """Repeat a draw from its record alone, as `mingcha draw replay` does."""
    if len(text.encode()) > MOST_BYTES:
        raise RECORD_UNFIT(why=_("it is larger than this page reads"))
    try:
        record = from_json(text)
    except Unfit as no:
        raise RECORD_UNFIT(why=said(no)) from no
    if _work(record) > MOST_WORK:
        raise RECORD_UNFIT(why=_("it is a larger draw than this page repeats"))
    return Checked(record, replay(record, published=published or None), bool(published))


def _work(record: DrawRecord) -> int:
    tickets = sum(one.odds for one in record.pool.candidates)
    seats = sum(max(0, want) for _name, want in record.wants) * len(record.pool.inspectors)
    return max(tickets, seats * max(1, record.team_size))
