"""A demand that one organ put one fault right, and what was done about it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from mingcha.evidence.models import Evidence
from mingcha.foundation.models import Clock, Stateful
from mingcha.organs.models import Unit
from mingcha.people.models import Person


class Order(Stateful):
    """A demand that one organ put one fault right by one day."""

    class State(models.TextChoices):
        """Where an order stands (domain reference 4.7)."""

        DRAFTED = "drafted", _("Drafted")
        ISSUED = "issued", _("Issued to the organ")
        RECEIVED = "received", _("Signed for")
        RETURN_ASKED = "return_asked", _("“Not ours” under ruling")
        IN_PROGRESS = "in_progress", _("Being put right")
        EXTENSION_ASKED = "extension_asked", _("Extension asked for")
        REPORTED = "reported", _("Reported, awaiting re-check")
        PASSED = "passed", _("Re-check passed")
        CLOSED = "closed", _("Closed")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    class Pace(models.TextChoices):
        """How long putting right may take."""

        AT_ONCE = "at_once", _("At once")
        TIME_LIMITED = "time_limited", _("Within a time limit")
        LONG = "long", _("Long, by milestones")

    number = models.CharField(_("Number"), max_length=20, unique=True)  # ZG-2026-0147
    organ = models.ForeignKey(Unit, models.PROTECT, related_name="orders")
    office = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="office_orders")
    responsible = models.ForeignKey(Person, models.PROTECT, related_name="orders_answered_for")
    finder_ids = models.JSONField(default=list)  # who made the finding: may not re-check it
    fault = models.TextField(_("What was found"))
    basis = models.CharField(_("Norm and basis"), max_length=200)
    required = models.TextField(_("What must change: results, not meetings"))
    proof_wanted = models.TextField(_("What proves it"), blank=True)
    severity = models.PositiveSmallIntegerField(_("Severity"), default=1)
    pace = models.CharField(_("Pace"), max_length=12, choices=Pace)
    state = models.CharField(max_length=16, choices=State, default=State.DRAFTED)
    clock = models.ForeignKey(Clock, models.PROTECT, null=True, related_name="+")  # whose turn now
    work_clock = models.ForeignKey(
        Clock, models.PROTECT, null=True, related_name="+"
    )  # the organ's own time for putting right; survives returns and extensions
    issued_on = models.DateField(null=True)
    plan = models.TextField(_("Measures, person, date"), blank=True)
    report = models.TextField(_("What was done"), blank=True)
    proof = models.ManyToManyField(Evidence, related_name="orders", blank=True)
    reason = models.TextField(_("Reason"), blank=True)  # of the last asking, ruling or return
    asked_days = models.PositiveSmallIntegerField(null=True)  # days of extension asked for
    was_extended = models.BooleanField(default=False)  # an extension is granted once
    was_ruled = models.BooleanField(default=False)  # “not ours” is ruled once
    times_returned = models.PositiveSmallIntegerField(default=0)
    relapses = models.PositiveSmallIntegerField(default=0)
    closed_on = models.DateField(null=True)

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                name="an_order_out_has_a_clock",
                condition=models.Q(state__in=["drafted", "withdrawn", "closed"])
                | models.Q(clock__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return self.number


class Slip(Stateful):
    """A supervision slip: blue reminds, orange warns, red warns last (domain reference 4.8)."""

    class State(models.TextChoices):
        """The colour, or done."""

        BLUE = "blue", _("Blue slip")
        ORANGE = "orange", _("Orange slip")
        RED = "red", _("Red slip")
        CLOSED = "closed", _("Slip closed")

    number = models.CharField(_("Number"), max_length=20, unique=True)  # DB-2026-0003
    order = models.ForeignKey(Order, models.PROTECT, related_name="slips")
    state = models.CharField(max_length=6, choices=State, default=State.BLUE)
    clock = models.ForeignKey(Clock, models.PROTECT, null=True, related_name="+")
    requirement = models.TextField(_("Requirement"))
    answer = models.TextField(_("The organ's answer"), blank=True)
    issued_on = models.DateField()

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                fields=("order",), condition=~models.Q(state="closed"), name="one_open_slip"
            ),
        )

    def __str__(self) -> str:
        return self.number


class Recheck(models.Model):
    """A re-check on site by people who did not make the finding."""

    order = models.ForeignKey(Order, models.PROTECT, related_name="rechecks")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    on = models.DateField()
    passed = models.BooleanField()
    remark = models.TextField()
    is_relapse_visit = models.BooleanField(default=False)
    evidence = models.ManyToManyField(Evidence, related_name="rechecks", blank=True)

    class Meta:
        ordering = ("on", "id")


class Callback(models.Model):
    """What the person affected says, asked by somebody else. Silence is neither yes nor no."""

    class Answer(models.TextChoices):
        """Two separate questions, each with an honest third answer."""

        YES = "yes", _("Yes")
        NO = "no", _("No")
        UNKNOWN = "unknown", _("Not reached or no answer")

    order = models.ForeignKey(Order, models.PROTECT, related_name="callbacks")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    on = models.DateField()
    solved = models.CharField(max_length=7, choices=Answer)
    content = models.CharField(max_length=7, choices=Answer)
    remark = models.TextField(blank=True)

    class Meta:
        ordering = ("on", "id")
