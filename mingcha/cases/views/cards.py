"""Cards: the list, and one card with its objection and what was decided."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from mingcha.cases import doors, queries
from mingcha.cases.models import Card
from mingcha.cases.views import looks
from mingcha.foundation import clockface, time
from mingcha.foundation.acts import act_page
from mingcha.foundation.listing import Column, Filter, Listing, state_cell, state_tag, text
from mingcha.foundation.story import story

C = Card.State
card_act = act_page(doors.CARDS)

LISTING = Listing(
    name="cards",
    caption=gettext_lazy("Cards"),
    columns=(
        Column("number", gettext_lazy("Number"), lambda c: text(c.number), sort="number"),
        Column(
            "colour",
            gettext_lazy("Colour"),
            lambda c: {"state": looks.colour_tag(c)},
            sort="colour",
        ),
        Column("organ", gettext_lazy("Organ"), lambda c: text(c.organ.name), sort="organ__code"),
        Column(
            "case",
            gettext_lazy("Case"),
            lambda c: {"text": c.case.item_name or c.case.item, "note": c.case.number},
            plain=lambda c: c.case.number,
            sort="case__number",
        ),
        Column("reason", gettext_lazy("Reason"), lambda c: text(c.reason)),
        Column(
            "issued",
            gettext_lazy("Issued on"),
            looks.day_cell(lambda c: c.issued_on),
            plain=lambda c: c.issued_on,
            sort="issued_on",
        ),
        Column(
            "state", gettext_lazy("State"), lambda c: state_cell(c, looks.CARD_TONES), sort="state"
        ),
        Column("due", gettext_lazy("Whose turn, until when"), looks.due_cell, sort="clock__due_on"),
    ),
    url=lambda c: reverse("cases:card", args=[c.pk]),
    empty={
        "title": gettext_lazy("No card here"),
        "text": gettext_lazy("Reminders go out before a promised limit, cards after a flag."),
    },
    filters=(
        Filter(
            "colour",
            gettext_lazy("Colour"),
            lambda: Card.Colour.choices,
            lambda found, code: found.filter(colour=code),
        ),
        Filter(
            "state",
            gettext_lazy("State"),
            lambda: C.choices,
            lambda found, code: found.filter(state=code),
        ),
        looks.class_filter(),
    ),
)


@login_required
@require_GET
def cards(request: HttpRequest) -> HttpResponse:
    """All cards this person may see."""
    found = queries.cards_visible_to(request.user)
    ways = looks.ways("cases:cards", is_centre=queries.is_centre(request.user))
    return LISTING.answer(request, found, "cases/cards.html", {"ways": ways})


@login_required
@require_GET
def card(request: HttpRequest, pk: int) -> HttpResponse:
    """One card: why it went out, whether the organ took note or objects."""
    one = get_object_or_404(queries.cards_visible_to(request.user), pk=pk)
    running = one.clock is not None and one.clock.ended_on is None
    context = {
        "card": one,
        "colour": looks.colour_tag(one),
        "state": state_tag(one, looks.CARD_TONES),
        "facts": _facts(one),
        "clock": clockface.face(one.clock, on=time.today()) if running else None,
        "events": story(one, doors.DONE, words=("reason", "objection", "decision")),
        "acts": doors.CARDS.buttons(one, request.user),
        "organs_path": [
            {"label": _("Cards"), "url": reverse("cases:cards")},
            {"label": one.case.number, "url": reverse("cases:case", args=[one.case_id])},
        ],
    }
    return render(request, "cases/card.html", context)


def _facts(card: Card) -> list[dict[str, Any]]:
    facts = [
        {
            "label": _("Case"),
            "value": card.case.number,
            "note": card.case.item_name or card.case.item,
            "url": reverse("cases:case", args=[card.case_id]),
        },
        {
            "label": _("Organ"),
            "value": card.organ.name,
            "url": reverse("organs:organ", args=[card.organ_id]),
        },
        {"label": _("Issued on"), "value": card.issued_on.isoformat()},
    ]
    if card.flag is not None:
        url = reverse("cases:flag", args=[card.flag_id])
        facts.append({"label": _("Flag"), "value": card.flag.number, "url": url})
    if card.object_by is not None:
        facts.append({"label": _("Objection until"), "value": card.object_by.isoformat()})
    return facts
