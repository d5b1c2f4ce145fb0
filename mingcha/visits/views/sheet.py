"""The sheet in the inspector's hand: by thumb, without script, with many photos."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mingcha.core.refusal import Refusal
from mingcha.evidence import commands as evidence
from mingcha.evidence import queries as pieces
from mingcha.evidence.models import Evidence
from mingcha.foundation import time
from mingcha.norms.models import Item
from mingcha.norms.queries import items_of
from mingcha.visits import queries
from mingcha.visits.commands import hand_in
from mingcha.visits.doors.visits import DOINGS
from mingcha.visits.forms.visits import SheetForm
from mingcha.visits.models import Visit
from mingcha.visits.workflow import VISIT


@login_required
@require_http_methods(["GET", "POST"])
def sheet(request: HttpRequest, pk: Any) -> HttpResponse:
    """GET shows the questions; POST hands the sheet in, or says at which row something lacks."""
    visit = get_object_or_404(queries.whole(queries.visible_to(request.user)), pk=pk)
    _for_them(visit, request)
    items = list(items_of(visit.checklist))
    if request.method == "GET":
        return _shown(request, visit, SheetForm(visit=visit, items=items))
    form = SheetForm(request.POST, request.FILES, visit=visit, items=items, kept={})
    wrong = _keep(form, request, items)
    if not form.is_valid() or wrong:
        return _shown(request, visit, form, no=wrong, status=422)
    try:
        hand_in(visit, by=request.user, on=time.today(), sheet=form.sheet())
    except Refusal as no:
        return _shown(request, visit, form, no=no, status=no.status)
    messages.success(request, _("The sheet is on record. Now sign it."))
    return redirect("visits:visit", visit.pk)


def _for_them(visit: Visit, request: HttpRequest) -> None:
    """No form for whoever may not use it; a sheet sent a second time is the command's to judge."""
    no = VISIT.why_not("hand_in", visit, request.user)
    if no is None or no.status == 422:
        return
    if no.status == 403 or request.method == "GET":
        raise no


def _keep(form: SheetForm, request: HttpRequest, items: Sequence[Item]) -> Refusal | None:
    """Keep the photos first: whatever else is wrong with the sheet, they are not sent twice."""
    kept: dict[int, Sequence[Evidence]] = {}
    wrong: Refusal | None = None
    for item in items:
        before = _named(request, item.number)
        try:
            fresh = evidence.keep_all(request.FILES.getlist(f"files_{item.number}"), request.user)
        except Refusal as no:
            wrong, fresh = no, []
        kept[item.number] = [*before, *fresh]
    form.kept = kept
    return wrong


def _named(request: HttpRequest, number: int) -> list[Evidence]:
    keys = [UUID(key) for key in request.POST.getlist(f"keep_{number}") if _is_key(key)]
    return pieces.named(keys, request.user)


def _is_key(text: str) -> bool:
    try:
        return bool(UUID(text))
    except ValueError:
        return False


def _shown(
    request: HttpRequest,
    visit: Visit,
    form: SheetForm,
    *,
    no: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:
    sealed = queries.is_sealed_to(visit, request.user)
    context: Mapping[str, Any] = {
        "visit": visit,
        "sealed": sealed,
        "form": form,
        "refusal": no,
        "doing": DOINGS["hand_in"],
        "draft": f"visits.visit.hand_in.{visit.pk}",
    }
    return render(request, "visits/visit_sheet.html", context, status=status)
