"""The tree of organs as it stands, and what it was before."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Unit(models.Model):
    """One place in the tree: an organ, or an office, counter or post inside one."""

    class Level(models.TextChoices):
        """How deep in the tree."""

        ORGAN = "organ", _("Organ")
        OFFICE = "office", _("Office")
        COUNTER = "counter", _("Counter")
        POST = "post", _("Post")

    class Kind(models.TextChoices):
        """The class inside which organs may be compared."""

        ENFORCEMENT = "enforcement", _("Enforcement")
        MANAGEMENT = "management", _("Management")
        SERVICE = "service", _("Service")
        PARTY_MASS = "party_mass", _("Party and mass bodies")
        VERTICAL = "vertical", _("Vertical")
        UTILITY = "utility", _("Utility")

    code = models.CharField(_("Code"), max_length=40, unique=True)
    name = models.CharField(_("Name"), max_length=100)
    level = models.CharField(_("Level"), max_length=8, choices=Level)
    kind = models.CharField(_("Class"), max_length=12, choices=Kind, blank=True)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="children", verbose_name=_("Belongs to")
    )
    organ = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="inside", verbose_name=_("Organ")
    )  # the organ at the head of this branch; null on organs themselves
    is_key = models.BooleanField(_("Key office"), default=False)
    active_from = models.DateField(_("Since"))
    active_to = models.DateField(_("Until"), null=True, blank=True)  # the last day it stood

    class Meta:
        ordering = ("code",)
        constraints = (
            models.CheckConstraint(
                name="only_organs_have_no_parent",
                condition=Q(level="organ", parent=None, organ=None)
                | (~Q(level="organ") & Q(parent__isnull=False, organ__isnull=False)),
            ),
            models.CheckConstraint(
                name="only_organs_have_a_class",
                condition=(Q(level="organ") & ~Q(kind="")) | (~Q(level="organ") & Q(kind="")),
            ),
            models.CheckConstraint(
                name="unit_ends_after_it_began",
                condition=Q(active_to=None) | Q(active_to__gte=models.F("active_from")),
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def head_organ(self) -> Unit:
        """The organ this place belongs to; an organ belongs to itself."""
        return self.organ or self


class Former(models.Model):
    """What a unit was called and where it stood up to and including a day."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="formers")
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=12, choices=Unit.Kind, blank=True)
    parent = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    until = models.DateField()

    class Meta:
        ordering = ("unit", "until")
        constraints = (models.UniqueConstraint(fields=("unit", "until"), name="one_former_a_day"),)


class Succession(models.Model):
    """Who followed whom, and by which document: scores never move silently to a successor."""

    class How(models.TextChoices):
        """What happened."""

        MERGE = "merge", _("Merged into")
        SPLIT = "split", _("Split into")

    predecessor = models.ForeignKey(Unit, models.PROTECT, related_name="successors")
    successor = models.ForeignKey(Unit, models.PROTECT, related_name="predecessors")
    how = models.CharField(max_length=5, choices=How)
    on = models.DateField()
    document = models.CharField(max_length=120)

    class Meta:
        ordering = ("on", "id")
        constraints = (
            models.UniqueConstraint(fields=("predecessor", "successor"), name="one_succession"),
        )
