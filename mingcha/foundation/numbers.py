"""Reference numbers short enough to read over the telephone: ZG-2026-0147."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F

from mingcha.foundation.models import Series


@transaction.atomic
def take(prefix: str, year: int) -> int:
    """The next number of one series and year; the row is locked until this transaction ends."""
    row = Series.objects.filter(prefix=prefix, year=year)
    if not row.update(last=F("last") + 1):
        Series.objects.get_or_create(prefix=prefix, year=year)
        row.update(last=F("last") + 1)
    return row.get().last


def next_number(prefix: str, year: int) -> str:
    """The next reference number, as people read it."""
    return f"{prefix}-{year}-{take(prefix, year):04d}"
