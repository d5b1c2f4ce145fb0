"""Pages of lists of evaluators: what was received from whom, in numbers; never a name."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from mingcha.appraisals import queries
from mingcha.appraisals.models import Frame
from mingcha.appraisals.views.panels import cells, column
from mingcha.appraisals.views.rounds import path
from mingcha.foundation.listing import Column, Listing, text
from mingcha.foundation.story import story
from mingcha.meetings.models import Group

GROUPS = dict(Group.choices)
DONE = {"enter": gettext_lazy("List entered"), "wipe": gettext_lazy("Names deleted")}


def group_name(code: str) -> Any:
    """A group of evaluators in words; a variant with its number behind."""
    base, _dot, n = code.partition(".")
    name = GROUPS.get(base, base)
    return _("{group}, recused {n}").format(group=name, n=n) if n else name


LISTING = Listing(
    name="frames",
    caption=gettext_lazy("Lists of evaluators"),
    columns=(
        Column("code", gettext_lazy("Code"), lambda f: text(f.code), sort="code"),
        Column("group", gettext_lazy("Group"), lambda f: text(group_name(f.group)), sort="group"),
        Column("owner", gettext_lazy("Owned by"), lambda f: text(f.owner), sort="owner"),
        Column(
            "received_on",
            gettext_lazy("Received on"),
            lambda f: text(f.received_on),
            plain=lambda f: f.received_on,
            sort="received_on",
        ),
        Column("size", gettext_lazy("People"), lambda f: text(f.size), sort="size", align="right"),
        Column("wiped_on", gettext_lazy("Names deleted on"), lambda f: text(f.wiped_on)),
    ),
    url=lambda f: reverse("appraisals:frame", args=[f.pk]),
    empty={
        "title": gettext_lazy("No list has been received"),
        "text": gettext_lazy("Hand the spreadsheet of a third body in under Import."),
    },
)


@login_required
@require_GET
def frames(request: HttpRequest) -> HttpResponse:
    """The lists that were received, the newest first."""
    if not queries.keeps(request.user):
        raise PermissionDenied
    found = queries.frames_visible_to(request.user)
    return LISTING.answer(request, found, "appraisals/frames.html", {"organs_path": path()})


@login_required
@require_GET
def frame(request: HttpRequest, pk: int) -> HttpResponse:
    """One list: its owner, its digest, how many people of which stratum, how many tied or lost."""
    one = get_object_or_404(queries.frames_visible_to(request.user), pk=pk)
    back = {"label": _("Lists of evaluators"), "url": reverse("appraisals:frames")}
    context = {
        "organs_path": path(back),
        "frame": one,
        "facts": [
            {"label": _("Group"), "value": group_name(one.group)},
            {"label": _("Owned by"), "value": one.owner},
            {"label": _("Received on"), "value": one.received_on},
            {"label": _("People"), "value": one.size},
            {"label": _("Covers"), "value": one.covers or "—"},
            {"label": _("Names deleted on"), "value": one.wiped_on or "—"},
        ],
        "strata": _strata(one),
        "events": story(one, DONE, words=()),
    }
    return render(request, "appraisals/frame.html", context)


def _strata(one: Frame) -> dict[str, Any]:
    lost = Q(phone="", email="", address="")
    rows = one.entries.order_by("used__code", "stratum").values_list("used__code", "stratum")
    counted: Iterable[Any] = rows.annotate(
        n=Count("pk"), tied=Count("pk", filter=~Q(ties=[])), lost=Count("pk", filter=lost)
    )
    made = [{"cells": cells(used or "—", name or "—", *n)} for used, name, *n in counted]
    columns = [
        column("used", _("User of")),
        column("stratum", _("Stratum")),
        column("n", _("People"), "right"),
        column("tied", _("With ties to organs"), "right"),
        column("lost", _("Cannot be reached"), "right"),
    ]
    return {"caption": _("People by stratum"), "columns": columns, "rows": made}
