"""What a round came to, by organ and group, and what organs object to in it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from mingcha.appraisals.models.round import Round, Subject
from mingcha.foundation.models import Clock, Stateful
from mingcha.organs.models import Unit
from mingcha.people.models import Person


class Reckoning(models.Model):
    """One computation of a round's results: inputs frozen, every step kept; newer ones follow."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="reckonings")
    version = models.PositiveSmallIntegerField(_("Version"), default=1)
    inputs = models.JSONField()  # tally, issued, void groups, second parts: as they were
    sheet = models.TextField()  # the core's own result as canonical JSON, to the byte
    digest = models.CharField(_("Digest of what went in"), max_length=64)
    reason = models.TextField(_("Why it was computed anew"), blank=True)
    made_on = models.DateField(_("Computed on"))
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("version",)
        constraints = (
            models.UniqueConstraint(fields=("round", "version"), name="one_reckoning_a_version"),
        )

    def __str__(self) -> str:
        return f"{self.round} / {self.version}"


class Result(models.Model):
    """One organ's figures in one reckoning: for one group, or (group empty) for all together."""

    class Standing(models.TextChoices):
        """Whether there is a score, and whether it may be compared."""

        RATED = "rated", _("Rated")
        INCOMPLETE = "incomplete", _("Incomplete: a group is missing")
        NOT_RATED = "not_rated", _("Not rated")

    reckoning = models.ForeignKey(Reckoning, models.CASCADE, related_name="results")
    subject = models.ForeignKey(Subject, models.CASCADE, related_name="results")
    group = models.CharField(_("Group"), max_length=40, blank=True)
    issued = models.PositiveIntegerField(_("Tickets issued"), default=0)
    returned = models.PositiveIntegerField(_("Ballots returned"), default=0)
    valid = models.PositiveIntegerField(_("Ballots with a grade"), default=0)
    unknown = models.PositiveIntegerField(_("Do not know"), default=0)
    no_contact = models.PositiveIntegerField(_("No contact"), default=0)
    score = models.DecimalField(_("Score"), max_digits=7, decimal_places=4, null=True)
    se = models.DecimalField(_("Standard error"), max_digits=7, decimal_places=4, null=True)
    shares = models.JSONField(default=list)  # of each grade, best first, as text; [] if withheld
    band = models.CharField(_("Band"), max_length=30, blank=True)
    standing = models.CharField(max_length=10, choices=Standing, default=Standing.RATED)
    why_not = models.CharField(max_length=20, blank=True)  # few, void, coverage ...

    class Meta:
        ordering = ("subject__place", "group")
        constraints = (
            models.UniqueConstraint(
                fields=("reckoning", "subject", "group"), name="one_result_a_group"
            ),
        )


class Objection(Stateful):
    """An organ says which fact of its result is wrong; others than the counters decide."""

    class State(models.TextChoices):
        """Where an objection stands."""

        FILED = "filed", _("Filed")
        UPHELD = "upheld", _("Upheld")
        REJECTED = "rejected", _("Rejected")

    number = models.CharField(_("Number"), max_length=20, unique=True)  # YY-2026-0001
    subject = models.ForeignKey(Subject, models.PROTECT, related_name="objections")
    text = models.TextField(_("Which fact is wrong"))
    filed_on = models.DateField(_("Filed on"))
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    answer = models.TextField(_("Decision and its reason"), blank=True)
    annotation = models.TextField(_("Note beside the result"), blank=True)
    decided_on = models.DateField(_("Decided on"), null=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    clock = models.ForeignKey(Clock, models.PROTECT, null=True, related_name="+")
    state = models.CharField(_("State"), max_length=8, choices=State, default=State.FILED)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return self.number

    @property
    def organ(self) -> Unit:
        """The organ that objects: an office's objection is its organ's."""
        return self.subject.unit.head_organ
