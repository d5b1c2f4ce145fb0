"""How a round of one kind is asked, weighed and banded: published once and never changed."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mingcha.foundation.models import Stateful
from mingcha.people.models import Person


class Kind(models.TextChoices):
    """The five kinds of rounds; the founding text's four appraisals, and the one in the hall."""

    QUARTERLY = "quarterly", _("Quarterly appraisal")
    KEY_POINT = "key_point", _("Key-point appraisal")
    CONCENTRATED = "concentrated", _("Concentrated appraisal")
    YEAR_END = "year_end", _("Year-end appraisal")
    ON_THE_SPOT = "on_the_spot", _("On-the-spot appraisal")


class RuleVersion(Stateful):
    """Questions, scale, groups with their weights, bands and limits, under a code, for good.

    `parameters` is `core.roundrule.RoundRule` as its JSON. Once published the row cannot be
    changed or deleted: the database refuses.
    """

    class State(models.TextChoices):
        """Where a rule version stands."""

        DRAFTED = "drafted", _("Being prepared")
        PUBLISHED = "published", _("Published for good")
        DISCARDED = "discarded", _("Given up before publication")

    code = models.CharField(_("Code"), max_length=40, unique=True)  # quarterly-2026-1
    of_kind = models.CharField(_("Kind of round"), max_length=12, choices=Kind)
    title = models.CharField(_("Title"), max_length=200)
    parameters = models.JSONField(_("Parameters"))
    document = models.CharField(_("Document"), max_length=200, blank=True)
    digest = models.CharField(_("Digest"), max_length=64, blank=True)  # of code and parameters
    published_on = models.DateField(_("Published on"), null=True)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    state = models.CharField(_("State"), max_length=9, choices=State, default=State.DRAFTED)

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                name="a_published_appraisal_rule_has_day_and_digest",
                condition=~Q(state="published")
                | (Q(published_on__isnull=False) & ~Q(digest="") & ~Q(document="")),
            ),
        )

    def __str__(self) -> str:
        return self.code
