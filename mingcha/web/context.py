"""What every page shows: the city, the rooms this person may enter."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

import mingcha
from mingcha.foundation import time
from mingcha.people import queries as people


def page(request: HttpRequest) -> dict[str, Any]:
    """Masthead, side navigation and footer."""
    city = {**settings.CITY, "demo": bool(settings.DEMO_DAY), "today": time.today()}
    return {"city": city, "nav": _rooms(request), "version": mingcha.__version__}


def _rooms(request: HttpRequest) -> list[dict[str, Any]]:
    person = getattr(request, "user", None)
    if not getattr(person, "is_authenticated", False):
        return []
    roles = people.roles_of(person, on=time.today())
    doors = [
        ("home", _("My work"), True),
        ("messages", _("Messages"), True),
        ("organs:organs", _("Organs"), True),
        ("calendar", _("Calendar"), True),
        ("portal:workdays", _("Deadline calculator"), True),
        ("journal", _("Journal"), bool(roles & people.MAY_READ_JOURNAL)),
    ]
    return [
        {"label": label, "url": url, "current": request.path == url}
        for name, label, open_ in doors
        if open_
        for url in [reverse(name)]
    ]
