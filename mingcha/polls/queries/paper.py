"""What came in on paper: how many sheets, how often two entries differed, the sealed scans."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db.models import Min, QuerySet, Sum

from mingcha.core.shares import Share
from mingcha.foundation import journal, policy, time
from mingcha.foundation.boxes import box
from mingcha.polls.models import Ballot, PaperSheet, Poll, Scan, SheetEntry
from mingcha.polls.rules import SCANS_DAYS
from mingcha.polls.workflow import TAKES_PAPER, the_paper_desk


class PaperFigures(NamedTuple):
    """Paper ballots in the box, sheets that wait for a second person, marks that differed."""

    cast: int
    waiting: int
    differed: Share

    def as_dict(self) -> dict[str, int]:
        """As the close fixes them."""
        differed, marks = self.differed.count, self.differed.base
        return {
            "ballots": self.cast,
            "waiting": self.waiting,
            "differed": differed,
            "entered_again": marks,
        }

    @classmethod
    def of(cls, said: Mapping[str, int]) -> PaperFigures:
        """As they were fixed; nothing where nothing was."""
        share = Share(said.get("differed", 0), said.get("entered_again", 0))
        return cls(said.get("ballots", 0), said.get("waiting", 0), share)


def paper_figures(poll: Poll) -> PaperFigures:
    """How far the entering of paper ballots has come, and its error rate with its base.

    Only entries made after a first one can differ; their marks are the base. From the close on
    the sheets are forgotten and these figures stand fixed.
    """
    if poll.root:
        return PaperFigures.of(poll.on_paper)
    in_the_box = Ballot.objects.using(box()).filter(poll=poll.code, paper=True).count()
    first = poll.sheets.annotate(first=Min("entries")).values("first")
    later = SheetEntry.objects.filter(sheet__poll=poll).exclude(pk__in=first)
    sums = later.aggregate(differing=Sum("differing"), marks=Sum("marks"))
    differed = Share(sums["differing"] or 0, sums["marks"] or 0)
    return PaperFigures(in_the_box, len(_waiting(poll.sheets.all())), differed)


def _waiting(sheets: QuerySet[PaperSheet]) -> set[bytes]:
    """Sheets entered and not cast; a ticket that voted by phone since waits for nobody."""
    keys = {bytes(key) for key in sheets.filter(done=False).values_list("key", flat=True)}
    there = Ballot.objects.using(box()).filter(key__in=keys).values_list("key", flat=True)
    return keys - {bytes(key) for key in there}


def waiting_at_the_desk(poll: Poll, person: Any) -> int:
    """How many sheets wait for an entry by this person, who has not entered them yet."""
    return len(_waiting(poll.sheets.exclude(entries__by=person)))


def scans_of(poll: Poll) -> list[bytes]:
    """The sealed pictures of scanned pages, in an order that means nothing."""
    rows = Scan.objects.using(box()).filter(poll=poll.code).order_by("key")
    return [bytes(sealed) for sealed in rows.values_list("sealed", flat=True)]


def scans_past_their_days(*, on: date) -> list[Poll]:
    """Polls published or void so long ago that the pictures of their paper ballots go."""
    last = on - timedelta(days=policy.value(SCANS_DAYS, on=on))
    codes = Scan.objects.using(box()).order_by().values_list("poll", flat=True).distinct()
    done = Poll.objects.filter(
        code__in=list(codes), state__in=[Poll.State.PUBLISHED, Poll.State.VOID]
    )
    return [poll for poll in done.defer("tally") if _ended(poll) <= last]


def _ended(poll: Poll) -> date:
    acts = ["polls.poll.publish", "polls.poll.void"]
    entry = journal.about(poll).filter(verb__in=acts).order_by("-at")[:1].get()
    return entry.at.astimezone(time.city_zone()).date()


def at_the_desk(person: Any) -> QuerySet[Poll]:
    """Polls for which this person may enter paper ballots now."""
    polls = Poll.objects.filter(state__in=TAKES_PAPER, drawn=True)
    if the_paper_desk(None, person):
        return polls
    return polls.filter(scrutineers__person=person.pk)
