"""A derived deadline as pages show it: the bar, the sentence, the day-by-day count in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from mingcha.core.clock import Derivation, Row
from mingcha.core.workdays import Code
from mingcha.foundation import clocks
from mingcha.foundation.models import Clock

DAY = {
    Code.WORKING: _("working day"),
    Code.MAKE_UP: _("make-up working day"),
    Code.WEEKEND: _("weekend"),
    Code.HOLIDAY: _("holiday"),
    Code.ASSUMED: _("assumed, no notice yet"),
}
MARK = {
    "received": _("received"),
    "day_zero": _("day zero"),
    "paused": _("clock stands still"),
    "resumed": _("clock runs again"),
    "extended": _("limit extended"),
    "due": _("due"),
}


def clock_part(seen: Derivation, *, on: date, side: Any = "", done: bool = False) -> dict[str, Any]:
    """What `parts/clock.html` takes. Without a day of reference the whole period is still left."""
    state = "done" if done else "paused" if seen.paused_now else "running"
    return {
        "due": seen.due,
        "left": seen.total if seen.left is None else seen.left,
        "used": seen.used or 0,
        "paused": seen.paused,
        "total": seen.total,
        "provisional": seen.provisional,
        "state": state,
        "side_words": side,
        "rows": [_row(row) for row in seen.rows],
        "today": on,
    }


def _row(row: Row) -> dict[str, Any]:
    marks = [str(MARK[mark]) for mark in row.marks]
    kind = "" if row.note and row.kind == Code.HOLIDAY else str(DAY[Code(row.kind)])
    words = [kind, row.note, *marks]
    paused = "paused" in row.marks
    return {
        "day": row.on,
        "kind": "paused" if paused else row.kind,
        "counts": row.counts,
        "n": row.number,
        "note": " · ".join(word for word in words if word),
    }


def rows_of(derived: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The same of a count that was kept as plain values: what `parts/derivation.html` takes."""
    return [
        _row(
            Row(
                date.fromisoformat(row["on"]),
                row["kind"],
                row["counts"],
                row["number"],
                tuple(row["marks"]),
                row["note"],
            )
        )
        for row in derived
    ]


def due_part(clock: Clock | None, *, on: date, url: str = "") -> dict[str, Any] | None:
    """What `parts/date.html` takes: the day, its distance, whether it is provisional."""
    if clock is None:
        return None
    return {
        "day": clock.due_on,
        "left": clocks.left(clock, on=on),
        "provisional": clock.provisional,
        "done": clock.ended_on is not None,
        "url": url,
    }


def face(clock: Clock | None, *, on: date) -> dict[str, Any] | None:
    """What `parts/clock.html` takes for a clock of the city: bar, sentence, day-by-day count."""
    if clock is None:
        return None
    seen = clocks.derivation(clock, on=on)
    side = clock.get_side_display()
    return clock_part(seen, on=on, side=side, done=clock.ended_on is not None)
