"""Pages of items: the inventory, one item with all it asks for, a new one, what checks found."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from mingcha.core.refusal import Refusal
from mingcha.foundation import time
from mingcha.foundation.clockface import face
from mingcha.foundation.listing import state_tag
from mingcha.foundation.refusals import NOT_FOR_YOU
from mingcha.foundation.story import story
from mingcha.powers import commands, doors, forms, queries, wording, xrays
from mingcha.powers.models import Item, Reform, Version
from mingcha.powers.views import asked, lists
from mingcha.powers.workflow import the_approval_office

WORDS = ("reason", "remark", "document", "was")


@login_required
@require_GET
def items(request: HttpRequest) -> HttpResponse:
    """The inventory: every item there is or was, narrowed by words, state and kind."""
    words = request.GET.get("q", "").strip()
    found = queries.visible_to(request.user)
    if words:
        found = queries.matching(words, request.user)
    context = {"acts": _begin(request), "words": words, "here": "items"}
    return lists.ITEMS.answer(request, found, "powers/items.html", context)


def _begin(request: HttpRequest) -> list[dict[str, Any]]:
    if not the_approval_office(None, request.user):
        return []
    enter_ = {"act": "enter", "label": _("Enter an item"), "url": reverse("powers:enter")}
    return [{**enter_, "live": True}]


@login_required
@require_GET
def item(request: HttpRequest, pk: int) -> HttpResponse:
    """One item: what it asks for, on what basis, within what limits, and what it went through."""
    found = get_object_or_404(queries.visible_to(request.user), pk=pk)
    versions = list(queries.versions_of(found))
    shown = _version(request, versions)
    hidden = frozenset({"take_back_versions", "put_back"})
    told = story(found, doors.LABELS, words=WORDS, hidden=hidden)
    context = {
        "item": found,
        "state": state_tag(found, wording.TONES),
        "facts": _facts(found, shown),
        "asked": asked.tables(shown) if shown else [],
        "shown": shown,
        "versions": [_told(one, shown, found) for one in versions],
        "clock": face(found.clock, on=time.today()),
        "reforms": [_reform(one) for one in queries.reforms_of(found)],
        "merged": [_reform(one) for one in queries.merged_into(found)],
        "parts": list(found.children.order_by("code")[:100]),
        "events": told,
        "acts": doors.ITEMS.buttons(found, request.user),
        "public": reverse("portal:catalogue_item", args=[found.code]),
    }
    return render(request, "powers/item.html", context)


def _version(request: HttpRequest, versions: list[Version]) -> Version | None:
    """The version asked for by its first day; else that of today; else the newest."""
    wanted = request.GET.get("from", "")
    today = time.today()
    for one in versions:
        if one.valid_from.isoformat() == wanted:
            return one
    for one in versions:
        if one.holds_on(today):
            return one
    return versions[-1] if versions else None


def _facts(found: Item, shown: Version | None) -> list[dict[str, Any]]:
    facts: list[dict[str, Any]] = [
        {"label": _("Kind"), "value": found.get_of_kind_display()},
        {"label": _("Level"), "value": found.get_level_display()},
    ]
    if shown is None:
        return facts
    organ = {"label": _("Organ"), "value": shown.organ.name}
    return [
        {**organ, "url": reverse("organs:organ", args=[shown.organ_id])},
        {"label": _("Legal limit"), "value": wording.limit(shown.legal_days, shown.legal_kind)},
        {
            "label": _("Promised limit"),
            "value": wording.limit(shown.promised_days, shown.days_kind),
        },
        *facts,
    ]


def _told(one: Version, shown: Version | None, item: Item) -> dict[str, Any]:
    """One version as a step of the timeline."""
    here = shown is not None and one.pk == shown.pk
    until = _("until {day}").format(day=one.valid_to) if one.valid_to else ""
    limits = (
        wording.limit(one.legal_days, one.legal_kind),
        wording.limit(one.promised_days, one.days_kind),
    )
    counts = (len(one.steps.all()), len(one.materials.all()), len(one.fees.all()))
    said = _("{steps} steps, {papers} materials, {fees} fees")
    return {
        "when": one.valid_from,
        "act": _("law {legal}, promise {promised}").format(legal=limits[0], promised=limits[1]),
        "who": " · ".join(word for word in (until, _("shown above") if here else "") if word),
        "words": said.format(steps=counts[0], papers=counts[1], fees=counts[2]),
        "url": "" if here else f"{reverse('powers:item', args=[item.pk])}?from={one.valid_from}",
    }


def _reform(one: Reform) -> dict[str, Any]:
    return {
        "number": one.number,
        "url": reverse("powers:reform", args=[one.pk]),
        "what": f"{Reform.Kind(one.kind).label} · {one.get_how_display()}",
        "name": one.item.name,
        "document": one.document,
        "day": one.effective_on,
        "stage": wording.stage(one),
    }


@login_required
@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """Enter an item; what was written survives a no."""
    if not the_approval_office(None, request.user):
        raise NOT_FOR_YOU()
    form, status = forms.EnterItem(request.POST or None), 200
    page: dict[str, Any] = {"title": _("Enter an item"), "back": reverse("powers:items")}
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = commands.enter(by=request.user, **form.facts(request.user))
            except Refusal as no:
                page, status = {**page, "refusal": no}, no.status
            else:
                return redirect("powers:item", made.pk)
    return render(request, "powers/enter.html", {**page, "form": form}, status=status)


@login_required
@require_GET
def checks(request: HttpRequest) -> HttpResponse:
    """What is wrong with the inventory today, by kind of trouble, with what to do about it."""
    if not asked.may_check(request.user):
        raise NOT_FOR_YOU()
    today = time.today()
    groups = [asked.trouble(check, list(check.ask(today))) for check in xrays.CHECKS]
    context = {"groups": groups, "total": sum(one["total"] for one in groups), "here": "checks"}
    return render(request, "powers/checks.html", context)
