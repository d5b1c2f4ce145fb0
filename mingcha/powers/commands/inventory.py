"""Acts on what stands on the inventory: entered, worded anew from a day on, promised shorter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from mingcha.core.cuts import surely_longer
from mingcha.core.machine import NOT_YOURS
from mingcha.foundation import journal
from mingcha.foundation.references import batches, referring
from mingcha.foundation.refusals import OVERTAKEN
from mingcha.foundation.workflow import advance
from mingcha.powers import queries
from mingcha.powers.models import Basis, Fee, Item, Material, Step, Version
from mingcha.powers.record import CODED, FIELDS, Terms, codes_kept, terms_of
from mingcha.powers.refusals import (
    BACKDATED,
    CODE_TAKEN,
    LONGER_THAN_LAW,
    NO_SHORTER,
    NOT_LISTED,
    NOTHING_NEW,
    REFERRED_TO,
    TOO_EARLY,
)
from mingcha.powers.wording import limit
from mingcha.powers.workflow import ITEM, the_approval_office

ONE = timedelta(days=1)
LIMITS = frozenset({"legal_days", "promised_days", "legal_kind", "days_kind"})
OWN = frozenset(
    f"powers.{name}" for name in ("version", "version_partners", "basis", "step", "material", "fee")
)


@dataclass(frozen=True)
class Entry:
    """One item to be entered: its own facts, what it asks for, and from when."""

    code: str
    name: str
    terms: Terms
    since: date
    of_kind: str = Item.Kind.OTHER
    level: str = Item.Level.CITY
    parent: Item | None = None


def enter(code: str, name: str, *, terms: Terms, since: date, by: Any, **facts: Any) -> Item:
    """Put an item on the inventory from a day on. Further facts: of_kind, level, parent.

    An item may be longer promised than the law allows, or rest on no law: published lists are
    entered as they are, and the x-rays say what is wrong with them.
    """
    return enter_many([Entry(code, name, terms, since, **facts)], by=by)[0]


@transaction.atomic
def enter_many(entries: Sequence[Entry], *, by: Any) -> list[Item]:
    """Put many items on the inventory in one go; all of them or none."""
    _check_office(by)
    for taken in queries.known([entry.code for entry in entries]).values():
        raise CODE_TAKEN(code=taken.code, name=taken.name)
    own = ("code", "name", "of_kind", "level", "parent")
    items = [Item(**{name: getattr(entry, name) for name in own}) for entry in entries]
    Item.objects.bulk_create(items, batch_size=500)
    made = zip(items, entries, strict=True)
    _write([(item, entry.terms, entry.since) for item, entry in made])
    told = [
        (item, {"name": e.name, "of_kind": e.of_kind, "since": e.since, **e.terms.plain()})
        for item, e in zip(items, entries, strict=True)
    ]
    journal.record_many("powers.item.enter", told, by=by)
    return items


def _check_office(by: Any) -> None:
    """Who may begin what is not there yet. No person: whoever sits at the machine itself."""
    if by is not None and not the_approval_office(None, by):
        raise NOT_YOURS(who=the_approval_office.words)


def _write_version(item: Item, terms: Terms, since: date) -> Version:
    """Keep what an item asks for from a day on."""
    return _write([(item, terms, since)])[0]


def _write(told: Sequence[tuple[Item, Terms, date]]) -> list[Version]:
    versions = [
        Version(item=item, valid_from=since, **{name: getattr(terms, name) for name in FIELDS})
        for item, terms, since in told
    ]
    Version.objects.bulk_create(versions, batch_size=500)
    of = list(zip(versions, (terms for _item, terms, _since in told), strict=True))
    shared = Version.partners.through
    shared.objects.bulk_create(
        (shared(version=v, unit=unit) for v, t in of for unit in t.partners), batch_size=1000
    )
    bases = (Basis(version=v, **line._asdict()) for v, t in of for line in t.bases)
    steps = (
        Step(version=v, order=n, **line._asdict()) for v, t in of for n, line in enumerate(t.steps)
    )
    materials = (Material(version=v, **line._asdict()) for v, t in of for line in t.materials)
    fees = (Fee(version=v, **line._asdict()) for v, t in of for line in t.fees)
    Basis.objects.bulk_create(bases, batch_size=1000)
    Step.objects.bulk_create(steps, batch_size=1000)
    Material.objects.bulk_create(materials, batch_size=1000)
    Fee.objects.bulk_create(fees, batch_size=1000)
    return versions


@transaction.atomic
def amend(item: Item, *, by: Any, on: date, since: date | None = None, **changes: Any) -> Item:
    """Say anew what an item asks for from a day on; what was handled before goes by the old.

    `changes` are fields of its terms. A promise longer than the law is refused where either
    limit is among them.
    """
    _may("amend", item, by)
    current = _current(item)
    was = terms_of(current)
    new = replace(was, **{name: _coded(was, name, said) for name, said in changes.items()})
    if new == was:
        raise NOTHING_NEW(code=item.code)
    since = since or on
    said = {"since": since, **_told(was, new)}
    _check_day(item, current, since, on)
    _check_promise(new, changes)
    advance(ITEM, item, "amend", by=by, said=said)
    _follow(item, current, new, since)
    return item


@transaction.atomic
def rename(item: Item, *, by: Any, on: date, name: str) -> Item:
    """Correct the name of an item; the old one stays in the journal."""
    if name.strip() == item.name:
        raise NOTHING_NEW(code=item.code)
    said = {"was": item.name}
    return advance(ITEM, item, "rename", by=by, said=said, name=name.strip())


@transaction.atomic
def promise(
    item: Item, *, by: Any, on: date, promised_days: int, since: date | None = None
) -> Item:
    """The organ binds itself to fewer days than before, from a day on; 0 means on the spot."""
    _may("promise", item, by)
    current, since = _current(item), since or on
    was = terms_of(current)
    new = replace(was, promised_days=promised_days, on_the_spot=promised_days == 0)
    if was.promised_days is None:
        new = replace(new, days_kind=was.legal_kind)
    elif promised_days >= was.promised_days:
        raise NO_SHORTER(code=item.code, promised=limit(was.promised_days, was.days_kind))
    _check_promise(new, ["promised_days"])
    _check_day(item, current, since, on)
    said = {"promised_days": promised_days, "since": since, "was": was.promised_days}
    advance(ITEM, item, "promise", by=by, said=said)
    _follow(item, current, new, since)
    return item


def _coded(was: Terms, name: str, said: Any) -> Any:
    """What is said of one field; a line that was on record by its name keeps its code."""
    if name not in CODED:
        return said
    codes = codes_kept(getattr(was, name), said)
    return tuple(line._replace(code=code) for line, code in zip(said, codes, strict=True))


def _current(item: Item) -> Version:
    current = queries.versions_of(item).filter(valid_to=None).first()
    if current is None:
        last = queries.versions_of(item).last()
        day = last.valid_to + ONE if last and last.valid_to else item.code
        raise NOT_LISTED(code=item.code, day=day)
    return current


def _may(act: str, item: Item, by: Any) -> None:
    """Who may not do it at all is told so before anything else is looked at."""
    if no := ITEM.why_not(act, item, by):
        raise no


def _check_day(item: Item, current: Version, since: date, on: date) -> None:
    if since < current.valid_from:
        raise TOO_EARLY(code=item.code, day=current.valid_from)
    if since < on:
        raise BACKDATED(code=item.code, day=since)


def _check_promise(terms: Terms, said: Iterable[str]) -> None:
    """Nobody promises longer than the law, where a limit is among the fields that are said."""
    if terms.legal_days is None or terms.promised_days is None or LIMITS.isdisjoint(said):
        return
    promised, legal = terms.promised_days, terms.legal_days
    if surely_longer(promised, terms.days_kind, legal, terms.legal_kind):
        raise LONGER_THAN_LAW(
            promised=limit(promised, terms.days_kind),
            legal=limit(legal, terms.legal_kind),
        )


def _follow(item: Item, current: Version, terms: Terms, since: date) -> Version:
    """End a version and begin the next; one that begins on the same day takes its place."""
    item.__dict__.pop("organ_now", None)
    item.__dict__.pop("told", None)
    last = Version.objects.filter(pk=current.pk, valid_to=None)
    if since == current.valid_from:  # nobody has been handled by it for a whole day
        if not last.delete()[0]:
            raise OVERTAKEN()
    elif not last.update(valid_to=since - ONE):
        raise OVERTAKEN()
    return _write_version(item, terms, since)


def _told(was: Terms, new: Terms) -> dict[str, Any]:
    """For the journal: what became different, after."""
    before, after = was.plain(), new.plain()
    return {name: after[name] for name in after if after[name] != before[name]}


@transaction.atomic
def take_back(items: Sequence[Item], *, by: Any, on: date) -> None:
    """Items entered in error never were; none on which anything was built."""
    if held := referring(items, own=OWN, but={"powers.item": {str(one.pk) for one in items}}):
        item, what, n = held[0]
        raise REFERRED_TO(code=item, n=n, what=what)
    told = [(item, {"code": item.code, "name": item.name}) for item in items]
    journal.record_many("powers.item.take_back", told, by=by)
    for part in batches([item.pk for item in items]):
        Version.objects.filter(item__in=part).delete()
        Item.objects.filter(pk__in=part).update(parent=None)
    for part in batches([item.pk for item in items]):
        Item.objects.filter(pk__in=part).delete()


@transaction.atomic
def take_back_versions(versions: Sequence[Version], *, by: Any, on: date) -> None:
    """Versions entered in error never were."""
    told = [(one.item, {"since": one.valid_from}) for one in versions]
    journal.record_many("powers.item.take_back_versions", told, by=by)
    for part in batches([one.pk for one in versions]):
        Version.objects.filter(pk__in=part).delete()


@transaction.atomic
def put_back(thing: Item | Version, *, was: Mapping[str, Any], by: Any, on: date) -> None:
    """A change entered in error never was: the item or version is as it was before."""
    for name, value in was.items():
        setattr(thing, name, value)
    thing.save(update_fields=list(was))
    item = thing if isinstance(thing, Item) else thing.item
    journal.record("powers.item.put_back", about=item, by=by, facts=dict(was))
