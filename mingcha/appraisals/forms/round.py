"""What people write at the door of a round."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mingcha.appraisals import queries
from mingcha.appraisals.models import Round, RuleVersion
from mingcha.appraisals.models.rule import Kind
from mingcha.appraisals.refusals import UNKNOWN_SCRUTINEER
from mingcha.foundation.acts import ActForm
from mingcha.meetings.models import Meeting
from mingcha.organs.models import Unit
from mingcha.people.queries import by_staff_number

DAY = {"type": "date"}


def _words(label: Any, help_text: Any = "", *, required: bool = True) -> Any:
    widget = forms.Textarea(attrs={"rows": 4})
    return forms.CharField(
        label=label, help_text=help_text, max_length=4000, widget=widget, required=required
    )


def _rules() -> Any:
    return RuleVersion.objects.exclude(state=RuleVersion.State.DISCARDED)


class AmendRoundForm(ActForm):
    """Everything of a round but its kind."""

    title = forms.CharField(label=_("Title"), max_length=200)
    period = forms.CharField(
        label=_("Period"), max_length=6, help_text=_("A year like 2026, or a quarter like 2026Q1.")
    )
    rule = forms.ModelChoiceField(
        label=_("Rule version"),
        queryset=RuleVersion.objects.none(),
        help_text=_("One of the round's own kind; it must be published before the round is."),
    )
    classes = forms.MultipleChoiceField(
        label=_("All organs of these classes"),
        choices=Unit.Kind.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    codes = forms.CharField(
        label=_("And these organs or offices"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=8000,
        required=False,
        help_text=_("Codes of the register, with blanks or line breaks between."),
    )
    meeting = forms.ModelChoiceField(
        label=_("Meeting"),
        queryset=Meeting.objects.none(),
        required=False,
        help_text=_("For an appraisal on the spot: where its voters are checked in."),
    )
    reason = _words(
        _("Why these were chosen"),
        _("A key-point round must say it: complaints, overdue orders, low trust."),
        required=False,
    )
    opens_on = forms.DateField(
        label=_("Opens on"),
        widget=forms.DateInput(attrs=DAY),
        help_text=_("Rule and organs must be published twenty working days before."),
    )
    closes_on = forms.DateField(label=_("Closes on"), widget=forms.DateInput(attrs=DAY))

    def __init__(self, *args: Any, **facts: Any) -> None:
        super().__init__(*args, **facts)
        self.fields["rule"].queryset = _rules()  # type: ignore[attr-defined]
        held = Meeting.objects.exclude(state=Meeting.State.CANCELLED)
        self.fields["meeting"].queryset = held  # type: ignore[attr-defined]

    @classmethod
    def beginning(cls, thing: Round) -> dict[str, Any]:
        """The round as it is designed now."""
        names = ("title", "period", "rule", "meeting", "reason", "opens_on", "closes_on")
        codes = "\n".join(thing.subjects.values_list("code", flat=True))
        return {**{name: getattr(thing, name) for name in names}, "codes": codes}

    def facts(self, by: Any) -> dict[str, Any]:
        """The facts with the units that codes and classes name."""
        said = dict(self.cleaned_data)
        codes, classes = said.pop("codes").split(), said.pop("classes")
        said["units"] = queries.units_named(codes, classes, on=said["opens_on"])
        return said


class DesignForm(AmendRoundForm):
    """A new round."""

    kind = forms.ChoiceField(label=_("Kind of round"), choices=Kind.choices)
    field_order = ("kind", "title")


class DrawPanelForm(ActForm):
    """How its members get their tickets."""

    drawn = forms.BooleanField(
        label=_("Tickets drawn by hand from a bag"),
        required=False,
        help_text=_("For a hall: printed slips, shuffled by group."),
    )
    blind = forms.BooleanField(
        label=_("Tickets signed blindly"),
        required=False,
        initial=True,
        help_text=_("For invitations: the voter's own telephone makes the ticket."),
    )


class OpenForm(ActForm):
    """The three who keep the shares of the ballot's key."""

    scrutineers = forms.CharField(
        label=_("Scrutineers"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=400,
        help_text=_("Three staff numbers, one a line; nobody who keeps lists of evaluators."),
    )
    reason = forms.CharField(
        label=_("Why it opens with invitations undelivered"),
        max_length=300,
        required=False,
        help_text=_("Only where more than the share allowed has not arrived; it stays on record."),
    )

    def facts(self, by: Any) -> dict[str, Any]:
        """The persons with these staff numbers."""
        numbers = self.cleaned_data["scrutineers"].split()
        found = by_staff_number(numbers)
        for number in numbers:
            if number not in found:
                raise UNKNOWN_SCRUTINEER(number=number[:40])
        people = [found[number] for number in numbers]
        return {"scrutineers": people, "reason": self.cleaned_data["reason"]}


class ValidateForm(ActForm):
    """What the checks found; what was decided about suspicions stands there to begin with."""

    checks = _words(
        _("What the checks found"), _("Turnout, straight lines, identical papers, late returns.")
    )

    @classmethod
    def beginning(cls, thing: Round) -> dict[str, Any]:
        """One line for each suspicion: number, decision, reason."""
        rows = queries.suspicions_of(thing)
        lines = [f"{one.number} {one.get_state_display()}: {one.reason}" for one in rows]
        return {"checks": "\n".join(lines)[:4000]}


class VoidPartForm(ValidateForm):
    """Which groups' ballots do not count, each for a reason."""

    groups = _words(
        _("Groups that fall away, with the reason"),
        _("One a line, with a colon: enterprise: filled in together under eyes"),
    )

    def facts(self, by: Any) -> dict[str, Any]:
        """The reasons by group."""
        said = super().facts(by)
        rows = said["groups"].replace("：", ":").splitlines()
        pairs = [row.partition(":") for row in rows if row.strip()]
        said["groups"] = {group.strip(): why.strip() for group, _colon, why in pairs}
        return said


class ReasonForm(ActForm):
    """Why it is void, or computed anew."""

    reason = forms.CharField(label=_("Reason"), max_length=300, widget=forms.Textarea)


class PartForm(ActForm):
    """An organ's work check and veto event."""

    other = forms.DecimalField(
        label=_("Work check, in points"),
        min_value=0,
        max_value=100,
        decimal_places=2,
        required=False,
    )
    veto = forms.CharField(
        label=_("Veto event"),
        max_length=200,
        required=False,
        help_text=_("Ground and document; the band is then capped whatever the score."),
    )
