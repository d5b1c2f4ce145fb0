"""The burden meter: what each organ bears in a year, against the ceiling."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from mingcha.core.machine import NOT_YOURS
from mingcha.foundation import plots, time
from mingcha.foundation.listing import XLSX, as_csv, as_xlsx, plain
from mingcha.visits import commands, queries
from mingcha.visits.forms.plans import BurdenForm
from mingcha.visits.models import Burden
from mingcha.visits.views.asking import Asking, ask
from mingcha.visits.workflow import whoever_bears

SHOWN = 20  # organs in the plot; the table has them all
ENTRIES = 100
FILES = {"csv": "text/csv; charset=utf-8", "xlsx": XLSX}


def _year(request: HttpRequest) -> int:
    asked = request.GET.get("year", "")
    is_year = len(asked) == 4 and asked.isascii() and asked.isdecimal() and asked >= "2000"
    return int(asked) if is_year else time.today().year


def _heads() -> list[str]:
    return [
        _("Organ"),
        _("Visits"),
        _("Ceiling"),
        _("Forms"),
        _("Meetings"),
        _("Checks by others"),
        _("Hours"),
    ]


def _line(m: queries.Borne) -> list[Any]:
    ceiling = "—" if m.ceiling is None else m.ceiling
    return [m.organ.name, m.visits, ceiling, m.forms, m.meetings, m.checks, float(m.hours)]


@login_required
@require_GET
def burden(request: HttpRequest) -> HttpResponse:
    """The meter of every organ a person may read: sentence, plot, table, file."""
    year = _year(request)
    meters = sorted(queries.borne(year, request.user), key=lambda m: (-m.visits, m.organ.code))
    if (form := request.GET.get("format", "")) in FILES:
        return _file(meters, form, year)
    context = {
        "year": year,
        "years": [year - 1, year + 1],
        "heading": _sentence(meters, year),
        "plot": _plot(meters, year),
        "table": _table(meters, year),
        "files": [
            {"label": form.upper(), "url": f"?year={year}&format={form}"}
            for form in ("xlsx", "csv")
        ],
        "may_record": _may_record(request.user),
    }
    return render(request, "visits/burden.html", context)


def _sentence(meters: Sequence[queries.Borne], year: int) -> str:
    over = sum(m.over > 0 for m in meters)
    if not any(m.ceiling is not None for m in meters):
        return _("What organs bear in {year}").format(year=year)
    if not over:
        return _("No organ is beyond the ceiling of {year}").format(year=year)
    words = ngettext(
        "%(n)s organ is beyond the ceiling of %(year)s",
        "%(n)s organs are beyond the ceiling of %(year)s",
        over,
    )
    return words % {"n": over, "year": year}


def _most(meters: Sequence[queries.Borne], year: int) -> str:
    """Who is visited most, for the head of the plot; the page says whether anybody is beyond."""
    most = max(meters, key=lambda m: m.visits)
    words = _("{organ} was visited most in {year}: {n} times")
    return words.format(organ=most.organ.name, year=year, n=most.visits)


def _plot(meters: Sequence[queries.Borne], year: int) -> plots.Plot | None:
    rows = [
        plots.Burden(m.organ.name, m.visits, m.ceiling)
        for m in meters
        if m.visits and m.ceiling is not None
    ]
    if not rows:
        return None
    return plots.burden(
        rows[:SHOWN],
        title=_most(meters, year),
        subtitle=_("Visits to one organ; the mark is the ceiling of the plan"),
        source=_("visits of {year} that have opened").format(year=year),
    )


def _table(meters: Sequence[queries.Borne], year: int) -> dict[str, Any]:
    columns = [
        {"key": f"c{n}", "label": label, "align": "right" if n else ""}
        for n, label in enumerate(_heads())
    ]
    rows = [
        {
            "url": f"{reverse('visits:burden_of', args=[m.organ.pk])}?year={year}",
            "cells": [{"text": value} for value in _line(m)],
            "tone": "overdue" if m.over else "",
        }
        for m in meters
    ]
    empty = {
        "title": _("No meter to read"),
        "text": _("The centre reads every organ's; a head and a liaison read their own."),
    }
    caption = _("By organ")
    return {
        "caption": caption,
        "total": len(rows),
        "columns": columns,
        "rows": rows,
        "empty": empty,
    }


def _file(meters: Sequence[queries.Borne], form: str, year: int) -> HttpResponse:
    lines = [[plain(value) for value in _line(m)] for m in meters]
    content = as_csv(_heads(), lines) if form == "csv" else as_xlsx(_heads(), lines)
    answer = HttpResponse(content, content_type=FILES[form])
    answer["Content-Disposition"] = f'attachment; filename="burden-{year}.{form}"'
    return answer


@login_required
@require_GET
def burden_of(request: HttpRequest, pk: int) -> HttpResponse:
    """The meter of one organ, quarter by quarter, with every entry behind it."""
    organ = get_object_or_404(queries.organs_visible_to(request.user), pk=pk)
    year = _year(request)
    meter = queries.burden_of(organ, year, person=request.user)
    entries = queries.burdens_visible_to(request.user).filter(organ=organ, on__year=year)
    context = {
        "organ": organ,
        "year": year,
        "years": [year - 1, year + 1],
        "facts": _facts(meter),
        "quarters": _quarters(meter),
        "entries": _entries(entries[:ENTRIES]),
        "may_record": whoever_bears(Burden(organ=organ), request.user),
        "organs_path": [{"label": _("Burden meter"), "url": reverse("visits:burden")}],
    }
    return render(request, "visits/burden_of.html", context)


def _facts(m: queries.Borne) -> list[dict[str, Any]]:
    of = _("no plan in force") if m.ceiling is None else _("of {n} at most").format(n=m.ceiling)
    tone = "overdue" if m.over else ""
    return [
        {"label": _("Visits"), "value": m.visits, "note": of, "tone": tone},
        {"label": _("Forms"), "value": m.forms},
        {"label": _("Meetings"), "value": m.meetings},
        {"label": _("Checks by others"), "value": m.checks},
        {"label": _("Hours"), "value": f"{m.hours:.1f}", "note": _("without visits")},
    ]


def _quarters(m: queries.Borne) -> dict[str, Any]:
    labels = [
        _("Quarter"),
        _("Visits"),
        _("Forms"),
        _("Meetings"),
        _("Checks by others"),
        _("Hours"),
    ]
    columns = [
        {"key": f"c{n}", "label": label, "align": "right" if n else ""}
        for n, label in enumerate(labels)
    ]
    rows = [
        {
            "cells": [
                {"text": value}
                for value in (f"Q{n}", q.visits, q.form, q.meeting, q.check, f"{q.hours:.1f}")
            ]
        }
        for n, q in enumerate(m.quarters, 1)
    ]
    return {"caption": _("Quarter by quarter"), "columns": columns, "rows": rows}


def _entries(found: Any) -> dict[str, Any]:
    labels = [_("What"), _("Kind"), _("On"), _("Imposed by"), _("Hours")]
    columns = [
        {"key": f"c{n}", "label": label, "align": "right" if n == 4 else ""}
        for n, label in enumerate(labels)
    ]
    rows = [
        {
            "cells": [
                {"text": value}
                for value in (b.title, b.get_kind_display(), b.on, b.imposed_by, f"{b.hours:.1f}")
            ]
        }
        for b in found
    ]
    empty = {
        "title": _("Nothing entered"),
        "text": _("Enter each form, meeting and check by others as it comes."),
    }
    caption = _("Forms, meetings and checks by others")
    return {"caption": caption, "columns": columns, "rows": rows, "empty": empty}


def _may_record(person: Any) -> bool:
    return queries.may_report(person).exists()


@login_required
@require_http_methods(["GET", "POST"])
def record_burden(request: HttpRequest) -> HttpResponse:
    """Enter what an organ had to bear: the centre for any, an organ for itself."""
    units = queries.may_report(request.user)
    if not units.exists():
        raise NOT_YOURS(who=whoever_bears.words)
    initial = {"organ": request.GET.get("organ") or units.values_list("pk", flat=True)[0]}
    form = BurdenForm(request.POST or None, units=units, initial=initial)
    back = reverse("visits:burden")
    lead = _(
        "A form, a meeting, or a check by another body. Visits of the centre count by themselves."
    )
    asking = Asking(_("Enter a burden"), lead, back, "visits.burden.record")

    def do(facts: dict[str, Any]) -> str:
        made = commands.record_burden(**facts, by=request.user, on=time.today())
        return reverse("visits:burden_of", args=[made.organ_id])

    return ask(request, form, asking, do)


urls = [
    path("burden/", burden, name="burden"),
    path("burden/record_burden/", record_burden, name="record_burden"),
    path("burden/<int:pk>/", burden_of, name="burden_of"),
]
