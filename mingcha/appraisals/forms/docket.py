"""What people write about objections and comments."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mingcha.appraisals.models import Comment
from mingcha.foundation.acts import ActForm


def _words(label: Any, help_text: Any = "") -> Any:
    widget = forms.Textarea(attrs={"rows": 5})
    return forms.CharField(label=label, help_text=help_text, max_length=4000, widget=widget)


class ObjectForm(ActForm):
    """Which fact of a result is wrong."""

    text = _words(
        _("Which fact is wrong"),
        _("Name the figure and what proves it. Opinions of voters are no facts to object to."),
    )


class RejectForm(ActForm):
    """Why the fact stands."""

    answer = _words(_("Decision and its reason"), _("The organ reads it word for word."))


class UpholdForm(RejectForm):
    """Why the organ is right, and what is noted beside its result."""

    annotation = _words(
        _("Note beside the result"),
        _("Everybody who sees the result sees it. If a figure was wrong, have it computed anew."),
    )


class CleanForm(ActForm):
    """A comment without what could identify anybody."""

    text = _words(
        _("As handed over"),
        _("Take out names, numbers, dates and turns of phrase that tell who wrote it."),
    )

    @classmethod
    def beginning(cls, thing: Comment) -> dict[str, Any]:
        """The text as it was cleaned last, else as it was written."""
        return {"text": thing.text or thing.raw}


class WithholdForm(ActForm):
    """Why a comment is kept back."""

    why = _words(
        _("Why it is withheld"),
        _("It names a person, it is no comment on this organ, it is a threat."),
    )


class ReplyForm(ActForm):
    """What the organ has done about a comment."""

    reply = _words(_("The organ's reply"), _("What was done, by whom, by when; or why it cannot."))


class SendBackForm(ActForm):
    """What is missing in a reply."""

    why = _words(_("What is missing"))
