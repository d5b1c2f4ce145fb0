"""Who may be asked and who was: lists of third bodies, members drawn, invitations delivered.

Nothing here leads to a ticket or a ballot: an invitation's secret is in no row of this room.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mingcha.appraisals.models.round import Round
from mingcha.draws.models import Draw
from mingcha.organs.models import Unit


class Frame(models.Model):
    """A list of people of one group, owned by a third body, as it was received on a day."""

    code = models.CharField(_("Code"), max_length=40, unique=True)
    group = models.CharField(_("Group"), max_length=40)
    owner = models.CharField(_("Owned by"), max_length=120)  # congress, CPPCC, federation ...
    owner_unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    received_on = models.DateField(_("Received on"))
    covers = models.CharField(_("Covers"), max_length=120, blank=True)  # users of an office, 2026
    digest = models.CharField(max_length=64, blank=True)
    wiped_on = models.DateField(_("Names deleted on"), null=True)
    size = models.PositiveIntegerField(_("People"), default=0)  # stays when the names have gone

    class Meta:
        ordering = ("-received_on", "-id")

    def __str__(self) -> str:
        return self.code


class FrameEntry(models.Model):
    """One person of a list: as the owner wrote it, until the names are deleted."""

    frame = models.ForeignKey(Frame, models.CASCADE, related_name="entries")
    ref = models.CharField(_("Reference"), max_length=40)  # the owner's own number
    name = models.CharField(_("Name"), max_length=60, blank=True)
    stratum = models.CharField(_("Stratum"), max_length=60, blank=True)
    phone = models.CharField(_("Telephone"), max_length=30, blank=True)
    email = models.CharField(_("E-mail"), max_length=120, blank=True)
    address = models.CharField(_("Address"), max_length=200, blank=True)
    ties = models.JSONField(_("Tied to organs"), default=list)  # codes of units
    named = models.BooleanField(_("Named by the body that owns the list"), default=False)
    used = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")  # service log

    class Meta:
        ordering = ("ref",)
        verbose_name_plural = "frame entries"
        constraints = (models.UniqueConstraint(fields=("frame", "ref"), name="listed_once"),)


class Panel(models.Model):
    """How the members of a round are drawn: lists, quotas by stratum, who is named or left out."""

    round = models.OneToOneField(Round, models.CASCADE, related_name="panel")
    draw = models.ForeignKey(Draw, models.PROTECT, related_name="+")
    frames = models.ManyToManyField(Frame, related_name="+")
    recused = models.JSONField(default=dict)  # code of group or variant -> codes of units
    left_out = models.JSONField(default=dict)  # list/number -> why: see core.panel
    short = models.JSONField(default=dict)  # group -> how many are missing to the quota
    named = models.JSONField(default=dict)  # list/number -> stratum: who has a place undrawn
    at_random = models.PositiveSmallIntegerField(default=0)  # in a hundred of a stratum, at least
    prepared_on = models.DateField(_("Prepared on"))

    def __str__(self) -> str:
        return str(self.round)


class PanelMember(models.Model):
    """Somebody drawn to be asked in a round. Whether they voted is known to nobody."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="members")
    group = models.CharField(_("Group"), max_length=40)
    frame = models.ForeignKey(Frame, models.PROTECT, null=True, related_name="+")
    ref = models.CharField(_("Reference"), max_length=40)
    name = models.CharField(_("Name"), max_length=60, blank=True)
    stratum = models.CharField(_("Stratum"), max_length=60, blank=True)
    phone = models.CharField(_("Telephone"), max_length=30, blank=True)
    email = models.CharField(_("E-mail"), max_length=120, blank=True)
    address = models.CharField(_("Address"), max_length=200, blank=True)
    ties = models.JSONField(_("Recused for"), default=list)  # codes of units on the paper
    draw = models.ForeignKey(Draw, models.PROTECT, null=True, related_name="+")
    left_out = models.CharField(_("Left out because"), max_length=200, blank=True)
    lost = models.BooleanField(_("Contact lost"), default=False)
    wiped_on = models.DateField(_("Name deleted on"), null=True)

    class Meta:
        ordering = ("group", "ref")
        indexes = (models.Index(fields=("round", "group")),)
        constraints = (
            models.UniqueConstraint(fields=("round", "frame", "ref"), name="drawn_once_a_round"),
        )


class Delivery(models.Model):
    """One invitation on one channel: what became of it. It holds no secret and no time of day."""

    class Channel(models.TextChoices):
        """How an invitation travels."""

        MAIL = "mail", _("E-mail")
        SMS = "sms", _("Text message")
        CARD = "card", _("Printed card")

    class Fate(models.TextChoices):
        """What became of it."""

        QUEUED = "queued", _("Waiting to be sent")
        SENT = "sent", _("Sent")
        DELIVERED = "delivered", _("Delivered")
        FAILED = "failed", _("Failed")
        WITHDRAWN = "withdrawn", _("Taken back")

    member = models.ForeignKey(PanelMember, models.CASCADE, related_name="deliveries")
    channel = models.CharField(_("Channel"), max_length=4, choices=Channel)
    fate = models.CharField(_("Fate"), max_length=9, choices=Fate, default=Fate.QUEUED)
    live = models.BooleanField(_("Its link counts"), default=False)  # at most one a member
    why = models.CharField(_("Why it failed"), max_length=200, blank=True)
    sent_on = models.DateField(_("Sent on"), null=True)

    class Meta:
        ordering = ("id",)
        verbose_name_plural = "deliveries"
        constraints = (
            models.UniqueConstraint(
                fields=("member",), condition=Q(live=True), name="one_link_counts_a_member"
            ),
        )


class Reminder(models.Model):
    """That a group was reminded, and how many messages went out; never to whom."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="reminders")
    group = models.CharField(_("Group"), max_length=40)
    sent_on = models.DateField(_("Sent on"))
    messages = models.PositiveIntegerField(_("Messages sent"))

    class Meta:
        ordering = ("id",)
