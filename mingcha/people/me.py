"""One's own page: duties, ties, keys for programs, password."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from mingcha.core.refusal import Refusal
from mingcha.foundation import time
from mingcha.people import commands, queries
from mingcha.people.forms import PasswordForm, TokenForm


@login_required
@require_http_methods(["GET", "POST"])
def me(request: HttpRequest) -> HttpResponse:
    """What I am charged with, what I declared, which programs act as me. POST makes a key."""
    person: Any = request.user
    form = TokenForm(request.POST or None)
    if request.method == "GET":
        return _shown(request, TokenForm())
    if not form.is_valid():
        return _shown(request, form, status=422)
    facts = form.cleaned_data
    secret = commands.make_token(
        person, facts["name"], by=person, on=time.today(), days=facts["days"]
    )
    receipt = {
        "title": _("Key for programs"),
        "code": secret,
        "words": _("It is shown only now. Send it as: Authorization: Bearer …"),
        "when": time.now(),
        "rows": [{"label": _("What it is for"), "value": facts["name"]}],
    }
    return render(request, "people/shown_once.html", {"receipt": receipt, "person": person})


def _shown(request: HttpRequest, form: TokenForm, status: int = 200) -> HttpResponse:
    person: Any = request.user
    today = time.today()
    tokens = list(queries.tokens_of(person))
    for token in tokens:
        token.opens = token.revoked_on is None and token.ends_on >= today  # type: ignore[attr-defined]
    context = {
        "person": person,
        "form": form,
        "duties": queries.duties_of(person, on=today),
        "ties": queries.ties_of(person),
        "tokens": tokens,
    }
    return render(request, "people/me.html", context, status=status)


@login_required
@require_POST
def revoke_token(request: HttpRequest, pk: int) -> HttpResponse:
    """End one of my own keys."""
    token = get_object_or_404(queries.tokens_of(request.user), pk=pk)
    commands.revoke_token(token, by=request.user, on=time.today())
    messages.success(request, _("The key is ended; programs that hold it are refused from now on."))
    return redirect("people:me")


@login_required
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Choose my own password; every other session of mine ends."""
    person: Any = request.user
    form = PasswordForm(person, request.POST or None)
    if request.method == "GET" or not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "people/password.html", {"form": form}, status=status)
    try:
        commands.change_password(person, form.cleaned_data["new"], by=person, on=time.today())
    except Refusal as no:
        form.add_error("new", f"{no.because} {no.remedy}")
        return render(request, "people/password.html", {"form": form}, status=no.status)
    update_session_auth_hash(request, person)
    messages.success(request, _("Your password is changed; your other sessions are ended."))
    return redirect("people:me")
