"""Reforms: which an item goes through, which it went through."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import QuerySet

from mingcha.foundation.searching import having
from mingcha.powers.models import Item, Reform
from mingcha.powers.workflow import open_reform

__all__ = [
    "about",
    "merged_into",
    "open_reform",
    "reforms_matching",
    "reforms_of",
    "reforms_visible_to",
]


def reforms_visible_to(person: Any) -> QuerySet[Reform]:
    """Whoever works here sees every reform; the public is shown none of these."""
    return Reform.objects.select_related("item", "successor", "receiver").order_by("-number")


def reforms_matching(words: str, person: Any) -> QuerySet[Reform]:
    """Reforms whose number, document or item holds the words."""
    hit = having(words, "number", "document", "item__name", "item__code")
    return reforms_visible_to(person).filter(hit)


def reforms_of(item: Item) -> QuerySet[Reform]:
    """What an item went through, the oldest first."""
    return reforms_visible_to(None).filter(item=item).order_by("number")


def merged_into(item: Item) -> QuerySet[Reform]:
    """The decided reforms by which others were merged into an item."""
    found = reforms_visible_to(None).filter(successor=item, decided_on__isnull=False)
    return found.order_by("number")


def about(organ: Any, person: Any) -> QuerySet[Reform]:
    """The reforms of the items an organ answers for."""
    held: Any = Item.objects.filter(versions__organ=organ).values("pk")
    return reforms_visible_to(person).filter(item__in=held)


def decided(*, until: date) -> QuerySet[Reform]:
    """The reforms in force by a day, in the order in which they came into force."""
    found = Reform.objects.filter(decided_on__isnull=False, effective_on__lte=until)
    return found.select_related("item", "successor").order_by("effective_on", "number")
