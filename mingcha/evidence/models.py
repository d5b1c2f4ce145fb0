"""What was seen, kept so that nobody can say it was another."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from mingcha.people.models import Person


class Evidence(models.Model):
    """One photo or paper. The file lies under its digest; the same file is stored only once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)  # may be made on a phone
    digest = models.CharField(
        _("Checksum"), max_length=64, db_index=True
    )  # SHA-256 of the original
    name = models.CharField(_("Name"), max_length=200)
    media_type = models.CharField(_("Kind"), max_length=80)
    size = models.PositiveBigIntegerField(_("Bytes"))
    happened_at = models.DateTimeField(_("Happened"), null=True)  # when the thing shown took place
    captured_at = models.DateTimeField(_("Captured"), null=True)  # what the camera says
    received_at = models.DateTimeField(_("Received"))
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    note = models.CharField(_("Note"), max_length=300, blank=True)

    class Meta:
        ordering = ("received_at", "id")
        verbose_name_plural = "evidence"

    def __str__(self) -> str:
        return self.name


class Copy(models.Model):
    """What is shown in an original's stead: upright, smaller, without what the camera hid in it."""

    class Form(models.TextChoices):
        """What the copy is for."""

        PUBLISHED = "published", _("Published copy")
        THUMB = "thumb", _("Thumbnail")

    of = models.CharField(max_length=64)  # digest of the original, which may be kept twice
    form = models.CharField(max_length=9, choices=Form)
    digest = models.CharField(max_length=64)
    media_type = models.CharField(max_length=80)
    size = models.PositiveBigIntegerField()

    class Meta:
        verbose_name_plural = "copies"
        constraints = (models.UniqueConstraint(fields=("of", "form"), name="one_copy_of_a_form"),)
