"""What the count of a round flagged, and what people made of it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from mingcha.appraisals.models.round import Round
from mingcha.foundation.models import Clock, Stateful
from mingcha.people.models import Person


class Suspicion(Stateful):
    """One flag of one count, looked into by people: the flag asks, two persons answer.

    `flag` is as the count left it; `figures` are the results with and without, frozen when it was
    raised, or None with the reason in `withheld`. Which papers it means is known to nobody.
    """

    class State(models.TextChoices):
        """Where a suspicion stands."""

        RAISED = "raised", _("Raised by the count")
        PROPOSED = "proposed", _("Decision proposed, waits for a second person")
        CONFIRMED = "confirmed", _("Confirmed by two persons")
        DISMISSED = "dismissed", _("Dismissed")

    class Verdict(models.TextChoices):
        """What one person proposes and another decides."""

        CONFIRM = "confirm", _("Somebody pulled at these papers")
        DISMISS = "dismiss", _("There is an honest explanation")

    class Withheld(models.TextChoices):
        """Why the result without is not there."""

        FEW = "few", _("Too few papers on one side, or almost the same papers as another one")
        NOT_KEPT = "not_kept", _("The count did not keep it")
        SPOT = "spot", _("After an appraisal on the spot no scores are given")

    number = models.CharField(_("Number"), max_length=20, unique=True)  # YD-2026-0001
    round = models.ForeignKey(Round, models.PROTECT, related_name="suspicions")
    sign = models.CharField(_("What was seen"), max_length=20)  # kind of the flag
    group = models.CharField(_("Group"), max_length=40, blank=True)
    target = models.CharField(_("Organ it is about"), max_length=40, blank=True)  # its code
    flag = models.JSONField()
    figures = models.JSONField(null=True)
    withheld = models.CharField(max_length=8, choices=Withheld, blank=True)
    weighty = models.BooleanField(_("The result may hang on it"), default=True)
    raised_on = models.DateField(_("Raised on"))
    verdict = models.CharField(_("What is proposed"), max_length=7, choices=Verdict, blank=True)
    proposal = models.TextField(_("Why it is proposed"), blank=True)
    proposed_on = models.DateField(_("Proposed on"), null=True)
    proposed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    reason = models.TextField(_("Decision and its reason"), blank=True)
    decided_on = models.DateField(_("Decided on"), null=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    clock = models.ForeignKey(Clock, models.PROTECT, null=True, related_name="+")
    state = models.CharField(_("State"), max_length=9, choices=State, default=State.RAISED)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(
                fields=("round", "sign", "group", "target"), name="one_suspicion_a_flag"
            ),
            models.CheckConstraint(
                name="a_suspicion_is_confirmed_by_two",
                condition=~Q(state="confirmed")
                | Q(proposed_by__isnull=False)
                & Q(decided_by__isnull=False)
                & ~Q(proposed_by=F("decided_by")),
            ),
        )

    def __str__(self) -> str:
        return self.number
