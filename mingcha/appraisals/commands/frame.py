"""Acts on lists of people: entered from a spreadsheet, taken back while nothing rests on them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction

from mingcha.appraisals.models import Frame, FrameEntry, Panel
from mingcha.appraisals.refusals import FRAME_IN_USE
from mingcha.core.machine import NOT_YOURS
from mingcha.core.steps import canonical
from mingcha.foundation import journal
from mingcha.people.parties import the_conduct_office

AT_A_TIME = 500


@transaction.atomic
def enter(
    facts: Mapping[str, Any], entries: Sequence[Mapping[str, Any]], *, by: Any, on: date
) -> tuple[Frame, list[FrameEntry]]:
    """Put a list of a third body on record as it was received; the journal gets no name."""
    if not the_conduct_office(None, by):
        raise NOT_YOURS(who=the_conduct_office.words)
    frame = Frame.objects.create(**facts, size=len(entries), digest=_digest(entries))
    made = [FrameEntry(frame=frame, **entry) for entry in entries]
    FrameEntry.objects.bulk_create(made, batch_size=AT_A_TIME)
    said: dict[str, Any] = {"code": frame.code, "group": frame.group, "owner": frame.owner}
    said |= {"people": len(made), "digest": frame.digest}
    journal.record("appraisals.frame.enter", about=frame, by=by, facts=said)
    return frame, made


def _digest(entries: Sequence[Mapping[str, Any]]) -> str:
    plain = [{**one, "used": one["used"].code if one.get("used") else ""} for one in entries]
    return hashlib.sha256(canonical({"entries": plain}).encode()).hexdigest()


@transaction.atomic
def take_back(frames: Sequence[Frame], *, by: Any, on: date) -> None:
    """Lists entered in error never were; not once one has been put into a draw."""
    for frame in frames:
        if Panel.objects.filter(frames=frame).exists():
            raise FRAME_IN_USE(code=frame.code)
        said = {"code": frame.code, "people": frame.size}
        journal.record("appraisals.frame.take_back", about=frame, by=by, facts=said)
        frame.delete()


def take_back_entries(entries: Sequence[FrameEntry], *, by: Any, on: date) -> None:
    """Entries go with their list."""
    FrameEntry.objects.filter(pk__in=[one.pk for one in entries]).delete()
