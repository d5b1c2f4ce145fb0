"""Comments from a round's ballots: cleaned by a human, handed to an organ, answered."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from mingcha.appraisals.models.round import Subject
from mingcha.foundation.models import Clock, Stateful
from mingcha.organs.models import Unit
from mingcha.people.models import Person


class Comment(Stateful):
    """One comment. Its order is chance; the raw text is the centre's until it is cleaned."""

    class State(models.TextChoices):
        """Where a comment stands."""

        RAW = "raw", _("To be cleaned")
        CLEANED = "cleaned", _("Cleaned, not yet handed over")
        WITHHELD = "withheld", _("Withheld")
        HANDED_OVER = "handed_over", _("Handed over, reply due")
        REPLIED = "replied", _("Replied")
        ACCEPTED = "accepted", _("Reply accepted")

    subject = models.ForeignKey(Subject, models.PROTECT, related_name="comments")
    number = models.CharField(_("Number"), max_length=20, unique=True)  # YJ-2026-0001
    key = models.BinaryField(max_length=32, unique=True)  # chance: the order in which they stand
    group = models.CharField(_("Group"), max_length=40, blank=True)  # empty when it is small
    raw = models.TextField(_("As written"), blank=True)  # deleted with the names (N10)
    text = models.TextField(_("As handed over"), blank=True)
    likeness = models.CharField(max_length=64, blank=True)  # of the words alone: finds its like
    same_as = models.ForeignKey("self", models.PROTECT, null=True, related_name="alike")
    cleaned_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    cleaned_on = models.DateField(_("Cleaned on"), null=True)
    why = models.TextField(_("Why it is withheld, or the reply sent back"), blank=True)
    reply = models.TextField(_("The organ's reply"), blank=True)
    replied_on = models.DateField(_("Replied on"), null=True)
    clock = models.ForeignKey(Clock, models.PROTECT, null=True, related_name="+")
    state = models.CharField(_("State"), max_length=11, choices=State, default=State.RAW)

    class Meta:
        ordering = ("key",)
        indexes = (
            models.Index(fields=("subject", "state")),
            models.Index(fields=("likeness",), name="comment_likeness"),
        )

    def __str__(self) -> str:
        return self.number

    @property
    def organ(self) -> Unit:
        """The organ that must reply: an office's comment is its organ's."""
        return self.subject.unit.head_organ
