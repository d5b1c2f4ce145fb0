"""What a leader reads in one minute: what is overdue at whose desk, what hurts, what changed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache, partial
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from mingcha.assessment import queries as assessment
from mingcha.findings import queries as findings
from mingcha.findings.models import Finding
from mingcha.foundation import clocks, plots
from mingcha.organs.models import Unit
from mingcha.people import queries as people
from mingcha.people.models import Duty
from mingcha.rectification import queries as rectification
from mingcha.web.rooms import label

FEW = 10  # desks; the list of orders has the others
WORST = 5  # norms
QUARTER = timedelta(91)
CLOCKS = ("work_clock", "clock")
DESK = ("organ", "organ__name", "organ__code")
SCORED = ("organ", "period", "score", "low", "high", "checks")
Row = dict[str, Any]
Desk = tuple[Any, str, str]


def desk(person: Any, *, on: date) -> Row | None:
    """The three questions of a city leader; None for everybody else."""
    if Duty.Role.LEADER not in people.roles_of(person, on=on):
        return None
    return {
        "overdue": overdue(person, on=on),
        "norms": norms(person, on=on),
        "changed": changed(person),
    }


def facts(told: Row, waiting: int) -> list[Row]:
    """The strip of a leader: the city's figures with their base, and what waits for him or her."""
    late, longest = told["overdue"], told["overdue"]["longest"]
    tone = "overdue" if late["total"] else ""
    base = _("of {n} open").format(n=late["open"])
    delay = _("{n} working days").format(n=longest) if longest else "—"
    worst = told["norms"]["all"]
    orders = reverse("rectification:orders")
    return [
        {"label": _("Overdue orders"), "value": late["total"], "note": base, "tone": tone,
         "url": f"{orders}?late=organ"},
        {"label": _("Longest delay"), "value": delay},
        {"label": _("Faults confirmed"), "value": worst, "note": _("in the last 13 weeks"),
         "url": reverse("findings:findings")},
        {"label": _("For you to decide"), "value": waiting},
    ]  # fmt: skip


def overdue(person: Any, *, on: date) -> Row:
    """Overdue orders by organ, the longest delay first; the centre's own delays last."""
    seen = rectification.visible_to(person)
    still = Counter(_open(seen).order_by().values_list("organ_id", flat=True))
    late: dict[Desk, list[int]] = defaultdict(list)
    for organ, days in _delays(rectification.overdue(seen, on=on), *CLOCKS, on=on):
        late[organ].append(days)
    rows = [_organ_row(organ, days, still[organ[0]]) for organ, days in late.items()]
    rows.sort(key=lambda row: (-row["longest"], -row["late"]))
    kept = rectification.overdue_at_the_centre(seen, on=on)
    here = [days for _organ, days in _delays(kept, "clock", on=on)]
    shown = rows[:FEW] + ([_centre_row(here)] if here else [])
    n = sum(len(days) for days in late.values())
    return overdue_table(shown) | {
        "total": n,
        "empty": {
            "title": _("No order is overdue"),
            "text": _("{n} orders are open, all within their time.").format(n=still.total()),
        },
        "more": f"{reverse('rectification:orders')}?late=organ" if len(rows) > FEW else "",
        "open": still.total(),
        "longest": max((row["longest"] for row in rows), default=0),
    }


def overdue_table(rows: list[Row]) -> Row:
    """Desks with what is overdue on them."""
    return {
        "caption": _("Overdue orders, and at whose desk"),
        "columns": [
            {"key": "organ", "label": _("At the desk of")},
            {"key": "late", "label": _("Overdue, of those open"), "align": "right"},
            {"key": "longest", "label": _("Longest delay, working days"), "align": "right"},
        ],
        "rows": rows,
    }


def _open(seen: Any) -> Any:
    return seen.filter(pk__in=rectification.open_orders().order_by().values("pk"))


def _delays(orders: Any, *names: str, on: date) -> Iterator[tuple[Desk, int]]:
    """Whose desk, and how many working days past the latest of the clocks that has run out.

    Thousands of orders fall due on a few hundred days: each is counted once, no order is built.
    """
    wanted = [f"{name}__{field}" for name in names for field in ("due_on", "unit", "ended_on")]
    left = cache(partial(clocks.left_until, on=on))
    for pk, name, code, *told in orders.values_list(*DESK, *wanted):
        running = zip(told[::3], told[1::3], told[2::3], strict=True)
        yield (pk, name, code), max((-left(*one) for one in running if one[0]), default=0)


def _organ_row(organ: Desk, days: list[int], still: int) -> Row:
    _pk, name, code = organ
    url = f"{reverse('rectification:orders')}?organ={code}&late=organ"
    cells = [{"text": name}, {"text": f"{len(days)} / {still}"}, {"text": max(days)}]
    return {"url": url, "cells": cells, "longest": max(days), "late": len(days), "tone": "overdue"}


def _centre_row(days: list[int]) -> Row:
    url = f"{reverse('rectification:orders')}?late=centre"
    name = {
        "text": _("the visiting-inspection centre"),
        "note": _("its own delay, never the organ's"),
    }
    return {"url": url, "cells": [name, {"text": len(days)}, {"text": max(days)}]}


def norms(person: Any, *, on: date) -> Row:
    """Which norms were broken most in the last quarter of a year, and in the one before."""
    found = findings.visible_to(person).filter(
        state=Finding.State.CONFIRMED, happened_on__gt=on - 2 * QUARTER, severity__gt=0
    )
    happened = list(found.values_list("norm", "norm__code", "norm__title", "happened_on"))
    now = Counter(row[:3] for row in happened if row[3] > on - QUARTER)
    before = Counter(row[:3] for row in happened if row[3] <= on - QUARTER)
    total = now.total()
    rows = [
        {
            "url": reverse("norms:norm", args=[pk]),
            "cells": [
                {"text": f"{code} {title}"},
                {"text": f"{n} / {total}"},
                *([{"text": before[pk, code, title]}] if before else []),
            ],
        }
        for (pk, code, title), n in now.most_common(WORST)
    ]
    return norms_table(rows, earlier=bool(before)) | {"all": total}


def norms_table(rows: list[Row], *, earlier: bool) -> Row:
    """Norms with how often they were broken; a column for the weeks before if there are any."""
    past = {"key": "before", "label": _("13 weeks before"), "align": "right"}
    return {
        "caption": _("Where people suffer most"),
        "columns": [
            {"key": "norm", "label": _("Norm broken")},
            {"key": "now", "label": _("Confirmed in 13 weeks, of all"), "align": "right"},
            *([past] if earlier else []),
        ],
        "rows": rows,
        "empty": {"title": _("No fault was confirmed in the last 13 weeks"), "text": ""},
    }


def _scored(period: str, score: Any, low: Any, high: Any, checks: int) -> plots.Trend:
    value, bottom, top = (float(part or 0) for part in (score, low, high))
    return plots.Trend(period, value, bottom, top, checks)


def changed(person: Any) -> Row:
    """Organs whose score moved beyond chance since their first quarter."""
    sheets = assessment.current(assessment.visible_to(person)).filter(score__isnull=False)
    ordered = sheets.order_by("organ__code", "period").values_list(*SCORED)
    moved, several = [], 0
    for organ, group in groupby(ordered, key=itemgetter(0)):
        told = [_scored(*row[1:]) for row in group]
        several += len(told) > 1
        if len(told) > 1 and (told[-1].low > told[0].high or told[-1].high < told[0].low):
            better = told[-1].value > told[0].value
            moved.append({"organ": organ, "better": better, "was": told[0], "now": told[-1]})
    organs = Unit.objects.in_bulk([one["organ"] for one in moved]) if moved else {}
    moved = [one | {"organ": organs[one["organ"]]} for one in moved]
    return {"moved": moved, "compared": several, "room": label("assessment")}
