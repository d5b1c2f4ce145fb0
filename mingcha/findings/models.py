"""One thing that was found, from the doorway to its order."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from mingcha.evidence.models import Evidence
from mingcha.foundation.models import Clock, Stateful
from mingcha.norms.models import FailureKind, Norm
from mingcha.organs.models import Unit
from mingcha.people.models import Person
from mingcha.rectification.models import Order


class Finding(Stateful):
    """A fault, or a praiseworthy act, with its facts, and the organ's right to be heard on it."""

    class State(models.TextChoices):
        """Where a finding stands; closed is asked of its order, never copied (4.6)."""

        PROPOSED = "proposed", _("Proposed")
        FED_BACK = "fed_back", _("Fed back, open for reply")
        ANSWERED = "answered", _("Answered, awaiting decision")
        CONFIRMED = "confirmed", _("Confirmed")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        TRANSFERRED = "transferred", _("Transferred to the supervision organ")

    class Stance(models.TextChoices):
        """What the organ says to it."""

        ACCEPTS = "accepts", _("Accepts the facts")
        EXPLAINS = "explains", _("Explains")
        DISPUTES = "disputes", _("Disputes the facts")

    number = models.CharField(_("Number"), max_length=20, unique=True)  # FK-2026-0212
    origin_kind = models.CharField(max_length=40)  # visits.visit: lower rooms know no upper ones
    origin_id = models.CharField(max_length=40)
    origin_name = models.CharField(max_length=40)
    organ = models.ForeignKey(Unit, models.PROTECT, related_name="findings")
    office = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="office_findings")
    norm = models.ForeignKey(Norm, models.PROTECT, related_name="findings")
    failure_kind = models.CharField(_("Failure"), max_length=10, choices=FailureKind)
    is_praise = models.BooleanField(_("Praise"), default=False)
    judged = models.PositiveSmallIntegerField(_("Severity by itself"), default=1)
    severity = models.PositiveSmallIntegerField(_("Severity"), default=1)  # raised if it recurs
    recurs = models.ForeignKey("self", models.PROTECT, null=True, related_name="recurrences")
    facts = models.TextField(_("What was seen: time, place, person or post, act"))
    happened_on = models.DateField(_("Seen on"))
    was_covert = models.BooleanField(default=False)
    finders = models.ManyToManyField(Person, related_name="findings_made")
    evidence = models.ManyToManyField(Evidence, related_name="findings", blank=True)
    state = models.CharField(max_length=12, choices=State, default=State.PROPOSED)
    clock = models.ForeignKey(Clock, models.PROTECT, null=True, related_name="+")
    letter = models.TextField(_("Feedback letter"), blank=True)
    fed_back_on = models.DateField(null=True)
    stance = models.CharField(_("The organ"), max_length=8, choices=Stance, blank=True)
    reply = models.TextField(_("The organ's reply"), blank=True)
    reply_proof = models.ManyToManyField(Evidence, related_name="replied_findings", blank=True)
    decision = models.TextField(_("Decision and its reason"), blank=True)
    decided_on = models.DateField(null=True)
    amended_on = models.DateField(null=True)  # since it was last fed back
    was_sharpened = models.BooleanField(default=False)  # so that it must be fed back anew
    order = models.OneToOneField(Order, models.PROTECT, null=True, related_name="finding")

    class Meta:
        ordering = ("-id",)
        indexes = (
            models.Index(fields=("state", "-id")),
            models.Index(fields=("organ", "state")),
            models.Index(fields=("happened_on",)),
        )
        constraints = (
            models.CheckConstraint(
                name="praise_has_no_order",
                condition=models.Q(is_praise=False) | models.Q(order=None),
            ),
        )

    def __str__(self) -> str:
        return self.number
