"""What is wrong with the inventory as it stands on a day: asked by the x-rays and their page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Prefetch, Q

from mingcha.core.alike import normal, pairs_alike
from mingcha.core.cuts import surely_longer
from mingcha.foundation import policy
from mingcha.organs.models import Succession
from mingcha.powers.models import Item, Version
from mingcha.powers.queries.items import holding_on
from mingcha.powers.rules import ALIKE
from mingcha.powers.wording import limit


@dataclass(frozen=True)
class Trouble:
    """One thing wrong: the item, and what makes it so in a few words."""

    item: Item
    detail: str = ""
    other: Item | None = None


def _held(on: date) -> list[Version]:
    rows = Version.objects.filter(holding_on(on)).select_related("item", "organ")
    return list(rows.order_by("item__code"))


def without_basis(on: date) -> Iterator[Trouble]:
    """Items that rest on no law."""
    found = Version.objects.filter(holding_on(on)).annotate(n=Count("bases")).filter(n=0)
    for row in found.select_related("item").order_by("item__code"):
        yield Trouble(row.item)


def longer_than_law(on: date) -> Iterator[Trouble]:
    """Items promised in more time than the law allows, on whatever day an applicant comes."""
    for row in _held(on):
        promised, legal = row.promised_days, row.legal_days
        if promised is None or legal is None:
            continue
        if surely_longer(promised, row.days_kind, legal, row.legal_kind):
            said = f"{limit(promised, row.days_kind)} > {limit(legal, row.legal_kind)}"
            yield Trouble(row.item, said)


def alike(on: date) -> Iterator[Trouble]:
    """Two items of one organ whose names mean the same."""
    at_least = int(policy.value(ALIKE, on=on)) / 100
    by_organ: defaultdict[int, dict[str, Item]] = defaultdict(dict)
    for row in _held(on):
        by_organ[row.organ_id][row.item.code] = row.item
    for items in by_organ.values():
        names = {code: item.name for code, item in items.items()}
        for pair in pairs_alike(names, at_least):
            one, other = items[pair.one], items[pair.other]
            if one.parent_id != other.pk and other.parent_id != one.pk:
                yield Trouble(one, f"{100 * pair.alike:.0f} %", other)


def claimed_twice(on: date) -> Iterator[Trouble]:
    """Items under one meaning that two organs hold, or that are shared and not handled jointly."""
    held = _held(on)
    by_name: defaultdict[str, list[Version]] = defaultdict(list)
    for row in held:
        by_name[normal(row.item.name)].append(row)
    for rows in by_name.values():
        first = rows[0]
        for row in rows[1:]:
            if row.organ_id != first.organ_id:
                yield Trouble(first.item, f"{first.organ.name} / {row.organ.name}", row.item)
    shared = Version.objects.filter(holding_on(on), joint=False, partners__isnull=False)
    for row in shared.select_related("item", "organ").prefetch_related("partners").distinct():
        names = [row.organ.name, *(unit.name for unit in row.partners.all())]
        yield Trouble(row.item, " / ".join(names))


def of_organs_gone(on: date) -> Iterator[Trouble]:
    """Items of an organ that has been merged or ended by the day."""
    gone = Q(organ__active_to__lt=on)
    rows = Version.objects.filter(holding_on(on)).filter(gone).select_related("item", "organ")
    heirs = Prefetch("organ__successors", Succession.objects.select_related("successor"))
    for row in rows.prefetch_related(heirs).order_by("item__code"):
        said = "、".join(one.successor.name for one in row.organ.successors.all())
        yield Trouble(row.item, f"{row.organ.name} → {said}" if said else row.organ.name)


def overdue(on: date) -> Iterator[Trouble]:
    """Reviews and hand-overs that are past their day."""
    rows = Item.objects.filter(clock__ended_on=None, clock__due_on__lt=on)
    for item in rows.select_related("clock").order_by("code"):
        yield Trouble(item, item.clock.due_on.isoformat() if item.clock else "")
