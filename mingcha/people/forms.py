"""What is written when persons and their duties are entered."""

from __future__ import annotations

from typing import Any
from unicodedata import normalize

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from mingcha.foundation import time
from mingcha.foundation.acts import ActForm
from mingcha.organs.models import Unit
from mingcha.people import queries
from mingcha.people.models import Duty


class UnitField(forms.CharField):
    """An organ or office by its code or its very name; cleaned to the unit."""

    def clean(self, value: Any) -> Any:
        """The unit that stands today, or what is wrong with the words."""
        words = normalize("NFKC", super().clean(value) or "").strip()
        if not words:
            return None
        unit = queries.unit_named(words, on=time.today())
        if unit is None:
            raise ValidationError(
                _("No single organ or office of today has this code or name. The register has all.")
            )
        return unit


class DayField(forms.DateField):
    """A day of the calendar, picked or typed."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class ChargeForm(ActForm):
    """Which duty, for whom, from when, by which paper."""

    role = forms.ChoiceField(label=_("Duty"), choices=Duty.Role.choices)
    organ = UnitField(
        label=_("For which organ or office"),
        required=False,
        help_text=_("Its code or full name, such as MZ001; empty for the whole city."),
    )
    since = DayField(label=_("From which day"), required=False, help_text=_("Empty: from today."))
    document = forms.CharField(
        label=_("Document"), max_length=120, required=False, help_text=_("Such as 明编〔2026〕3号.")
    )


class DischargeForm(ActForm):
    """Which duty ends, and with which day."""

    role = forms.ChoiceField(label=_("Duty"), choices=Duty.Role.choices)
    organ = UnitField(label=_("For which organ or office"), required=False)
    until = DayField(label=_("Last day"), required=False, help_text=_("Empty: today."))


class TieForm(ActForm):
    """A tie to an organ, in one sentence."""

    organ = UnitField(label=_("To which organ"), help_text=_("Its code or full name."))
    what = forms.CharField(
        label=_("What ties"),
        max_length=120,
        help_text=_("Such as: spouse works there; worked there until 2024."),
    )
    since = DayField(label=_("Since when"), required=False, help_text=_("Empty: from today."))


class RegisterForm(forms.Form):
    """A new person in the register."""

    staff_no = forms.CharField(label=_("Staff number"), max_length=40)
    name = forms.CharField(label=_("Name"), max_length=60)
    organ = UnitField(label=_("Organ"), required=False, help_text=_("Its code or full name."))
    office = UnitField(label=_("Office"), required=False, help_text=_("Its code."))
    post = forms.CharField(label=_("Post"), max_length=60, required=False)
    phone = forms.CharField(label=_("Telephone"), max_length=30, required=False)

    def clean(self) -> dict[str, Any]:
        """An office lies inside its organ; the organ of an office goes without saying."""
        facts = super().clean() or {}
        organ, office = facts.get("organ"), facts.get("office")
        if organ is not None and organ.level != Unit.Level.ORGAN:
            self.add_error("organ", _("This is not an organ but a part of one."))
        if office is not None:
            facts["organ"] = organ or office.head_organ
            if office.head_organ != facts["organ"]:
                self.add_error("office", _("This office belongs to another organ."))
        return facts


class TokenForm(forms.Form):
    """What a key for programs is for and how long it opens."""

    name = forms.CharField(
        label=_("What the key is for"),
        max_length=60,
        help_text=_("Such as: nightly statistics. You see it in the list and in the journal."),
    )
    days = forms.IntegerField(label=_("Days it opens"), min_value=1, max_value=366, initial=90)


class PasswordForm(forms.Form):
    """One's own password: the old one, the new one twice."""

    old = forms.CharField(
        label=_("Present password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new = forms.CharField(
        label=_("New password"),
        strip=False,
        help_text=_("At least ten characters; a sentence is easy to keep in mind."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("New password once more"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, person: Any, *given: Any, **facts: Any) -> None:
        super().__init__(*given, **facts)
        self.person = person

    def clean_old(self) -> str:
        """Only who knows the present password may choose another."""
        old: str = self.cleaned_data["old"]
        if not self.person.check_password(old):
            raise ValidationError(_("This is not your present password."))
        return old

    def clean_new(self) -> str:
        """Long enough and not one that everybody tries first."""
        new: str = self.cleaned_data["new"]
        validate_password(new, self.person)
        return new

    def clean(self) -> dict[str, Any]:
        """Typed twice alike."""
        facts = super().clean() or {}
        if facts.get("new") and facts.get("again") != facts["new"]:
            self.add_error("again", _("The two new passwords differ."))
        return facts
