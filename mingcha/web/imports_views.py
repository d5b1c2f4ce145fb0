"""Pages of imports: hand a spreadsheet in, see every verdict, carry it out, take it back."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.encoding import escape_uri_path
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_http_methods

from mingcha.core.refusal import Refusal
from mingcha.foundation import time
from mingcha.foundation.acts import Doing, Doors, act_page
from mingcha.foundation.imports import commands, papers, queries, reading, verdicts
from mingcha.foundation.imports.sheet import SHEETS, may_hand_in, may_import, sheet_of
from mingcha.foundation.imports.workflow import IMPORT
from mingcha.foundation.listing import XLSX
from mingcha.foundation.models import Import, ImportRow
from mingcha.foundation.refusals import NOT_FOR_YOU
from mingcha.foundation.story import story
from mingcha.web import imports_lists as lists

V = ImportRow.Verdict
View = Callable[..., HttpResponseBase]
ENVELOPE = 16 << 10  # what a form adds around the file it carries

DOORS = Doors(
    IMPORT,
    commands,
    {
        "commit": Doing(
            gettext_lazy("Carry out"),
            gettext_lazy("All rows or none; the whole import can be undone afterwards."),
            primary=True,
        ),
        "commit_good": Doing(
            gettext_lazy("Carry out the good rows only"),
            gettext_lazy("The faulty rows are left out; download them, mend them, hand them in."),
            confirm=gettext_lazy("Leave the faulty rows out and carry out the others?"),
        ),
        "discard": Doing(
            gettext_lazy("Discard this preview"), gettext_lazy("Nothing is carried out.")
        ),
        "undo": Doing(
            gettext_lazy("Undo the whole import"),
            gettext_lazy("What it entered is taken back, what it changed is as before."),
            danger=True,
            confirm=gettext_lazy("Take back everything this import entered and changed?"),
        ),
    },
    url="imports:import_act",
    page="imports:import",
    visible_to=queries.visible_to,
)
LABELS = {
    "take_in": gettext_lazy("Handed in and looked through"),
    **{act: doing.label for act, doing in DOORS.doings.items()},
}


class HandIn(forms.Form):
    """One spreadsheet."""

    file = forms.FileField(
        label=gettext_lazy("Spreadsheet"),
        help_text=gettext_lazy(
            "xlsx, xls, ods or csv; at most 20 MB and 200,000 rows. Nothing is entered before "
            "you have seen the preview and said so."
        ),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv,.txt"}),
    )


def for_importers(view: View) -> View:
    """A page for those who keep the registers; the others are told whose it is."""

    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **facts: Any) -> HttpResponseBase:
        if not may_import(request.user):
            raise NOT_FOR_YOU()
        return view(request, *args, **facts)

    return guarded


@for_importers
@require_GET
def imports(request: HttpRequest) -> HttpResponse:
    """Which tables can be handed in, and what was handed in so far."""
    found = queries.visible_to(request.user)
    context = {"kinds": lists.kinds(request.user)}
    return lists.PAST.answer(request, found, "imports/imports.html", context)


@csrf_exempt  # the size is looked at before the body is read; `_kind` then checks the token
@for_importers
@require_http_methods(["GET", "POST"])
def kind(request: HttpRequest, kind: str) -> HttpResponse:
    """Hand in one table: what belongs into it, and the file."""
    sheet = sheet_of(kind)
    if not may_hand_in(kind, request.user):
        raise NOT_FOR_YOU()
    try:
        reading.check_size(int(request.headers.get("Content-Length") or 0) - ENVELOPE)
    except Refusal as no:
        return _form(request, kind, HandIn(), no)
    return _kind(request, sheet.name)


@csrf_protect
def _kind(request: HttpRequest, kind: str) -> HttpResponse:
    form = HandIn(request.POST or None, request.FILES or None)
    if request.method == "GET":
        return _form(request, kind, HandIn())
    if not form.is_valid():
        return _form(request, kind, form)
    given = form.cleaned_data["file"]
    try:
        reading.check_size(given.size)
        imp = commands.take_in(kind, given.read(), given.name, by=request.user, on=time.today())
    except Refusal as no:
        return _form(request, kind, HandIn(), no)
    return redirect("imports:import", imp.pk)


def _form(request: HttpRequest, kind: str, form: HandIn, no: Refusal | None = None) -> HttpResponse:
    sheet = sheet_of(kind)
    status = no.status if no else 422 if form.errors else 200
    context = {"sheet": sheet, "form": form, "refusal": no, "table": lists.columns(sheet)}
    return render(request, "imports/kind.html", context, status=status)


@for_importers
@require_GET
def template(request: HttpRequest, kind: str) -> HttpResponse:
    """An empty workbook with the titles of a table, and what belongs below each."""
    sheet = sheet_of(kind)
    return _download(papers.template(sheet), f"{sheet.title}.xlsx")


@for_importers
@require_GET
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """One import: how many rows have which verdict, each row, and what can be done now."""
    imp = get_object_or_404(queries.visible_to(request.user), pk=pk)
    sheet = SHEETS.get(imp.table)
    if sheet is None:
        raise Http404
    context = {
        "import": imp,
        "sheet": sheet,
        "state": lists.state(imp),
        "facts": lists.facts(imp),
        "notes": [verdicts.said(note) for note in imp.notes],
        "faulty": queries.counts(imp)[V.FAULTY],
        "acts": _acts(imp, request.user),
        "events": story(imp, LABELS),
    }
    listing = lists.rows(imp, sheet)
    return listing.answer(request, imp.rows.all(), "imports/import.html", context)


def _acts(imp: Import, person: Any) -> list[dict[str, Any]]:
    """What this state has; of the two ways to carry out, the one that fits comes first."""
    live = [act for act in IMPORT.acts if imp.state in IMPORT[act].sources]
    buttons = [button for button in DOORS.buttons(imp, person) if button["act"] in live]
    whole = [button for button in buttons if button["act"] != "commit_good" or button["live"]]
    return sorted(whole, key=lambda button: bool(button.get("danger")))


@for_importers
@require_GET
def file(request: HttpRequest, pk: int) -> FileResponse:
    """The spreadsheet as it was handed in, byte for byte."""
    imp = get_object_or_404(queries.visible_to(request.user), pk=pk)
    path = queries.file_of(imp.digest)
    if not path.exists():
        raise Http404
    return FileResponse(path.open("rb"), as_attachment=True, filename=imp.name)


@for_importers
@require_GET
def faulty(request: HttpRequest, pk: int) -> HttpResponse:
    """The faulty rows as a workbook to mend, what is wrong in its last column."""
    imp = get_object_or_404(queries.visible_to(request.user), pk=pk)
    return _download(papers.faulty(imp, sheet_of(imp.table)), f"{imp.number}.xlsx")


def _download(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=XLSX)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{escape_uri_path(name)}"
    return answer


act = for_importers(act_page(DOORS))
