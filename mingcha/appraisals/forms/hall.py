"""What is typed at the chair's table and at the opening of the box."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mingcha.foundation.acts import ActForm

SECRET = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "rows": 3}


class EndForm(ActForm):
    """In how many minutes voting ends."""

    minutes = forms.IntegerField(
        label=_("Minutes from now"), min_value=1, max_value=600, initial=10
    )


class SharesForm(ActForm):
    """Two shares of two scrutineers."""

    first = forms.CharField(
        label=_("Share of one scrutineer"), max_length=200, widget=forms.Textarea(attrs=SECRET)
    )
    second = forms.CharField(
        label=_("Share of another scrutineer"), max_length=200, widget=forms.Textarea(attrs=SECRET)
    )

    def facts(self, by: Any) -> dict[str, Any]:
        """Both shares as the command takes them."""
        return {"shares": [self.cleaned_data["first"], self.cleaned_data["second"]]}
