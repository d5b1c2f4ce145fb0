"""What the inventory of powers said of an item on a day, in this room's own words."""

from __future__ import annotations

from datetime import date

from mingcha.cases.record import Step, Terms
from mingcha.powers import queries as powers

UNITS = {"working": "wd", "calendar": "d"}


class Inventory:
    """Answers about items and days, each asked of the inventory once."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, date], Terms | None] = {}

    def terms(self, code: str, day: date) -> Terms | None:
        """The item as it stood on a day; None where no such item was ever listed."""
        key = (code, day)
        if key not in self._known:
            self._known[key] = _terms(code, day)
        return self._known[key]


def _terms(code: str, day: date) -> Terms | None:
    found = powers.item_as_of(code, day) if code else None
    if found is None:
        return None
    return Terms(
        code=found.code,
        name=found.name,
        organ=found.organ_number,
        legal_days=found.legal_days,
        promised_days=found.promised_days,
        unit=UNITS[found.days_kind],
        legal_unit=UNITS[found.legal_kind],
        steps=tuple(Step(step.code, step.name, step.days) for step in found.steps),
        materials=frozenset(found.materials),
        fees=frozenset(found.fees),
        bases=tuple(found.bases),
        listed=found.listed,
    )
