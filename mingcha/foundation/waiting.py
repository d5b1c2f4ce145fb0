"""What waits for one person: the same shape from every room, so that one list can hold it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from mingcha.foundation.models import Clock


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
