"""What people write about panels and invitations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mingcha.appraisals.models import Delivery, Frame
from mingcha.foundation.acts import ActForm

REPORTED = (Delivery.Fate.SENT, Delivery.Fate.DELIVERED, Delivery.Fate.FAILED)


class PreparePanelForm(ActForm):
    """From which lists a panel is drawn, and where the seed will come from."""

    frames = forms.ModelMultipleChoiceField(
        label=_("From which lists"),
        queryset=Frame.objects.none(),
        to_field_name="code",
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Of third bodies: never from an organ that is rated."),
    )
    seed_source = forms.CharField(
        label=_("Where the seed comes from"),
        max_length=200,
        help_text=_("Dice thrown before witnesses, or a lottery number of a later day."),
    )
    variants = forms.BooleanField(
        label=_("Draw members with ties into variants of their group"),
        required=False,
        help_text=_(
            "They do not rate the organ they are tied to. Where too few share a tie, and without "
            "this, they are left out."
        ),
    )

    def __init__(self, *args: Any, **facts: Any) -> None:
        super().__init__(*args, **facts)
        found = Frame.objects.filter(wiped_on=None)
        self.fields["frames"].queryset = found  # type: ignore[attr-defined]

    def facts(self, by: Any) -> dict[str, Any]:
        """The lists as rows."""
        return {**self.cleaned_data, "frames": list(self.cleaned_data["frames"])}


class RemindForm(ActForm):
    """Which group is reminded."""

    group = forms.CharField(
        label=_("Group"), max_length=40, help_text=_("Its code, as the delivery board has it.")
    )


class OfGroupForm(ActForm):
    """Something about one group of the panel."""

    group = forms.ChoiceField(label=_("Group"))

    def __init__(self, *args: Any, groups: Sequence[tuple[str, str]] = (), **facts: Any) -> None:
        facts.setdefault("auto_id", f"{type(self).__name__}-%s")  # three stand on one page
        super().__init__(*args, **facts)
        self.fields["group"].choices = list(groups)  # type: ignore[attr-defined]


class ReissueForm(OfGroupForm):
    """Which group's invitations are issued anew."""


class ReplaceForm(OfGroupForm):
    """Which invitation is exchanged for another, and whose the new one is."""

    ref = forms.CharField(
        label=_("Reference"), max_length=40, help_text=_("Whose it is: the number in their list.")
    )
    number = forms.CharField(
        label=_("Number of the invitation"),
        max_length=20,
        help_text=_("Ten characters on the card, in the message, and in the delivery list."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )


class ReportForm(OfGroupForm):
    """What became of invitations."""

    fate = forms.ChoiceField(
        label=_("What became of them"), choices=[(str(fate), fate.label) for fate in REPORTED]
    )
    refs = forms.CharField(
        label=_("Only these references"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=20000,
        required=False,
        help_text=_("One a line; empty means all of the group that are not settled."),
    )
    why = forms.CharField(label=_("Why it failed"), max_length=200, required=False)

    def facts(self, by: Any) -> dict[str, Any]:
        """References as a list."""
        return {**self.cleaned_data, "refs": self.cleaned_data["refs"].split()}
