"""What waits for one person: the same shape from every room, so that one list can hold it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from mingcha.foundation.models import Clock

SHOWN_OF_CLOCK = ("due_on", "unit", "ended_on", "provisional")


@dataclass(frozen=True)
class Waiting:
    """One matter that waits for somebody: its kind and number, whose, what to do, by when.

    `kind` is the room's word for filters (visits, findings, rectification ...). `clock` is the
    running period, None where nothing runs. `mine` is false for what others must do first.
    """

    kind: str
    number: str
    url: str
    organ: str
    what: Any
    act: Any
    clock: Clock | None = None
    mine: bool = True

    @property
    def due_on(self) -> date | None:
        """The last day, if one runs."""
        return self.clock.due_on if self.clock else None


def slim(found: QuerySet[Any], *fields: str, organ: str = "organ") -> QuerySet[Any]:
    """Only what a row shows: number, organ, clock, and these fields; hundreds wait at a time."""
    clock = (f"clock__{name}" for name in SHOWN_OF_CLOCK)
    light = found.select_related(None).select_related(organ, "clock").prefetch_related(None)
    return light.only("number", f"{organ}__name", *clock, *fields)
