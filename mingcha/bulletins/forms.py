"""What people write when they compose, hear, approve or withdraw a bulletin."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mingcha.bulletins.models import Issue, Named
from mingcha.foundation.acts import ActForm
from mingcha.organs.models import Unit


def day(**facts: Any) -> forms.DateField:
    """A calendar day, picked or typed."""
    look = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(widget=look, **facts)


def words(rows: int, **facts: Any) -> forms.CharField:
    """A text of some lines."""
    return forms.CharField(widget=forms.Textarea(attrs={"rows": rows}), max_length=4000, **facts)


class ComposeForm(ActForm):
    """Which period, what for, and who may read it."""

    since = day(label=_("First day of the period"))
    until = day(
        label=_("Last day of the period"),
        help_text=_("The figures are copied as they stand today and then frozen."),
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=Issue.Kind.choices)
    scope = forms.ChoiceField(
        label=_("Readers"), choices=Issue.Scope.choices, initial=Issue.Scope.CITY
    )
    corrects = forms.ModelChoiceField(
        Issue.objects.exclude(doc_number=""),
        required=False,
        label=_("Corrects"),
        help_text=_("An earlier bulletin that this one puts right; it says so in its text."),
    )


class TextForm(ActForm):
    """The composer's own paragraphs; figures are not to be written."""

    title = words(
        2,
        label=_("Title of the bulletin"),
        help_text=_("Break lines where the paper should; keep words whole."),
    )
    introduction = words(3, label=_("Introduction"), help_text=_("One paragraph a line."))
    requirements = words(5, label=_("What is asked for next"), required=False)

    @classmethod
    def beginning(cls, thing: Any) -> dict[str, Any]:
        """The words as they stand."""
        return {name: getattr(thing, name) for name in cls.base_fields}


class NameForm(ActForm):
    """One more organ to be named."""

    organ = forms.ModelChoiceField(
        Unit.objects.filter(level=Unit.Level.ORGAN, active_to=None), label=_("Organ")
    )
    tone = forms.ChoiceField(label=_("How"), choices=Named.Tone.choices)
    passage = words(
        3,
        label=_("Passage"),
        help_text=_("Facts with their number; no name of a person, no source."),
    )


class ReasonForm(ActForm):
    """Why."""

    reason = words(3, label=_("Reason"), help_text=_("Readers will see it."))


class PassageForm(ActForm):
    """A passage in other words."""

    passage = words(4, label=_("Passage"))

    @classmethod
    def beginning(cls, thing: Any) -> dict[str, Any]:
        """The passage as it stands."""
        return {"passage": thing.passage}


class CorrectionForm(ActForm):
    """What the organ says to the facts about it."""

    correction = words(
        5,
        label=_("Which fact is wrong, and what shows it"),
        help_text=_("Quote the sentence, say how it truly was, name the record that shows it."),
    )


class RulingForm(ActForm):
    """How a correction is ruled."""

    outcome = forms.ChoiceField(label=_("Ruling"), choices=Named.Ruling.choices)
    ruling = words(3, label=_("Reason of the ruling"), help_text=_("The organ will read it."))
    passage = words(
        4,
        label=_("The passage from now on"),
        required=False,
        help_text=_("Only where it is amended."),
    )

    @classmethod
    def beginning(cls, thing: Any) -> dict[str, Any]:
        """The passage as it stands, to be amended."""
        return {"passage": thing.passage}
