"""What the pages of a meeting show, in the shapes the shared parts take."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from mingcha.meetings import queries
from mingcha.meetings.models import Invitation, Meeting
from mingcha.meetings.queries import Turnout

TONES = {
    "called": "attention",
    "checking_in": "attention",
    "begun": "attention",
    "ended": "good",
    "cancelled": "withheld",
    "expected": "attention",
    "present": "good",
    "withdrawn": "withheld",
}


def facts(meeting: Meeting, rows: Sequence[Turnout]) -> list[dict[str, Any]]:
    """The strip: invited, come, when, where. A total that would give a small group away is not."""
    asked = sum(row.invited for row in rows)
    known = [row.arrived for row in rows if row.arrived is not None]
    came = str(sum(known)) if len(known) == len(rows) else _("{n} and more").format(n=sum(known))
    return [
        {"label": _("Invited"), "value": asked},
        {"label": _("Have come"), "value": came, "note": _("of {n}").format(n=asked)},
        {"label": _("Groups"), "value": len(rows)},
        {
            "label": _("Held on"),
            "value": meeting.held_on.isoformat(),
            "note": f"{meeting.begins_at:%H:%M}",
        },
        {"label": _("Place"), "value": meeting.place},
    ]


def groups(rows: Sequence[Turnout], *, least: int) -> dict[str, Any]:
    """Invited and come, by group."""
    hidden = _("fewer than {n}, or kept with a small group").format(n=least)
    return {
        "caption": _("By group"),
        "columns": [
            {"key": "group", "label": _("Group")},
            {"key": "invited", "label": _("Invited"), "align": "right"},
            {"key": "arrived", "label": _("Have come"), "align": "right"},
        ],
        "rows": [
            {
                "cells": [
                    {"text": row.name},
                    {"text": row.invited},
                    {"text": hidden if row.arrived is None else row.arrived},
                ]
            }
            for row in rows
        ],
        "empty": {"title": _("No groups")},
    }


def hall(meeting: Meeting) -> list[dict[str, Any]]:
    """The blocks of the hall: which rows are whose."""
    blocks: list[dict[str, Any]] = []
    for row in queries.seats_by_row(meeting):
        last = blocks[-1] if blocks else None
        if last and last["code"] == row["group"] and last["to"] >= row["row"] - 1:
            last["to"], last["n"] = row["row"], last["n"] + row["n"]
            continue
        named = {"code": row["group"], "name": meeting.group_name(row["group"])}
        blocks.append({**named, "from": row["row"], "to": row["row"], "n": row["n"]})
    return blocks


def person(one: Invitation) -> list[dict[str, Any]]:
    """The strip of one invitation."""
    organ = reverse("organs:organ", args=[one.organ_id]) if one.organ_id else ""
    return [
        {"label": _("Group"), "value": one.meeting.group_name(one.group)},
        {"label": _("Organ or body"), "value": one.body or "—", "url": organ},
        {"label": _("Seat"), "value": one.seat or "—"},
    ]
