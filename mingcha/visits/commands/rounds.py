"""Acts on rounds: fix the pool, seal what was drawn, name a target where a reason asks for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from mingcha.core.draw import allot
from mingcha.core.machine import NOT_YOURS
from mingcha.core.notice import Unfit
from mingcha.draws import commands as draws
from mingcha.draws import queries as drawn
from mingcha.draws.models import Draw
from mingcha.draws.refusals import POOL_UNFIT
from mingcha.foundation import journal, policy, time
from mingcha.foundation.calendar import said
from mingcha.foundation.numbers import next_number
from mingcha.foundation.workflow import advance
from mingcha.norms import queries as norms
from mingcha.norms.models import Checklist, PlaceType
from mingcha.organs.models import Unit
from mingcha.people.models import Person
from mingcha.people.parties import those_who_lead
from mingcha.visits.commands.sheet import new_code
from mingcha.visits.models import Mode, Plan, Round, Visit
from mingcha.visits.queries import pools
from mingcha.visits.refusals import (
    CEILING_REACHED,
    NO_CHECKLIST,
    NO_REASON,
    NO_TARGET,
    NOT_DRAWN,
    NOT_INSPECTORS,
    OPENS_BEFORE,
    OTHER_YEAR,
    PLACE_UNFIT,
    PLAN_NOT_IN_FORCE,
    TEAM_TOO_SMALL,
    THEME_NOT_PLANNED,
    TIED,
)
from mingcha.visits.rules import MIN_INSPECTORS
from mingcha.visits.workflow import VISIT

LEVEL = {Unit.Level.ORGAN: PlaceType.PHONE, Unit.Level.COUNTER: PlaceType.COUNTER}


@transaction.atomic
def prepare_round(
    plan: Plan,
    *,
    by: Any,
    on: date,
    theme: str,
    mode: str,
    place_type: str,
    opens_at: datetime,
    want: int | Mapping[str, int],
    organs: Iterable[Unit] | None = None,
    reason: str = "",
    seed_source: str = "",
    team_size: int = 0,
) -> Round:
    """Fix together what one draw is for and what it is drawn from, before the seed is known.

    `want` is a number that is shared out by the size of each class, or the places by class. All
    organs below the ceiling take part, unless `organs` names some: then `reason` says why these.
    """
    _check_plan(plan, opens_at, theme, by)
    if organs is not None and not reason.strip():
        raise NO_REASON()
    checklist = _checklist(place_type)
    found = pools.bag(place_type, opens_at, plan.ceiling, among=organs, on=on)
    if not found.pool.candidates:
        raise NO_TARGET(place=PlaceType(place_type).label)
    draw = draws.prepare(
        _purpose(plan, theme, mode, place_type),
        found.pool,
        _wanted(found, want),
        _seed_source(seed_source),
        by=by,
        on=on,
        team_size=max(team_size, policy.value(MIN_INSPECTORS, on=on)),
        reasons=found.reasons,
        codes=found.codes,
        sealed_until=opens_at,
    )
    facts = {"theme": theme, "mode": mode, "place_type": place_type, "opens_at": opens_at}
    round_ = Round.objects.create(plan=plan, draw=draw, checklist=checklist, **facts)
    facts |= {"draw": draw.number, "reason": reason.strip()}
    journal.record("visits.round.prepare", about=round_, by=by, facts=facts)
    return round_


def _check_plan(plan: Plan, opens_at: datetime, theme: str, by: Any) -> None:
    if not those_who_lead(plan, by):
        raise NOT_YOURS(who=those_who_lead.words)
    if plan.state != Plan.State.APPROVED:
        raise PLAN_NOT_IN_FORCE(plan=plan.title)
    if theme not in dict(plan.themed):
        raise THEME_NOT_PLANNED(theme=theme, plan=plan.title)
    if opens_at < time.now():
        raise OPENS_BEFORE()
    if opens_at.astimezone(time.city_zone()).year != plan.year:
        raise OTHER_YEAR(year=plan.year)


def _checklist(place_type: str) -> Checklist:
    checklist = norms.checklist_for(place_type)
    if checklist is None:
        raise NO_CHECKLIST(place=PlaceType(place_type).label)
    return checklist


def _wanted(found: pools.Bag, want: int | Mapping[str, int]) -> Mapping[str, int]:
    try:
        by_class = allot(found.pool.sizes, want) if isinstance(want, int) else want
        return {kind: n for kind, n in by_class.items() if n}
    except Unfit as no:
        raise POOL_UNFIT(why=said(no)) from no


def _seed_source(said: str) -> str:
    if said.strip():
        return said.strip()
    with override(settings.LANGUAGE_CODE):
        return _("Dice thrown before two witnesses")


def _purpose(plan: Plan, theme: str, mode: str, place_type: str) -> str:
    """The record of a draw speaks the city's language, whoever is reading at the moment."""
    with override(settings.LANGUAGE_CODE):
        words = (plan.title, theme, str(Mode(mode).label), str(PlaceType(place_type).label))
        return " · ".join(words)[:200]


@transaction.atomic
def assign_round(round_: Round, *, by: Any, on: date) -> list[Visit]:
    """Seal one envelope for each team drawn. Done once: asked again, it gives the same visits."""
    if not those_who_lead(round_, by):
        raise NOT_YOURS(who=those_who_lead.words)
    draw = Draw.objects.select_for_update().get(pk=round_.draw_id)
    record = drawn.record_of(draw)
    if record is None or draw.state != Draw.State.DRAWN:
        raise NOT_DRAWN(number=draw.number)
    if made := list(Visit.objects.filter(draw=draw).order_by("number")):
        return made
    places = drawn.drawn(record)
    units = _units(place.target.key for place in places)
    visits = [_drawn_visit(round_, draw, units[place.target.key], place, on) for place in places]
    facts = {"draw": draw.number, "visits": [visit.number for visit in visits]}
    journal.record("visits.round.assign", about=round_, by=by, facts=facts)
    return visits


def _units(codes: Iterable[str]) -> dict[str, Unit]:
    found = Unit.objects.filter(code__in=list(codes)).select_related("organ")
    return {unit.code: unit for unit in found}


def _drawn_visit(round_: Round, draw: Draw, unit: Unit, place: drawn.Place, on: date) -> Visit:
    assert place.team is not None  # a round always names its inspectors
    team = [draw.codes[code] for code in place.team.members]
    return _seal(
        unit,
        team,
        draw.codes[place.team.leader],
        on,
        plan_id=round_.plan_id,
        draw=draw,
        theme=round_.theme,
        mode=round_.mode,
        place_type=round_.place_type,
        checklist_id=round_.checklist_id,
        opens_at=round_.opens_at,
    )


def _seal(unit: Unit, team: Sequence[int], leader: int, on: date, **facts: Any) -> Visit:
    visit = Visit.objects.create(
        number=next_number("CF", on.year),
        organ=unit.head_organ,
        place=None if unit.level == Unit.Level.ORGAN else unit,
        leader_id=leader,
        code=new_code(),
        **facts,
    )
    visit.team.set(team)
    return visit


@transaction.atomic
def cancel_sealed(draw: Draw, *, reason: str, by: Any, on: date) -> list[Visit]:
    """Take back the envelopes of a draw that does not count, as far as they are still sealed."""
    sealed = Visit.objects.filter(draw=draw, state=Visit.State.SEALED).order_by("number")
    return [advance(VISIT, visit, "cancel", by=by, remark=reason) for visit in sealed]


@transaction.atomic
def name_target(
    plan: Plan,
    *,
    by: Any,
    on: date,
    organ: Unit,
    place: Unit | None,
    reason: str,
    team: Sequence[Person],
    mode: str,
    opens_at: datetime,
    theme: str = "",
    place_type: str = "",
    beyond: str = "",
) -> Visit:
    """Send a team where a reason asks for it: a key-point visit, not drawn, with the reason kept.

    The first of the team leads. `beyond` says why the organ must be visited beyond its ceiling;
    without it the ceiling holds.
    """
    _check_plan(plan, opens_at, theme or next(iter(dict(plan.themed)), ""), by)
    if not reason.strip():
        raise NO_REASON()
    unit = place or organ
    if unit.head_organ.pk != organ.pk:
        raise PLACE_UNFIT(place=unit.name, organ=organ.name)
    _check_ceiling(plan, organ, beyond)
    _check_team(organ, team, on)
    kind = place_type or LEVEL.get(Unit.Level(unit.level), PlaceType.OFFICE)
    facts = {"mode": mode, "opens_at": opens_at, "theme": theme, "place_type": kind}
    facts["reason"] = " ".join(part.strip() for part in (reason, beyond) if part.strip())[:200]
    people = [person.pk for person in team]
    visit = _seal(unit, people, people[0], on, plan=plan, checklist=_checklist(kind), **facts)
    facts |= {"reason": reason.strip(), "beyond": beyond.strip()}
    journal.record("visits.visit.name_target", about=visit, by=by, facts=facts)
    return visit


def _check_ceiling(plan: Plan, organ: Unit, beyond: str) -> None:
    made = pools.counted(plan.year)[organ.pk]
    if made >= plan.ceiling and not beyond.strip():
        raise CEILING_REACHED(organ=organ.name, n=made, ceiling=plan.ceiling)


def _check_team(organ: Unit, team: Sequence[Person], on: date) -> None:
    least, people = policy.value(MIN_INSPECTORS, on=on), {person.pk: person for person in team}
    if len(people) < least:
        raise TEAM_TOO_SMALL(least=least, n=len(people))
    in_office = set(pools.inspectors(on).values_list("pk", flat=True))
    if strangers := [person.name for pk, person in people.items() if pk not in in_office]:
        raise NOT_INSPECTORS(names="、".join(strangers))
    barred = pools.barred_from(people, on=on)
    if tied := [person.name for pk, person in people.items() if organ.code in barred[pk]]:
        raise TIED(names="、".join(tied), organ=organ.name)
