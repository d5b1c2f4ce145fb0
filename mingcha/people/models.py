"""Persons and what they are charged with, from a day to a day."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from mingcha.organs.models import Unit


class People(BaseUserManager["Person"]):
    """How Django's sign-in finds a person: by staff number."""

    def get_by_natural_key(self, username: str | None) -> Person:
        """The person who signs in with this staff number."""
        return self.select_related("organ").get(staff_no=username)


class Person(AbstractBaseUser):
    """Anyone with an account: staff of the centre or of an organ, leaders, auditors."""

    staff_no = models.CharField(_("Staff number"), max_length=40, unique=True)
    name = models.CharField(_("Name"), max_length=60)
    organ = models.ForeignKey(
        Unit, models.PROTECT, null=True, related_name="staff", verbose_name=_("Organ")
    )
    office = models.ForeignKey(
        Unit, models.PROTECT, null=True, related_name="office_staff", verbose_name=_("Office")
    )
    post = models.CharField(_("Post"), max_length=60, blank=True)
    email = models.EmailField(_("E-mail"), blank=True)
    phone = models.CharField(_("Telephone"), max_length=30, blank=True)
    is_active = models.BooleanField(_("May sign in"), default=True)
    must_change_password = models.BooleanField(default=False)  # one given by somebody else

    USERNAME_FIELD = "staff_no"
    EMAIL_FIELD = "email"
    objects: ClassVar[People] = People()

    class Meta:
        ordering = ("staff_no",)

    def __str__(self) -> str:
        return self.name

    @property
    def state(self) -> str:
        """Active or suspended: what the table of this room's acts goes by."""
        return "active" if self.is_active else "suspended"

    def get_full_name(self) -> str:
        """The name as it stands on a door."""
        return self.name


class Duty(models.Model):
    """A charge held by a person, for one organ or for the whole city, between two days."""

    class Role(models.TextChoices):
        """The roles of the domain reference, part 3."""

        LEADER = "leader", _("City leader")
        CONDUCT_OFFICE = "conduct_office", _("Conduct office")
        DIRECTOR = "director", _("Centre director")
        INSPECTOR = "inspector", _("Inspector")
        CASE_HANDLER = "case_handler", _("Case handler")
        APPROVAL_OFFICE = "approval_office", _("Approval office")
        LEGAL_OFFICE = "legal_office", _("Legal office")
        HEAD = "head", _("First-responsible head")
        LIAISON = "liaison", _("Organ liaison")
        OFFICE_HEAD = "office_head", _("Office head")
        STAFF = "staff", _("Member of staff")
        LAY_SUPERVISOR = "lay_supervisor", _("Lay supervisor")
        SUPERVISION = "supervision", _("Supervision organ")
        PERSONNEL = "personnel", _("Personnel body")
        AUDITOR = "auditor", _("Auditor")
        ADMINISTRATOR = "administrator", _("System administrator")

    person = models.ForeignKey(Person, models.PROTECT, related_name="duties")
    role = models.CharField(_("Duty"), max_length=16, choices=Role)
    organ = models.ForeignKey(
        Unit, models.PROTECT, null=True, related_name="duties", verbose_name=_("For")
    )
    since = models.DateField(_("Since"))
    until = models.DateField(_("Until"), null=True, blank=True)  # the last day
    document = models.CharField(_("Document"), max_length=120, blank=True)

    class Meta:
        ordering = ("since", "id")
        verbose_name_plural = "duties"
        constraints = (
            models.CheckConstraint(
                name="duty_ends_after_it_began",
                condition=models.Q(until=None) | models.Q(until__gte=models.F("since")),
            ),
            models.CheckConstraint(
                name="heads_and_liaisons_have_an_organ",
                condition=~models.Q(role__in=["head", "liaison", "office_head"])
                | models.Q(organ__isnull=False),
            ),
        )


class Token(models.Model):
    """A personal key for programs: shown once, kept as a digest, ended by its owner or its day."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="tokens")
    name = models.CharField(_("What it is for"), max_length=60)
    digest = models.CharField(max_length=64, unique=True)
    made_on = models.DateField(_("Made on"))
    ends_on = models.DateField(_("Ends on"))
    revoked_on = models.DateField(_("Revoked on"), null=True)

    class Meta:
        ordering = ("-made_on", "-id")


class Message(models.Model):
    """A line in someone's in-tray: what happened, where to look. Never a ballot, never a source."""

    to = models.ForeignKey(Person, models.CASCADE, related_name="messages")
    at = models.DateTimeField(_("When"))
    text = models.CharField(_("What happened"), max_length=300)
    url = models.CharField(max_length=200, blank=True)
    about = models.CharField(
        max_length=120
    )  # journal verb and entry: told once however often heard
    read_at = models.DateTimeField(_("Read"), null=True)

    class Meta:
        ordering = ("-at", "-id")
        constraints = (models.UniqueConstraint(fields=("to", "about"), name="told_once"),)


class Tie(models.Model):
    """A personal or work tie to an organ: whoever has one is not drawn to inspect it."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="ties")
    organ = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    what = models.CharField(_("Tie"), max_length=120)
    since = models.DateField(_("Since"))
    until = models.DateField(_("Until"), null=True, blank=True)
