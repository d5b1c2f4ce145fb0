"""The year of an organ: by which rule it is added up, what was added to it, and its sheet."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mingcha.assessment.models.quarter import Sheet
from mingcha.foundation.models import Clock, Stateful
from mingcha.organs.models import Unit
from mingcha.people.models import Person


class YearRule(Stateful):
    """How the parts of a year are added up, from a year on. Published once, never changed.

    `parameters` is `core.yearrule.YearRule` as its JSON. `trial` is what the program saw when the
    rule was tried out, with the digest of the rule it was tried with.
    """

    class State(models.TextChoices):
        """Where a year rule stands."""

        DRAFTED = "drafted", _("Being prepared")
        PUBLISHED = "published", _("Published for good")
        DISCARDED = "discarded", _("Given up before publication")

    code = models.CharField(_("Code"), max_length=40, unique=True)  # year-2027-1
    title = models.CharField(_("Title"), max_length=200)
    first_year = models.PositiveSmallIntegerField(_("First year judged"))
    parameters = models.JSONField(_("Parameters"))
    document = models.CharField(_("Document"), max_length=200, blank=True)
    digest = models.CharField(_("Digest"), max_length=64, blank=True)  # of code and parameters
    trial = models.JSONField(null=True)
    published_on = models.DateField(_("Published on"), null=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    state = models.CharField(_("State"), max_length=9, choices=State, default=State.DRAFTED)

    class Meta:
        ordering = ("-first_year", "-id")
        constraints = (
            models.CheckConstraint(
                name="a_published_year_rule_has_day_digest_and_trial",
                condition=~Q(state="published")
                | (Q(published_on__isnull=False, trial__isnull=False) & ~Q(digest="")),
            ),
        )

    def __str__(self) -> str:
        return self.code


class Adjustment(Stateful):
    """A bonus, a deduction or a veto event of one organ in one year, each with its paper.

    Proposed by one person and confirmed by another; nobody adds points alone.
    """

    class Kind(models.TextChoices):
        """What it does to the year."""

        BONUS = "bonus", _("Bonus")
        DEDUCTION = "deduction", _("Deduction")
        VETO = "veto", _("Veto event")

    class State(models.TextChoices):
        """Where an adjustment stands."""

        PROPOSED = "proposed", _("Proposed, to be confirmed by somebody else")
        CONFIRMED = "confirmed", pgettext_lazy("adjustment", "Confirmed")
        REJECTED = "rejected", pgettext_lazy("adjustment", "Rejected")
        WITHDRAWN = "withdrawn", pgettext_lazy("adjustment", "Withdrawn")

    number = models.CharField(_("Number"), max_length=20, unique=True)  # TZ-2026-0001
    organ = models.ForeignKey(Unit, models.PROTECT, related_name="adjustments")
    year = models.PositiveSmallIntegerField(_("Year"))
    of_kind = models.CharField(_("Kind"), max_length=9, choices=Kind)
    points = models.DecimalField(_("Points"), max_digits=4, decimal_places=2, default=0)
    ground = models.TextField(_("Ground"))
    document = models.CharField(_("Document"), max_length=200)
    about = models.CharField(_("Finding or order it rests on"), max_length=20, blank=True)
    proposed_on = models.DateField(_("Proposed on"))
    proposed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    confirmed_on = models.DateField(null=True)
    remark = models.TextField(_("Reasons"), blank=True)
    clock = models.ForeignKey(Clock, models.PROTECT, null=True, related_name="+")
    state = models.CharField(_("State"), max_length=9, choices=State, default=State.PROPOSED)

    class Meta:
        ordering = ("-id",)
        indexes = (models.Index(fields=("year", "organ", "state")),)
        constraints = (
            models.CheckConstraint(
                name="points_are_for_bonus_and_deduction",
                condition=Q(of_kind="veto", points=0) | (~Q(of_kind="veto") & Q(points__gt=0)),
            ),
        )

    def __str__(self) -> str:
        return self.number


class YearSheet(Stateful):
    """The year of one organ, frozen with its inputs; provisional while the year runs.

    The program reckons score and band; the grade is decided by people, with a reason where it
    differs from the band.
    """

    class State(models.TextChoices):
        """Where a year sheet stands (domain reference 4.13)."""

        COMPUTED = "computed", _("Computed")
        CHECKED = "checked", _("Recomputed independently, equal")
        TOLD = "told", _("Told to the organ, open for objection")
        OBJECTED = "objected", _("Objected to, under review")
        REVIEWED = "reviewed", _("Reviewed")
        PROPOSED = "proposed", _("Grade proposed")
        DECIDED = "decided", _("Grade decided")
        SUPERSEDED = "superseded", _("Superseded by a new computation")

    Outcome = Sheet.Outcome

    class Standing(models.TextChoices):
        """Whether there is a score, and with whom it may be compared."""

        RATED = "rated", _("Rated")
        PARTIAL = "partial", _("Partial: weights of missing parts were spread")
        NOT_RATED = "not_rated", _("Not rated")

    number = models.CharField(_("Number"), max_length=20, unique=True)  # ND-2026-0001
    organ = models.ForeignKey(Unit, models.PROTECT, related_name="year_sheets")
    organ_kind = models.CharField(_("Class"), max_length=12, choices=Unit.Kind)  # as it was then
    year = models.PositiveSmallIntegerField(_("Year"))
    until = models.DateField(_("Facts until"))  # the year's last day unless provisional
    provisional = models.BooleanField(_("Provisional"), default=False)
    rule = models.ForeignKey(YearRule, models.PROTECT, related_name="sheets")
    inputs = models.JSONField()  # results, findings, adjustments, late orders: as they were
    reckoning = models.TextField()  # the core's own sheet, to the byte
    digest = models.CharField(_("Digest of what went in"), max_length=64)
    standing = models.CharField(max_length=9, choices=Standing)
    score = models.DecimalField(_("Score"), max_digits=5, decimal_places=2, null=True)
    low = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    high = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    band = models.CharField(_("Band"), max_length=30, blank=True)
    results = models.PositiveSmallIntegerField(_("Results it is made of"), default=0)
    missing = models.JSONField(default=list)  # weighted parts without a value; "code*": not whole
    state = models.CharField(_("State"), max_length=10, choices=State, default=State.COMPUTED)
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
    proposal = models.CharField(_("Grade proposed"), max_length=30, blank=True)
    proposal_reason = models.TextField(_("Why it is not the band"), blank=True)
    grade = models.CharField(_("Grade"), max_length=30, blank=True)
    grade_reason = models.TextField(_("Why it is not the grade proposed"), blank=True)
    decided_on = models.DateField(null=True)
    reason = models.TextField(_("Why it was computed anew"), blank=True)

    class Meta:
        ordering = ("-year", "organ_kind", "organ__code", "-id")
        indexes = (models.Index(fields=("year", "organ_kind", "state")),)
        constraints = (
            models.UniqueConstraint(
                fields=("organ", "year"),
                condition=~Q(state="superseded"),
                name="one_year_sheet_an_organ",
            ),
            models.CheckConstraint(
                name="a_year_sheet_is_rated_or_not",
                condition=Q(score__isnull=False) & ~Q(standing="not_rated")
                | Q(score=None, standing="not_rated", band="", grade=""),
            ),
            models.CheckConstraint(
                name="a_provisional_year_is_told_to_nobody",
                condition=Q(provisional=False) | Q(told_on=None),
            ),
        )

    def __str__(self) -> str:
        return self.number
