"""Which snapshots were kept: their files lie in the folder of facts, their digests here."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Snapshot(models.Model):
    """The facts of every room as they stood once on a day; kept for good, never changed."""

    day = models.DateField(_("Day"))
    edition = models.PositiveSmallIntegerField(_("Edition"), default=1)  # of the same day
    tables = models.JSONField()  # [{"name", "rows", "bytes", "sha256", "columns"}]
    digest = models.CharField(_("Digest of the manifest"), max_length=64)
    made_at = models.DateTimeField(_("Kept at"))

    class Meta:
        ordering = ("-day", "-edition")
        constraints = (
            models.UniqueConstraint(fields=("day", "edition"), name="one_snapshot_an_edition"),
        )

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """How it is called, and its folder: 2026-04-10, then 2026-04-10.2."""
        return f"{self.day}" if self.edition == 1 else f"{self.day}.{self.edition}"

    @property
    def rows(self) -> int:
        """Rows in all tables together."""
        return sum(table["rows"] for table in self.tables)
