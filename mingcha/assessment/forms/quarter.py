"""What people write when they act on rules and sheets."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mingcha.assessment.models import Sheet
from mingcha.core.rulebook import DEFAULT
from mingcha.foundation.acts import ActForm

WEIGHTS = dict(DEFAULT.severity_weights)
FLOORS = dict(DEFAULT.bands)


def words(label: Any, help_text: Any = "", *, required: bool = True) -> Any:
    """A field for reasons: a few sentences that stay on record."""
    widget = forms.Textarea(attrs={"rows": 5})
    return forms.CharField(
        label=label, help_text=help_text, max_length=4000, widget=widget, required=required
    )


class ObjectForm(ActForm):
    """Which fact is wrong."""

    objection = words(
        _("Which fact is wrong, and what shows it"),
        _("Name the finding by its number. The weights are the rule's and are not reviewed here."),
    )


class ReviewForm(ActForm):
    """What the review found."""

    outcome = forms.ChoiceField(
        label=_("Outcome of the review"), choices=Sheet.Outcome.choices, widget=forms.RadioSelect
    )
    review = words(_("Reasons of the review"))


class RecomputeForm(ActForm):
    """Why it is computed anew."""

    reason = words(_("Why it is computed anew"))


def _figure(label: Any, initial: str) -> Any:
    return forms.RegexField(
        r"^\d+(\.\d+)?$", label=label, initial=initial, max_length=8, empty_value=""
    )


class RuleForm(ActForm):
    """A rule version, figure by figure; it begins with what ships with the program."""

    code = forms.SlugField(label=_("Code"), max_length=20, help_text=_("Like 2026-1."))
    document = forms.CharField(
        label=_("Document"),
        max_length=200,
        help_text=_("Title and number of the paper that makes it binding."),
    )
    valid_from = forms.DateField(
        label=_("Holds from"),
        help_text=_("A quarter is judged by the rule in force on its first day."),
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    weight_1 = _figure(_("Points of a light finding"), WEIGHTS["1"])
    weight_2 = _figure(_("Points of a serious finding"), WEIGHTS["2"])
    weight_3 = _figure(_("Points of a grave finding"), WEIGHTS["3"])
    give_back = _figure(_("Part given back when closed on time"), DEFAULT.give_back)
    relapse_factor = _figure(_("A relapse counts so many times"), DEFAULT.relapse_factor)
    min_checks = forms.IntegerField(
        label=_("Fewest checks for a rating"), min_value=1, initial=DEFAULT.min_checks
    )
    satisfied = _figure(_("Satisfied from"), FLOORS["satisfied"])
    fairly_satisfied = _figure(_("Fairly satisfied from"), FLOORS["fairly_satisfied"])
    basically_satisfied = _figure(_("Basically satisfied from"), FLOORS["basically_satisfied"])

    def facts(self, by: Any) -> dict[str, Any]:
        """The figures as the core's parameters."""
        said = self.cleaned_data
        bands = [[name, said.get(name, "0")] for name in FLOORS]
        parameters = {
            "severity_weights": {grade: said[f"weight_{grade}"] for grade in WEIGHTS},
            "give_back": said["give_back"],
            "relapse_factor": said["relapse_factor"],
            "min_checks": said["min_checks"],
            "bands": bands,
        }
        named = {name: said[name] for name in ("code", "document", "valid_from")}
        return {**named, "parameters": parameters}
