"""What people write when they act on an order or a slip."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mingcha.evidence import commands as evidence
from mingcha.foundation import time
from mingcha.foundation.acts import ActForm, FilesField
from mingcha.organs import queries as organs
from mingcha.organs.models import Unit
from mingcha.rectification.models import Callback, Colour, Order

CHOOSE = [("", _("Choose"))]


def _words(label: Any, help_text: Any = "", *, required: bool = True, rows: int = 4) -> Any:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(
        label=label, help_text=help_text, required=required, max_length=4000, widget=widget
    )


def _organ(label: Any, help_text: Any = "") -> Any:
    every = Unit.objects.filter(level=Unit.Level.ORGAN)
    return forms.ModelChoiceField(every, label=label, help_text=help_text, empty_label=CHOOSE[0][1])


class OrganForm(ActForm):
    """A form that names an organ: only those standing today are offered."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        standing = organs.standing(on=time.today()).filter(level=Unit.Level.ORGAN)
        for field in self.fields.values():
            if isinstance(field, forms.ModelChoiceField):
                field.queryset = standing


class EvidenceForm(ActForm):
    """A form with photos and papers; they are kept first, the act names them."""

    def facts(self, by: Any) -> dict[str, Any]:
        """The cleaned words, and the pieces as they are kept."""
        said = dict(self.cleaned_data)
        for name, field in self.fields.items():
            if isinstance(field, FilesField):
                said[name] = evidence.keep_all(said[name], by)
        return said


class PlanForm(ActForm):
    """Measures, person, date."""

    plan = _words(
        _("Measures planned"), _("What will be different for those who come? One a line.")
    )
    plan_person = forms.CharField(
        label=_("Who does it"), help_text=_("Name and post of one person."), max_length=60
    )
    plan_date = forms.DateField(
        label=_("Done by"),
        help_text=_("Your own day, not later than the due day."),
        widget=forms.DateInput(attrs={"type": "date"}),
    )


class AskReturnForm(OrganForm):
    """“Not ours”, with reason and owner."""

    whose = _organ(_("Whose is it?"), _("The organ that is responsible by its own duties."))
    reason = _words(
        _("Reason"), _("Name the paper that fixes the duties. It is ruled once and for good.")
    )


class RuleReturnForm(OrganForm):
    """The ruling that upholds it."""

    organ = _organ(_("Address it to"), _("Its first-responsible head answers from now on."))
    reason = _words(_("Ruling and its reason"), _("Final: it cannot be returned again."))


class HandOnForm(OrganForm):
    """The successor of an organ that is gone."""

    organ = _organ(_("Address it to"), _("The successor named in the document of the reform."))


class ReasonForm(ActForm):
    """A decision that gives its reason."""

    reason = _words(_("Reason"), _("The organ reads it word for word."))


class ExtensionForm(ActForm):
    """How long, and why."""

    days = forms.IntegerField(
        label=_("Working days more"),
        help_text=_("Once, and only before the time has run out."),
        min_value=1,
        max_value=60,
    )
    reason = _words(_("Reason"), _("What hinders, and what is done meanwhile for those who come."))


class PressForm(ActForm):
    """From which colour on an important matter is pressed."""

    colour = forms.ChoiceField(
        label=_("Supervision starts at"),
        choices=[(str(code), words) for code, words in Colour.choices if code != Colour.BLUE],
        widget=forms.RadioSelect,
    )
    reason = _words(_("Reason"), _("Why is this matter important or urgent?"))


class MilestoneForm(ActForm):
    """What has been reached."""

    reached = _words(_("What has been reached"), _("Results that can be seen, not meetings held."))


class ReportForm(EvidenceForm):
    """The organ's report on what it has put right."""

    cause = _words(_("Cause"), _("Why could it happen? Rules, people, equipment."), rows=3)
    report = _words(
        pgettext_lazy("report", "What was done"),
        _("Results. “A meeting was held”, “a plan was issued” proves nothing."),
    )
    for_person = _words(
        _("For the person affected"),
        _("What was done for whoever suffered from it? If nobody is known, say so."),
        rows=3,
    )
    for_class = _words(
        _("For the whole class of cases"),
        _("What keeps it from happening to the next one?"),
        rows=3,
    )
    proof = FilesField(
        label=_("Proof"),
        help_text=_("Photos, rosters, receipts. What the centre has already need not be sent."),
    )


class PrepareForm(ReportForm):
    """The same report, still to be signed: everything may still be open."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = False


class RecheckForm(EvidenceForm):
    """What was seen on site."""

    remark = _words(_("What was seen"), _("Time, place, what was looked at, how it is now."))
    evidence = FilesField(label=_("Photos and papers"), required=False)


class CallForm(ActForm):
    """Two separate questions; silence is an answer of its own."""

    solved = forms.ChoiceField(
        label=_("Is it solved?"), choices=Callback.Answer.choices, widget=forms.RadioSelect
    )
    content = forms.ChoiceField(
        label=_("Content with how it was handled?"),
        help_text=_("Asked separately: what cannot be granted can still be handled well."),
        choices=Callback.Answer.choices,
        widget=forms.RadioSelect,
    )
    remark = _words(
        _("Remark"), _("Read by the centre only, never by the organ."), required=False, rows=3
    )


class SkipForm(ActForm):
    """Why there is nobody to call."""

    reason = _words(
        _("Why nobody can be called"),
        _("Say what was tried, or that nobody was affected. Read by the centre only."),
    )


class CloseForm(ActForm):
    """Why it may come off the docket."""

    outcome = forms.ChoiceField(
        label=_("Closed because"), choices=Order.Outcome.choices, widget=forms.RadioSelect
    )
    reason = _words(
        _("Explanation"),
        _("Needed where the person affected says that it is not solved."),
        required=False,
    )


class AnswerForm(ActForm):
    """The organ's answer to a slip."""

    answer = _words(
        _("The organ's answer"),
        _("Why did the time run out, and on which day will it be put right?"),
    )


class AcceptForm(ActForm):
    """A good reason, and for how long it holds."""

    days = forms.IntegerField(
        label=_("Working days more"),
        help_text=_("So long no next colour follows."),
        min_value=1,
        max_value=20,
    )
    remark = _words(_("Why the reason is good"), rows=3)


class RemarkForm(ActForm):
    """A judgement or decision in words."""

    remark = _words(_("Reason"), _("The organ reads it word for word."))
