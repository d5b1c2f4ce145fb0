"""By which rule an organ was judged, on what facts, and every step of the reckoning."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mingcha.foundation.models import Clock, Stateful
from mingcha.organs.models import Unit
from mingcha.people.models import Person


class RuleVersion(models.Model):
    """How points are made, from a day on. Published once and never changed; only succeeded."""

    code = models.CharField(_("Code"), max_length=20, unique=True)
    parameters = models.JSONField(_("Parameters"))
    document = models.CharField(_("Document"), max_length=200)
    published_on = models.DateField(_("Published on"))
    valid_from = models.DateField(_("Holds from"))
    valid_to = models.DateField(_("Until"), null=True, blank=True)  # the last day, if known
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("-valid_from", "-id")
        constraints = (
            models.CheckConstraint(
                name="a_rule_is_published_before_it_holds",
                condition=Q(published_on__lte=models.F("valid_from")),
            ),
            models.CheckConstraint(
                name="a_rule_ends_after_it_began",
                condition=Q(valid_to=None) | Q(valid_to__gte=models.F("valid_from")),
            ),
        )

    def __str__(self) -> str:
        return self.code


class Sheet(Stateful):
    """The visits-and-rectification score of one organ in one quarter, frozen with its inputs."""

    class State(models.TextChoices):
        """Where a sheet stands (domain reference 4.13, shortened for a quarter)."""

        COMPUTED = "computed", _("Computed")
        CHECKED = "checked", _("Recomputed independently, equal")
        TOLD = "told", _("Told to the organ, open for objection")
        OBJECTED = "objected", _("Objected to, under review")
        REVIEWED = "reviewed", _("Reviewed")
        DECIDED = "decided", pgettext_lazy("score", "Decided")
        SUPERSEDED = "superseded", _("Superseded by a new computation")

    class Outcome(models.TextChoices):
        """What the review of an objection found."""

        UPHELD = "upheld", _("The objection is right: to be computed anew")
        REJECTED = "rejected", _("The objection does not change the facts")

    class Band(models.TextChoices):
        """The bands of the shipped rule; F5 of the domain reference."""

        SATISFIED = "satisfied", _("Satisfied")
        FAIRLY = "fairly_satisfied", _("Fairly satisfied")
        BASICALLY = "basically_satisfied", _("Basically satisfied")
        DISSATISFIED = "dissatisfied", _("Dissatisfied")

    number = models.CharField(_("Number"), max_length=20, unique=True)  # PF-2026-0001
    organ = models.ForeignKey(Unit, models.PROTECT, related_name="sheets")
    organ_kind = models.CharField(_("Class"), max_length=12, choices=Unit.Kind)  # as it was then
    period = models.CharField(_("Quarter"), max_length=6)  # 2026Q1
    rule = models.ForeignKey(RuleVersion, models.PROTECT, related_name="sheets")
    inputs = models.JSONField()  # checks and findings, frozen
    reckoning = models.TextField()  # the core's own sheet, to the byte
    digest = models.CharField(_("Digest of what went in"), max_length=64)
    score = models.DecimalField(_("Score"), max_digits=5, decimal_places=2, null=True)
    low = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    high = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    band = models.CharField(_("Grade"), max_length=30, blank=True)
    why_not = models.CharField(max_length=12, blank=True)
    checks = models.PositiveIntegerField(_("Checks"))
    faults = models.PositiveIntegerField(_("Faults"))
    state = models.CharField(max_length=10, choices=State, default=State.COMPUTED)
    clock = models.ForeignKey(Clock, models.PROTECT, null=True, related_name="+")
    follows = models.OneToOneField("self", models.PROTECT, null=True, related_name="followed_by")
    computed_on = models.DateField(_("Computed on"))
    computed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    told_on = models.DateField(null=True)
    objection = models.TextField(_("Objection"), blank=True)
    outcome = models.CharField(
        _("Outcome of the review"), max_length=8, choices=Outcome, blank=True
    )
    review = models.TextField(_("Reasons of the review"), blank=True)
    reason = models.TextField(_("Why it was computed anew"), blank=True)
    decided_on = models.DateField(null=True)

    class Meta:
        ordering = ("-period", "organ_kind", "organ__code", "-id")
        indexes = (models.Index(fields=("period", "organ_kind", "state")),)
        constraints = (
            models.UniqueConstraint(
                fields=("organ", "period"),
                condition=~Q(state="superseded"),
                name="one_sheet_an_organ_and_period",
            ),
            models.CheckConstraint(
                name="a_sheet_is_rated_or_says_why_not",
                condition=Q(score__isnull=False, why_not="") | (Q(score=None) & ~Q(why_not="")),
            ),
        )

    def __str__(self) -> str:
        return self.number
