"""Meetings and who is invited: whether somebody came is kept, never when nor in which order."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from mingcha.foundation.models import Stateful
from mingcha.organs.models import Unit
from mingcha.people.models import Person


class Group(models.TextChoices):
    """Whom one is invited for; those who vote do so in these groups."""

    DEPUTY = "deputy", _("People's deputies")
    CPPCC = "cppcc", _("CPPCC members")
    SUPERVISOR = "supervisor", _("Lay supervisors")
    ENTERPRISE = "enterprise", _("Enterprises")
    CITIZEN = "citizen", _("Citizens")
    GRASSROOTS = "grassroots", _("Grass-roots units")
    LEADER = "leader", _("City leaders")
    PEER = "peer", _("Staff of organs")
    GUEST = "guest", _("Others present")


class Meeting(Stateful):
    """One meeting of several groups in one hall, from the call to the end."""

    class State(models.TextChoices):
        """Where a meeting stands."""

        CALLED = "called", _("Called")
        CHECKING_IN = "checking_in", _("Checking in")
        BEGUN = "begun", _("Begun")
        ENDED = "ended", _("Ended")
        CANCELLED = "cancelled", _("Cancelled")

    number = models.CharField(_("Number"), max_length=20, unique=True)  # HY-2026-0001
    title = models.CharField(_("Title"), max_length=200)
    place = models.CharField(_("Place"), max_length=120)
    held_on = models.DateField(_("Held on"))
    begins_at = models.TimeField(_("Begins at"))
    groups = models.JSONField(_("Groups"), default=list)  # [{"code", "name", "name_en"}]
    attendance = models.JSONField(null=True)  # group -> {"invited", "arrived"}, fixed at the end
    remark = models.CharField(_("Remark"), max_length=300, blank=True)
    swept = models.BooleanField(default=False)  # the disk tells no order: `foundation.anew`
    wiped_on = models.DateField(_("Names deleted on"), null=True)
    state = models.CharField(max_length=11, choices=State, default=State.CALLED)

    class Meta:
        ordering = ("-held_on", "-id")
        indexes = (models.Index(fields=("state",), name="meeting_by_state"),)
        constraints = (
            models.CheckConstraint(
                name="attendance_is_fixed_at_the_end",
                condition=models.Q(state="ended", attendance__isnull=False)
                | (~models.Q(state="ended") & models.Q(attendance__isnull=True)),
            ),
        )

    def __str__(self) -> str:
        return self.number

    @property
    def codes(self) -> list[str]:
        """The codes of its groups, in their order."""
        return [group["code"] for group in self.groups]

    def group_name(self, code: str) -> str:
        """What a group of this meeting is called, in the reader's language."""
        key = "name_en" if (get_language() or "").startswith("en") else "name"
        named: dict[str, Any] = next((g for g in self.groups if g["code"] == code), {})
        return str(named.get(key) or named.get("name") or code)


class Invitation(Stateful):
    """One person's invitation. Nothing here tells when they came or who came before them."""

    class State(models.TextChoices):
        """Whether the invited person came: yes or no, without a time."""

        EXPECTED = "expected", _("Expected")
        PRESENT = "present", pgettext_lazy("at a meeting", "Present")
        WITHDRAWN = "withdrawn", pgettext_lazy("invitation", "Withdrawn")

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="invitations")
    group = models.CharField(_("Group"), max_length=12, choices=Group)
    name = models.CharField(_("Name of the invited person"), max_length=60)
    body = models.CharField(_("Organ or body"), max_length=120, blank=True)
    organ = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    seat = models.CharField(_("Seat"), max_length=12, blank=True)  # 3-12: third row, twelfth seat
    place_in_hall = models.PositiveIntegerField(null=True)  # what seats are sorted by
    key = models.CharField(max_length=32, blank=True)  # the code of the card is made from it
    digest = models.CharField(max_length=64, blank=True)  # of that code; gone with the meeting
    state = models.CharField(max_length=9, choices=State, default=State.EXPECTED)

    class Meta:
        ordering = ("group", "body", "name", "id")
        indexes = (
            models.Index(fields=("meeting", "group", "state"), name="invited_by_group"),
            models.Index(fields=("meeting", "place_in_hall"), name="invited_by_seat"),
        )
        constraints = (
            models.UniqueConstraint(
                name="invited_once",
                fields=("meeting", "name", "body"),
                condition=~models.Q(state="withdrawn"),
            ),
            models.UniqueConstraint(
                name="one_card_a_code", fields=("digest",), condition=~models.Q(digest="")
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def number(self) -> str:
        """How the journal calls it: auditors read the journal, and names are for the desk."""
        return f"{self.meeting.number}/{self.pk}"
