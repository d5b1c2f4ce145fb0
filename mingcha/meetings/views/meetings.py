"""Pages of meetings: the list, one meeting, who is invited, the hall, one invitation."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from mingcha.core.machine import NOT_YOURS
from mingcha.core.refusal import Refusal
from mingcha.foundation import time
from mingcha.foundation.acts import act_page
from mingcha.foundation.listing import state_tag
from mingcha.foundation.story import story
from mingcha.meetings import commands, queries
from mingcha.meetings.doors import DOORS, INVITATIONS, LABELS
from mingcha.meetings.forms import CallForm
from mingcha.meetings.models import Invitation, Meeting
from mingcha.meetings.views import lists, panels
from mingcha.people.parties import the_conduct_office

meeting_act = act_page(DOORS)
invitation_act = act_page(INVITATIONS)


@login_required
@require_GET
def meetings(request: HttpRequest) -> HttpResponse:
    """The meetings a person may see, the latest first."""
    context = {"may_call": the_conduct_office(None, request.user)}
    found = queries.visible_to(request.user)
    return lists.MEETINGS.answer(request, found, "meetings/meetings.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def call(request: HttpRequest) -> HttpResponse:
    """Call a meeting."""
    if not the_conduct_office(None, request.user):
        raise NOT_YOURS(who=the_conduct_office.words)
    form = CallForm(request.POST or None)
    if request.method == "GET" or not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "meetings/call.html", {"form": form}, status=status)
    try:
        made = commands.call(**form.cleaned_data, by=request.user, on=time.today())
    except Refusal as no:
        form.add_error("held_on", f"{no.because} {no.remedy}")
        return render(request, "meetings/call.html", {"form": form}, status=no.status)
    return redirect("meetings:meeting", made.pk)


def found_for(request: HttpRequest, pk: int) -> Meeting:
    """The meeting, if this person may see it."""
    return get_object_or_404(queries.visible_to(request.user), pk=pk)


def named_for(request: HttpRequest, pk: int) -> Meeting:
    """The meeting, if this person may see who is invited to it; else it is not found."""
    if not queries.sees_names(request.user):
        raise Http404
    return found_for(request, pk)


@login_required
@require_GET
def meeting(request: HttpRequest, pk: int) -> HttpResponse:
    """One meeting: who is invited, who has come, by group; what is to be done next."""
    one = found_for(request, pk)
    rows = queries.turnout(one, request.user)
    context = {
        "organs_path": [{"label": _("Meetings"), "url": reverse("meetings:meetings")}],
        "meeting": one,
        "state": state_tag(one, panels.TONES),
        "facts": panels.facts(one, rows),
        "groups": panels.groups(rows, least=queries.least(on=time.today())),
        "names": queries.sees_names(request.user),
        "named": [(code, one.group_name(code)) for code in one.codes],
        "is_open": one.state in {Meeting.State.CHECKING_IN, Meeting.State.BEGUN},
        "may_import": DOORS.machine.why_not("invite", one, request.user) is None,
        "events": story(one, LABELS),
        "acts": DOORS.buttons(one, request.user),
    }
    return render(request, "meetings/meeting.html", context)


@login_required
@require_GET
def people(request: HttpRequest, pk: int) -> HttpResponse:
    """Who is invited: by group, by state, by seat; taken away as a file."""
    one = named_for(request, pk)
    found = Invitation.objects.filter(meeting=one)
    listing = lists.people(one)
    return listing.answer(request, found, "meetings/people.html", _within(one))


@login_required
@require_GET
def seats(request: HttpRequest, pk: int) -> HttpResponse:
    """The hall row by row, and who sits where."""
    one = named_for(request, pk)
    found = queries.invited_people(one).exclude(place_in_hall=None).order_by("place_in_hall")
    context = {**_within(one), "hall": panels.hall(one)}
    return lists.seats(one).answer(request, found, "meetings/seats.html", context)


def _within(one: Meeting) -> dict[str, Any]:
    return {
        "meeting": one,
        "organs_path": [
            {"label": _("Meetings"), "url": reverse("meetings:meetings")},
            {"label": one.number, "url": reverse("meetings:meeting", args=[one.pk])},
        ],
    }


@login_required
@require_GET
def invitation(request: HttpRequest, pk: int) -> HttpResponse:
    """One invitation, and what can be done with it."""
    one = get_object_or_404(queries.invitations_visible_to(request.user), pk=pk)
    context = {
        **_within(one.meeting),
        "invitation": one,
        "state": state_tag(one, panels.TONES),
        "facts": panels.person(one),
        "events": story(one, LABELS),
        "acts": INVITATIONS.buttons(one, request.user),
        "desk": reverse("meetings:desk", args=[one.meeting_id]),
    }
    return render(request, "meetings/invitation.html", context)
