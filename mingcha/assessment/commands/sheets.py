"""What sheets of quarters and years have in common: whose turn it is, in its time, one by one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from django.db.models import QuerySet

from mingcha.assessment.models import Adjustment, Sheet, YearSheet
from mingcha.assessment.workflow import not_yet
from mingcha.core.machine import Machine
from mingcha.core.refusal import Refusal
from mingcha.foundation import clocks

S = TypeVar("S", Sheet, YearSheet)
T = TypeVar("T", Sheet, YearSheet, Adjustment)


def in_time(machine: Machine, act: str, sheet: Sheet | YearSheet, *, by: Any, on: date) -> None:
    """Raise what the period to object says; whoever may not act at all is not told even that."""
    if machine[act].by(sheet, by) and (no := not_yet(act, sheet, on=on)):
        raise no


def each(found: QuerySet[S], act: Callable[[S], S]) -> list[Refusal]:
    """Each in a transaction of its own: one that refuses does not hold up the others."""
    refused = []
    for sheet in found.select_related("organ", "rule", "clock"):
        try:
            act(sheet)
        except Refusal as no:
            refused.append(no)
    return refused


def turn(thing: T, rule: str, side: str, on: date) -> T:
    """The next one's turn begins."""
    thing.clock = clocks.hand_over(thing.clock, thing, rule, side=side, on=on)
    thing.save(update_fields=["clock"])
    return thing


def end(thing: T, on: date) -> T:
    """It is nobody's turn any more."""
    if thing.clock is not None and thing.clock.ended_on is None:
        clocks.stop(thing.clock, on=on)
    return thing


def figure(text: str | None) -> Decimal | None:
    """A figure of the core as the database keeps it."""
    return None if text is None else Decimal(text)
