"""My work: what waits for this person, by when; what others must do first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.contrib.auth.decorators import login_required
from django.core.cache import cache
from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, Max, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from mingcha.foundation import clocks, time
from mingcha.foundation.models import JournalEntry
from mingcha.foundation.waiting import Waiting
from mingcha.people import queries as people
from mingcha.people.models import Person
from mingcha.web import beginning, leading, rooms
from mingcha.web.templatetags.parts import SOON, tone, wd_left

A_PAGE = 50
NEVER = 10**6  # what has no day comes after everything that has one
KEPT = 300  # seconds; a sealed envelope's hour may come without anybody writing anything


@dataclass(frozen=True)
class Row:
    """One matter with its distance in working days from today; None where no period runs."""

    what: Waiting
    left: int | None

    @property
    def state(self) -> dict[str, Any]:
        """The distance as a word, a shape and a colour."""
        if self.left is None:
            return {"label": _("No deadline"), "tone": "neutral", "shape": "ring"}
        return {"label": wd_left(self.left), "tone": tone(self.left)}

    @property
    def room(self) -> Any:
        """What the room is called."""
        return rooms.label(self.what.kind)

    @property
    def tone(self) -> str:
        """Only what is overdue marks its whole row."""
        return "overdue" if self.left is not None and self.left < 0 else ""


def rows(person: Any, *, on: date) -> list[Row]:
    """Everything that waits for a person, and what they wait for, from every room."""
    found = [one for ask in rooms.waiting_questions() for one in ask(person, on=on)]
    return [Row(one, clocks.left(one.clock, on=on) if one.clock else None) for one in found]


def is_overdue(row: Row, on: date) -> bool:
    """The last day is over."""
    return row.left is not None and row.left < 0


def is_soon(row: Row, on: date) -> bool:
    """Today or within three working days."""
    return row.left is not None and 0 <= row.left <= SOON


def is_this_week(row: Row, on: date) -> bool:
    """Not over yet, and due by Sunday."""
    sunday = on + timedelta(days=6 - on.weekday())
    return row.left is not None and row.left >= 0 and bool(row.what.due_on <= sunday)  # type: ignore[operator]


WINDOWS: dict[str, Callable[[Row, date], bool]] = {
    "overdue": is_overdue,
    "soon": is_soon,
    "week": is_this_week,
}
SORTS: dict[str, Callable[[Row], Any]] = {
    "due": lambda row: (NEVER if row.left is None else row.left, row.what.number),
    "room": lambda row: (row.what.kind, row.what.number),
    "number": lambda row: row.what.number,
    "organ": lambda row: (row.what.organ, row.what.number),
}


@login_required
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """What must I do next, and by when."""
    today = time.today()
    found = rows(request.user, on=today)
    mine = [row for row in found if row.what.mine]
    others = [row for row in found if not row.what.mine]
    headless = people.organs_without_head(on=today)
    at_once = _at_once(request.user, headless)
    _remember(request.user, today, len(mine), newest=at_once.newest)
    chosen = others if request.GET.get("whose") == "others" else mine
    shown = _narrowed(request, chosen, today)
    roles = people.roles_of(request.user, on=today)
    led = leading.desk(request.user, on=today)
    context = {
        "facts": leading.facts(led, len(mine)) if led else _counts(mine, others, today),
        "duties": people.duties_of(request.user, on=today),
        "filters": _filters(request, mine, others, chosen),
        "page": _page(request, shown),
        "columns": _columns(request),
        "of": len(chosen),
        "unread": at_once.unread,
        "beginning": beginning.shown(request.user, on=today, has_begun=at_once.begun),
        "leading": led,
        "headless": headless if people.CENTRE & roles and at_once.headless else [],
    }
    return render(request, "home.html", context)


class AtOnce(NamedTuple):
    """What the page needs to know besides its rows, in one question."""

    unread: int
    newest: int | None
    begun: bool
    headless: bool


def _at_once(person: Any, headless: QuerySet[Any]) -> AtOnce:
    messages = people.messages_of(person).filter(read_at=None).order_by().values("to")
    unread = Coalesce(Subquery(messages.annotate(n=Count("pk")).values("n")), 0)
    newest = Subquery(JournalEntry.objects.order_by("-pk").values("pk")[:1])
    asked = Person.objects.filter(pk=person.pk).order_by()
    there = (Exists(beginning.visits_made()), Exists(headless))
    return AtOnce(*asked.values_list(unread, newest, *there).get())


@login_required
@require_GET
def count(request: HttpRequest) -> HttpResponse:
    """The number beside My work in the navigation, for pages that did not know it."""
    today = time.today()
    waiting = known(request.user, on=today)
    if waiting is None:
        waiting = sum(row.what.mine for row in rows(request.user, on=today))
        _remember(request.user, today, waiting, newest=_newest())
    return render(request, "parts/count.html", {"room": {"count": waiting}})


def known(person: Any, *, on: date) -> int | None:
    """How much waits for a person, if nothing has been written since it was counted."""
    if (counted := person.__dict__.get("_waiting")) is not None:  # on this very page
        return int(counted)
    found: int | None = cache.get(_key(person, on, _newest()))
    return found


def _remember(person: Any, on: date, waiting: int, *, newest: int | None) -> None:
    person.__dict__["_waiting"] = waiting
    cache.set(_key(person, on, newest), waiting, KEPT)


def _newest() -> int | None:
    found: int | None = JournalEntry.objects.aggregate(newest=Max("pk"))["newest"]
    return found


def _key(person: Any, on: date, newest: int | None) -> str:
    """The day and the newest journal entry: whatever was done since then makes a new key."""
    return f"waiting:{person.pk}:{on}:{newest}"


def _narrowed(request: HttpRequest, chosen: list[Row], on: date) -> list[Row]:
    if room := request.GET.get("room"):
        chosen = [row for row in chosen if row.what.kind == room]
    if window := WINDOWS.get(request.GET.get("due", "")):
        chosen = [row for row in chosen if window(row, on)]
    asked = request.GET.get("sort", "")
    by = SORTS.get(asked.lstrip("-"), SORTS["due"])
    return sorted(chosen, key=by, reverse=asked.startswith("-"))


def _page(request: HttpRequest, shown: list[Row]) -> Page[Row]:
    return Paginator(shown, A_PAGE).get_page(request.GET.get("page"))


def _counts(mine: list[Row], others: list[Row], on: date) -> list[dict[str, Any]]:
    words = {"overdue": _("Overdue"), "soon": _("Within three days"), "week": _("This week")}
    facts = []
    for key, label in words.items():
        n = sum(WINDOWS[key](row, on) for row in mine)
        alarm = "overdue" if key == "overdue" and n else ""
        facts.append({"label": label, "value": n, "url": f"?due={key}", "tone": alarm})
    waits = {"label": _("Waiting for others"), "value": len(others), "url": "?whose=others"}
    return [*facts, waits]


def _filters(
    request: HttpRequest, mine: list[Row], others: list[Row], chosen: list[Row]
) -> list[dict[str, Any]]:
    asked = {name: request.GET.get(name, "") for name in ("whose", "room", "due")}
    whose = [("", _("Mine to do"), len(mine)), ("others", _("Waiting for others"), len(others))]
    kinds = dict.fromkeys(row.what.kind for row in chosen)
    counted = [(kind, sum(row.what.kind == kind for row in chosen)) for kind in kinds]
    here = [("", _("All"), len(chosen)), *((kind, rooms.label(kind), n) for kind, n in counted)]
    when = [("", _("Any day"), None), ("overdue", _("Only overdue"), None),
            ("soon", _("Within three days"), None), ("week", _("This week"), None)]  # fmt: skip
    return [
        {"label": label, "options": [_option(request, key, asked[key], *one) for one in options]}
        for key, label, options in (
            ("whose", _("Whose turn"), whose),
            ("room", _("Room"), here),
            ("due", _("Due"), when),
        )
    ]


def _option(
    request: HttpRequest, key: str, now: str, code: str, label: Any, n: int | None
) -> dict[str, Any]:
    gone = ("room", "due") if key == "whose" else ()
    url = address(request, **{key: code}, **dict.fromkeys(gone, ""), page="")
    return {"label": label, "url": url, "current": now == code, "count": n}


def _columns(request: HttpRequest) -> list[dict[str, Any]]:
    asked = request.GET.get("sort", "due")
    labels = {
        "due": _("Due"),
        "room": _("Room"),
        "number": _("Number"),
        "organ": _("Organ"),
    }
    heads = []
    for key, words in labels.items():
        way = "" if asked.lstrip("-") != key else "down" if asked.startswith("-") else "up"
        turned = f"-{key}" if way == "up" else key
        url = address(request, sort=turned, page="")
        heads.append({"key": key, "label": words, "sorted": way, "sort_url": url})
    return heads


def address(request: HttpRequest, **changes: str) -> str:
    """The page's own address with some of its choices changed; "" takes one away."""
    asked = request.GET.copy()
    for name, value in changes.items():
        asked.pop(name, None)
        if value:
            asked[name] = value
    return f"?{asked.urlencode()}"
