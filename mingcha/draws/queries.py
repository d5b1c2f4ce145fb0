"""Questions about draws: who may see them, what was drawn, whether it can be repeated."""

from __future__ import annotations

import json
from typing import Any

from django.db.models import QuerySet

from mingcha.core.draw import DrawRecord, Pool, Replay, from_json, replay
from mingcha.core.pool import pool_from_json
from mingcha.draws.models import Draw
from mingcha.foundation import time
from mingcha.people import queries as people
from mingcha.people.models import Duty

# Inspectors are not among them: a draw names the targets of every team, theirs and the others'.
MAY_SEE = {Duty.Role.CONDUCT_OFFICE, Duty.Role.DIRECTOR, Duty.Role.AUDITOR}


def visible_to(person: Any) -> QuerySet[Draw]:
    """All draws for those who commission and audit them; nobody else may know what is drawn."""
    if people.roles_of(person, on=time.today()) & MAY_SEE:
        return Draw.objects.all()
    return Draw.objects.none()


def pool_of(draw: Draw) -> Pool:
    """What was in the bag, as it was fixed."""
    return pool_from_json(draw.pool)


def record_of(draw: Draw) -> DrawRecord | None:
    """The whole record once it is drawn; None before."""
    return from_json(json.dumps(draw.record)) if draw.record else None


def replayed(draw: Draw) -> Replay | None:
    """The draw made again from its record, against the fingerprint that was fixed before."""
    record = record_of(draw)
    return replay(record, published=draw.fingerprint) if record else None
