"""Acts on the tree of organs: the only writer of this room's tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Field

from mingcha.foundation import journal
from mingcha.foundation.references import batches, referring
from mingcha.organs.models import Former, Succession, Unit
from mingcha.organs.refusals import (
    BEFORE_ITS_TIME,
    CIRCLE,
    CODE_TAKEN,
    GONE,
    NO_CLASS,
    NO_PLACE,
    REFERRED_TO,
    STILL_OPEN,
)


@transaction.atomic
def found(
    code: str,
    name: str,
    *,
    level: str,
    since: date,
    by: Any,
    kind: str = "",
    parent: Unit | None = None,
    is_key: bool = False,
) -> Unit:
    """Enter an organ, or an office, counter or post inside one."""
    if taken := Unit.objects.filter(code=code).first():
        raise CODE_TAKEN(code=code, name=taken.name)
    standing_alone = level == Unit.Level.ORGAN
    if not standing_alone and parent is None:
        raise NO_PLACE(name=name)
    if standing_alone and not kind:
        raise NO_CLASS(name=name)
    unit = Unit.objects.create(
        code=code,
        name=name,
        level=level,
        kind=kind if standing_alone else "",
        parent=None if standing_alone else parent,
        organ=None if standing_alone or parent is None else parent.head_organ,
        is_key=is_key,
        active_from=since,
    )
    facts = {"name": name, "level": level, "kind": kind, "parent": parent, "since": since}
    journal.record("organs.unit.found", about=unit, by=by, facts=facts)
    return unit


@transaction.atomic
def rename(unit: Unit, *, name: str, on: date, by: Any) -> Unit:
    """Give a unit another name from a day on; on earlier days it keeps the old one."""
    _remember(unit, on)
    unit.name = name
    unit.save(update_fields=["name"])
    journal.record("organs.unit.rename", about=unit, by=by, facts={"name": name, "on": on})
    return unit


@transaction.atomic
def move(unit: Unit, *, parent: Unit, on: date, by: Any) -> Unit:
    """Let a unit belong to another from a day on, with everything inside it."""
    above: Unit | None = parent
    while above is not None:
        if above.pk == unit.pk:
            raise CIRCLE(name=unit.name, parent=parent.name)
        above = above.parent
    if unit.level == Unit.Level.ORGAN:
        raise NO_PLACE(name=parent.name)
    _remember(unit, on)
    unit.parent, unit.organ = parent, parent.head_organ
    unit.save(update_fields=["parent", "organ"])
    _take_along(unit)
    journal.record("organs.unit.move", about=unit, by=by, facts={"parent": parent, "on": on})
    return unit


def _take_along(unit: Unit) -> None:
    below = list(Unit.objects.filter(parent=unit))
    Unit.objects.filter(parent=unit).update(organ=unit.head_organ)
    for child in below:
        child.organ = unit.head_organ
        _take_along(child)


@transaction.atomic
def dissolve(unit: Unit, *, last_day: date, by: Any) -> Unit:
    """End a unit, and all that is inside it, with its last day."""
    _check_standing(unit, last_day)
    branch = Unit.objects.filter(pk__in=_branch(unit))
    branch.filter(active_to=None).update(active_to=last_day)
    unit.active_to = last_day
    journal.record("organs.unit.dissolve", about=unit, by=by, facts={"last_day": last_day})
    return unit


def _branch(unit: Unit) -> list[int]:
    """The unit and all that is inside it, at any depth."""
    keys, below = [unit.pk], [unit.pk]
    while below:
        below = list(Unit.objects.filter(parent__in=below).values_list("pk", flat=True))
        keys += below
    return keys


@transaction.atomic
def merge(
    organs: Sequence[Unit], *, into: Unit, on: date, document: str, by: Any
) -> list[Succession]:
    """Several organs become one on a day. Their record stays theirs; the successor points back."""
    if len(organs) < 2:
        raise STILL_OPEN()
    ending = [organ for organ in organs if organ.pk != into.pk]
    links = [_succeed(organ, into, Succession.How.MERGE, on, document) for organ in ending]
    for organ in ending:
        dissolve(organ, last_day=on - timedelta(days=1), by=by)
    facts = {"organs": organs, "on": on, "document": document}
    journal.record("organs.unit.merge", about=into, by=by, facts=facts)
    return links


@transaction.atomic
def split(
    organ: Unit, *, into: Sequence[Unit], on: date, document: str, by: Any
) -> list[Succession]:
    """One organ becomes several on a day."""
    if len(into) < 2:
        raise STILL_OPEN()
    others = [unit for unit in into if unit.pk != organ.pk]
    links = [_succeed(organ, unit, Succession.How.SPLIT, on, document) for unit in others]
    if len(others) == len(into):
        dissolve(organ, last_day=on - timedelta(days=1), by=by)
    facts = {"into": into, "on": on, "document": document}
    journal.record("organs.unit.split", about=organ, by=by, facts=facts)
    return links


@transaction.atomic
def reclassify(organ: Unit, *, kind: str, on: date, by: Any) -> Unit:
    """Let an organ be compared inside another class from a day on; before, it keeps the old."""
    if organ.level != Unit.Level.ORGAN or not kind:
        raise NO_CLASS(name=organ.name)
    _remember(organ, on)
    organ.kind = kind
    organ.save(update_fields=["kind"])
    journal.record("organs.unit.reclassify", about=organ, by=by, facts={"kind": kind, "on": on})
    return organ


@transaction.atomic
def correct(
    unit: Unit, *, by: Any, is_key: bool | None = None, active_from: date | None = None
) -> Unit:
    """Put right what was entered wrongly: whether it is a key office, since when it stands."""
    if active_from is not None and unit.active_to is not None and unit.active_to < active_from:
        raise GONE(name=unit.name, day=unit.active_to)
    told = {"is_key": is_key, "active_from": active_from}
    facts = {name: value for name, value in told.items() if value is not None}
    _set(unit, facts)
    journal.record("organs.unit.correct", about=unit, by=by, facts=facts)
    return unit


@transaction.atomic
def put_back(unit: Unit, *, was: Mapping[str, Any], by: Any, on: date) -> Unit:
    """An entry made in error: the unit's fields are again what they were before it."""
    _set(unit, {name: _value(name, value) for name, value in was.items()})
    if "parent_id" in was:
        _take_along(unit)
    journal.record("organs.unit.put_back", about=unit, by=by, facts=was)
    return unit


def _value(name: str, kept: Any) -> Any:
    """A field's value from its plain form, as a journal or an import keeps it."""
    field = Unit._meta.get_field(name)
    return field.to_python(kept) if isinstance(field, Field) else kept


def _set(unit: Unit, facts: Mapping[str, Any]) -> None:
    for name, value in facts.items():
        setattr(unit, name, value)
    if facts:
        unit.save(update_fields=list(facts))


@transaction.atomic
def take_back(units: Sequence[Unit], *, by: Any, on: date) -> None:
    """Units entered in error leave the register, together; never one that others refer to."""
    together = {"organs.unit": {str(unit.pk) for unit in units}}
    if held := referring(units, but=together):
        unit, what, n = held[0]
        raise REFERRED_TO(name=unit, n=n, what=what)
    told = [(unit, {"code": unit.code, "name": unit.name}) for unit in units]
    journal.record_many("organs.unit.take_back", told, by=by)
    for level in _from_below(units):
        for part in batches(level):
            Unit.objects.filter(pk__in=part).delete()


def _from_below(units: Sequence[Unit]) -> Iterator[list[int]]:
    """The keys of units, those inside others first."""
    left = {unit.pk: unit.parent_id for unit in units}
    while left:
        holding = set(left.values())
        level = [pk for pk in left if pk not in holding]
        yield level
        for pk in level:
            del left[pk]


@transaction.atomic
def forget(formers: Sequence[Former], *, by: Any, on: date) -> None:
    """A change entered in error never was: what the unit was called until then is its name."""
    told = [(former.unit, {"name": former.name, "until": former.until}) for former in formers]
    journal.record_many("organs.unit.forget", told, by=by)
    Former.objects.filter(pk__in=[former.pk for former in formers]).delete()


def _succeed(old: Unit, new: Unit, how: str, on: date, document: str) -> Succession:
    return Succession.objects.create(
        predecessor=old, successor=new, how=how, on=on, document=document
    )


def _remember(unit: Unit, on: date) -> None:
    """Keep what it was until yesterday; of two changes on one day, the first knows it."""
    _check_standing(unit, on)
    Former.objects.get_or_create(
        unit=unit,
        until=on - timedelta(days=1),
        defaults={"name": unit.name, "kind": unit.kind, "parent": unit.parent},
    )


def _check_standing(unit: Unit, on: date) -> None:
    if unit.active_to is not None and unit.active_to < on:
        raise GONE(name=unit.name, day=unit.active_to)
    if on < unit.active_from:
        raise BEFORE_ITS_TIME(name=unit.name, day=unit.active_from)
