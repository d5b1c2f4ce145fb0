"""Taking a whole import back: what it made goes, what it changed is as it was before."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from itertools import groupby
from typing import Any

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext as _

from mingcha.foundation import journal
from mingcha.foundation.imports.sheet import Sheet
from mingcha.foundation.models import Import, ImportDeed, JournalEntry
from mingcha.foundation.references import batches, referring
from mingcha.foundation.refusals import IMPORT_BUILT_UPON

MOST_NAMED = 20

Key = tuple[str, str]
Things = dict[Key, models.Model]


def take_all_back(sheet: Sheet, imp: Import, *, by: Any, on: date) -> None:
    """Undo every deed of an import, newest first, through the rooms' own commands.

    Raises:
        Refusal: naming what has been built upon the import since; nothing is undone then.
    """
    deeds = list(imp.deeds.order_by("-pk"))
    things = _things(deeds)
    if what := list(_obstacles(sheet, imp, deeds, things)):
        raise IMPORT_BUILT_UPON(what=_named(what))
    for (kind, made), group in groupby(deeds, key=lambda deed: (deed.kind, deed.before is None)):
        undo = sheet.undoings[kind]
        if made:
            undo.take_back([things[kind, deed.thing_id] for deed in group], by=by, on=on)
            continue
        for deed in group:
            if undo.put_back is not None:
                undo.put_back(things[kind, deed.thing_id], was=deed.before, by=by, on=on)


def _named(what: Sequence[str]) -> str:
    more = len(what) - MOST_NAMED
    rest = [_("and {n} more").format(n=more)] if more > 0 else []
    return "；".join([*what[:MOST_NAMED], *rest])


def _things(deeds: Sequence[ImportDeed]) -> Things:
    found: Things = {}
    for kind in {deed.kind for deed in deeds}:
        keys = [deed.thing_id for deed in deeds if deed.kind == kind]
        for thing in _of_keys(apps.get_model(kind)._base_manager.all(), "pk", keys):
            found[kind, str(thing.pk)] = thing
    return found


def _of_keys(rows: models.QuerySet[Any], name: str, keys: Sequence[str]) -> Iterator[Any]:
    for part in batches(keys):
        yield from rows.filter(**{f"{name}__in": part})


def _obstacles(
    sheet: Sheet, imp: Import, deeds: Sequence[ImportDeed], things: Things
) -> Iterator[str]:
    """In sentences: what is gone, what was changed again, what was done with what was made."""
    for deed in deeds:
        if (deed.kind, deed.thing_id) not in things:
            yield _("row {row}: what it made or changed is gone").format(row=deed.row)
    yield from _changed_again(deeds, things)
    made: dict[str, list[models.Model]] = {}
    for deed in deeds:
        if deed.before is None and (thing := things.get((deed.kind, deed.thing_id))):
            made.setdefault(deed.kind, []).append(thing)
    together = {kind: {str(thing.pk) for thing in of} for kind, of in made.items()}
    for kind, of in made.items():
        yield from _acted_upon(imp, kind, of)
        for thing, what, n in referring(of, but=together, own=sheet.undoings[kind].own):
            yield _("{thing}: {n} × {what}").format(thing=thing, n=n, what=what)


def _acted_upon(imp: Import, kind: str, made: Sequence[models.Model]) -> Iterator[str]:
    later = JournalEntry.objects.filter(about_kind=kind, pk__gt=imp.last_entry or 0)
    for entry in _of_keys(later, "about_id", [str(thing.pk) for thing in made]):
        yield _("{thing}: {act} on {day}").format(
            thing=entry.about_name, act=entry.verb, day=entry.at.date()
        )


def _changed_again(deeds: Sequence[ImportDeed], things: Things) -> Iterator[str]:
    """Compared with the last thing this import wrote into each field."""
    seen: set[tuple[str, str, str]] = set()
    for deed in deeds:
        for name, value in (deed.after or {}).items():
            thing, key = things.get((deed.kind, deed.thing_id)), (deed.kind, deed.thing_id, name)
            if thing is not None and key not in seen and _now(thing, name) != value:
                yield _("row {row}: {thing} has been changed again ({field})").format(
                    row=deed.row, thing=thing, field=_label(thing, name)
                )
            seen.add(key)


def _now(thing: models.Model, name: str) -> Any:
    value = plain(thing, name)
    return json.loads(json.dumps(value, cls=DjangoJSONEncoder))


def plain(thing: models.Model, name: str) -> Any:
    """A field as it is kept and compared; a moment is the same in whatever zone it was written."""
    value = getattr(thing, name)
    return journal.plain(value.astimezone(UTC) if isinstance(value, datetime) else value)


def _label(thing: models.Model, name: str) -> str:
    return str(getattr(thing._meta.get_field(name), "verbose_name", name))
