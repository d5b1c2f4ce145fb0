"""What people write at the doors of meetings: a call, an invitation, seats, reasons."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mingcha.foundation.acts import ActForm
from mingcha.meetings.models import Group, Invitation

VOTERS = (Group.DEPUTY, Group.CPPCC, Group.SUPERVISOR, Group.ENTERPRISE)


class CallForm(forms.Form):
    """A new meeting: what, where, when, and of which groups people come."""

    title = forms.CharField(label=_("Title"), max_length=200)
    place = forms.CharField(label=_("Place"), max_length=120)
    held_on = forms.DateField(label=_("Held on"), widget=forms.DateInput(attrs={"type": "date"}))
    begins_at = forms.TimeField(
        label=_("Begins at"), widget=forms.TimeInput(attrs={"type": "time"})
    )
    groups = forms.MultipleChoiceField(
        label=_("Groups"),
        choices=Group.choices,
        widget=forms.CheckboxSelectMultiple,
        initial=list(map(str, VOTERS)),
        help_text=_("Everybody is invited for one of these groups; later they vote in them."),
    )


class InviteForm(ActForm):
    """One person: their name, group and body; the seat may wait."""

    name = forms.CharField(label=pgettext_lazy("person", "Name"), max_length=60)
    group = forms.ChoiceField(label=_("Group"), choices=Group.choices)
    body = forms.CharField(label=_("Organ or body"), max_length=120, required=False)
    seat = forms.CharField(
        label=_("Seat"),
        max_length=12,
        required=False,
        help_text=_("Row and seat, like 3-12. Leave it empty where seats are assigned by group."),
    )


class ReasonForm(ActForm):
    """Why this is done."""

    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea)


class InviteLateForm(InviteForm, ReasonForm):
    """One more person while others are already coming, and why."""

    field_order = ("name", "group", "body", "seat", "reason")


class AmendForm(InviteForm):
    """What an invitation says, to be corrected."""

    @classmethod
    def beginning(cls, thing: Any) -> dict[str, Any]:
        """What it says now."""
        one: Invitation = thing
        return {"name": one.name, "group": one.group, "body": one.body, "seat": one.seat}


class SeatsForm(ActForm):
    """How wide the hall is; everybody is seated anew."""

    in_a_row = forms.IntegerField(label=_("Seats in a row"), min_value=1, max_value=200, initial=20)
    first_row = forms.IntegerField(
        label=_("First row"),
        min_value=1,
        max_value=200,
        initial=1,
        help_text=_("Rows before it stay free, for the chair and the scrutineers."),
    )

    @classmethod
    def beginning(cls, thing: Any) -> dict[str, Any]:
        """A hall of twenty seats in a row, seated from the front."""
        return {"in_a_row": 20, "first_row": 1}
