"""What came in on paper: how many sheets, how often two entries differed, the sealed scans."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.db.models import Count, Min, Q, QuerySet, Sum

from mingcha.core.shares import Share
from mingcha.foundation.boxes import box
from mingcha.polls.models import Poll, Scan, SheetEntry
from mingcha.polls.workflow import the_paper_desk


class PaperFigures(NamedTuple):
    """Sheets in the box, sheets that wait for a second entry, marks on which entries differed."""

    cast: int
    waiting: int
    differed: Share


def paper_figures(poll: Poll) -> PaperFigures:
    """How far the entering of paper ballots has come, and its error rate with its base.

    Only entries made after a first one can differ; their marks are the base.
    """
    sheets = poll.sheets.aggregate(
        cast=Count("pk", filter=Q(done=True)), waiting=Count("pk", filter=Q(done=False))
    )
    first = poll.sheets.annotate(first=Min("entries")).values("first")
    later = SheetEntry.objects.filter(sheet__poll=poll).exclude(pk__in=first)
    sums = later.aggregate(differing=Sum("differing"), marks=Sum("marks"))
    differed = Share(sums["differing"] or 0, sums["marks"] or 0)
    return PaperFigures(sheets["cast"], sheets["waiting"], differed)


def scans_of(poll: Poll) -> list[bytes]:
    """The sealed pictures of scanned pages, in an order that means nothing."""
    rows = Scan.objects.using(box()).filter(poll=poll.code).order_by("key")
    return [bytes(sealed) for sealed in rows.values_list("sealed", flat=True)]


def at_the_desk(person: Any) -> QuerySet[Poll]:
    """Polls for which this person may enter paper ballots now."""
    polls = Poll.objects.filter(state__in=[Poll.State.OPEN, Poll.State.PAPER], drawn=True)
    if the_paper_desk(None, person):
        return polls
    return polls.filter(scrutineers__person=person.pk)
