"""The register of organs; the page of one organ is put together by `web`, which sees all rooms."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from mingcha.foundation.http import day_asked
from mingcha.foundation.listing import Column, Filter, Listing, text
from mingcha.organs import queries
from mingcha.organs.models import Unit


@login_required
@require_GET
def organs(request: HttpRequest) -> HttpResponse:
    """The organs that stood on a day, by class; the day and the class stay in the address."""
    on = day_asked(request)
    context = {"on": on}
    return register(on).answer(request, queries.organs(on=on), "organs/organs.html", context)


def register(on: date) -> Listing:
    """The list of organs as it was on a day: under the names they bore then."""

    def named(rows: Sequence[Any]) -> None:
        names = queries.names_on(list(rows), on=on)
        for row in rows:
            row.name = names[row.pk]

    return Listing(
        name="organs",
        caption=_("Organs"),
        columns=COLUMNS,
        url=lambda unit: f"{reverse('organs:organ', args=[unit.pk])}?on={on}",
        filters=[CLASS],
        prepare=named,
        empty={
            "title": _("No organ stood on this day"),
            "text": _("Choose another day, or enter the organs first."),
        },
    )


CLASS = Filter(
    "kind",
    _("Class"),
    lambda: Unit.Kind.choices,
    lambda found, kind: found.filter(kind=kind),
)
COLUMNS = (
    Column("name", _("Organ"), lambda unit: text(unit.name), sort="name"),
    Column("code", _("Code"), lambda unit: text(unit.code), sort="code"),
    Column("kind", _("Class"), lambda unit: text(unit.get_kind_display()), sort="kind"),
    Column(
        "offices",
        _("Offices"),
        lambda unit: text(unit.offices),
        plain=lambda unit: unit.offices,
        sort="offices",
        align="right",
    ),
)
