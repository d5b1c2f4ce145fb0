"""Pages of draws: the list, one draw, its protocol, and repeating somebody's record."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.encoding import escape_uri_path
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mingcha.core.refusal import Refusal
from mingcha.draws import commands, queries
from mingcha.draws.doors import DOORS
from mingcha.draws.forms import ReplayForm
from mingcha.draws.models import Draw
from mingcha.draws.views import panels
from mingcha.draws.workflow import sealed
from mingcha.foundation import time
from mingcha.foundation.acts import act_page
from mingcha.foundation.listing import Column, Filter, Listing, state_cell, text

LISTING = Listing(
    name="draws",
    caption=gettext_lazy("Draws"),
    columns=(
        Column("number", gettext_lazy("Number"), lambda d: text(d.number), sort="number"),
        Column("purpose", gettext_lazy("Purpose"), lambda d: text(d.purpose), sort="purpose"),
        Column("state", gettext_lazy("State"), lambda d: state_cell(d, panels.TONES), sort="state"),
        Column(
            "wanted",
            gettext_lazy("To draw"),
            lambda d: text(sum(d.wants.values())),
            plain=lambda d: sum(d.wants.values()),
            align="right",
        ),
        Column(
            "fixed_on",
            gettext_lazy("Pool fixed"),
            lambda d: text(d.fixed_on),
            plain=lambda d: d.fixed_on,
            sort="fixed_on",
        ),
        Column(
            "drawn_on",
            gettext_lazy("Drawn"),
            lambda d: text(d.drawn_on),
            plain=lambda d: d.drawn_on,
            sort="drawn_on",
        ),
    ),
    url=lambda d: reverse("draws:draw", args=[d.pk]),
    empty={
        "title": gettext_lazy("No draw has been prepared"),
        "text": gettext_lazy(
            "A draw is prepared with a round of visits: open the plan of the year and fix a pool."
        ),
    },
    filters=(
        Filter(
            "state",
            gettext_lazy("State"),
            lambda: Draw.State.choices,
            lambda found, state: found.filter(state=state),
        ),
    ),
)

draw_act = act_page(DOORS)


@login_required
@require_GET
def draws(request: HttpRequest) -> HttpResponse:
    """The draws a person may see, newest first."""
    found = queries.visible_to(request.user).defer("pool", "record", "codes", "reasons")
    return LISTING.answer(request, found, "draws/draws.html")


def _draw(request: HttpRequest, pk: int) -> Draw:
    return get_object_or_404(queries.visible_to(request.user), pk=pk)


@login_required
@require_GET
def draw(request: HttpRequest, pk: int) -> HttpResponse:
    """One draw: its fingerprint, its bag, its seed, and what it drew unless that is sealed."""
    one = _draw(request, pk)
    return render(request, "draws/draw.html", _context(request, one, is_shown=not sealed(one)))


@login_required
@require_POST
def look(request: HttpRequest, pk: int) -> HttpResponse:
    """Show once what is sealed; the look is on record before anything is seen."""
    one = commands.look(_draw(request, pk), by=request.user, on=time.today())
    return render(request, "draws/draw.html", _context(request, one, is_shown=True))


def _context(request: HttpRequest, one: Draw, *, is_shown: bool) -> dict[str, Any]:
    acts = [act for act in DOORS.buttons(one, request.user) if act["live"]]
    return {
        "organs_path": [{"label": gettext_lazy("Draws"), "url": reverse("draws:draws")}],
        "draw": one,
        "acts": acts,  # what is not possible any more is told by the state
        "result": panels.result(one) if is_shown and one.record else None,
        "sealed_until": queries.opening(one) if sealed(one) else None,
        "is_looked_into": is_shown and sealed(one),
        **panels.face(one, request.GET),
    }


@login_required
@require_GET
def protocol(request: HttpRequest, pk: int) -> HttpResponse:
    """The sheet that is printed and signed: before the draw with blanks, after it filled in."""
    one = _draw(request, pk)
    shown = bool(one.record) and not sealed(one)
    context = {
        "draw": one,
        "dice": queries.dice_enough(one),
        "blanks": range(queries.dice_enough(one)),
        "strata": panels.places(one),
        "bag": panels.sizes(one),
        "result": panels.result(one) if shown else None,
        "sealed_until": queries.opening(one) if sealed(one) else None,
    }
    return render(request, "draws/protocol.html", context)


@login_required
@require_GET
def pool(request: HttpRequest, pk: int) -> HttpResponse:
    """The canonical text of the bag: `sha256sum` of this file is the fingerprint."""
    one = _draw(request, pk)
    return _file(queries.pool_of(one).text, f"{one.number}-pool.txt", "text/plain; charset=utf-8")


@login_required
@require_GET
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole record as JSON; refused while the result is sealed."""
    one = _draw(request, pk)
    return _file(queries.shown_record(one).to_json(), f"{one.number}.json", "application/json")


def _file(content: str, name: str, kind: str) -> HttpResponse:
    answer = HttpResponse(content.encode(), content_type=kind)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{escape_uri_path(name)}"
    return answer


@login_required
@require_http_methods(["GET", "POST"])
def replay(request: HttpRequest) -> HttpResponse:
    """Anybody signed in repeats a draw from its record, and is told whether it agrees."""
    form = ReplayForm(request.POST or None, request.FILES or None)
    if not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return render(request, "draws/replay.html", {"form": form}, status=status)
    try:
        seen = _checked(form)
    except Refusal as no:
        said = {"form": ReplayForm(), "refusal": no}
        return render(request, "draws/replay.html", said, status=no.status)
    context = {"form": ReplayForm(), "seen": seen, **panels.verdict(seen)}
    return render(request, "draws/replay.html", context)


def _checked(form: ReplayForm) -> queries.Checked:
    upload = form.cleaned_data["record"]
    content = upload.read(queries.MOST_BYTES + 1).decode("utf-8-sig", errors="replace")
    return queries.checked(content, published=form.cleaned_data["fingerprint"])
