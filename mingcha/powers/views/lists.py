"""The two lists of this room: columns, filters, marks and empty states."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mingcha.foundation.listing import Column, Filter, Listing, state_cell, text
from mingcha.powers import wording
from mingcha.powers.models import KIND_OF, Item, Reform, Version


def last(item: Item) -> Version | None:
    """The newest version of an item that a list has fetched."""
    told: list[Version] = item.__dict__.get("told", [])
    return told[-1] if told else None


def _organ(item: Item) -> dict[str, Any]:
    version = last(item)
    return text(version.organ.name if version else "")


def _limit(days: str, kind: str) -> Any:
    def cell(item: Item) -> dict[str, Any]:
        version = last(item)
        if version is None:
            return text("")
        return text(wording.limit(getattr(version, days), getattr(version, kind)))

    return cell


ITEMS = Listing(
    name="inventory",
    caption=_("Items"),
    columns=(
        Column("code", _("Code"), lambda row: text(row.code), sort="code"),
        Column(
            "name",
            _("Name"),
            lambda row: {
                "text": row.name,
                "note": f"↳ {row.parent.name}" if row.parent else "",
                "url": reverse("powers:item", args=[row.pk]),
            },
            plain=lambda row: row.name,
        ),
        Column("kind", _("Kind"), lambda row: text(row.get_of_kind_display()), sort="of_kind"),
        Column("organ", _("Organ"), _organ),
        Column("legal", _("Law"), _limit("legal_days", "legal_kind"), align="right"),
        Column("promised", _("Promise"), _limit("promised_days", "days_kind"), align="right"),
        Column("state", _("State"), lambda row: state_cell(row, wording.TONES), sort="state"),
    ),
    url=lambda row: reverse("powers:item", args=[row.pk]),
    empty={
        "title": _("No item here"),
        "text": _("Import the published list, enter an item, or choose another filter."),
    },
    filters=(
        Filter(
            "state",
            _("State"),
            lambda: Item.State.choices,
            lambda found, state: found.filter(state=state),
        ),
        Filter(
            "kind",
            _("Kind"),
            lambda: Item.Kind.choices,
            lambda found, kind: found.filter(of_kind=kind),
        ),
    ),
)


def _how_in(kind: str) -> list[str]:
    return [str(how) for how, word in KIND_OF.items() if word == kind]


REFORMS = Listing(
    name="reforms",
    caption=_("Reforms"),
    columns=(
        Column("number", _("Number"), lambda row: text(row.number), sort="number"),
        Column(
            "item",
            _("Item"),
            lambda row: {
                "text": row.item.name,
                "note": row.item.code,
                "url": reverse("powers:reform", args=[row.pk]),
            },
            plain=lambda row: str(row.item),
        ),
        Column("kind", _("Kind"), lambda row: text(Reform.Kind(row.kind).label)),
        Column("how", _("How"), lambda row: text(row.get_how_display()), sort="how"),
        Column("document", _("Document"), lambda row: text(row.document)),
        Column(
            "effective_on",
            _("In force from"),
            lambda row: text(row.effective_on.isoformat()),
            plain=lambda row: row.effective_on,
            sort="effective_on",
        ),
        Column("state", _("State"), lambda row: {"state": wording.stage(row)}),
    ),
    url=lambda row: reverse("powers:reform", args=[row.pk]),
    empty={
        "title": _("No reform here"),
        "text": _("A reform begins with the review of an item, on the item's page."),
    },
    filters=(
        Filter(
            "kind",
            _("Kind"),
            lambda: Reform.Kind.choices,
            lambda found, kind: found.filter(how__in=_how_in(kind)),
        ),
    ),
)
