"""The list of orders, and where their working days went."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET

from mingcha.foundation import plots, time
from mingcha.foundation.listing import Column, Filter, Listing, state_cell, text
from mingcha.organs.models import Unit
from mingcha.rectification import balltime, queries, record
from mingcha.rectification.models import Colour, Order
from mingcha.rectification.views import looks

S = Order.State


def _shortened(order: Order) -> dict[str, Any]:
    words = order.fault
    return text(words if len(words) <= 30 else f"{words[:29]}…")


def _number(order: Order) -> dict[str, Any]:
    url = reverse("rectification:order", args=[order.pk])
    return {"html": format_html('<a class="num" href="{}">{}</a>', url, order.number)}


def _issued(order: Order) -> dict[str, Any]:
    if order.issued_on is None:
        return text("")
    return {"html": format_html('<time class="num">{}</time>', order.issued_on.isoformat())}


def _due(order: Order) -> dict[str, Any]:
    due = looks.due(order)
    return {"due": due, "note": looks.whose_turn(order)} if due else text("")


def _pressed(order: Order) -> dict[str, Any]:
    slip = getattr(order, "pressed", None)
    tag = looks.colour_tag(slip)
    return {"state": tag, "note": slip.number} if slip and tag else text("")


def _with_slips(rows: Sequence[Order]) -> None:
    pressing = queries.colours_of(rows)
    for row in rows:
        row.pressed = pressing.get(row.pk)  # type: ignore[attr-defined]


def _turn(found: QuerySet[Order], code: str) -> QuerySet[Order]:
    sides = {"organ": record.WITH_THE_ORGAN, "centre": record.WITH_THE_CENTRE}
    return found.filter(state__in=sides[code])


def _late(found: QuerySet[Order], code: str) -> QuerySet[Order]:
    ask = {"organ": queries.overdue, "centre": queries.overdue_at_the_centre}[code]
    return ask(found, on=time.today())


LISTING = Listing(
    name="orders",
    caption=gettext_lazy("Orders"),
    columns=(
        Column("number", gettext_lazy("Number"), _number, plain=lambda o: o.number, sort="number"),
        Column(
            "organ",
            gettext_lazy("Organ"),
            lambda o: {"text": o.organ.name, "note": o.office.name if o.office else ""},
            plain=lambda o: f"{o.organ.name} {o.office.name if o.office else ''}".strip(),
            sort="organ__code",
        ),
        Column("fault", gettext_lazy("What was found"), _shortened, plain=lambda o: o.fault),
        Column("state", gettext_lazy("State"), lambda o: state_cell(o, looks.TONES), sort="state"),
        Column("due", gettext_lazy("Until when, whose turn"), _due, sort="clock__due_on"),
        Column("slip", gettext_lazy("Supervision"), _pressed),
        Column(
            "issued",
            gettext_lazy("Issued on"),
            _issued,
            plain=lambda o: o.issued_on,
            sort="issued_on",
        ),
    ),
    url=lambda o: reverse("rectification:order", args=[o.pk]),
    empty={
        "title": gettext_lazy("No order here"),
        "text": gettext_lazy(
            "Orders come from confirmed findings. Take a filter away to see all that you may see."
        ),
    },
    filters=(
        Filter(
            "turn",
            gettext_lazy("Whose turn"),
            lambda: [("organ", _("the organ")), ("centre", _("the centre"))],
            _turn,
        ),
        Filter(
            "late",
            pgettext_lazy("filter", "Overdue"),
            lambda: [("organ", _("at the organ")), ("centre", _("at the centre"))],
            _late,
        ),
        Filter("slip", gettext_lazy("Supervision"), lambda: Colour.choices, queries.with_slip),
        Filter("state", gettext_lazy("State"), lambda: S.choices, lambda q, c: q.filter(state=c)),
        Filter(
            "class",
            gettext_lazy("Class"),
            lambda: Unit.Kind.choices,
            lambda q, c: q.filter(organ__kind=c),
        ),
    ),
    prepare=_with_slips,
    tone=lambda o: "overdue" if balltime.is_late(o, on=time.today()) else "",
)


@login_required
@require_GET
def orders(request: HttpRequest) -> HttpResponse:
    """All orders this person may see; words and filters stay in the address."""
    asked = request.GET.get("q", "").strip()
    found = queries.matching(asked, request.user) if asked else queries.visible_to(request.user)
    if code := request.GET.get("organ", ""):
        found = found.filter(organ__code=code)
    return LISTING.answer(request, found, "rectification/orders.html", {"asked": asked})


@login_required
@require_GET
def ageing(request: HttpRequest) -> HttpResponse:
    """How old open orders are, and on whose desk their working days went."""
    today = time.today()
    is_open = queries.open_orders().order_by().values("pk")
    found = queries.visible_to(request.user).filter(pk__in=is_open)
    listed = balltime.held(found)
    desks = balltime.of_orders(listed, on=today)
    context = {
        "plot": _plot(balltime.by_age(listed, desks, on=today)),
        "table": _by_organ(listed, desks, today),
    }
    return render(request, "rectification/ageing.html", context)


def _plot(buckets: list[balltime.Bucket]) -> plots.Plot:
    organ, centre = (sum(getattr(b, side) for b in buckets) for side in ("organ", "centre"))
    rows = [
        plots.Ageing(_("{age} working days").format(age=b.age), side, days, b.orders, bool(late))
        for b in buckets
        if b.orders
        for side, days, late in ((_("Organs"), b.organ, b.overdue), (_("Centre"), b.centre, 0))
    ]
    title = _("Of {all} working days spent on open orders, {organ} lay with organs, {centre} here")
    return plots.ageing(
        rows,
        title=title.format(all=organ + centre, organ=organ, centre=centre),
        subtitle=_("{n} open orders by age; red where an organ is overdue").format(
            n=sum(b.orders for b in buckets)
        ),
        source=_("clocks of the orders on {day}").format(day=time.today().isoformat()),
    )


def _by_organ(
    listed: list[balltime.Held], desks: dict[int, balltime.Desk], today: date
) -> dict[str, Any]:
    """Ball time per organ: the longest on its own desk first."""
    kept: dict[balltime.Whose, list[balltime.Held]] = defaultdict(list)
    for order in listed:
        kept[order.organ].append(order)
    rows = [(organ, *_sums(held, desks, today)) for organ, held in kept.items()]
    rows.sort(key=lambda row: (-row[3], row[0].code))
    columns = [
        {"key": "organ", "label": _("Organ")},
        {"key": "open", "label": _("Still open"), "align": "right"},
        {"key": "late", "label": _("Overdue"), "align": "right"},
        {"key": "own", "label": _("Working days with the organ"), "align": "right"},
        {"key": "centre", "label": _("Working days with the centre"), "align": "right"},
    ]
    orders = reverse("rectification:orders")
    empty = {"title": _("Nothing is open"), "text": _("Every order you may see is done.")}
    return {
        "caption": _("By organ"),
        "columns": columns,
        "rows": [
            {
                "url": f"{orders}?organ={organ.code}",
                "tone": "overdue" if late else "",
                "cells": [{"text": value} for value in (organ.name, still, late, own, centre)],
            }
            for organ, still, late, own, centre in rows
        ],
        "empty": empty,
    }


def _sums(
    held: list[balltime.Held], desks: dict[int, balltime.Desk], today: date
) -> tuple[int, int, int, int]:
    late = sum(balltime.is_late(order, on=today) for order in held)
    own = sum(desks[order.pk].organ for order in held)
    return len(held), late, own, sum(desks[order.pk].centre for order in held)
