"""What the pages of a draw show, in the shapes the shared parts take."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.paginator import Paginator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mingcha.core.draw import WHOLE, replay
from mingcha.draws import queries
from mingcha.draws.doors import LABELS
from mingcha.draws.models import Draw
from mingcha.foundation.listing import state_tag
from mingcha.foundation.story import story
from mingcha.organs.models import Unit

TONES = {"prepared": "attention", "drawn": "good", "void": "withheld"}
WORDS = ("seed_source", "seed", "remark")
PAGE = 50


def face(draw: Draw, asked: Mapping[str, str]) -> dict[str, Any]:
    """Everything of a draw but its result."""
    return {
        "state": state_tag(draw, TONES),
        "facts": facts(draw),
        "fingerprint": grouped(draw.fingerprint),
        "dice": queries.dice_enough(draw),
        "short": _short(draw),
        "strata": strata(draw),
        "bag": bag(draw, asked),
        "people": inspectors(draw),
        "events": story(draw, LABELS, words=WORDS),
    }


def grouped(fingerprint: str) -> list[str]:
    """Four characters at a time, as one reads it out."""
    return [fingerprint[n : n + 4] for n in range(0, len(fingerprint), 4)]


def _short(draw: Draw) -> str:
    """What to say where fewer dice were thrown than can make every result."""
    thrown, enough = queries.dice_thrown(draw), queries.dice_enough(draw)
    if not draw.seed or thrown is None or thrown >= enough:
        return ""
    return _(
        "{thrown} dice were thrown; {enough} would have been needed so that every possible "
        "result could fall. Throw more next time."
    ).format(thrown=thrown, enough=enough)


def sizes(draw: Draw) -> dict[str, int]:
    """How much is in the bag and how much is drawn from it."""
    targets = draw.pool["candidates"]
    return {
        "targets": len(targets),
        "tickets": sum(row["odds"] for row in targets),
        "inspectors": len(draw.pool["inspectors"]),
        "wanted": sum(draw.wants.values()),
    }


def facts(draw: Draw) -> list[dict[str, Any]]:
    """The strip: how much of how much, teams, when."""
    n = sizes(draw)
    opens = queries.opening(draw)
    return [
        {
            "label": _("To draw"),
            "value": n["wanted"],
            "note": _("of {n} in the bag").format(n=n["targets"]),
        },
        {"label": _("Tickets"), "value": n["tickets"]},
        {
            "label": _("Teams of"),
            "value": draw.team_size,
            "note": _("from {n} inspectors").format(n=n["inspectors"]),
        },
        {"label": _("Pool fixed"), "value": draw.fixed_on.isoformat()},
        {"label": _("Drawn"), "value": draw.drawn_on.isoformat() if draw.drawn_on else "—"},
        *([{"label": _("Sealed until"), "value": f"{opens:%m-%d %H:%M}"}] if opens else []),
    ]


def named(stratum: str) -> str:
    """A stratum in words: the class of organs where it is one, else as it was written."""
    if stratum == WHOLE:
        return _("The whole bag")
    return str(dict(Unit.Kind.choices).get(stratum, stratum or "—"))


def _column(key: str, label: str, align: str = "") -> dict[str, Any]:
    return {"key": key, "label": label, "align": align}


def _texts(*values: Any) -> list[dict[str, Any]]:
    return [value if isinstance(value, dict) else {"text": value} for value in values]


def strata(draw: Draw) -> dict[str, Any]:
    """How many places each stratum has."""
    rows = [
        {"cells": _texts(named(one.name), one.targets, one.tickets, one.wanted)}
        for one in queries.strata(draw)
    ]
    columns = [
        _column("stratum", _("Stratum")),
        _column("targets", _("Targets"), "right"),
        _column("tickets", _("Tickets"), "right"),
        _column("wanted", _("To draw"), "right"),
    ]
    return {"caption": _("Places by stratum"), "columns": columns, "rows": rows}


def places(draw: Draw) -> list[dict[str, Any]]:
    """The strata from which something is drawn, for the protocol."""
    held = [one for one in queries.strata(draw) if one.wanted]
    return [{"name": named(one.name), "targets": one.targets, "wanted": one.wanted} for one in held]


def bag(draw: Draw, asked: Mapping[str, str]) -> dict[str, Any]:
    """The targets with their tickets, those with more than one first, and why."""
    held = sorted(draw.pool["candidates"], key=lambda row: (-row["odds"], row["key"]))
    page = Paginator(held, PAGE).get_page(asked.get("page"))
    columns = [
        _column("target", _("Target")),
        _column("stratum", _("Stratum")),
        _column("odds", _("Tickets"), "right"),
        _column("why", _("Why")),
    ]
    rows = [{"cells": _target(draw, row)} for row in page.object_list]
    return {
        "caption": _("What is in the bag"),
        "total": len(held),
        "columns": columns,
        "rows": rows,
        "page": page,
    }


def _target(draw: Draw, row: Mapping[str, Any]) -> list[dict[str, Any]]:
    why = draw.reasons.get(row["key"])
    words = Draw.Why(why).label if why else _("one ticket, as every other")
    target = {"text": row["label"] or row["key"], "note": row["key"]}
    return _texts(target, named(row["stratum"]), row["odds"], words)


def inspectors(draw: Draw) -> dict[str, Any]:
    """Who may be sent, by code, and from which organs they must stay away."""
    columns = [_column("key", _("Inspector")), _column("recused", _("Must stay away from"))]
    rows = [
        {"cells": _texts(one["key"], "、".join(one["recused"]) or "—")}
        for one in draw.pool["inspectors"]
    ]
    empty = {"title": _("No team is drawn"), "text": _("Only targets are drawn.")}
    return {
        "caption": _("Inspectors by code, with their recusals"),
        "columns": columns,
        "rows": rows,
        "empty": empty,
    }


def result(draw: Draw) -> dict[str, Any] | None:
    """What was drawn, slot by slot, and that the program has just drawn it again."""
    record = queries.record_of(draw)
    if record is None:
        return None
    again = replay(record, published=draw.fingerprint)
    columns = [
        _column("n", _("No."), "right"),
        _column("target", _("Target")),
        _column("stratum", _("Stratum")),
        _column("team", _("Team (leader first)")),
        _column("slot", _("Turn"), "right"),
        _column("mark", _("Mark of the ticket")),
    ]
    rows = [{"cells": _place(place)} for place in queries.drawn(record)]
    table = {"caption": _("What was drawn"), "total": len(rows), "columns": columns, "rows": rows}
    return {"table": table, "agrees": again.agrees}


def _place(place: queries.Place) -> list[dict[str, Any]]:
    target = {"text": place.target.label or place.target.key, "note": place.target.key}
    team = place.team
    members = [team.leader, *(m for m in team.members if m != team.leader)] if team else []
    mark = {"text": f"{place.mark[:12]}…", "note": _("ticket {n}").format(n=place.ticket)}
    slot = team.slot if team else "—"
    return _texts(
        place.n, target, named(place.target.stratum), "、".join(members) or "—", slot, mark
    )


def verdict(seen: queries.Checked) -> dict[str, Any]:
    """What a stranger is told: one sentence first, then what differs."""
    record, n = seen.record, len(seen.record.targets)
    words = _("The record differs from what its seed and pool give.")
    if seen.replay.agrees:
        words = ngettext(
            "The record agrees: the seed gives the %(n)s target drawn, and its team.",
            "The record agrees: the seed gives the %(n)s targets drawn, and their teams.",
            n,
        ) % {"n": n}
    rows = [
        {"label": _("Purpose"), "value": record.purpose or "—"},
        {"label": _("Seed"), "value": record.seed},
        {"label": _("Witnesses"), "value": "、".join(record.witnesses) or "—"},
        {"label": _("Targets drawn"), "value": n},
        {"label": _("In the bag"), "value": len(record.pool.candidates)},
    ]
    return {"verdict": words, "rows": rows, "groups": grouped(record.fingerprint)}
