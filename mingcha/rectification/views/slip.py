"""One supervision slip: its colour in a word, what it demands, the chain it stands in."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from mingcha.foundation import clockface, time
from mingcha.foundation.acts import act_page
from mingcha.foundation.listing import state_tag
from mingcha.foundation.story import story
from mingcha.rectification import doors, queries, record
from mingcha.rectification.models import Slip
from mingcha.rectification.views import looks

WORDS = ("answer", "remark")


@login_required
@require_GET
def slip(request: HttpRequest, pk: int) -> HttpResponse:
    """One slip with its order, its requirement, the organ's answer and the slips before it."""
    one = get_object_or_404(queries.slips_visible_to(request.user), pk=pk)
    running = one.state in record.PRESSING and one.clock is not None and one.clock.ended_on is None
    context = {
        "slip": one,
        "colour": looks.colour_tag(one),
        "state": state_tag(one, looks.SLIP_TONES),
        "facts": _facts(one, running=running),
        "clock": clockface.face(one.clock, on=time.today()) if running else None,
        "nodes": _chain(one),
        "events": story(one, doors.SLIP_DONE, who=looks.who_for(request.user), words=WORDS),
        "acts": doors.SLIPS.buttons(one, request.user),
        "organs_path": [
            {"label": _("Rectification"), "url": reverse("rectification:orders")},
            {
                "label": one.order.number,
                "url": reverse("rectification:order", args=[one.order_id]),
            },
        ],
    }
    return render(request, "rectification/slip.html", context)


def _facts(slip: Slip, *, running: bool) -> list[dict[str, Any]]:
    order = slip.order
    days = record.overdue_days(order, on=time.today())
    return [
        {
            "label": _("Order"),
            "value": order.number,
            "url": reverse("rectification:order", args=[order.pk]),
        },
        {"label": _("Organ"), "value": order.organ.name, "note": order.responsible.name},
        {"label": _("To be answered by"), "value": looks.due_html(slip.clock) if running else "—"},
        {"label": _("Issued on"), "value": slip.issued_on.isoformat()},
        {
            "label": _("The order is overdue"),
            "value": _("{n} working days").format(n=days) if days else _("not overdue"),
            "tone": "overdue" if days else "",
        },
    ]


def _chain(slip: Slip) -> list[dict[str, Any]]:
    """The slips of this order from the first to the last, this one marked."""
    return [
        {
            "label": each.get_colour_display(),
            "number": each.number,
            "url": reverse("rectification:slip", args=[each.pk]),
            "state": state_tag(each, looks.SLIP_TONES),
            "when": each.issued_on,
            "current": each.pk == slip.pk,
        }
        for each in slip.order.slips.order_by("pk")
    ]


@login_required
def slip_act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """One act on one slip."""
    return act_page(doors.SLIPS)(request, pk, act)
