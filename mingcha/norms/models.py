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


class Norm(models.Model):
    """One observable behaviour, N01 to N20 and what the city adds, as worded from a day on.

    Amending ends one row and begins another under the same code: what was judged by the old
    wording keeps it. Ask `queries.same_norm` for all wordings of one code.
    """

    code = models.CharField(_("Code"), max_length=10)
    title = models.CharField(_("Norm"), max_length=100)
    title_en = models.CharField(_("In English"), max_length=120, blank=True)
    text = models.TextField(_("What is asked for"), blank=True)
    basis = models.CharField(_("Basis"), max_length=200, blank=True)
    failure_kind = models.CharField(_("Failure"), max_length=10, choices=FailureKind)
    severity = models.PositiveSmallIntegerField(_("Severity"), default=1)  # 0 praise, 3 grave
    since = models.DateField(_("Since"))
    until = models.DateField(_("Until"), null=True, blank=True)  # the last day

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
    def name(self) -> str:
        """The title in the reader's language, where the city has given one."""
        english = (get_language() or "").startswith("en")
        return self.title_en if english and self.title_en else self.title


class Institution(models.Model):
    """A rule or mechanism in force: first-asked duty, time limits, promises, stand-in posts."""

    code = models.CharField(_("Code"), max_length=20)
    title = models.CharField(_("Institution"), max_length=100)
    title_en = models.CharField(_("In English"), max_length=120, blank=True)
    text = models.TextField(_("Text"), blank=True)
    organ = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="institutions"
    )  # null: the whole city
    since = models.DateField(_("In force from"))
    until = models.DateField(_("Until"), null=True, blank=True)

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

    @property
    def name(self) -> str:
        """The title in the reader's language, where the city has given one."""
        english = (get_language() or "").startswith("en")
        return self.title_en if english and self.title_en else self.title


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
        return "yes" if self.norm.failure_kind == FailureKind.NONE else "no"
