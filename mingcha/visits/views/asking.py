"""A page that asks: it shows a form, calls one command, and says why not where it is refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from mingcha.core.refusal import Refusal
from mingcha.foundation.acts import ActForm


@dataclass(frozen=True)
class Asking:
    """What such a page says: title, a sentence, where cancelling leads, the name of its draft."""

    title: Any
    lead: Any
    back: str
    draft: str


def ask(
    request: HttpRequest, form: ActForm, asking: Asking, do: Callable[[dict[str, Any]], str]
) -> HttpResponse:
    """GET shows the form; POST does the act and leads to the address that `do` returns."""
    if request.method != "POST" or not form.is_valid():
        status = 422 if request.method == "POST" else 200
        return _shown(request, form, asking, None, status)
    try:
        url = do(form.facts(request.user))
    except Refusal as no:
        return _shown(request, form, asking, no, no.status)
    messages.success(request, _("Done: {act}").format(act=asking.title))
    return redirect(url)


def _shown(
    request: HttpRequest, form: ActForm, asking: Asking, no: Refusal | None, status: int
) -> HttpResponse:
    context = {"form": form, "asking": asking, "refusal": no}
    return render(request, "visits/plan_asks.html", context, status=status)
