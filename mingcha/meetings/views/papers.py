"""Papers of a meeting as PDF: cards with their code, place cards, lists to sign."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from mingcha.foundation import time
from mingcha.foundation.printing import printed, qr
from mingcha.meetings import queries
from mingcha.meetings.models import Invitation, Meeting
from mingcha.meetings.record import code_of
from mingcha.meetings.views.meetings import named_for

LAYOUT = Path(__file__).parent.parent / "render" / "papers.typ"


@never_cache
@login_required
@require_GET
def cards(request: HttpRequest, pk: int) -> HttpResponse:
    """Invitation cards, ten to a page, each with the code that the desk scans."""
    meeting = named_for(request, pk)
    rows = [{**_told(meeting, one), "qr": _qr(request, one)} for one in _people(request, meeting)]
    return _pdf(meeting, "cards", rows)


@login_required
@require_GET
def places(request: HttpRequest, pk: int) -> HttpResponse:
    """Place cards to fold: the name large, body and seat small."""
    meeting = named_for(request, pk)
    rows = [_told(meeting, one) for one in _people(request, meeting)]
    return _pdf(meeting, "places", rows)


@login_required
@require_GET
def signatures(request: HttpRequest, pk: int) -> HttpResponse:
    """The attendance list to sign, group after group, by name and never by arrival."""
    meeting = named_for(request, pk)
    rows = [_told(meeting, one) for one in _people(request, meeting)]
    return _pdf(meeting, "signatures", rows)


def _people(request: HttpRequest, meeting: Meeting) -> Iterable[Invitation]:
    """Everybody, or one group: a printer is fed a group at a time."""
    found = queries.invited_people(meeting)
    group = request.GET.get("group", "")
    found = found.filter(group=group) if group in meeting.codes else found
    place = {code: n for n, code in enumerate(meeting.codes)}
    return sorted(found, key=lambda one: (place[one.group], one.body, one.name, one.pk))


def _told(meeting: Meeting, one: Invitation) -> dict[str, str]:
    row, _sep, number = one.seat.partition("-")
    seat = _("row {row}, seat {seat}").format(row=row, seat=number) if number else ""
    group = meeting.group_name(one.group)
    return {"name": one.name, "body": one.body, "group": group, "seat": seat}


def _qr(request: HttpRequest, one: Invitation) -> str:
    """The address a clerk's telephone opens, as a drawing; nothing where the card has ended."""
    if not one.digest:
        return ""
    address = request.build_absolute_uri(reverse("meetings:scan", args=[code_of(one.key)]))
    return qr(address).svg_inline(border=0, omitsize=True)


def _pdf(meeting: Meeting, kind: str, rows: list[dict[str, Any]]) -> HttpResponse:
    told = {
        "kind": kind,
        "rows": rows,
        "meeting": {
            "number": meeting.number,
            "title": meeting.title,
            "place": meeting.place,
            "when": f"{meeting.held_on:%Y-%m-%d} {meeting.begins_at:%H:%M}",
        },
        "words": {
            "invitation": _("Invitation"),
            "personal": _("Personal; nobody may be sent instead. Show it at the check-in."),
            "list": _("Attendance list"),
            "name": _("Name of the invited person"),
            "body": _("Organ or body"),
            "seat": _("Seat"),
            "signature": _("Signature"),
            "number": _("No."),
            "nobody": _("Nobody is invited yet"),
        },
    }
    answer = HttpResponse(printed(LAYOUT, told, on=time.today()), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{meeting.number}-{kind}.pdf"'
    return answer
