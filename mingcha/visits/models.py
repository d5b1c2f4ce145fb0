"""Plans, sealed assignments, visits with what was seen, and what organs bear because of them."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from mingcha.draws.models import Draw
from mingcha.evidence.models import Evidence
from mingcha.findings.models import Finding
from mingcha.foundation.models import Clock, Stateful
from mingcha.norms.models import Checklist, Item, PlaceType
from mingcha.organs.models import Unit
from mingcha.people.models import Person


class Plan(Stateful):
    """The year's visits: themes, and how much any one organ may be asked to bear."""

    class State(models.TextChoices):
        """Where a plan stands."""

        DRAFTED = "drafted", _("Drafted")
        APPROVED = "approved", _("Approved")
        CLOSED = "closed", _("Closed for the year")

    year = models.PositiveSmallIntegerField(_("Year"), unique=True)
    title = models.CharField(_("Title"), max_length=120)
    themes = models.TextField(_("Themes, one a line, with the document each carries out"))
    ceiling = models.PositiveSmallIntegerField(_("Most visits to one organ in the year"))
    state = models.CharField(max_length=8, choices=State, default=State.DRAFTED)

    class Meta:
        ordering = ("-year",)

    def __str__(self) -> str:
        return self.title

    @property
    def themed(self) -> list[tuple[str, str]]:
        """Each theme with the upper-level document it carries out; empty where none is named."""
        lines = (line.replace("｜", "|").partition("|") for line in self.themes.splitlines())
        rows = ((theme.strip(), document.strip()) for theme, _bar, document in lines)
        return [row for row in rows if row[0]]


class Mode(models.TextChoices):
    """Open and covert visits are never mixed silently."""

    OPEN = "open", _("Open visit")
    COVERT = "covert", _("Covert visit")


class Round(models.Model):
    """What one draw is for: all of it fixed together with the pool, before the seed is known."""

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="rounds")
    draw = models.OneToOneField(Draw, models.PROTECT, related_name="round")
    theme = models.CharField(_("Theme"), max_length=120, blank=True)
    mode = models.CharField(_("Mode"), max_length=6, choices=Mode)
    place_type = models.CharField(_("Place"), max_length=8, choices=PlaceType)
    checklist = models.ForeignKey(Checklist, models.PROTECT, related_name="rounds")
    opens_at = models.DateTimeField(_("Opens at"))

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return self.draw.number


class Visit(Stateful):
    """One visit from its sealed envelope to its closing; the number of the phone is its key."""

    class State(models.TextChoices):
        """Where a visit stands (domain reference 4.6)."""

        SEALED = "sealed", _("Drawn, sealed")
        OPENED = "opened", _("Opened by the team")
        RECORDED = "recorded", _("Recorded")
        SIGNED = "signed", _("Signed by both inspectors")
        RETURNED = "returned", _("Returned to the team")
        VERIFIED = "verified", _("Verified")
        CANCELLED = "cancelled", _("Cancelled")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    number = models.CharField(_("Number"), max_length=20, unique=True)  # CF-2026-0031
    plan = models.ForeignKey(Plan, models.PROTECT, null=True, related_name="visits")
    draw = models.ForeignKey(Draw, models.PROTECT, null=True, related_name="visits")
    reason = models.CharField(
        _("Why this target, where it was not drawn"), max_length=200, blank=True
    )
    theme = models.CharField(_("Theme"), max_length=120, blank=True)
    mode = models.CharField(_("Mode"), max_length=6, choices=Mode)
    organ = models.ForeignKey(Unit, models.PROTECT, related_name="visits")
    place = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="place_visits")
    place_type = models.CharField(_("Place"), max_length=8, choices=PlaceType)
    checklist = models.ForeignKey(Checklist, models.PROTECT, related_name="visits")
    team = models.ManyToManyField(Person, related_name="visits")
    leader = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("Leader"))
    opens_at = models.DateTimeField(_("Opens at"))
    code = models.CharField(max_length=12, unique=True)  # by which the visited can verify who comes
    began_at = models.DateTimeField(_("Began"), null=True)
    ended_at = models.DateTimeField(_("Ended"), null=True)
    present = models.CharField(_("Who was present"), max_length=200, blank=True)
    facts = models.TextField(_("What was seen, in order"), blank=True)
    organ_words = models.TextField(_("What the visited side said on the spot"), blank=True)
    organ_reply = models.TextField(_("What the organ says to the record"), blank=True)
    remark = models.TextField(_("Why it was returned or cancelled"), blank=True)
    state = models.CharField(max_length=9, choices=State, default=State.SEALED)
    clock = models.ForeignKey(Clock, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("-opens_at", "number")
        indexes = (
            models.Index(fields=("-opens_at", "number")),
            models.Index(fields=("state", "-opens_at", "number")),
            models.Index(fields=("organ", "state")),
            models.Index(fields=("began_at",)),
        )
        constraints = (
            models.CheckConstraint(
                name="a_visit_ends_after_it_began",
                condition=Q(ended_at=None) | Q(ended_at__gte=F("began_at")),
            ),
            models.CheckConstraint(
                name="a_target_is_drawn_or_has_a_reason",
                condition=Q(draw__isnull=False) | ~Q(reason=""),
            ),
        )

    def __str__(self) -> str:
        return self.number


class Observation(models.Model):
    """The answer to one question of the checklist: yes, no, or not seen."""

    class Seen(models.TextChoices):
        """Not seen is an answer of its own and never counts as a yes."""

        YES = "yes", _("Yes")
        NO = "no", _("No")
        NOT_SEEN = "not_seen", _("Not seen")

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="observations")
    item = models.ForeignKey(Item, models.PROTECT, related_name="observations")
    seen = models.CharField(max_length=8, choices=Seen)
    facts = models.TextField(blank=True)
    evidence = models.ManyToManyField(Evidence, related_name="observations", blank=True)
    finding = models.OneToOneField(Finding, models.PROTECT, null=True, related_name="observation")

    class Meta:
        ordering = ("item__number",)
        constraints = (
            models.UniqueConstraint(fields=("visit", "item"), name="one_answer_a_question"),
        )


class Signature(models.Model):
    """One inspector stands by the record, as it read when it was signed."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="signatures")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    digest = models.CharField(max_length=64)  # SHA-256 of the record signed

    class Meta:
        ordering = ("at",)
        constraints = (
            models.UniqueConstraint(
                fields=("visit", "person", "digest"), name="one_signature_a_person_and_record"
            ),
        )


class Burden(models.Model):
    """What an organ was made to bear besides visits: a form, a meeting, a check by others."""

    class Kind(models.TextChoices):
        """What was imposed."""

        FORM = "form", _("Form")
        MEETING = "meeting", _("Meeting")
        CHECK = "check", _("Check by another body")

    organ = models.ForeignKey(Unit, models.PROTECT, related_name="burdens")
    kind = models.CharField(_("Kind"), max_length=7, choices=Kind)
    on = models.DateField(_("On"))
    hours = models.DecimalField(_("Hours"), max_digits=6, decimal_places=1)
    title = models.CharField(_("What"), max_length=200)
    imposed_by = models.CharField(_("Imposed by"), max_length=100)

    class Meta:
        ordering = ("-on", "-id")
