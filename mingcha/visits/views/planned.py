"""What the pages of plans and rounds show, in the shapes the shared parts take."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingcha.foundation import time
from mingcha.foundation.listing import state_cell
from mingcha.visits import queries
from mingcha.visits.models import Plan, Round, Visit

TONES = {"drafted": "attention", "approved": "good", "closed": "withheld"}
ENVELOPES = {"sealed": "withheld", "verified": "good", "cancelled": "withheld"}
STEPS = {
    "draws.draw.prepare": gettext_lazy("Pool fixed, fingerprint published"),
    "draws.draw.draw": gettext_lazy("Seed thrown before witnesses, drawn"),
    "visits.round.assign": gettext_lazy("Envelopes sealed"),
}
NEAREST = 10
NAMED = 50  # targets named by hand; the list of visits has them all


def _column(key: str, label: str, align: str = "") -> dict[str, Any]:
    return {"key": key, "label": label, "align": align}


def _cells(*values: Any) -> list[dict[str, Any]]:
    return [value if isinstance(value, dict) else {"text": value} for value in values]


def _hour(when: Any) -> str:
    return f"{when.astimezone(time.city_zone()):%Y-%m-%d %H:%M}"


def path(plan: Plan) -> list[dict[str, Any]]:
    """The way up from a round."""
    return [
        {"label": _("Plans"), "url": reverse("visits:plans")},
        {"label": plan.title, "url": reverse("visits:plan", args=[plan.pk])},
    ]


def facts(plan: Plan, use: queries.Use, rounds: Sequence[Round]) -> list[dict[str, Any]]:
    """The strip of a plan: how much was planned, drawn, opened."""
    return [
        {"label": _("Themes"), "value": len(plan.themed)},
        {"label": _("Rounds"), "value": len(rounds)},
        {"label": _("Visits opened"), "value": use.visits},
        {"label": _("Envelopes sealed"), "value": use.sealed},
        {"label": _("Organs visited"), "value": use.organs},
        {
            "label": _("Ceiling"),
            "value": plan.ceiling,
            "note": _("visits to one organ in the year"),
        },
    ]


def themes(plan: Plan, rounds: Iterable[Round]) -> dict[str, Any]:
    """Each theme with the document it carries out and the rounds it has had."""
    had = Counter(one.theme for one in rounds)
    columns = [
        _column("theme", _("Theme")),
        _column("document", _("Carries out")),
        _column("rounds", _("Rounds"), "right"),
    ]
    rows = [
        {
            "cells": _cells(theme, document or _("no document named yet"), had[theme]),
            "tone": "" if document else "attention",
        }
        for theme, document in plan.themed
    ]
    empty = {"title": _("No theme yet"), "text": _("Revise the draft and write its themes.")}
    return {"caption": _("Themes"), "columns": columns, "rows": rows, "empty": empty}


def months(rounds: Iterable[Round]) -> dict[str, Any]:
    """Month by month: rounds, envelopes, how many were opened and verified."""
    by_month: defaultdict[int, list[Any]] = defaultdict(list)
    for one in rounds:
        by_month[one.opens_at.astimezone(time.city_zone()).month].append(one)
    columns = [
        _column("month", _("Month")),
        _column("rounds", _("Rounds"), "right"),
        _column("envelopes", _("Envelopes"), "right"),
        _column("opened", _("Opened"), "right"),
        _column("verified", _("Verified"), "right"),
    ]
    rows = [
        {"cells": _cells(_month(held[0]), *_sums(held))} for _m, held in sorted(by_month.items())
    ]
    return {"caption": _("Month by month"), "columns": columns, "rows": rows}


def _month(one: Round) -> str:
    return date_format(one.opens_at.astimezone(time.city_zone()), "YEAR_MONTH_FORMAT")


def _sums(held: Sequence[Any]) -> list[int]:
    fields = ("envelopes", "opened", "verified")
    return [len(held), *(sum(getattr(one, name) for one in held) for name in fields)]


def rounds(found: Iterable[Round]) -> dict[str, Any]:
    """The rounds by the hour at which they open."""
    columns = [
        _column("number", _("Draw")),
        _column("theme", _("Theme")),
        _column("mode", _("Mode")),
        _column("place", _("Place")),
        _column("opens_at", _("Opens at")),
        _column("state", _("State")),
        _column("envelopes", _("Opened"), "right"),
    ]
    rows = [{"url": reverse("visits:round", args=[one.pk]), "cells": _round(one)} for one in found]
    empty = {
        "title": _("No round yet"),
        "text": _("Fix a pool once the plan is approved; the seed comes after it."),
    }
    caption = _("Rounds")
    return {
        "caption": caption,
        "total": len(rows),
        "columns": columns,
        "rows": rows,
        "empty": empty,
    }


def _round(one: Any) -> list[dict[str, Any]]:
    opened = f"{one.opened} / {one.envelopes}" if one.envelopes else "—"
    tones = {"prepared": "attention", "drawn": "good", "void": "withheld"}
    return _cells(
        one.draw.number,
        one.theme,
        one.get_mode_display(),
        one.get_place_type_display(),
        _hour(one.opens_at),
        state_cell(one.draw, tones),
        opened,
    )


def named(found: QuerySet[Visit]) -> dict[str, Any]:
    """The newest targets named by hand; a reason often names them, so it is sealed as they are."""
    columns = [
        _column("number", _("Visit")),
        _column("mode", _("Mode")),
        _column("opens_at", _("Opens at")),
        _column("state", _("State")),
        _column("reason", _("Why it was not drawn")),
    ]
    rows = [
        {
            "url": f"/n/{visit.number}/",
            "cells": _cells(
                visit.number,
                visit.get_mode_display(),
                _hour(visit.opens_at),
                state_cell(visit, ENVELOPES),
                _("sealed") if queries.is_unopened(visit) else visit.reason,
            ),
        }
        for visit in found[:NAMED]
    ]
    return {"caption": _("Named by hand"), "total": found.count(), "columns": columns, "rows": rows}


def nearest(meters: Sequence[queries.Borne]) -> dict[str, Any]:
    """The organs nearest to the ceiling, the most visited first."""
    most = sorted((m for m in meters if m.visits), key=lambda m: (-m.visits, m.organ.code))
    columns = [_column("organ", _("Organ")), _column("visits", _("Visits of the ceiling"), "right")]
    rows = [
        {
            "url": reverse("visits:burden_of", args=[m.organ.pk]),
            "cells": _cells(m.organ.name, f"{m.visits} / {m.ceiling}"),
            "tone": "overdue" if m.over else "",
        }
        for m in most[:NEAREST]
    ]
    return {"caption": _("Nearest to the ceiling"), "columns": columns, "rows": rows}


def round_facts(one: Any) -> list[dict[str, Any]]:
    """The strip of a round."""
    draw = reverse("draws:draw", args=[one.draw_id])
    return [
        {"label": _("Draw"), "value": one.draw.number, "url": draw},
        {"label": _("Mode"), "value": one.get_mode_display()},
        {"label": _("Place"), "value": one.get_place_type_display()},
        {"label": _("To draw"), "value": sum(one.draw.wants.values())},
        {"label": _("Opens at"), "value": _hour(one.opens_at)},
    ]


def steps(one: Any, made: Sequence[queries.Step]) -> dict[str, Any]:
    """The round as a list of steps: who did each and when, and what is next."""
    rows = [
        {
            "label": STEPS[step.name],
            "state": "done" if step.at else "waiting",
            "note": f"{_hour(step.at)} · {step.by}" if step.at else "",
        }
        for step in made
    ]
    rows += [_step(one, "opened", _("Envelopes opened"), _hour(one.opens_at))]
    rows += [_step(one, "verified", _("Visits verified"), "")]
    if one.draw.state == "void":
        rows.append({"label": _("Draw declared void"), "state": "failed", "note": one.draw.remark})
    else:
        _point_at_the_next(rows)
    return {"title": _("How far the round has come"), "steps": rows}


def _step(one: Any, name: str, label: str, before: str) -> dict[str, Any]:
    n, of = getattr(one, name), one.envelopes
    state = "done" if of and n == of else "waiting"
    return {"label": label, "state": state, "note": f"{n} / {of}" if n else before}


def _point_at_the_next(rows: list[dict[str, Any]]) -> None:
    following = next((row for row in rows if row["state"] == "waiting"), None)
    if following is not None:
        following["state"] = "current"


def envelopes(found: Iterable[Visit]) -> dict[str, Any]:
    """Number, hour and state; where an envelope leads is nobody's business before its hour."""
    columns = [
        _column("number", _("Visit")),
        _column("opens_at", _("Opens at")),
        _column("state", _("State")),
    ]
    rows = [
        {
            "url": f"/n/{visit.number}/",
            "cells": _cells(visit.number, _hour(visit.opens_at), state_cell(visit, ENVELOPES)),
        }
        for visit in found
    ]
    empty = {
        "title": _("No envelope yet"),
        "text": _("They are sealed as soon as the seed is thrown and the draw made."),
    }
    caption = _("Envelopes")
    return {
        "caption": caption,
        "total": len(rows),
        "columns": columns,
        "rows": rows,
        "empty": empty,
    }
