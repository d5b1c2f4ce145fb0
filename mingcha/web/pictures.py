"""The plots of an organ's page: each asked of its room, and left out where the room is silent."""

from __future__ import annotations

from datetime import date
from typing import Any

from mingcha.foundation.plots import Plot
from mingcha.organs.models import Unit


def of_organ(unit: Unit, person: Any, *, on: date) -> list[Plot]:
    """What there is to look at about an organ, for whoever may see it."""
    return []
