"""How orders and slips look wherever they are shown: tones, turns, who is named."""

from __future__ import annotations

from typing import Any

from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingcha.foundation import clockface, time
from mingcha.foundation.models import Clock, JournalEntry
from mingcha.foundation.story import Who, by_name
from mingcha.rectification import queries, record
from mingcha.rectification.models import Colour, Order, Slip

S = Order.State
CENTRE = gettext_lazy("the visiting-inspection centre")
TONES: dict[str, str] = {
    S.DRAFTED: "withheld",
    S.ISSUED: "neutral",
    S.RECEIVED: "neutral",
    S.RETURN_ASKED: "attention",
    S.IN_PROGRESS: "neutral",
    S.EXTENSION_ASKED: "attention",
    S.REPORTED: "attention",
    S.PASSED: "good",
    S.CLOSED: "good",
    S.WITHDRAWN: "withheld",
}
SLIP_TONES: dict[str, str] = {
    Slip.State.OPEN: "attention",
    Slip.State.ANSWERED: "attention",
    Slip.State.ACCEPTED: "neutral",
    Slip.State.ESCALATED: "withheld",
    Slip.State.PROPOSED: "overdue",
    Slip.State.DECIDED: "neutral",
    Slip.State.CLOSED: "good",
}
ORGANS_ACTS = {
    "receive", "file_plan", "ask_return", "ask_extension", "reach_milestone", "report", "answer",
}  # fmt: skip


def whose_turn(order: Order) -> str:
    """The organ by its name, or the centre; nobody once it is over."""
    if order.state in record.OVER or order.state == S.DRAFTED:
        return "—"
    return str(CENTRE) if order.state in record.WITH_THE_CENTRE else order.organ.name


def due(order: Order) -> dict[str, Any] | None:
    """The last day of whoever has the turn; none for what is over."""
    if order.state in record.OVER:
        return None
    return clockface.due_part(order.clock, on=time.today())


def due_html(clock: Clock | None) -> SafeString | str:
    """A day with its distance, to stand where a value stands."""
    part = clockface.due_part(clock, on=time.today())
    return SafeString(render_to_string("parts/date.html", {"due": part}).strip()) if part else "—"


def colour_tag(slip: Slip | None) -> dict[str, Any] | None:
    """The colour by which an order is pressed, as word, flag and colour."""
    if slip is None:
        return None
    colour = Colour(slip.colour)
    return {"code": colour.value, "label": colour.label, "tone": colour.value}


def tag_html(tag: dict[str, Any] | None) -> SafeString | str:
    """A tag, to stand where a value stands."""
    if tag is None:
        return _("no slip")
    return SafeString(render_to_string("parts/tag.html", {"state": tag}).strip())


def link(number: str, url: str) -> SafeString:
    """A number that opens its page."""
    return format_html('<a href="{}">{}</a>', url, number)


def who_for(person: Any) -> Who:
    """The centre names its people among itself; to everybody else it is one body."""
    if queries.is_of_the_centre(person):
        return by_name

    def masked(entry: JournalEntry) -> str:
        if entry.by is None or entry.verb.rpartition(".")[2] in ORGANS_ACTS:
            return by_name(entry)
        return str(CENTRE)

    return masked
