"""What waits for a person in this room."""

from __future__ import annotations

from datetime import date
from typing import Any

from mingcha.assessment.queries import quarter, sheets
from mingcha.foundation.waiting import Waiting


def waiting_for(person: Any, *, on: date) -> list[Waiting]:
    """Sheets of quarters and years, and adjustments to be confirmed."""
    return [
        *quarter.waiting_for(person, on=on),
        *sheets.years_waiting(person, on=on),
        *sheets.adjustments_waiting(person, on=on),
    ]
