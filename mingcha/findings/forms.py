"""What people write when they act on a finding."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mingcha.evidence import commands as evidence
from mingcha.findings.models import Finding
from mingcha.findings.rules import SEVERITIES
from mingcha.foundation.acts import ActForm, FilesField
from mingcha.organs.models import Unit
from mingcha.rectification.models import Order

CHOOSE = [("", _("Choose"))]


def _words(label: Any, help_text: Any = "", *, required: bool = True, rows: int = 4) -> Any:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(
        label=label, help_text=help_text, required=required, max_length=4000, widget=widget
    )


class FeedBackForm(ActForm):
    """The letter writes itself; the centre may add a sentence."""

    note = _words(
        _("To be added to the letter"),
        _(
            "The letter is composed from the finding: facts, norm, evidence, right of reply. "
            "Never name who came or who complained."
        ),
        required=False,
    )


class ReplyForm(ActForm):
    """What the organ says, and its papers."""

    stance = forms.ChoiceField(
        label=_("The organ"), choices=Finding.Stance.choices, widget=forms.RadioSelect
    )
    reply = _words(
        _("In the organ's words"),
        _("Needed to explain or to dispute. What is wrong, and what shows it?"),
        required=False,
        rows=6,
    )
    proof = FilesField(
        label=_("Papers and photos"),
        help_text=_("What the centre already has need not be sent again."),
        required=False,
    )

    def facts(self, by: Any) -> dict[str, Any]:
        """The files are kept first; the act names them."""
        kept = evidence.keep_all(self.cleaned_data["proof"], by)
        return {**self.cleaned_data, "proof": kept}


class AmendForm(ActForm):
    """What is corrected, and why."""

    facts = _words(_("What was seen"), required=False, rows=6)  # a field: the method stays
    severity = forms.TypedChoiceField(
        label=_("Severity by itself"),
        help_text=_("Before any recurrence; that is added by the program."),
        choices=[*CHOOSE, *SEVERITIES],
        coerce=int,
        empty_value=None,
        required=False,
    )
    office = forms.ModelChoiceField(
        label=_("Office"),
        queryset=Unit.objects.exclude(level=Unit.Level.ORGAN).select_related("organ"),
        empty_label=_("As it is"),
        required=False,
    )
    decision = _words(_("Reason for the correction"))

    @classmethod
    def beginning(cls, thing: Finding) -> dict[str, Any]:
        """What is on record now."""
        return {"facts": thing.facts, "severity": thing.judged, "office": thing.office}


class ConfirmForm(ActForm):
    """For a fault: what the order demands. For praise: nothing but the decision."""

    required = _words(
        _("What must change"),
        _("Results that can be seen, one a line. “Hold a meeting” or “issue a plan” is none."),
        required=False,
    )
    pace = forms.ChoiceField(
        label=_("How fast"), choices=[*CHOOSE, *Order.Pace.choices], required=False
    )
    proof_wanted = _words(_("What proves it"), required=False, rows=2)
    decision = _words(
        _("Decision and its reason"),
        _("Must answer the organ's objections where it disputes the facts."),
        required=False,
    )


class ConfirmFaultForm(ConfirmForm):
    """The page of a fault asks for what the order needs."""

    required = _words(
        _("What must change"),
        _("Results that can be seen, one a line. “Hold a meeting” or “issue a plan” is none."),
    )
    pace = forms.ChoiceField(label=_("How fast"), choices=[*CHOOSE, *Order.Pace.choices])


class ConfirmPraiseForm(ActForm):
    """Praise goes on record without an order."""

    decision = _words(_("Decision and its reason"), required=False)


class ReasonForm(ActForm):
    """A decision that must give its reason."""

    decision = _words(_("Reason"))


class TransferForm(ActForm):
    """The reason; an integrity matter speaks for itself."""

    decision = _words(
        _("Reason"),
        _("May stay empty only where the norm itself is one of integrity."),
        required=False,
    )
