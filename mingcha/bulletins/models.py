"""Bulletins frozen when composed, whom they name with which words, and their kept prints."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from mingcha.evidence.models import Evidence
from mingcha.foundation.models import Clock, Stateful
from mingcha.organs.models import Unit
from mingcha.people.models import Person


class Issue(Stateful):
    """One circular notice (通报): figures copied once, words by its composer, then fixed."""

    class State(models.TextChoices):
        """Where a bulletin stands (domain reference 4.14)."""

        COMPOSED = "composed", _("Composed")
        TOLD = "told", _("Told to those named")
        APPROVED = "approved", _("Approved")
        PUBLISHED = "published", _("Published")
        CORRECTED = "corrected", _("Corrected by a later one")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    class Kind(models.TextChoices):
        """What it is for."""

        SITUATION = "situation", _("On the situation")
        PRAISE = "praise", _("Praise")
        CRITICISM = "criticism", _("Criticism")

    class Scope(models.TextChoices):
        """Who may read it once it is published."""

        ORGAN = "organ", _("Organs named")
        CITY = "city", _("All who sign in")
        PUBLIC = "public", _("Everybody")

    number = models.CharField(_("Number"), max_length=20, unique=True)  # TB-2026-0001
    doc_number = models.CharField(_("Document number"), max_length=60, blank=True)
    purpose = models.CharField(_("Kind"), max_length=9, choices=Kind)
    scope = models.CharField(_("Readers"), max_length=6, choices=Scope)
    since = models.DateField(_("First day of the period"))
    until = models.DateField(_("Last day of the period"))
    title = models.TextField(_("Title of the bulletin"))
    introduction = models.TextField(_("Introduction"))
    requirements = models.TextField(_("What is asked for next"), blank=True)
    figures = models.JSONField()  # as they stood when it was composed: nothing reads them live
    content = models.JSONField()  # the whole document as it prints
    composer = models.ForeignKey(Person, models.PROTECT, related_name="+")
    composed_on = models.DateField(_("Composed on"))
    corrects = models.ForeignKey("self", models.PROTECT, null=True, related_name="corrected_by")
    approver = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    reason = models.TextField(_("Reason"), blank=True)  # of sending back or withdrawing
    published_on = models.DateField(_("Day of publication"), null=True)
    digest = models.CharField(max_length=64, blank=True)  # SHA-256 of the canonical content
    head_size = models.PositiveBigIntegerField(null=True)  # the journal's tree when it came out
    head_root = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=9, choices=State, default=State.COMPOSED)

    class Meta:
        ordering = ("-id",)
        indexes = (models.Index(fields=("state", "scope")),)
        constraints = (
            models.UniqueConstraint(
                fields=("doc_number",), condition=~Q(doc_number=""), name="one_bulletin_a_number"
            ),
            models.CheckConstraint(
                name="a_period_ends_after_it_began", condition=Q(until__gte=F("since"))
            ),
            models.CheckConstraint(
                name="what_is_out_is_numbered_and_proved",
                condition=~Q(state__in=["published", "corrected"])
                | (~Q(doc_number="") & ~Q(digest="") & Q(published_on__isnull=False)),
            ),
        )

    def __str__(self) -> str:
        return self.number

    @property
    def headline(self) -> str:
        """The title in one line."""
        return "".join(self.title.split())


class Named(Stateful):
    """One organ named in a bulletin: its passage, what it says to it, how that was ruled."""

    class State(models.TextChoices):
        """Where the hearing of this organ stands."""

        LISTED = "listed", _("Listed, not told yet")
        TOLD = "told", _("Told, may correct facts")
        ACCEPTED = "accepted", _("Facts accepted")
        DISPUTED = "disputed", _("Correction asked for")
        RULED = "ruled", _("Ruled")
        LAPSED = "lapsed", _("Silent in time")
        LEFT_OUT = "left_out", _("Left out")

    class Tone(models.TextChoices):
        """Praise as well as criticism."""

        PRAISE = "praise", _("Praised")
        CRITICISM = "criticism", _("Criticised")

    class Ruling(models.TextChoices):
        """What becomes of the passage."""

        AMENDED = "amended", _("The passage is amended")
        UPHELD = "upheld", _("The passage stays")
        DROPPED = "dropped", _("The passage is left out")

    issue = models.ForeignKey(Issue, models.CASCADE, related_name="named")
    organ = models.ForeignKey(Unit, models.PROTECT, related_name="named_in_bulletins")
    tone = models.CharField(_("How"), max_length=9, choices=Tone)
    passage = models.TextField(_("Passage"))
    told_on = models.DateField(_("Told on"), null=True)
    clock = models.ForeignKey(Clock, models.PROTECT, null=True, related_name="+")
    correction = models.TextField(_("Which fact is wrong, and what shows it"), blank=True)
    outcome = models.CharField(_("Ruling"), max_length=8, choices=Ruling, blank=True)
    ruling = models.TextField(_("Reason of the ruling"), blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.LISTED)

    class Meta:
        ordering = ("tone", "organ__code")
        verbose_name_plural = "named"
        constraints = (
            models.UniqueConstraint(fields=("issue", "organ", "tone"), name="named_once_a_tone"),
        )

    def __str__(self) -> str:
        return f"{self.issue.number} {self.organ.name}"

    @property
    def stands(self) -> bool:
        """Whether the passage will be printed."""
        return self.state != self.State.LEFT_OUT and self.outcome != self.Ruling.DROPPED


class Print(models.Model):
    """The paper as it came off the press, kept as evidence under its digest."""

    class Form(models.TextChoices):
        """As what."""

        PDF = "pdf", "PDF"
        DOCX = "docx", "DOCX"

    issue = models.ForeignKey(Issue, models.PROTECT, related_name="prints")
    form = models.CharField(max_length=4, choices=Form)
    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="prints")
    on = models.DateField()

    class Meta:
        ordering = ("issue", "form")
        constraints = (models.UniqueConstraint(fields=("issue", "form"), name="one_print_a_form"),)
