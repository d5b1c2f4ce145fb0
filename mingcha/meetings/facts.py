"""What this room tells those above: how many came to a meeting, by group, small groups hidden."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext_lazy as _

from mingcha.foundation import policy
from mingcha.foundation.columns import Row, day, facts, text, whole
from mingcha.meetings import record, rules
from mingcha.meetings.models import Meeting


@facts(
    "meetings_attendance",
    _("How many were invited to each meeting that has ended, and how many came; no names."),
    text("meeting", _("The meeting's number.")),
    day("held_on", _("When it was held.")),
    text("group", _("The group invited.")),
    whole("invited", _("Invited; empty where a small number is not shown."), _("persons")),
    whole("arrived", _("Came; empty where a small number is not shown."), _("persons")),
)
def attendance(day: date) -> Iterable[Row]:
    """One row for each meeting and group."""
    least = policy.value(rules.FEWEST_SHOWN, on=day)
    for meeting in Meeting.objects.filter(state=Meeting.State.ENDED).order_by("number"):
        told = meeting.attendance or {}
        invited, arrived = (
            record.shown_counts({code: n[name] for code, n in told.items()}, least=least)
            for name in ("invited", "arrived")
        )
        for code in sorted(told):
            both = (None, None) if None in (invited[code], arrived[code]) else (
                invited[code], arrived[code]
            )  # fmt: skip
            yield (meeting.number, meeting.held_on, code, *both)
