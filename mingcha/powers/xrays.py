"""What a careful clerk would look for before trusting the inventory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from mingcha.foundation import time
from mingcha.foundation.xrays import Finding, xray
from mingcha.powers.queries import checks


class Check(NamedTuple):
    """One look: what it finds, in words, what to do about it, and how it is asked."""

    what: Any
    remedy: Any
    ask: Callable[[date], Iterator[checks.Trouble]]


NO_BASIS = Check(
    _("An item rests on no law"),
    _("Enter law and article, or let it be reviewed: without a basis nothing may be asked."),
    checks.without_basis,
)
LONGER = Check(
    _("A promise is longer than the law allows"),
    _("Promise at most the legal limit, or correct the limit that was entered."),
    checks.longer_than_law,
)
ALIKE = Check(
    _("Two items of one organ mean the same"),
    _("Merge them by a reform, or give them names that can be told apart."),
    checks.alike,
)
TWICE = Check(
    _("Two organs hold one item"),
    _("Decide which of them answers for it, or enter it as handled jointly."),
    checks.claimed_twice,
)
GONE = Check(
    _("An item belongs to an organ that is no more"),
    _("Enter the organ that follows, from the day of the merger on."),
    checks.of_organs_gone,
)
LATE = Check(
    _("A review or a hand-over is past its day"),
    _("Ask whoever is to check it or to take over; the deadline stands on its page."),
    checks.overdue,
)
CHECKS = (NO_BASIS, LONGER, ALIKE, TWICE, GONE, LATE)


def _told(check: Check) -> Iterator[Finding]:
    for one in check.ask(time.today()):
        which = " / ".join(str(item) for item in (one.item, one.other) if item)
        which = f"{which} ({one.detail})" if one.detail else which
        yield Finding(what=str(check.what), which=which, remedy=str(check.remedy))


@xray
def items_without_basis() -> Iterator[Finding]:
    """Every power rests on an article of a law."""
    return _told(NO_BASIS)


@xray
def promises_longer_than_the_law() -> Iterator[Finding]:
    """A promise binds to less than the law, never to more."""
    return _told(LONGER)


@xray
def items_that_mean_the_same() -> Iterator[Finding]:
    """One matter is one item, whatever it is called."""
    return _told(ALIKE)


@xray
def items_of_two_organs() -> Iterator[Finding]:
    """One organ answers for each item."""
    return _told(TWICE)


@xray
def items_of_organs_that_are_no_more() -> Iterator[Finding]:
    """Whoever answers for an item still stands."""
    return _told(GONE)


@xray
def reforms_past_their_day() -> Iterator[Finding]:
    """Reviews and hand-overs end in time."""
    return _told(LATE)
