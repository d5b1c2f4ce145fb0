"""The register of persons: the list, one person through time, passwords."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mingcha.core.refusal import Refusal
from mingcha.foundation import time
from mingcha.foundation.acts import act_page
from mingcha.foundation.listing import Column, Filter, Listing, text
from mingcha.foundation.refusals import NOT_FOR_YOU
from mingcha.foundation.story import story
from mingcha.organs import queries as organs
from mingcha.people import commands, doors, forms, queries
from mingcha.people.account import PERSON
from mingcha.people.models import Duty, Person

person_act = act_page(doors.DOORS)

SAID = {
    **{act: doing.label for act, doing in doors.DOORS.doings.items()},
    "register": _("Entered"),
    "make_token": _("Key for programs made"),
    "revoke_token": _("Key for programs ended"),
    "change_password": _("Own password chosen"),
    "activate_second_factor": _("Second factor set up"),
    "deactivate_second_factor": _("Second factor taken off"),
}


def may(person: Any, roles: Iterable[str]) -> bool:
    """Whether someone holds one of these duties today."""
    return not queries.roles_of(person, on=time.today()).isdisjoint(roles)


@login_required
@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """Persons by name, number or organ, by duty; what is chosen stays in the address."""
    if not may(request.user, queries.READ_THE_REGISTER):
        raise NOT_FOR_YOU()
    words = request.GET.get("q", "").strip()[:60]
    found = queries.matching(words, request.user) if words else queries.visible_to(request.user)
    organ = request.GET.get("organ", "")
    if organ.isascii() and organ.isdigit():
        found = found.filter(organ_id=int(organ))
    context = {
        "words": words,
        "chosen": organ,
        "organs": organs.organs(on=time.today()).values_list("pk", "name"),
        "may_register": may(request.user, queries.KEEP_THE_REGISTER),
    }
    return LIST.answer(request, found, "people/people.html", context)


def _with_duties(rows: Sequence[Any]) -> None:
    held = queries.duties_by_person(rows, on=time.today())
    for person in rows:
        person.held = held[person.pk]


def _holding(found: QuerySet[Any], role: str) -> QuerySet[Any]:
    on = queries.holding(time.today())
    return found.filter(pk__in=Duty.objects.filter(on, role=role).values("person"))


def _standing(found: QuerySet[Any], state: str) -> QuerySet[Any]:
    return found.filter(is_active=state != "suspended")


def _duties(person: Any) -> str:
    return "、".join(dict.fromkeys(duty.get_role_display() for duty in person.held))


LIST = Listing(
    name="people",
    caption=_("People"),
    columns=(
        Column(
            "name", pgettext_lazy("person", "Name"), lambda person: text(person.name), sort="name"
        ),
        Column("staff_no", _("Staff number"), lambda one: text(one.staff_no), sort="staff_no"),
        Column("organ", _("Organ"), lambda person: text(person.organ), sort="organ__code"),
        Column("post", _("Post"), lambda person: text(person.post), sort="post"),
        Column("duties", _("Duties today"), lambda person: text(_duties(person))),
        Column("state", _("Account"), lambda one: text(PERSON.states[one.state])),
    ),
    url=lambda person: reverse("people:person", args=[person.pk]),
    filters=(
        Filter("duty", _("Duty"), lambda: Duty.Role.choices, _holding),
        Filter("account", _("Account"), lambda: list(PERSON.states.items()), _standing),
    ),
    prepare=_with_duties,
    empty={
        "title": _("Nobody found"),
        "text": _("Try a part of the name, the staff number or the organ, or another duty."),
    },
)


@login_required
@require_GET
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One person: what they are and were charged with, their ties, what was done to the entry."""
    shown = get_object_or_404(queries.visible_to(request.user), pk=pk)
    today = time.today()
    may_discharge = PERSON.why_not("discharge", shown, request.user) is None
    context = {
        "person": shown,
        "facts": _facts(shown),
        "duties": queries.through_time(shown),
        "today": today,
        "discharge": reverse("people:person_act", args=[pk, "discharge"]) if may_discharge else "",
        "ties": queries.ties_of(shown),
        "events": story(shown, SAID),
        "acts": doors.buttons(shown, request.user),
        "is_me": shown.pk == request.user.pk,
    }
    return render(request, "people/person.html", context)


def _facts(person: Person) -> list[dict[str, Any]]:
    organ = reverse("organs:organ", args=[person.organ_id]) if person.organ_id else ""
    facts: list[dict[str, Any]] = [
        {"label": _("Staff number"), "value": person.staff_no},
        {"label": _("Organ"), "value": person.organ or "—", "url": organ, "note": person.office},
        {"label": _("Post"), "value": person.post or "—"},
        {"label": _("Telephone"), "value": person.phone or "—"},
    ]
    state = {"label": _("Account"), "value": PERSON.states[person.state]}
    return [*facts, state | ({} if person.is_active else {"tone": "attention"})]


@login_required
@require_http_methods(["GET", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """Enter a person; they can log in once a password has been issued."""
    if not may(request.user, queries.KEEP_THE_REGISTER):
        raise NOT_FOR_YOU()
    form = forms.RegisterForm(request.POST or None)
    if request.method == "GET" or not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "people/register.html", {"form": form}, status=status)
    try:
        entered = commands.register(by=request.user, **form.cleaned_data)
    except Refusal as no:
        form.add_error("staff_no", f"{no.because} {no.remedy}")
        return render(request, "people/register.html", {"form": form}, status=no.status)
    return redirect("people:person", entered.pk)


@login_required
@require_POST
def issue_password(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a password for one log-in and show it this once."""
    found = get_object_or_404(_reachable(request.user), pk=pk)
    secret = commands.issue_password(found, by=request.user, on=time.today())
    receipt = {
        "title": _("Password for one log-in"),
        "code": secret,
        "words": _("It is shown only now. Hand it over in person or by telephone, never by post."),
        "when": time.now(),
        "rows": [
            {"label": _("Name"), "value": found.name},
            {"label": _("Staff number"), "value": found.staff_no},
        ],
    }
    return render(request, "people/shown_once.html", {"receipt": receipt, "person": found})


def _reachable(by: Any) -> QuerySet[Person]:
    """Whom one may open; a liaison may also help the staff of the own organ to log in."""
    mine = queries.duties_of(by, on=time.today()).filter(role=Duty.Role.LIAISON)
    return queries.visible_to(by) | Person.objects.filter(organ__in=mine.values("organ"))
