"""Acts on snapshots: the only writer of this room's table and of the folder of facts."""

from __future__ import annotations

import shutil
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max

from mingcha.analytics import record
from mingcha.analytics.models import Snapshot
from mingcha.analytics.refusals import NOT_TODAY
from mingcha.core.machine import NOT_YOURS
from mingcha.foundation import journal, time
from mingcha.people.parties import those_who_lead


def take(*, by: Any, on: date) -> Snapshot:
    """Keep every room's facts as they stand today; nothing new is kept where nothing changed.

    The calendar takes one every night (`by` is None). Tables are read one after the other, each
    consistent in itself: no lock holds anybody up.
    """
    if by is not None and not those_who_lead(None, by):
        raise NOT_YOURS(who=those_who_lead.words)
    if on != time.today():
        raise NOT_TODAY(day=on)
    place = record.set_aside()
    try:
        tables = record.written(place, on=on)
        newest = Snapshot.objects.filter(day=on).order_by("-edition").first()
        if newest is not None and newest.tables == tables and not record.unfit(newest):
            return newest
        return _keep(place, tables, by=by, on=on)
    finally:
        shutil.rmtree(place, ignore_errors=True)


@transaction.atomic
def _keep(place: Any, tables: list[dict[str, Any]], *, by: Any, on: date) -> Snapshot:
    last = Snapshot.objects.filter(day=on).aggregate(last=Max("edition"))["last"] or 0
    snapshot = Snapshot(day=on, edition=last + 1, tables=tables, made_at=time.now())
    snapshot.digest = record.digest_of(snapshot)
    snapshot.save(force_insert=True)
    facts = {"tables": len(tables), "rows": snapshot.rows, "digest": snapshot.digest}
    journal.record("analytics.snapshot.take", about=snapshot, by=by, facts=facts)
    record.put_in_place(place, snapshot)
    return snapshot
