"""A draw that anyone can repeat: the pool is fixed before the seed is known."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from mingcha.foundation.models import Stateful


class Draw(Stateful):
    """One draw: prepared with its pool's fingerprint, drawn with a public seed, or void."""

    class State(models.TextChoices):
        """Where a draw stands."""

        PREPARED = "prepared", _("Pool fixed, waiting for the seed")
        DRAWN = "drawn", _("Drawn")
        VOID = "void", _("Void")

    class Why(models.TextChoices):
        """Why a target has more tickets than one."""

        OPEN = "open", _("Its organ has an open finding")
        RELAPSED = "relapsed", _("A fault has come back at its organ")

    number = models.CharField(_("Number"), max_length=20, unique=True)
    purpose = models.CharField(_("Purpose"), max_length=200)
    pool = models.JSONField()  # core.draw.Pool as its JSON: inspectors by code, never by name
    reasons = models.JSONField(default=dict)  # target -> Why, where it has more tickets than one
    codes = models.JSONField(default=dict)  # code -> key of the person; in no record, no journal
    fingerprint = models.CharField(_("Pool fingerprint"), max_length=64)
    wants = models.JSONField()  # stratum -> how many
    team_size = models.PositiveSmallIntegerField(_("Inspectors to a team"), default=2)
    abreast = models.PositiveSmallIntegerField(_("Teams out at one time"), null=True)
    fixed_on = models.DateField(_("Pool fixed on"))
    seed_source = models.CharField(_("Where the seed comes from"), max_length=200)
    seed = models.CharField(_("Seed"), max_length=200, blank=True)
    drawn_on = models.DateField(_("Drawn on"), null=True)
    witnesses = models.JSONField(_("Witnesses"), default=list)
    sealed_until = models.DateTimeField(_("Result sealed until"), null=True)
    record = models.JSONField(null=True)  # core.draw.DrawRecord once drawn
    digest = models.CharField(_("Digest of the record"), max_length=64, blank=True)
    remark = models.CharField(_("Remark"), max_length=300, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.PREPARED)

    class Meta:
        ordering = ("-id",)
        indexes = (models.Index(fields=("state",)),)
        constraints = (
            models.CheckConstraint(
                name="no_seed_before_the_pool_is_fixed",
                condition=~models.Q(state="prepared") | (models.Q(seed="") & models.Q(record=None)),
            ),
            models.CheckConstraint(
                name="a_drawn_draw_has_seed_and_digest",
                condition=~models.Q(state="drawn") | (~models.Q(seed="") & ~models.Q(digest="")),
            ),
        )

    def __str__(self) -> str:
        return self.number
