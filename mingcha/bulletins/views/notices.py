"""Public bulletins, for everybody and without signing in."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from mingcha.bulletins import queries
from mingcha.bulletins.models import Issue
from mingcha.bulletins.views import shown

PAGE = 20


@require_GET
def notices(request: HttpRequest) -> HttpResponse:
    """What the city has published for everybody, the newest first."""
    page = Paginator(queries.notices(), PAGE).get_page(request.GET.get("page"))
    rows = [{"issue": one, "state": shown.tag(one)} for one in page]
    return render(request, "bulletins/notices.html", {"rows": rows, "page": page})


@require_GET
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    """One public bulletin; a withdrawn one leaves its number and the reason."""
    found = get_object_or_404(queries.notices(), pk=pk)
    withdrawn = found.state == Issue.State.WITHDRAWN
    context = {
        "issue": found,
        "state": shown.tag(found),
        "withdrawn": withdrawn,
        "paper": None if withdrawn else shown.document(found),
        "files": [] if withdrawn else shown.files("notices:file", found),
        "corrected_by": queries.notices().filter(corrects=found).first(),
    }
    return render(request, "bulletins/notice.html", context)


@require_GET
def file(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """A public bulletin as a file."""
    standing = queries.notices().exclude(state=Issue.State.WITHDRAWN)
    return shown.file(get_object_or_404(standing, pk=pk), form)
