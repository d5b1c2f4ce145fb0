"""What every page shows: the city, the rooms this person may enter."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

import mingcha
from mingcha.foundation import time
from mingcha.people import queries as people
from mingcha.web import rooms, work


def page(request: HttpRequest) -> dict[str, Any]:
    """Masthead, side navigation and footer."""
    city = {**settings.CITY, "demo": bool(settings.DEMO_DAY), "today": time.today()}
    return {"city": city, "nav": _rooms(request), "version": mingcha.__version__}


def _rooms(request: HttpRequest) -> list[dict[str, Any]]:
    person = getattr(request, "user", None)
    if not getattr(person, "is_authenticated", False):
        return []
    roles = people.roles_of(person, on=time.today())
    doors = [room for room in rooms.landed() if room.is_for(roles)]
    here = _here(request.path, [reverse(room.door) for room in doors])
    before = [None, *doors]
    return [
        {
            "label": room.label,
            "url": url,
            "current": url == here,
            "group": bool(last and last.group != room.group),
            **(_waiting(person) if room.key == "work" else {}),
        }
        for last, room in zip(before, doors, strict=False)
        for url in [reverse(room.door)]
    ]


def _here(path: str, urls: list[str]) -> str:
    """The room a page belongs to: the longest door its address begins with."""
    doors = [url for url in urls if path == url or (url != "/" and path.startswith(url))]
    return max(doors, key=len, default="")


def _waiting(person: Any) -> dict[str, Any]:
    """The number beside My work; a page that does not know it asks for it once it is shown."""
    count = work.known(person, on=time.today())
    return {"count": count} if count is not None else {"count_url": reverse("work_count")}
