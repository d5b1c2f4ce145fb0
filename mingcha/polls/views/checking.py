"""What everybody can check: the result, the receipts, the bundle, the verifier; also unsigned."""

from __future__ import annotations

from pathlib import Path

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from mingcha.core.refusal import Refusal
from mingcha.foundation.listing import state_tag
from mingcha.polls import queries
from mingcha.polls.forms import ReceiptForm
from mingcha.polls.models import Poll
from mingcha.polls.views import panels
from mingcha.polls.views.polls import PATH, file, seen

VERIFIER = Path(__file__).parent.parent / "verify.py"


@login_required
@require_GET
def result(request: HttpRequest, pk: int) -> HttpResponse:
    """What the count gave, as far as it may be told; refused to everybody before the count."""
    one = seen(request, pk)
    tally = queries.tally_of(one)
    context = {
        "poll": one,
        "organs_path": [*PATH, {"label": one.number, "url": f"/polls/{one.pk}/"}],
        "state": state_tag(one, panels.TONES),
        "by_group": panels.by_group(one),
        "tables": panels.result(one),
        "broken": tally["broken"],
        "on_paper": panels.on_paper(one),
        "root": panels.grouped(one.root),
    }
    return render(request, "polls/result.html", context)


def _published(code: str) -> Poll:
    found = Poll.objects.filter(state=Poll.State.PUBLISHED, rehearsal=False)
    return get_object_or_404(found, code=code)


@csrf_exempt  # it changes nothing and asks for nobody's session
@never_cache
@require_http_methods(["GET", "POST"])
def checked(request: HttpRequest, code: str) -> HttpResponse:
    """For everybody, signed in or not: find a receipt, take bundle and verifier away."""
    one = _published(code)
    form = ReceiptForm(request.POST or None)
    context = {"poll": one, "form": form, "root": panels.grouped(one.root)}
    context |= {"digest": panels.grouped(one.bundle_digest), "groups": panels.summary(one)}
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data["receipt"]
        try:
            found = queries.receipts_beginning(one, typed)
        except Refusal as no:
            status = no.status
            return render(request, "polls/checked.html", {**context, "refusal": no}, status=status)
        context |= {"typed": typed, "found": found, "asked": True}
    return render(request, "polls/checked.html", context)


@require_GET
def bundle(request: HttpRequest, code: str) -> HttpResponse:
    """The public bundle, byte for byte."""
    one = _published(code)
    return file(queries.bundle_of(one), f"{one.number}.json", "application/json")


@require_GET
def verifier(request: HttpRequest) -> HttpResponse:
    """The stand-alone verifier: one file that imports nothing of this program."""
    if not VERIFIER.exists():
        raise Http404
    return file(VERIFIER.read_bytes(), "verify.py", "text/x-python; charset=utf-8")
