"""What waits for one person in this room: visits first, then plans and rounds."""

from __future__ import annotations

from datetime import date
from typing import Any

from mingcha.foundation.waiting import Waiting
from mingcha.visits.queries import plans, visits


def waiting_for(person: Any, *, on: date) -> list[Waiting]:
    """Everything of this room, in one list."""
    return [*visits.waiting_for(person, on=on), *plans.plans_waiting_for(person, on=on)]
