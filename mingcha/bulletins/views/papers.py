"""Orders, feedback letters, slips and visit records as PDF and Word documents."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from mingcha.bulletins import queries
from mingcha.bulletins.refusals import UNPRINTABLE
from mingcha.bulletins.views import shown


@login_required
@require_GET
def paper(request: HttpRequest, number: str, form: str) -> HttpResponse:
    """The paper of one numbered thing; Word shows also what no font of the press has."""
    from mingcha.bulletins.render.press import missing_glyphs

    content = queries.paper(number, request.user)
    lacking = missing_glyphs(content) if form == "pdf" else set()
    if lacking:
        raise UNPRINTABLE(characters=" ".join(sorted(lacking)))
    return shown.download(content, form, number)
