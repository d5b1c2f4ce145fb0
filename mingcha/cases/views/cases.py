"""Cases: the list, and one case with its clock, its events, its flags and cards."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from mingcha.cases import queries, record, wording
from mingcha.cases.models import Case, Event, Flag, Meaning
from mingcha.cases.terms import Inventory
from mingcha.cases.views import looks
from mingcha.foundation import clockface, time
from mingcha.foundation.listing import Column, Filter, Listing, state_cell, state_tag, text

S = Case.State


def _promised(case: Case) -> dict[str, Any]:
    day = case.promised_due_on
    if day is None:
        return text("")
    said = {"text": day.isoformat().replace("-", looks.UNBROKEN)}
    if case.decided_on is not None and case.decided_on > day:
        return {**said, "note": _("kept late")}
    late = case.decided_on is None and case.state in record.OPEN and day < time.today()
    return {**said, "note": _("overdue")} if late else said


def _took(case: Case) -> dict[str, Any]:
    if case.taken is None:
        return text("")
    of = case.promised_days if case.promised_days is not None else case.legal_days
    return text(_("{n} of {most}").format(n=case.taken, most=of) if of is not None else case.taken)


LISTING = Listing(
    name="cases",
    caption=gettext_lazy("Approval cases"),
    columns=(
        Column("number", gettext_lazy("Number"), lambda c: text(c.number), sort="number"),
        Column(
            "item",
            gettext_lazy("Item"),
            lambda c: {"text": c.item_name or c.item, "note": c.item if c.item_name else ""},
            plain=lambda c: c.item,
            sort="item",
        ),
        Column("organ", gettext_lazy("Organ"), lambda c: text(c.organ.name), sort="organ__code"),
        Column(
            "received",
            gettext_lazy("Received on"),
            looks.day_cell(lambda c: c.received_on),
            plain=lambda c: c.received_on,
            sort="received_on",
        ),
        Column(
            "state",
            gettext_lazy("State"),
            lambda c: state_cell(c, looks.CASE_TONES),
            sort="state",
        ),
        Column(
            "promised",
            gettext_lazy("Promised by"),
            _promised,
            plain=lambda c: c.promised_due_on,
            sort="promised_due_on",
        ),
        Column(
            "taken",
            gettext_lazy("Days taken"),
            _took,
            plain=lambda c: c.taken,
            sort="taken",
            align="right",
        ),
    ),
    url=lambda c: reverse("cases:case", args=[c.pk]),
    empty={
        "title": gettext_lazy("No case here"),
        "text": gettext_lazy("Take a filter away, or let the centre take in the log."),
    },
    filters=(
        Filter(
            "state",
            gettext_lazy("State"),
            lambda: S.choices,
            lambda found, code: found.filter(state=code),
        ),
        looks.class_filter(),
        Filter(
            "late",
            gettext_lazy("Time"),
            lambda: [("1", _("Beyond the promise"))],
            lambda found, code: queries.beyond_promise(found, on=time.today()),
        ),
    ),
)


@login_required
@require_GET
def cases(request: HttpRequest) -> HttpResponse:
    """All cases this person may see; the filters stay in the address."""
    found = queries.visible_to(request.user)
    if item := request.GET.get("item", ""):
        found = found.filter(item=item)
    centre = queries.is_centre(request.user)
    ways = looks.ways("cases:cases", is_centre=centre)
    return LISTING.answer(request, found, "cases/cases.html", {"ways": ways})


@login_required
@require_GET
def case(request: HttpRequest, pk: int) -> HttpResponse:
    """One case: its clock with the derivation, what happened, what looks wrong, who was warned."""
    one = get_object_or_404(queries.visible_to(request.user), pk=pk)
    flags = queries.flags_visible_to(request.user).filter(case=one).order_by("pk")
    cards = queries.cards_visible_to(request.user).filter(case=one).order_by("pk")
    context = {
        "case": one,
        "state": state_tag(one, looks.CASE_TONES),
        "facts": _facts(one),
        "clocks": list(_clocks(one)),
        "events": [_event(event) for event in queries.course_of(one)],
        "flags": [_flag(flag) for flag in flags],
        "cards": [{"card": card, "colour": looks.colour_tag(card),
                   "state": state_tag(card, looks.CARD_TONES)} for card in cards],
        "organs_path": [{"label": _("Approval cases"), "url": reverse("cases:cases")},
                        {"label": one.organ.name,
                         "url": reverse("organs:organ", args=[one.organ_id])}],
    }  # fmt: skip
    return render(request, "cases/case.html", context)


def _clocks(case: Case) -> Any:
    """The law's and the promise's count, day by day; the shorter first."""
    today = time.today()
    terms = Inventory().terms(case.item, case.received_on)
    if terms is None or case.start_on is None:
        return
    told = queries.effective([case])[case.pk]
    calendar = queries.calendar_now()
    read = record.course(told, calendar, queries.ways_on(today), terms, on=today)
    for words, limit in ((_("by the promise"), terms.promise), (_("by law"), terms.legal)):
        if limit is None:
            continue
        seen = read.derivation(limit, calendar, today)
        done = case.decided_on is not None
        part = clockface.clock_part(seen, on=case.decided_on or today, side=words, done=done)
        if done:
            part["due_words"] = (
                _("decided late, after {n} days")
                if seen.late
                else _("decided in time, after {n} days")
            ).format(n=record.taken(seen))
        yield part


def _facts(case: Case) -> list[dict[str, Any]]:
    organ = reverse("organs:organ", args=[case.organ_id])
    item = reverse("cases:item", args=[case.item]) if case.item else ""
    name = case.item_name or case.item or _("unknown")
    decided = case.decided_on.isoformat() if case.decided_on else "—"
    return [
        {"label": _("Item"), "value": name, "note": case.item, "url": item},
        {"label": _("Organ"), "value": case.organ.name, "url": organ},
        {"label": _("Number in the log"), "value": case.reference},
        {"label": _("Received on"), "value": case.received_on.isoformat()},
        {"label": _("Decided on"), "value": decided},
    ]


def _event(event: Event) -> dict[str, Any]:
    """One line of the course of events, in the shape of the shared timeline."""
    parts = [event.office, event.actor, event.material, event.reason]
    words = " · ".join(part for part in parts if part)
    later = getattr(event, "corrected_by", None)
    notes = []
    if later is not None:
        notes.append(_("Corrected later; it counts no more."))
    if event.corrects_id is not None:
        notes.append(_("Corrects an earlier entry."))
    meaning = Meaning(event.meaning).label if event.meaning else ""
    shown = "" if str(meaning) == event.activity else str(meaning)
    return {
        "when": event.at or event.on,
        "act": event.activity,
        "who": shown,
        "words": "\n".join([part for part in (words, *notes) if part]),
        "tone": "withheld" if later is not None else "",
    }


def _flag(flag: Flag) -> dict[str, Any]:
    return {
        "flag": flag,
        "title": wording.title_of(flag),
        "against": wording.against(flag),
        "state": state_tag(flag, looks.FLAG_TONES),
    }
