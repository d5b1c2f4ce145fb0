"""The big screen: three numbers, a bar for each group, then what the count gave.

It asks five times in two seconds, so that nothing on the wall is older than a second. What it is
told is made at most so often that making it takes a twentieth of the time, by one thread: the
tables of the ballot box are never read more because more screens hang in the hall.
"""

from __future__ import annotations

import hashlib
from threading import Lock
from typing import Any, NamedTuple

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from mingcha.appraisals import queries, verdict, wording
from mingcha.appraisals.models import Round
from mingcha.appraisals.models.rule import Kind
from mingcha.appraisals.queries import hall
from mingcha.foundation import time
from mingcha.foundation.printing import qr
from mingcha.foundation.refusals import NOT_HERE
from mingcha.polls.models import Poll
from mingcha.polls.record import in_language, named, paper_of

SHORTEST = 0.25  # seconds for which one picture of the hall is shown
PART = 20  # at most one second in so many is spent on making it
WIDE = 1000  # a bar is so many units wide
FEW = 3  # marks of one class that are still named one by one
MARKS = {
    "u": gettext_lazy("Do not know"),
    "n": gettext_lazy("No contact"),
    "-": gettext_lazy("Left empty"),
}


class Picture(NamedTuple):
    """What the wall shows, its tag, and until when it may be shown."""

    body: str
    tag: str
    until: float


_pictures: dict[tuple[Any, ...], Picture] = {}
_making = Lock()


def in_the_hall(request: HttpRequest, pk: int) -> Round:
    """The round, for those who stand at the hall's machines; else it is not here."""
    one: Round = get_object_or_404(queries.visible_to(request.user), pk=pk)
    if not hall.keeps_hall(one, request.user):
        raise NOT_HERE()
    return one


def _poll(round_: Round, asked: str) -> Poll | None:
    """The round's own ballot, or one of its rehearsals."""
    if not asked:
        return round_.poll
    return next((one for one in hall.rehearsals_of(round_) if str(one.pk) == asked), round_.poll)


@never_cache
@login_required
@require_GET
def screen(request: HttpRequest, pk: int) -> HttpResponse:
    """The page for the wall; its living part comes from `live`."""
    one = in_the_hall(request, pk)
    poll = _poll(one, asked := request.GET.get("rehearsal", ""))
    live = reverse("appraisals:live", args=[pk]) + (f"?rehearsal={asked}" if asked else "")
    context = {"round": one, "poll": poll, "live": live, "picture": _picture(one, poll).body}
    context["now"] = _city_now()
    return render(request, "appraisals/screen.html", context | _address(request, poll))


def _address(request: HttpRequest, poll: Poll | None) -> dict[str, str]:
    """Where a phone goes: as a code to scan, and short enough to type."""
    if poll is None:
        return {}
    whole = request.build_absolute_uri(f"/vote/{poll.code}/")
    short = f"{request.get_host()}/v/{int(poll.number.rpartition('-')[2])}"
    return {"short": short, "code": qr(whole).svg_data_uri()}


@never_cache
@login_required
@require_GET
def live(request: HttpRequest, pk: int) -> HttpResponse:
    """What has changed since; 304 where nothing has."""
    one = in_the_hall(request, pk)
    picture = _picture(one, _poll(one, request.GET.get("rehearsal", "")))
    if request.headers.get("If-None-Match") == picture.tag:
        answer = HttpResponse(status=304)
    else:
        answer = HttpResponse(picture.body)
    answer.headers["ETag"] = picture.tag
    answer.headers["X-Now"] = _city_now()
    return answer


def _city_now() -> str:
    """The city's clock, by which the wall counts down: the wall's own may be wrong."""
    return f"{time.now().timestamp():.3f}"


def _now() -> float:
    return time.by_the_machine().timestamp()


def _picture(one: Round, poll: Poll | None) -> Picture:
    """The picture as it is, or a new one; whoever comes while it is made gets the old one."""
    key = (one.pk, one.state, poll and (poll.pk, poll.state, poll.closes_at), get_language())
    found, begun = _pictures.get(key), _now()
    if found is not None and (begun < found.until or _making.locked()):
        return found
    with _making:
        body = render_to_string("appraisals/_screen.html", picture_of(one, poll))
        took = _now() - begun
        tag = f'"{hashlib.sha256(body.encode()).hexdigest()[:20]}"'
        made = Picture(body, tag, begun + max(SHORTEST, took * PART))
        if len(_pictures) > WIDE:
            _pictures.clear()
        _pictures[key] = made
    return made


def picture_of(one: Round, poll: Poll | None) -> dict[str, Any]:
    """Everything on the wall in words and numbers."""
    if poll is None:
        return {"stage": "none", "round": one}
    shown = {"round": one, "poll": poll, "rehearsal": poll.rehearsal}
    if hall.may_be_shown(one, poll):
        return shown | {"stage": "result", **_result(one, poll)}
    return shown | {"stage": poll.state, **_hall(one, poll)}


def _hall(one: Round, poll: Poll) -> dict[str, Any]:
    told = hall.in_hall(one, poll)
    end = poll.closes_at if poll.state == Poll.State.OPEN else None
    return {
        "present": told.present,
        "ballots": told.ballots,
        "end": end.timestamp() if end is not None else None,
        "least": told.least,
        "groups": [_bar(group) for group in told.groups],
    }


def _bar(group: hall.GroupInHall) -> dict[str, Any]:
    wide = None if group.share is None else round(WIDE * group.share)
    name = wording.in_language(group.name, group.name_en)
    return {"name": name, "present": group.present, "ballots": group.ballots, "wide": wide}


# After the count


def _result(one: Round, poll: Poll) -> dict[str, Any]:
    rows = hall.results_shown(one, poll)
    organs = [_organ(poll, row) for row in rows]
    return {
        "spot": one.of_kind == Kind.ON_THE_SPOT,
        "final": one.state in queries.PUBLIC,
        "organs": _in_bands(one, organs),
        "sentence": _sentence(one, poll, hall.counted(one, poll)),
        "void": _void(one, poll),
        "others": any(len(marks) > FEW for row in rows for marks, _n in row.classes[1:]),
    }


def _in_bands(one: Round, organs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Class by class and band by band, once a final round publishes scores; else as they are.

    The first of a class carries its name and its sentence; bands are shaded in turn.
    """
    held = hall.standings_shown(one)
    if not held:
        return organs
    of_code: dict[str, list[dict[str, Any]]] = {}
    for organ in organs:
        of_code.setdefault(organ["code"], []).append(organ)
    made: list[dict[str, Any]] = []
    for kind, names, stand in held:
        label = wording.class_of(kind)
        head = {"label": label, "sentence": verdict.apart(names, stand)}
        bands = stand.bands if stand is not None else ()
        band_of = {code: n for n, band in enumerate(bands, 1) for code in band}
        order = [*band_of, *(code for code in names if code not in band_of)]
        for organ in (organ for code in order for organ in of_code.get(code, ())):
            made.append(organ | _banded(label, band_of.get(organ["code"])) | {"head": head})
            head = {}
    return made


def _banded(label: Any, band: int | None) -> dict[str, Any]:
    """Class and band in words; every other band is shaded."""
    if band is None:
        return {"class": label, "shaded": False}
    words = _("{label}, band {n}").format(label=label, n=band)
    return {"class": words, "shaded": band % 2 == 1}


def _sentence(one: Round, poll: Poll, counted: int) -> str:
    if one.of_kind == Kind.ON_THE_SPOT:
        words = _("{n} ballots counted; {organs} organs in the order of the paper, without ranks")
        return words.format(n=counted, organs=len(poll.organs))
    step = (one.public or {}).get("step")
    if step is None:
        return _(
            "{n} ballots counted; scores could prove a single ballot and are not shown"
        ).format(n=counted)
    return _("{n} ballots counted; scores in steps of {step} points").format(n=counted, step=step)


def _void(one: Round, poll: Poll) -> str:
    """Which groups' ballots do not count, if any were declared void."""
    groups = [named(code, poll.groups, get_language() or "") for code in one.void_groups]
    words = _("Declared void and not counted: the ballots of {groups}")
    return words.format(groups="、".join(groups)) if groups else ""


def _organ(poll: Poll, row: hall.OrganShown) -> dict[str, Any]:
    language = get_language() or ""
    name = named(row.organ, poll.organs, language)
    asked = named(row.question, poll.questions, language) if row.question else ""
    marks = paper_of(poll).allowed
    return {
        "code": row.organ,
        "name": name,
        "question": asked,
        "n": row.ballots,
        "score": row.score,
        "band": wording.band(row.band) if row.band else "",
        "classes": _classes(poll, row, marks) if len(row.classes) > 1 else [],
        "one": len(row.classes) == 1,  # every mark put together: "100 %" of nothing
        "mixed": row.mixed,
    }


def _classes(poll: Poll, row: hall.OrganShown, marks: str) -> list[dict[str, Any]]:
    """Pieces of one bar, from the best grade on, with their shares in words."""
    pieces, begun = [], 0
    for held, n in row.classes:
        wide = round(WIDE * n / row.ballots) if row.ballots else 0
        share = f"{100 * n / row.ballots:.1f} %" if row.ballots else "—"
        words = _("all others") if len(held) > FEW else _named(poll, held)
        tone = min(marks.index(held[0]), FEW)
        pieces.append({"x": begun, "wide": wide, "words": words, "share": share, "tone": tone})
        begun += wide
    return pieces


def _named(poll: Poll, held: str) -> str:
    language = get_language() or ""
    words = [
        in_language(poll.grades[int(mark) - 1], language) if mark.isdigit() else str(MARKS[mark])
        for mark in held
    ]
    return " + ".join(words)
