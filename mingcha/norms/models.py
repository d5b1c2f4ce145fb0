"""What conduct is asked for: norms, institutions, and versioned checklists frozen once used."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from mingcha.foundation.models import Stateful
from mingcha.organs.models import Unit


class FailureKind(models.TextChoices):
    """The typed failures of S19 and S21."""

    SLOW = "slow", _("Slow action")
    ABSENT = "absent", _("Failure to act")
    WILFUL = "wilful", _("Wilful action")
    EXTORTION = "extortion", _("Extortion or gifts")
    CONDUCT = "conduct", _("Conduct")
    NONE = "none", _("Praiseworthy")


class Severity(models.IntegerChoices):
    """How much weight breaking a norm has; praise has none."""

    PRAISE = 0, _("Praise")
    LIGHT = 1, _("Light")
    SERIOUS = 2, _("Serious")
    GRAVE = 3, _("Grave")


class Rule(models.Model):
    """What holds under one code, as worded from a day on.

    Amending ends one row and begins another under the same code: what was judged by the old
    wording keeps it. Ask `queries.wordings_of` for all wordings of one code.
    """

    class State(models.TextChoices):
        """Whether a wording may still be followed by another."""

        IN_FORCE = "in_force", _("In force")
        ENDED = "ended", _("Replaced or ended")

    title_en = models.CharField(_("In English"), max_length=120, blank=True)
    text = models.TextField(_("What is asked for"), blank=True)
    since = models.DateField(_("In force from"))
    until = models.DateField(_("Until"), null=True, blank=True)  # the last day

    code: str
    title: str

    class Meta:
        abstract = True

    @property
    def name(self) -> str:
        """The title in the reader's language, where the city has given one."""
        english = (get_language() or "").startswith("en")
        return self.title_en if english and self.title_en else self.title

    @property
    def state(self) -> str:
        """Where this wording stands: told by its days, never stored beside them."""
        return self.State.IN_FORCE if self.until is None else self.State.ENDED


class Norm(Rule):
    """One observable behaviour, N01 to N20 and what the city adds."""

    code = models.CharField(_("Code"), max_length=10)
    title = models.CharField(_("Norm"), max_length=100)
    basis = models.CharField(_("Basis"), max_length=200, blank=True)
    failure_kind = models.CharField(_("Failure"), max_length=10, choices=FailureKind)
    severity = models.PositiveSmallIntegerField(
        _("Severity"), choices=Severity, default=Severity.LIGHT
    )

    class Meta:
        ordering = ("code", "since")
        constraints = (
            models.UniqueConstraint(fields=("code", "since"), name="one_wording_of_a_norm_a_day"),
            models.UniqueConstraint(
                fields=("code",), condition=Q(until=None), name="one_wording_of_a_norm_in_force"
            ),
            models.CheckConstraint(
                name="norm_severity_is_light_to_grave", condition=Q(severity__range=(0, 3))
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def is_praise(self) -> bool:
        """Whether keeping it is told as praise, instead of breaking it as a fault."""
        return self.failure_kind == FailureKind.NONE

    @property
    def is_red_line(self) -> bool:
        """Whether nobody may cross it even once: extortion, gifts, and every grave fault."""
        grave = self.severity >= Severity.GRAVE
        return not self.is_praise and (grave or self.failure_kind == FailureKind.EXTORTION)


class Institution(Rule):
    """A rule or mechanism in force: first-asked duty, time limits, promises, stand-in posts."""

    code = models.CharField(_("Code"), max_length=20)
    title = models.CharField(_("Institution"), max_length=100)
    organ = models.ForeignKey(
        Unit,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="institutions",
        verbose_name=_("Organ"),
    )  # null: the whole city

    class Meta:
        ordering = ("code", "since")
        constraints = (
            models.UniqueConstraint(fields=("code", "since"), name="one_institution_text_a_day"),
            models.UniqueConstraint(
                fields=("code",), condition=Q(until=None), name="one_institution_text_in_force"
            ),
        )

    def __str__(self) -> str:
        return self.name


class PlaceType(models.TextChoices):
    """Where a checklist is used."""

    COUNTER = "counter", _("Service counter")
    OFFICE = "office", _("Office")
    HALL = "hall", _("Service hall")
    PHONE = "phone", _("Telephone line")


class Checklist(Stateful):
    """The questions of one kind of place, in one version; frozen as soon as it is in use."""

    class State(models.TextChoices):
        """Where a checklist stands."""

        DRAFTED = "drafted", _("Drafted")
        IN_USE = "in_use", _("In use")
        RETIRED = "retired", _("Retired")

    place_type = models.CharField(_("Place"), max_length=8, choices=PlaceType)
    version = models.PositiveSmallIntegerField(_("Version"))
    title = models.CharField(_("Title"), max_length=100)
    state = models.CharField(max_length=8, choices=State, default=State.DRAFTED)

    class Meta:
        ordering = ("place_type", "-version")
        constraints = (
            models.UniqueConstraint(fields=("place_type", "version"), name="one_checklist_version"),
            models.UniqueConstraint(
                fields=("place_type",), condition=Q(state="in_use"), name="one_checklist_in_use"
            ),
        )

    def __str__(self) -> str:
        return f"{self.title} v{self.version}"


class Item(models.Model):
    """One question of a checklist, answered yes, no or not seen; a no points at its norm."""

    checklist = models.ForeignKey(Checklist, models.PROTECT, related_name="items")
    number = models.PositiveSmallIntegerField()
    norm = models.ForeignKey(Norm, models.PROTECT, related_name="items", verbose_name=_("Norm"))
    question = models.CharField(_("Question"), max_length=200)
    help = models.CharField(_("What to look at"), max_length=300, blank=True)

    class Meta:
        ordering = ("checklist", "number")
        constraints = (
            models.UniqueConstraint(fields=("checklist", "number"), name="one_item_number"),
        )

    def __str__(self) -> str:
        return f"{self.number}. {self.question}"

    @property
    def telling(self) -> str:
        """The answer that tells something: no for a fault, yes where the norm is praiseworthy."""
        return "yes" if self.norm.is_praise else "no"
