"""The in-tray: what one was told, by day and by room; everything can be marked as read at once."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from mingcha.foundation import time
from mingcha.people import queries as people
from mingcha.people.commands import read_messages
from mingcha.people.models import Message
from mingcha.web import rooms

A_PAGE = 60
MANY = 4  # lines of one room on one day; more than these are folded under their number


@login_required
@require_GET
def messages(request: HttpRequest) -> HttpResponse:
    """One's own in-tray, newest first; what has been shown counts as read."""
    page = Paginator(people.messages_of(request.user), A_PAGE).get_page(request.GET.get("page"))
    shown = list(page)
    fresh = [one.pk for one in shown if one.read_at is None]
    if fresh:
        read_messages(request.user, at=time.now(), only=fresh)
    unread = people.messages_of(request.user).filter(read_at=None).count()
    context = {"days": _by_day(shown), "page": page, "fresh": len(fresh), "unread": unread}
    return render(request, "messages.html", context)


@login_required
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Everything in one's own in-tray is read."""
    read_messages(request.user, at=time.now())
    return redirect("messages")


def _by_day(shown: list[Message]) -> list[dict[str, Any]]:
    days = groupby(shown, key=_day)
    return [{"day": day, "groups": _by_room(list(told))} for day, told in days]


def _by_room(told: list[Message]) -> list[dict[str, Any]]:
    """One day's lines room by room, in the order in which each room spoke last."""
    found: dict[str, list[Message]] = {}
    for one in told:
        found.setdefault(one.about.partition(".")[0], []).append(one)
    return [
        {
            "room": rooms.label(room),
            "count": len(lines),
            "fresh": sum(one.read_at is None for one in lines),
            "folded": len(lines) > MANY,
            "events": [_event(one) for one in lines],
        }
        for room, lines in found.items()
    ]


def _event(one: Message) -> dict[str, Any]:
    return {
        "when": one.at.astimezone(time.city_zone()).strftime("%H:%M"),
        "who": "" if one.read_at else _("New"),
        "act": one.text,
        "url": one.url,
    }


def _day(one: Message) -> date:
    return one.at.astimezone(time.city_zone()).date()
