"""The three lists of this room: columns, filters, marks and empty states."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingcha.foundation.listing import Column, Filter, Listing, state_cell, text
from mingcha.norms import queries
from mingcha.norms.models import Checklist, FailureKind, Norm, PlaceType

S = Checklist.State
TONES: dict[str, str] = {S.DRAFTED: "attention", S.IN_USE: "good", S.RETIRED: "neutral"}


def mark(norm: Norm) -> dict[str, Any]:
    """The tag of what stands out: a red line nobody may cross, or something to praise."""
    if norm.is_red_line:
        return {"code": "red_line", "label": _("Red line"), "tone": "overdue", "shape": "diamond"}
    if norm.is_praise:
        return {"code": "praise", "label": _("Praise"), "tone": "good", "shape": "flag"}
    return {}


def _ask(rows: Sequence[Any]) -> None:
    asking = queries.places_asking(row.code for row in rows)
    for row in rows:
        row.places = asking.get(row.code, [])


def _weight(row: Norm) -> dict[str, Any]:
    """How grave it is; a red line and praise stand out."""
    tag = mark(row)
    return {"state": tag} if tag else text(row.get_severity_display())


def _weight_in_words(row: Norm) -> str:
    words = (row.get_severity_display(), mark(row).get("label", ""))
    return " · ".join(dict.fromkeys(str(word) for word in words if word))


NORMS = Listing(
    name="norms",
    caption=gettext_lazy("Norms in force"),
    columns=(
        Column("code", gettext_lazy("Code"), lambda row: text(row.code), sort="code"),
        Column(
            "title",
            gettext_lazy("Norm"),
            lambda row: {
                "text": row.name,
                "note": row.text,
                "url": reverse("norms:norm", args=[row.pk]),
            },
        ),
        Column(
            "failure",
            gettext_lazy("Failure"),
            lambda row: text(row.get_failure_kind_display()),
            sort="failure_kind",
        ),
        Column(
            "severity",
            gettext_lazy("Severity"),
            _weight,
            plain=_weight_in_words,
            sort="severity",
        ),
        Column("basis", gettext_lazy("Basis"), lambda row: text(row.basis)),
        Column("asked", gettext_lazy("Asked at"), lambda row: text("、".join(row.places))),
    ),
    url=lambda row: reverse("norms:norm", args=[row.pk]),
    empty={
        "title": gettext_lazy("No norm was in force on this day"),
        "text": gettext_lazy("Choose another day or another kind of failure."),
    },
    filters=(
        Filter(
            "kind",
            gettext_lazy("Failure"),
            lambda: FailureKind.choices,
            lambda found, kind: found.filter(failure_kind=kind),
        ),
    ),
    prepare=_ask,
    tone=lambda row: "overdue" if row.is_red_line else "",
)

INSTITUTIONS = Listing(
    name="institutions",
    caption=gettext_lazy("Institutions in force"),
    columns=(
        Column("code", gettext_lazy("Code"), lambda row: text(row.code), sort="code"),
        Column(
            "title",
            gettext_lazy("Institution"),
            lambda row: {
                "text": row.name,
                "note": row.text,
                "url": reverse("norms:institution", args=[row.pk]),
            },
        ),
        Column(
            "organ",
            gettext_lazy("Binds"),
            lambda row: text(row.organ or _("the whole city")),
            sort="organ__code",
        ),
        Column(
            "since",
            gettext_lazy("In force from"),
            lambda row: text(row.since.isoformat()),
            plain=lambda row: row.since,
            sort="since",
        ),
    ),
    url=lambda row: reverse("norms:institution", args=[row.pk]),
    empty={
        "title": gettext_lazy("No institution was in force on this day"),
        "text": gettext_lazy("Choose another day, or enter what your city has laid down."),
    },
    filters=(
        Filter(
            "scope",
            gettext_lazy("Binds"),
            lambda: [("city", _("the whole city")), ("organ", _("single organs"))],
            lambda found, scope: found.filter(organ__isnull=scope == "city"),
        ),
    ),
)

CHECKLISTS = Listing(
    name="checklists",
    caption=gettext_lazy("Checklists"),
    columns=(
        Column("place", gettext_lazy("Place"), lambda row: text(row.get_place_type_display())),
        Column(
            "title",
            gettext_lazy("Title"),
            lambda row: {"text": row.title, "url": reverse("norms:checklist", args=[row.pk])},
        ),
        Column(
            "version",
            gettext_lazy("Version"),
            lambda row: text(f"v{row.version}"),
            plain=lambda row: row.version,
            align="right",
        ),
        Column("state", gettext_lazy("State"), lambda row: state_cell(row, TONES), sort="state"),
        Column(
            "questions",
            gettext_lazy("Questions"),
            lambda row: text(row.questions),
            plain=lambda row: row.questions,
            sort="questions",
            align="right",
        ),
    ),
    url=lambda row: reverse("norms:checklist", args=[row.pk]),
    empty={
        "title": gettext_lazy("No checklist yet"),
        "text": gettext_lazy("Draft one for the kind of place that is visited first."),
    },
    filters=(
        Filter(
            "place",
            gettext_lazy("Place"),
            lambda: PlaceType.choices,
            lambda found, place: found.filter(place_type=place),
        ),
        Filter(
            "state",
            gettext_lazy("State"),
            lambda: S.choices,
            lambda found, state: found.filter(state=state),
        ),
    ),
)
