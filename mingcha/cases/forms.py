"""What people write when they hand in a log, answer a flag or judge one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mingcha.cases import logfile
from mingcha.evidence import commands as evidence
from mingcha.foundation.acts import ActForm, FilesField
from mingcha.organs.models import Unit


def _words(label: Any, help_text: Any = "", rows: int = 4) -> Any:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, help_text=help_text, max_length=4000, widget=widget)


class AnswerForm(ActForm):
    """What the organ says to a flag, and its papers."""

    answer = _words(
        _("In the organ's words"),
        _("What happened, and why? A suspension, an extension or a fault of the log excuses."),
        rows=6,
    )
    proof = FilesField(
        label=_("Papers and photos"),
        help_text=_("The notice of the suspension, the extension with its reason, the receipt."),
        required=False,
    )

    def facts(self, by: Any) -> dict[str, Any]:
        """The files are kept first; the act names them."""
        kept = evidence.keep_all(self.cleaned_data["proof"], by)
        return {**self.cleaned_data, "proof": kept}


class DecisionForm(ActForm):
    """A decision with its reason."""

    decision = _words(
        _("Decision and its reason"),
        _("What was looked at, and what follows. The organ reads it."),
    )


class ObjectForm(ActForm):
    """Why a card should not stand."""

    objection = _words(_("Objection"), _("What is wrong with the card, and what shows it?"))


class LogForm(forms.Form):
    """A file of events and the mapping by which it is read."""

    log = forms.FileField(
        label=_("File of events"),
        help_text=_("CSV, Parquet, XES or XES.gz, as the approval system gives it out."),
    )
    mapping = forms.ChoiceField(label=_("Mapping"), required=False)
    own_mapping = forms.CharField(
        label=_("Or your own mapping"),
        help_text=_("TOML. `mingcha cases map FILE` proposes one from the titles of the file."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    organ = forms.ModelChoiceField(
        label=_("Organ"),
        help_text=_("Only where neither the file nor the item says whose the cases are."),
        queryset=Unit.objects.filter(level=Unit.Level.ORGAN, active_to=None).order_by("code"),
        empty_label=_("As the items say"),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["mapping"]
        chosen.choices = [(name, name) for name in logfile.shipped()]

    def mapping_text(self) -> str:
        """The mapping as TOML: one's own, or one that ships."""
        own = str(self.cleaned_data["own_mapping"])
        return own or logfile.shipped().get(self.cleaned_data["mapping"], "")
