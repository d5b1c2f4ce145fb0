"""The public catalogue: every item the city may act by, its guide, and when an answer is due."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from mingcha.core.clock import Limit, derive
from mingcha.core.history import Received
from mingcha.core.notice import Unfit
from mingcha.foundation import time, workdays
from mingcha.foundation.calendar import said
from mingcha.foundation.clockface import clock_part
from mingcha.foundation.listing import Column, Filter, Listing, text
from mingcha.portal.forms import DueForm
from mingcha.powers import queries
from mingcha.powers.models import DaysKind, Item, Version
from mingcha.powers.wording import limit

Row = dict[str, Any]


def _today(item: Item) -> Version | None:
    """The version a list has fetched that holds today."""
    on = time.today()
    told: list[Version] = item.__dict__.get("told", [])
    return next((one for one in told if one.holds_on(on)), None)


def _organ(item: Item) -> Row:
    version = _today(item)
    return text(version.organ.name if version else "")


def _legal(item: Item) -> Row:
    version = _today(item)
    return text(limit(version.legal_days, version.legal_kind) if version else "")


def _promised(item: Item) -> Row:
    version = _today(item)
    return text(limit(version.promised_days, version.days_kind) if version else "")


def _page(item: Item) -> str:
    return reverse("portal:catalogue_item", args=[item.code])


ITEMS = Listing(
    name="catalogue",
    caption=gettext_lazy("Items"),
    columns=(
        Column("code", gettext_lazy("Code"), lambda row: text(row.code), sort="code"),
        Column(
            "name", gettext_lazy("Name"), lambda row: {"text": row.name, "url": _page(row)},
            sort="name",
        ),
        Column("kind", gettext_lazy("Kind"), lambda row: text(row.get_of_kind_display())),
        Column("organ", gettext_lazy("Organ"), _organ),
        Column("legal", gettext_lazy("Law"), _legal, align="right"),
        Column("promised", gettext_lazy("Promise"), _promised, align="right"),
    ),
    url=_page,
    empty={
        "title": gettext_lazy("No item here"),
        "text": gettext_lazy("Try another word, or fewer of them."),
    },
    filters=(
        Filter(
            "kind",
            gettext_lazy("Kind"),
            lambda: Item.Kind.choices,
            lambda found, kind: found.filter(of_kind=kind),
        ),
    ),
)  # fmt: skip


@require_GET
def items(request: HttpRequest) -> HttpResponse:
    """What the city may act by today, narrowed by words and kind; as a file for everybody."""
    words = request.GET.get("q", "").strip()[:60]
    found = queries.listed_on(time.today())
    if words:
        found = found & queries.matching(words, None)
    return ITEMS.answer(request, found, "portal/catalogue.html", {"words": words})


@require_GET
def item(request: HttpRequest, code: str) -> HttpResponse:
    """One item in plain words: who, how long, what to bring, what it costs; and when it is due."""
    on = time.today()
    found = queries.public_item(code, on)
    if found is None:
        raise Http404
    one, version = found
    path = [{"label": _("What the city may do"), "url": reverse("portal:catalogue")}]
    context: Row = {"item": one, "held": version, "path": path}
    if version is None:
        context["gone"] = queries.unlisted_on(code, on)
        return render(request, "portal/catalogue_item.html", context)
    context |= {"facts": _facts(one, version), "guide": _guide(version)}
    status = _calculated(request, version, context)
    return render(request, "portal/catalogue_item.html", context, status=status)


def _facts(one: Item, version: Version) -> list[Row]:
    promised = limit(version.promised_days, version.days_kind)
    return [
        {"label": _("Who decides"), "value": version.organ.name},
        {"label": _("Promised limit"), "value": promised},
        {"label": _("Legal limit"), "value": limit(version.legal_days, version.legal_kind)},
        {"label": _("Kind"), "value": one.get_of_kind_display()},
    ]


def _guide(version: Version) -> list[Row]:
    """The guide: a question a person would ask, and the answer as a list or a sentence."""
    materials = [
        f"{one.name}（{one.source}）" if one.source else one.name for one in version.materials.all()
    ]
    fees = [" ".join(word for word in (one.name, one.amount) if word) for one in version.fees.all()]
    steps = [
        f"{one.name} · {limit(one.days, version.days_kind)}" if one.days else one.name
        for one in version.steps.all()
    ]
    bases = [f"《{one.law}》{one.article}" for one in version.bases.all()]
    return [
        {
            "ask": _("What do I bring?"),
            "lines": materials,
            "none": _("Nothing. Nobody may ask you for a paper."),
            "note": _("Nobody may ask for any other paper."),
        },
        {
            "ask": _("What does it cost?"),
            "lines": fees,
            "none": _("Nothing. Nobody may take a fee."),
            "note": _("Nobody may take any other fee."),
        },
        {
            "ask": _("How does it go?"),
            "lines": steps,
            "none": _("Ask at the counter."),
            "way": True,
        },
        {
            "ask": _("On what law does it rest?"),
            "lines": bases,
            "none": _("No law is named yet; the approval office has to say which."),
        },
    ]


def _limits(version: Version) -> list[tuple[str, Limit]]:
    rows = (
        (_("by the promise"), version.promised_days, version.days_kind),
        (_("by the law"), version.legal_days, version.legal_kind),
    )
    return [
        (words, Limit(days, "d" if kind == DaysKind.CALENDAR else "wd"))
        for words, days, kind in rows
        if days
    ]


def _calculated(request: HttpRequest, version: Version, context: Row) -> int:
    """When an answer is due, if somebody asks; the status of the page."""
    limits = _limits(version)
    if not limits:
        return 200
    form = context["form"] = DueForm(request.GET if "accepted" in request.GET else None)
    if not form.is_bound:
        return 200
    if not form.is_valid():
        return 422
    try:
        accepted = form.cleaned_data["accepted"]
        context["clocks"] = [_due(words, one, accepted) for words, one in limits]
    except Unfit as no:
        form.add_error(None, said(no))
        return 422
    return 200


def _due(words: str, one: Limit, accepted: date) -> Row:
    calendar, events = workdays.calendar(), [Received(accepted)]
    whole = derive(one, events, calendar)
    part = clock_part(derive(one, events, calendar, on=whole.due), on=time.today(), done=True)
    return {**part, "due_words": words, "with_year": True}
