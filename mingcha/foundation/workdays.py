"""The calendar in force: the notices that ship and those the city entered, as of a day."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from functools import lru_cache
from typing import Any

from django.db import transaction

from mingcha.core.notice import HolidayNotice as Notice
from mingcha.core.notice import Unfit
from mingcha.core.workdays import Calendar
from mingcha.foundation import journal
from mingcha.foundation.calendar import said, shipped
from mingcha.foundation.models import HolidayNotice
from mingcha.foundation.refusals import NOTICE_KNOWN, NOTICE_UNFIT

_asked: ContextVar[list[int] | None] = ContextVar("asked", default=None)


def calendar(*, as_of: date | None = None) -> Calendar:
    """The calendar by all notices, or only by those issued on or before a day."""
    return _built(_newest(), as_of)


@contextmanager
def asked_once() -> Iterator[None]:
    """Look up which notice is the newest only once, however many deadlines are counted within."""
    token = _asked.set([])
    try:
        yield
    finally:
        _asked.reset(token)


def _newest() -> int:
    asked = _asked.get()
    if asked:
        return asked[0]
    newest = HolidayNotice.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    if asked is not None:
        asked.append(newest)
    return newest


@lru_cache(maxsize=64)
def _built(newest: int, as_of: date | None) -> Calendar:
    entered = HolidayNotice.objects.filter(pk__lte=newest).order_by("issued_on", "pk")
    notices = [*shipped(), *(Notice.parse(row.content) for row in entered)]
    return Calendar.of(notices) if as_of is None else Calendar.as_of(notices, as_of)


def entered() -> list[Notice]:
    """The notices the city entered itself, in the order they were issued."""
    rows = HolidayNotice.objects.order_by("issued_on", "pk")
    return [Notice.parse(row.content) for row in rows]


def with_notice(content: dict[str, Any]) -> tuple[Notice, Calendar]:
    """A notice and the calendar as it would be with it; nothing is put in force yet."""
    known = [*shipped(), *entered()]
    try:
        notice = Notice.parse(content)
        would_be = Calendar.of([*known, notice])
    except Unfit as no:
        raise NOTICE_UNFIT(why=said(no)) from no
    if any((n.year, n.issued_on) == (notice.year, notice.issued_on) for n in known):
        raise NOTICE_KNOWN(year=notice.year, issued_on=notice.issued_on)
    return notice, would_be


@transaction.atomic
def enter_notice(content: dict[str, Any], *, by: Any) -> HolidayNotice:
    """Put a new notice in force; open clocks are counted anew by whoever hears of it."""
    notice, _would_be = with_notice(content)
    row = HolidayNotice.objects.create(
        year=notice.year, issued_on=notice.issued_on, paper=notice.paper, content=content
    )
    (_asked.get() or []).clear()
    _built.cache_clear()  # a notice that was taken back may have borne this key before
    facts = {"year": notice.year, "issued_on": notice.issued_on, "paper": notice.paper}
    journal.record("foundation.calendar.enter_notice", about=row, by=by, facts=facts)
    return row
