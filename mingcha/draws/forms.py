"""What people write at the door of a draw: a seed, its witnesses, a reason, a record to repeat."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mingcha.foundation.acts import ActForm


class NamesField(forms.CharField):
    """Names one a line; cleaned to a list."""

    widget = forms.Textarea(attrs={"rows": 3})

    def clean(self, value: Any) -> Any:
        """Each name by itself, without empty lines."""
        text = super().clean(value)
        return [name.strip() for name in text.replace("、", "\n").splitlines() if name.strip()]


class DrawForm(ActForm):
    """The seed as it fell, and who saw it."""

    seed = forms.CharField(
        label=_("Seed, as it fell"),
        max_length=200,
        help_text=_(
            "Source and values, like dice:3-1-6-2-5-5. Several sources with a slash between: "
            "dice:3-1-6/lottery:4-9-31. How many dice are enough stands on the page of the draw."
        ),
    )
    witnesses = NamesField(
        label=_("Witnesses"),
        max_length=400,
        help_text=_("One name a line; at least two besides whoever makes the draw."),
    )


class VoidForm(ActForm):
    """Why a draw does not count."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        widget=forms.Textarea,
        help_text=_("What was wrong with it. The draw stays on record, seed and all."),
    )


class ReplayForm(forms.Form):
    """A record somebody was given, and the fingerprint they noted before the draw."""

    record = forms.FileField(
        label=_("Record of the draw"),
        help_text=_("The JSON file as it was downloaded or published."),
    )
    fingerprint = forms.CharField(
        label=_("Fingerprint that was read out or published"),
        max_length=120,
        required=False,
        help_text=_(
            "64 characters. Without it nobody can notice that the pool was exchanged together "
            "with the record."
        ),
    )

    def clean_fingerprint(self) -> str:
        """However it was noted down: without gaps, in small letters."""
        return "".join(str(self.cleaned_data["fingerprint"]).split()).lower()
