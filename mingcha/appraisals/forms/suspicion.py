"""What people write about a suspicion."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mingcha.appraisals.models import Suspicion
from mingcha.foundation.acts import ActForm


def _words(label: Any, help_text: Any = "") -> Any:
    widget = forms.Textarea(attrs={"rows": 5})
    return forms.CharField(label=label, help_text=help_text, max_length=4000, widget=widget)


class ProposeForm(ActForm):
    """What one person found, and which decision they propose."""

    verdict = forms.ChoiceField(
        label=_("What is proposed"),
        choices=Suspicion.Verdict.choices,
        widget=forms.RadioSelect,
    )
    proposal = _words(
        _("Why it is proposed"),
        _("What was looked into and what it showed: how the group was asked, who was there."),
    )


class JudgeForm(ActForm):
    """The decision on a suspicion."""

    reason = _words(_("Decision and its reason"), _("It stays on record beside the figures."))
