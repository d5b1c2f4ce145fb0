"""How things of this room look: tones, the way from one list to the next, cells they share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingcha.cases.models import Card, Case, Flag
from mingcha.foundation import clockface, time
from mingcha.foundation.listing import Filter, text
from mingcha.norms.models import FailureKind
from mingcha.organs.models import Unit

UNBROKEN = "\N{NON-BREAKING HYPHEN}"  # a day stays on one line
S, F, C = Case.State, Flag.State, Card.State
CASE_TONES: dict[str, str] = {
    S.RECEIVED: "attention",
    S.AWAITING: "neutral",
    S.ACCEPTED: "neutral",
    S.SUSPENDED: "neutral",
    S.DECIDED: "good",
    S.CLOSED: "good",
    S.ENDED: "withheld",
}
FLAG_TONES: dict[str, str] = {
    F.RAISED: "attention",
    F.ANSWERED: "attention",
    F.CONFIRMED: "overdue",
    F.EXCUSED: "withheld",
}
CARD_TONES: dict[str, str] = {
    C.ISSUED: "attention",
    C.ACKNOWLEDGED: "neutral",
    C.OBJECTED: "attention",
    C.UPHELD: "overdue",
    C.CANCELLED: "withheld",
}
COLOURS: dict[str, str] = {"reminder": "blue", "yellow": "orange", "red": "red"}
LOOKED_FOR = (FailureKind.SLOW, FailureKind.ABSENT, FailureKind.WILFUL)


def day_cell(get: Callable[[Any], Any]) -> Callable[[Any], dict[str, Any]]:
    """A cell of a day that stays on one line."""

    def cell(row: Any) -> dict[str, Any]:
        day = get(row)
        return text(day.isoformat().replace("-", UNBROKEN) if day else "")

    return cell


def due_cell(thing: Flag | Card) -> dict[str, Any]:
    """Whose turn, until when; nothing where no period runs."""
    clock = thing.clock
    if clock is None or clock.ended_on is not None:
        return text("")
    due = clockface.due_part(clock, on=time.today())
    return {"due": due, "note": clock.get_side_display()}


def colour_tag(card: Card) -> dict[str, Any]:
    """The colour as a word and a shape."""
    colour = Card.Colour(card.colour)
    return {"code": card.colour, "label": colour.label, "tone": COLOURS[card.colour]}


def kind_filter() -> Filter:
    """Slow, absent or wilful."""
    return Filter(
        "kind",
        gettext_lazy("Failure"),
        lambda: [(str(kind), kind.label) for kind in LOOKED_FOR],
        lambda found, code: found.filter(failure_kind=code),
    )


def class_filter() -> Filter:
    """The class of the organ."""
    return Filter(
        "class",
        gettext_lazy("Class"),
        lambda: Unit.Kind.choices,
        lambda found, code: found.filter(organ__kind=code),
    )


def ways(here: str, *, is_centre: bool) -> list[dict[str, Any]]:
    """The lists of this room, the one that is looked at marked."""
    named = [
        ("cases:cases", _("Approval cases")),
        ("cases:items", _("By item")),
        ("cases:flags", _("Flags")),
        ("cases:cards", _("Cards")),
    ]
    if is_centre:
        named.append(("cases:intakes", _("Logs taken in")))
    return [
        {"url": reverse(name), "label": label, "current": name == here} for name, label in named
    ]
