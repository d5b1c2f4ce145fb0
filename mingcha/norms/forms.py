"""What the conduct office writes when it enters, words anew or ends what is asked for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mingcha.foundation import time
from mingcha.foundation.acts import ActForm
from mingcha.norms.models import FailureKind, Norm, PlaceType, Severity
from mingcha.organs.models import Unit


def day(**facts: Any) -> forms.DateField:
    """A calendar day, picked or typed."""
    look = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(widget=look, **facts)


class AmendRule(ActForm):
    """The words of a rule. What is not sent stays as it is; nothing that must stand is emptied."""

    title = forms.CharField(label=_("Title"), max_length=100, required=False)
    title_en = forms.CharField(label=_("In English"), max_length=120, required=False)
    text = forms.CharField(
        label=_("What is asked for"), widget=forms.Textarea({"rows": 4}), required=False
    )
    since = day(
        label=_("In force from"),
        required=False,
        help_text=_("What was done before this day stays judged by the old wording."),
    )

    @classmethod
    def beginning(cls, thing: Any) -> dict[str, Any]:
        """The words as they stand, from today on."""
        stands = {name: getattr(thing, name) for name in cls.base_fields if name != "since"}
        return {**stands, "since": time.today()}

    def clean(self) -> dict[str, Any]:
        """A rule keeps a title, and a norm its failure and severity."""
        said = super().clean() or {}
        for name in {"title", "failure_kind", "severity"} & set(self.fields) & set(self.data):
            if said.get(name) in ("", None) and name not in self.errors:
                self.add_error(name, self.fields[name].error_messages["required"])
        return said

    def facts(self, by: Any) -> dict[str, Any]:
        """Only what was sent."""
        return {name: value for name, value in self.cleaned_data.items() if name in self.data}


class AmendNorm(AmendRule):
    """The words of a norm."""

    basis = forms.CharField(label=_("Basis"), max_length=200, required=False)
    failure_kind = forms.ChoiceField(
        label=_("Failure"), choices=FailureKind.choices, required=False
    )
    severity = forms.TypedChoiceField(
        label=_("Severity"), choices=Severity.choices, coerce=int, required=False
    )


class AmendInstitution(AmendRule):
    """The words of an institution."""

    organ = forms.ModelChoiceField(
        Unit.objects.filter(level=Unit.Level.ORGAN, active_to=None),
        label=_("Organ"),
        required=False,
        empty_label=_("the whole city"),
    )


class Entry(forms.Form):
    """What a new rule needs besides its words."""

    code = forms.CharField(
        label=_("Code"), max_length=10, help_text=_("Short and never used for another: N21.")
    )
    title = forms.CharField(label=_("Title"), max_length=100)
    since = day(label=_("In force from"), initial=time.today)

    def facts(self, by: Any) -> dict[str, Any]:
        """Everything; a new rule has no words that could stay."""
        return dict(self.cleaned_data)


class EnterNorm(Entry, AmendNorm):
    """A new norm."""

    field_order = ("code", "title", "title_en", "text", "basis", "failure_kind", "severity")
    failure_kind = forms.ChoiceField(label=_("Failure"), choices=FailureKind.choices)
    severity = forms.TypedChoiceField(
        label=_("Severity"), choices=Severity.choices, coerce=int, initial=Severity.LIGHT
    )


class EnterInstitution(Entry, AmendInstitution):
    """A new institution."""

    field_order = ("code", "title", "title_en", "text", "organ")


class EndRule(ActForm):
    """Until when a rule holds."""

    last_day = day(label=_("Last day in force"), initial=time.today)


class DraftChecklist(ActForm):
    """For which kind of place questions are drafted."""

    place_type = forms.ChoiceField(label=_("Place"), choices=PlaceType.choices)
    title = forms.CharField(label=_("Title"), max_length=100)


class AddItem(ActForm):
    """One question and the norm behind it."""

    norm = forms.ModelChoiceField(
        Norm.objects.filter(until=None),
        label=_("Norm"),
        help_text=_("The norm a finding points at when the answer tells of a fault."),
    )
    question = forms.CharField(
        label=_("Question"),
        max_length=200,
        help_text=_("A sentence that is answered yes, no or not seen."),
    )
    hint = forms.CharField(label=_("What to look at"), max_length=300, required=False)


class DropItem(ActForm):
    """Which question goes."""

    number = forms.IntegerField(
        label=_("Number of the question"),
        min_value=1,
        help_text=_("The questions below it move up."),
    )
