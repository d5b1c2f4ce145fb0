"""The only place that asks what time it is.

The demonstration city lives on one fixed day (setting DEMO_DAY), so that its deadlines mean the
same whenever it is shown; everything that plays through a past or a coming day does so in `at`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings

_pretended: ContextVar[datetime | None] = ContextVar("pretended", default=None)


def city_zone() -> ZoneInfo:
    """The one zone all of the city's clocks are set to."""
    return ZoneInfo(settings.TIME_ZONE)


def now() -> datetime:
    """This moment in the city, aware of its zone."""
    if (moment := _pretended.get()) is not None:
        return moment
    real = by_the_machine()
    if settings.DEMO_DAY:
        return datetime.combine(settings.DEMO_DAY, real.timetz())
    return real


def by_the_machine() -> datetime:
    """The machine's own time, which queues go by, even where the city lives on another day."""
    return datetime.now(city_zone())  # noqa: TID251 -- the one place


def today() -> date:
    """The city's calendar day."""
    return now().date()


@contextmanager
def at(moment: datetime | date) -> Iterator[None]:
    """Act as if it were `moment`; a bare date means nine in the morning of it."""
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time(9), city_zone())
    token = _pretended.set(moment)
    try:
        yield
    finally:
        _pretended.reset(token)
