"""The ledger of the reform: what stood on the inventory before and after each one, and the cuts.

Counts alone can be made small by merging. So items are counted as an applicant meets them (an
item with parts is a heading and does not count), steps, papers, fees and days stand beside the
count, and what is merged keeps asking, under its successor, for all that was not dropped.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet

from mingcha.core.cuts import Load, cut, only_counted, promised_cut, total
from mingcha.powers.models import Item, Reform, Version
from mingcha.powers.queries.reforms import decided
from mingcha.powers.record import load_of


@dataclass(frozen=True)
class _Held:
    """One version with its load and its days."""

    item: int
    first: date
    last: date | None
    load: Load

    def on(self, day: date) -> bool:
        """Whether it holds on a day."""
        return self.first <= day and (self.last is None or self.last >= day)


def _held() -> list[_Held]:
    rows: QuerySet[Version] = Version.objects.annotate(
        n_steps=Count("steps", distinct=True),
        n_papers=Count("materials", distinct=True),
        n_fees=Count("fees", distinct=True),
    ).order_by("item", "valid_from")
    return [_Held(row.item_id, row.valid_from, row.valid_to, _load(row)) for row in rows]


def _load(row: Version) -> Load:
    steps, papers, fees = (getattr(row, name) for name in ("n_steps", "n_papers", "n_fees"))
    return load_of(row, steps, papers, fees)


def _parents() -> dict[int, int]:
    rows = Item.objects.filter(parent__isnull=False).values_list("pk", "parent")
    return {pk: parent for pk, parent in rows if parent is not None}


def _loads(day: date, held: Iterable[_Held], parents: dict[int, int]) -> dict[int, Load]:
    """Item -> load on a day; a heading whose parts are listed is left out."""
    found = {one.item: one.load for one in held if one.on(day)}
    headings = {parents[item] for item in found if item in parents}
    return {item: load for item, load in found.items() if item not in headings}


def load_on(day: date) -> Load:
    """What the whole inventory asks for on a day."""
    return total(_loads(day, _held(), _parents()).values())


@dataclass(frozen=True)
class Entry:
    """One day of the ledger on which reforms came into force, with the totals after it."""

    day: date
    reforms: tuple[Reform, ...]
    after: Load
    before: Load

    @property
    def only_counted(self) -> bool:
        """Whether the count fell and nothing that burdens an applicant did."""
        return only_counted(self.before, self.after)


@dataclass(frozen=True)
class Ledger:
    """From the first day asked for to the last: totals, entries, and the cut of each kind."""

    first: date
    last: date
    start: Load
    end: Load
    entries: tuple[Entry, ...]
    left: int  # items that were on it on the first day and are not on the last
    added: int  # items that are on it on the last day and were not on the first
    by_how: dict[str, int]

    def cut_of(self, name: str) -> float | None:
        """The share by which one total fell: items, steps, papers, fees, days."""
        return cut(getattr(self.start, name), getattr(self.end, name))

    @property
    def promised_cuts(self) -> tuple[float | None, float | None]:
        """By how much promises undercut the law, on the first day and on the last."""
        return promised_cut(self.start), promised_cut(self.end)

    @property
    def only_counted(self) -> bool:
        """Whether, over the whole period, only the count fell."""
        return only_counted(self.start, self.end)


def ledger(first: date, last: date) -> Ledger:
    """The ledger from one day to another; in four questions, however many items there are."""
    held, parents = _held(), _parents()
    begun, ended = _loads(first, held, parents), _loads(last, held, parents)
    by_day: dict[date, list[Reform]] = {}
    for reform in decided(until=last):
        if reform.effective_on > first:
            by_day.setdefault(reform.effective_on, []).append(reform)
    entries, before = [], total(begun.values())
    start = before
    for day, reforms in by_day.items():
        after = total(_loads(day, held, parents).values())
        entries.append(Entry(day, tuple(reforms), after, before))
        before = after
    told = [reform.how for reforms in by_day.values() for reform in reforms]
    return Ledger(
        first,
        last,
        start,
        total(ended.values()),
        tuple(entries),
        left=len(begun.keys() - ended.keys()),
        added=len(ended.keys() - begun.keys()),
        by_how={how: told.count(how) for how in dict.fromkeys(told)},
    )
