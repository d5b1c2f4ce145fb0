"""What waits for a person in this room: rounds, suspicions, objections, comments."""

from __future__ import annotations

from datetime import date
from typing import Any

from mingcha.appraisals.queries import docket, rounds, suspicion
from mingcha.foundation.waiting import Waiting


def waiting_for(person: Any, *, on: date) -> list[Waiting]:
    """The next act of everything that runs here, for those who may do it."""
    running = rounds.running(person)
    suspected = any(one.suspected for one in running)  # type: ignore[attr-defined]
    return [
        *rounds.waiting_among(running, person),
        *(suspicion.waiting_in_suspicion(person) if suspected else []),
        *docket.waiting_in_docket(person, on=on),
    ]
