"""Whether what was put right stays right: a random share of closed orders is visited again."""

from __future__ import annotations

import random
from datetime import date, timedelta

from django.db.models import F, Q, QuerySet

from mingcha.foundation import policy
from mingcha.rectification import rules
from mingcha.rectification.models import Order, Recheck

S = Order.State


def to_revisit(*, on: date) -> QuerySet[Order]:
    """Orders closed so long ago that a relapse visit is due, and not yet visited again."""
    first = on - timedelta(policy.value(rules.REVISIT_UNTIL, on=on))
    last = on - timedelta(policy.value(rules.REVISIT_FROM, on=on))
    closed = Order.objects.filter(state=S.CLOSED, closed_on__range=(first, last))
    visited = Q(rechecks__is_relapse_visit=True, rechecks__on__gte=F("closed_on"))
    return closed.exclude(pk__in=Order.objects.filter(visited).values("pk")).order_by("pk")


def relapse_candidates(*, on: date, seed: str) -> list[Order]:
    """A random share of the orders due for a relapse visit; the same seed gives the same ones."""
    pool = list(to_revisit(on=on).select_related("organ"))
    share = policy.value(rules.REVISIT_SHARE, on=on)
    chance = random.Random(f"{seed}:{on}")  # noqa: S311 -- repeatable by anyone who has the seed
    wanted = -(-len(pool) * share // 1)  # rounded up: of three orders one is still visited
    return sorted(chance.sample(pool, min(len(pool), int(wanted))), key=lambda order: order.pk)


def relapse_rate(*, since: date, until: date) -> tuple[int, int]:
    """Of the relapse visits made between two days, how many found the old fault: (found, made)."""
    made = Recheck.objects.filter(is_relapse_visit=True, on__range=(since, until))
    return made.filter(passed=False).count(), made.count()
