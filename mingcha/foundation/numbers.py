"""Reference numbers short enough to read over the telephone: ZG-2026-0147."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F

from mingcha.foundation.models import Series


@transaction.atomic
def take(prefix: str, year: int, many: int = 1) -> int:
    """The last of the next so many numbers of one series and year.

    The row is locked until this transaction ends.
    """
    row = Series.objects.filter(prefix=prefix, year=year)
    if not row.update(last=F("last") + many):
        Series.objects.get_or_create(prefix=prefix, year=year)
        row.update(last=F("last") + many)
    return row.get().last


def next_number(prefix: str, year: int) -> str:
    """The next reference number, as people read it."""
    return next_numbers(prefix, year, 1)[0]


def next_numbers(prefix: str, year: int, many: int) -> list[str]:
    """The next so many reference numbers, in one go however many they are."""
    last = take(prefix, year, many) if many else 0
    return [f"{prefix}-{year}-{n:04d}" for n in range(last - many + 1, last + 1)]
