"""The public calculator: a deadline with its day-by-day count."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from mingcha.core.clock import Derivation, derive
from mingcha.core.notice import Unfit
from mingcha.foundation import time, workdays
from mingcha.foundation.calendar import said
from mingcha.foundation.clockface import clock_part
from mingcha.foundation.http import problem
from mingcha.foundation.refusals import FORM_UNFIT
from mingcha.portal.forms import DeadlineForm, extended


@require_GET
def deadline(request: HttpRequest) -> HttpResponse:
    """Ask for a deadline; the answer opens its derivation. The question stays in the address."""
    form = DeadlineForm(request.GET or None)
    context: dict[str, Any] = {"form": form, "clock": None}
    status = 200
    if form.is_bound:
        try:
            found = _answer(form)
            context["clock"] = _shown(found) if found else None
        except Unfit as no:
            form.add_error(None, said(no))
        status = 200 if form.is_valid() else 422
    return render(request, "portal/workdays.html", context, status=status)


@require_GET
def deadline_api(request: HttpRequest) -> JsonResponse:
    """The same answer for programs: `due`, `provisional`, `derivation`."""
    form = DeadlineForm(request.GET)
    try:
        found = _answer(form)
    except Unfit as no:
        return problem(FORM_UNFIT(fields=said(no)))
    if found is None:
        wrong = "; ".join(
            f"{name}: {' '.join(map(str, words))}" for name, words in form.errors.items()
        )
        return problem(FORM_UNFIT(fields=wrong))
    return JsonResponse(found.as_dict(), json_dumps_params={"ensure_ascii": False})


def _shown(found: Derivation) -> dict[str, Any]:
    """The period as a whole: no day of it is today's business."""
    words = _("the last day") if found.limit.unit == "d" else _("the last working day")
    part = clock_part(found, on=time.today(), done=True)
    return {**part, "due_words": words, "with_year": True}


def _answer(form: DeadlineForm) -> Derivation | None:
    if not form.is_valid():
        return None
    calendar, limit = workdays.calendar(), form.limit()
    events = list(form.events())
    if days := form.cleaned_data["extend"]:
        before = derive(limit, events, calendar)
        events.append(extended(days, before.due))
    whole = derive(limit, events, calendar)
    return derive(limit, events, calendar, on=whole.due)
