"""Pages on visits: the list, one visit, its record on paper, and the question at the door."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from mingcha.foundation import clocks, time
from mingcha.foundation.clockface import face
from mingcha.foundation.listing import Column, Filter, Listing, state_cell, state_tag, text
from mingcha.norms.models import PlaceType
from mingcha.organs.models import Unit
from mingcha.people.models import Duty
from mingcha.people.queries import roles_of
from mingcha.visits import queries, record
from mingcha.visits.doors.visits import TONES, VISIT_DOORS
from mingcha.visits.forms.visits import CodeForm
from mingcha.visits.models import Mode, Visit
from mingcha.visits.views import shown
from mingcha.visits.workflow import VISIT

R = Duty.Role
S = Visit.State
MONTHS = 6


@login_required
@require_GET
def visits(request: HttpRequest) -> HttpResponse:
    """The visits this person may know of; an inspector's envelopes of today stand on top."""
    person, asked = request.user, request.GET.get("q", "").strip()
    found = queries.matching(asked, person) if asked else queries.visible_to(person)
    envelopes = queries.my_envelopes(person, on=time.today())
    context = {"envelopes": envelopes, "asked": asked}
    return _listing(person).answer(request, found, "visits/visits.html", context)


def _listing(person: Any) -> Listing:
    wide = bool(roles_of(person, on=time.today()) & (queries.ALL | {R.LEADER, R.CASE_HANDLER}))
    more = (PLACE_TYPE, CLASS) if wide else ()
    return Listing(
        name=_("visits"),
        caption=gettext_lazy("Visits"),
        columns=_columns(person),
        url=lambda visit: reverse("visits:visit", args=[visit.pk]),
        empty={
            "title": gettext_lazy("No visit here"),
            "text": gettext_lazy(
                "Visits appear when a round is drawn; covert ones are never shown to organs."
            ),
        },
        filters=(STATE, MODE, *more, MONTH),
        tone=_tone,
    )


def _columns(person: Any) -> Sequence[Column]:
    """Mode has a column of its own: open and covert visits are never mixed silently."""

    def team(visit: Visit) -> dict[str, Any]:
        sealed = queries.is_unopened(visit)
        return text("" if sealed else "、".join(queries.team_of(visit, person)))

    return (
        Column("number", gettext_lazy("Number"), lambda visit: text(visit.number), sort="number"),
        Column("state", gettext_lazy("State"), lambda v: state_cell(v, TONES), sort="state"),
        Column("mode", gettext_lazy("Mode"), lambda v: text(v.get_mode_display()), sort="mode"),
        Column("where", gettext_lazy("Where"), _where, sort="shown_organ", plain=_where_plain),
        Column("place", gettext_lazy("Place"), lambda v: text(v.get_place_type_display())),
        Column("when", gettext_lazy("When"), _when, sort="opens_at", plain=shown.span),
        Column("team", gettext_lazy("Inspectors"), team),
        Column("due", gettext_lazy("Due"), shown.due, sort="clock__due_on"),
    )


def _where(visit: Visit) -> dict[str, Any]:
    if queries.is_unopened(visit):
        return {"text": _("sealed")}
    return {"text": visit.organ.name, "note": visit.place.name if visit.place else ""}


def _where_plain(visit: Visit) -> str:
    return _("sealed") if queries.is_unopened(visit) else shown.place_of(visit)


def _when(visit: Visit) -> dict[str, Any]:
    day, hours = shown.day_and_hours(visit)
    return {"text": day, "note": hours}


def _tone(visit: Visit) -> str:
    clock = visit.clock
    if clock is None or clock.ended_on is not None:
        return ""
    return "overdue" if clocks.left(clock, on=time.today()) < 0 else ""


def _of_class(found: QuerySet[Visit], kind: str) -> QuerySet[Visit]:
    """Sealed ones are left out: being in the class would tell where they lead."""
    return found.filter(organ__kind=kind).exclude(queries.UNOPENED)


def _of_month(found: QuerySet[Visit], month: str) -> QuerySet[Visit]:
    first = datetime.strptime(month, "%Y-%m").replace(tzinfo=time.city_zone())
    after = (first + timedelta(days=32)).replace(day=1)
    return found.filter(opens_at__gte=first, opens_at__lt=after)


def _months() -> list[tuple[str, str]]:
    day, found = time.today().replace(day=1), []
    for _n in range(MONTHS):
        found.append((f"{day:%Y-%m}", f"{day:%Y-%m}"))
        day = (day - timedelta(days=1)).replace(day=1)
    return found


STATE = Filter(
    "state", gettext_lazy("State"), lambda: S.choices, lambda found, code: found.filter(state=code)
)
MODE = Filter(
    "mode", gettext_lazy("Mode"), lambda: Mode.choices, lambda found, code: found.filter(mode=code)
)
PLACE_TYPE = Filter(
    "place",
    gettext_lazy("Place"),
    lambda: PlaceType.choices,
    lambda found, code: found.filter(place_type=code),
)
CLASS = Filter("class", gettext_lazy("Class"), lambda: Unit.Kind.choices, _of_class)
MONTH = Filter("month", gettext_lazy("Month"), _months, _of_month)


@login_required
@require_GET
def visit(request: HttpRequest, pk: Any) -> HttpResponse:
    """One visit: the sealed envelope, or everything its record says."""
    found, person = _one(request, pk), request.user
    sealed = queries.is_sealed_to(found, person)
    context: dict[str, Any] = {
        "visit": found,
        "state": state_tag(found, TONES),
        "sealed": sealed,
        "facts": shown.facts(found, person, sealed=sealed),
        "clock": face(_running(found), on=time.today()),
        "events": shown.events(found, person, sealed=sealed),
        "acts": _acts(found, person),
        "remark": queries.remark_for(found, person),
    }
    if not sealed:
        context |= _opened(found, person)
    return render(request, "visits/visit.html", context)


def _one(request: HttpRequest, pk: Any) -> Visit:
    return get_object_or_404(queries.whole(queries.visible_to(request.user)), pk=pk)


def _running(found: Visit) -> Any:
    return found.clock if found.clock and found.clock.ended_on is None else None


def _acts(found: Visit, person: Any) -> list[dict[str, Any]]:
    """The buttons; the team opens its envelope first and is not led past it."""
    buttons = VISIT_DOORS.buttons(found, person)
    kept = _acts_to_come(found.state)
    if found.state == S.SEALED and person in found.team.all():
        kept -= {"hand_in"}
    return [button for button in buttons if button["act"] in kept]


def _acts_to_come(state: str) -> set[str]:
    """What can still be done from here on; of a sealed one only what is done to an envelope."""
    reach = {state}
    while state != S.SEALED and (more := _targets(reach) - reach):
        reach |= more
    return {act for act, move in VISIT.moves.items() if reach & {str(s) for s in move.sources}}


def _targets(states: set[str]) -> set[str]:
    moves = VISIT.moves.values()
    return {str(move.target) for move in moves if states & {str(s) for s in move.sources}}


def _opened(found: Visit, person: Any) -> dict[str, Any]:
    return {
        "answers": shown.answers(found, person),
        "chain": shown.chain(found, person),
        "signatures": shown.signatures(found, person),
        "code": shown.code_shown(found, person) if found.state == S.OPENED else "",
        "organs_path": _path(found),
        "written": found.began_at is not None,
    }


def _path(found: Visit) -> list[dict[str, Any]]:
    path = [{"label": _("Visits"), "url": reverse("visits:visits")}]
    return [*path, {"label": found.organ.name, "url": f"/organs/{found.organ_id}/"}]


@login_required
@require_GET
def paper(request: HttpRequest, pk: Any) -> HttpResponse:
    """The record as a form to print and file; there is none before the sheet is in."""
    found, person = _one(request, pk), request.user
    if found.began_at is None or queries.is_unopened(found):
        raise Http404
    context = {
        "visit": found,
        "answers": shown.answers(found, person),
        "team": queries.team_of(found, person),
        "signatures": shown.signatures(found, person),
        "code": shown.code_shown(found, person),
        "where": shown.place_of(found),
        "span": shown.span(found),
        "digest": record.digest(found),
        "pieces": _pieces(found) if queries.may_see_pieces(found, person) else [],
    }
    return render(request, "visits/visit_record.html", context)


def _pieces(found: Visit) -> list[Any]:
    return [piece for row in record.observations(found) for piece in row.evidence.all()]


@require_GET
def verify_code(request: HttpRequest) -> HttpResponse:
    """Whoever stands at the door: is this an open visit of the centre? No sign-in is asked.

    A guess, a sealed envelope and a covert visit get the same answer.
    """
    asked = "code" in request.GET
    form = CodeForm(request.GET if asked else None)
    found = None
    if asked and form.is_valid():
        found = queries.open_visit_of_today(form.cleaned_data["code"], on=time.today())
    context = {
        "form": form,
        "asked": asked and form.is_valid(),
        "found": found,
        "proof": _proof(found, time.today()) if found else None,
    }
    return render(request, "visits/visit_verify.html", context)


def _proof(found: Visit, day: date) -> dict[str, Any]:
    """What the visited may hold against whoever stands there."""
    basis = _("drawn by lot, draw {number}").format(number=found.draw) if found.draw else ""
    rows = [
        (_("Number"), found.number),
        (_("Where"), shown.place_of(found)),
        (_("How many inspectors"), found.team.count()),
        (_("Plan"), found.plan or "—"),
        (_("Theme"), found.theme or "—"),
        (_("Basis"), basis or _("chosen, with a reason on record")),
    ]
    return {
        "title": _("Yes, this is an open visit by the visiting-inspection centre."),
        "code": found.number,
        "when": day,
        "rows": [{"label": label, "value": value} for label, value in rows],
    }
