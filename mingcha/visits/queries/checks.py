"""Questions that count: how often an organ was looked at, how many visits of which mode."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncMonth

from mingcha.foundation import time
from mingcha.visits.models import Observation, Visit

ANSWERED = [Observation.Seen.YES, Observation.Seen.NO]


def checks_by_organ(first: date, last: date) -> dict[int, int]:
    """Questions answered yes or no in verified visits of these days, by organ.

    Not seen is no check: it never makes an organ look better looked at than it was.
    """
    rows = Observation.objects.filter(
        _between("visit__began_at", first, last),
        visit__state=Visit.State.VERIFIED,
        seen__in=ANSWERED,
    )
    found: Any = rows.values("visit__organ").annotate(checks=Count("pk")).order_by("visit__organ")
    return {row["visit__organ"]: row["checks"] for row in found}


@dataclass(frozen=True)
class MonthOfVisits:
    """How many visits of one mode were made in one month."""

    month: date
    mode: str
    visits: int


def counts(visits: QuerySet[Visit], first: date, last: date) -> list[MonthOfVisits]:
    """Visits made in these days by month and mode; begin with `visible_to`."""
    made = visits.filter(_between("began_at", first, last)).order_by()
    month = TruncMonth("began_at", tzinfo=time.city_zone())
    found: Any = made.annotate(month=month).values("month", "mode").annotate(n=Count("pk"))
    rows = found.order_by("month", "mode")
    return [MonthOfVisits(row["month"].date(), row["mode"], row["n"]) for row in rows]


def _between(field: str, first: date, last: date) -> Q:
    zone = time.city_zone()
    start = datetime.combine(first, datetime.min.time(), zone)
    end = datetime.combine(last + timedelta(days=1), datetime.min.time(), zone)
    return Q(**{f"{field}__gte": start, f"{field}__lt": end})
