"""What the public types in: dates and periods, in any of the usual ways of writing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from mingcha.core.clock import Limit
from mingcha.core.history import Event, Extended, Paused, Received, Resumed
from mingcha.core.notice import Unfit, parse_day
from mingcha.foundation.calendar import said


class DayField(forms.CharField):
    """A calendar day as people write it: 2024-09-10, 2024年9月10日, ２０２４．９．１０."""

    def clean(self, value: Any) -> Any:
        """The day, or what is wrong with it."""
        text = super().clean(value)
        if not text:
            return None
        try:
            return parse_day(text)
        except Unfit as no:
            raise ValidationError(said(no)) from no


class DeadlineForm(forms.Form):
    """From when, how long, with which standstill: the question the calculator answers."""

    start = DayField(
        label=_("Day of receipt"),
        help_text=_("Day zero: counting begins the day after. For example 2024-09-10."),
        error_messages={"required": _("Write the day on which the matter was received.")},
    )
    days = forms.IntegerField(
        label=_("Length of the period"),
        min_value=1,
        max_value=3660,
        error_messages={
            "required": _("Write how many days the period has."),
            "invalid": _("Write a whole number of days, for example 20."),
        },
    )
    unit = forms.ChoiceField(
        label=_("Counted in"),
        choices=[("wd", _("Working days")), ("d", _("Calendar days"))],
        required=False,
    )
    pause_from = DayField(
        label=_("First day of a standstill"),
        required=False,
        help_text=_("Hearings, tests and expert reviews do not count (Licensing Law, art. 45)."),
    )
    pause_to = DayField(label=_("Last day of the standstill"), required=False)
    extend = forms.IntegerField(
        label=_("Extended by"),
        required=False,
        min_value=1,
        max_value=3660,
        help_text=_("In the same unit; granted before the period ran out."),
    )

    def clean(self) -> dict[str, Any]:
        """A standstill has both ends, in their order."""
        facts = super().clean() or {}
        first, last = facts.get("pause_from"), facts.get("pause_to")
        if (first is None) != (last is None):
            self.add_error("pause_to", _("Give both the first and the last day, or neither."))
        elif first and last and last < first:
            self.add_error("pause_to", _("The last day lies before the first."))
        return facts

    def limit(self) -> Limit:
        """The period asked for."""
        return Limit(self.cleaned_data["days"], self.cleaned_data["unit"] or "wd")

    def events(self) -> Iterator[Event]:
        """What happened to the period, in order."""
        facts = self.cleaned_data
        yield Received(facts["start"])
        if facts["pause_from"]:
            yield Paused(facts["pause_from"])
            yield Resumed(day_after(facts["pause_to"]))


class DueForm(forms.Form):
    """The day on which the application was accepted."""

    accepted = DayField(
        label=_("Day of acceptance"),
        help_text=_("As it stands on your slip, for example 2026-04-10."),
        error_messages={"required": _("Write the day on which it was accepted.")},
    )


def day_after(day: date) -> date:
    """The next day of the calendar."""
    return date.fromordinal(day.toordinal() + 1)


def extended(days: int, on: date) -> Extended:
    """A lengthening granted on the last day it could be."""
    return Extended(days, on)
