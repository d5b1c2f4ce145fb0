"""A demand that one organ put one fault right, and what was done about it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mingcha.evidence.models import Evidence
from mingcha.foundation.models import Clock, Stateful
from mingcha.organs.models import Unit
from mingcha.people.models import Person


class Colour(models.TextChoices):
    """Blue reminds, orange warns, red warns last (domain reference 4.8)."""

    BLUE = "blue", _("Blue slip")
    ORANGE = "orange", _("Orange slip")
    RED = "red", _("Red slip")


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
        CLOSED = "closed", pgettext_lazy("done", "Closed")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    class Pace(models.TextChoices):
        """How long putting right may take."""

        AT_ONCE = "at_once", _("At once")
        TIME_LIMITED = "time_limited", _("Within a time limit")
        LONG = "long", _("Long, by milestones")

    class Outcome(models.TextChoices):
        """Why an order may be closed: a short list, the same for everybody."""

        FIXED_FOR_ALL = "fixed_for_all", _("Put right, for the whole class of cases")
        FIXED = "fixed", _("Put right in this case")
        EXPLAINED = "explained", _("Cannot lawfully be done; explained to the person affected")

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
    state = models.CharField(max_length=16, choices=State, default=State.DRAFTED, db_index=True)
    clock = models.ForeignKey(Clock, models.PROTECT, null=True, related_name="+")  # whose turn now
    work_clock = models.ForeignKey(
        Clock, models.PROTECT, null=True, related_name="+"
    )  # the organ's own time for putting right; survives returns and extensions
    start_colour = models.CharField(
        _("Supervision starts at"), max_length=6, choices=Colour, default=Colour.BLUE
    )
    issued_on = models.DateField(null=True, db_index=True)
    addressed_on = models.DateField(null=True)  # issued to the organ it is with now
    received_on = models.DateField(null=True)
    plan = models.TextField(_("Measures planned"), blank=True)
    plan_person = models.CharField(_("Who does it"), max_length=60, blank=True)
    plan_date = models.DateField(_("Done by"), null=True)
    reported_on = models.DateField(null=True)
    rounds = models.PositiveSmallIntegerField(default=0)  # reports handed in so far
    cause = models.TextField(_("Cause"), blank=True)
    report = models.TextField(pgettext_lazy("report", "What was done"), blank=True)
    for_person = models.TextField(_("For the person affected"), blank=True)
    for_class = models.TextField(_("For the whole class of cases"), blank=True)
    proof = models.ManyToManyField(Evidence, related_name="orders", blank=True)
    proof_round = models.PositiveSmallIntegerField(default=0)  # for which report it was last added
    reason = models.TextField(_("Reason"), blank=True)  # of the last asking, ruling or return
    whose = models.ForeignKey(
        Unit, models.PROTECT, null=True, related_name="+"
    )  # “not ours”: whose
    asked_days = models.PositiveSmallIntegerField(null=True)  # days of extension asked for
    was_extended = models.BooleanField(default=False)  # an extension is granted once
    was_ruled = models.BooleanField(default=False)  # “not ours” is ruled once
    times_returned = models.PositiveSmallIntegerField(default=0)
    nobody_to_call = models.TextField(_("Why nobody could be called"), blank=True)
    relapses = models.PositiveSmallIntegerField(default=0)
    outcome = models.CharField(_("Closed because"), max_length=13, choices=Outcome, blank=True)
    closed_on = models.DateField(null=True, db_index=True)

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


class Milestone(models.Model):
    """What has been reached on the way of a long order."""

    order = models.ForeignKey(Order, models.PROTECT, related_name="milestones")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    on = models.DateField()
    reached = models.TextField(_("What has been reached"))

    class Meta:
        ordering = ("on", "id")


class Slip(Stateful):
    """One supervision slip of one colour; the next colour is the next slip of the chain."""

    class State(models.TextChoices):
        """Where a slip stands."""

        OPEN = "open", _("Waiting for an answer")
        ANSWERED = "answered", _("Answered, to be judged")
        ACCEPTED = "accepted", _("Good reason accepted")
        ESCALATED = "escalated", _("Followed by the next colour")
        PROPOSED = "proposed", _("Talk and notice proposed")
        DECIDED = "decided", _("Proposal decided")
        CLOSED = "closed", _("Slip closed")

    number = models.CharField(_("Number"), max_length=20, unique=True)  # DB-2026-0003
    order = models.ForeignKey(Order, models.PROTECT, related_name="slips")
    colour = models.CharField(_("Colour"), max_length=6, choices=Colour)
    follows = models.OneToOneField("self", models.PROTECT, null=True, related_name="followed_by")
    state = models.CharField(max_length=9, choices=State, default=State.OPEN)
    clock = models.ForeignKey(Clock, models.PROTECT, null=True, related_name="+")
    requirement = models.TextField(_("Requirement"))
    answer = models.TextField(_("The organ's answer"), blank=True)
    remark = models.TextField(_("What the centre says to it"), blank=True)
    issued_on = models.DateField()

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                fields=("order",),
                condition=~models.Q(state__in=["escalated", "closed"]),
                name="one_open_slip",
            ),
        )

    def __str__(self) -> str:
        return self.number

    @property
    def organ(self) -> Unit:
        """The organ whose order this slip presses."""
        return self.order.organ


class Recheck(models.Model):
    """A re-check on site by people who did not make the finding."""

    order = models.ForeignKey(Order, models.PROTECT, related_name="rechecks")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    on = models.DateField()
    round = models.PositiveSmallIntegerField(default=1)  # which report it judged
    passed = models.BooleanField()
    remark = models.TextField()
    is_relapse_visit = models.BooleanField(default=False)
    evidence = models.ManyToManyField(Evidence, related_name="rechecks", blank=True)

    class Meta:
        ordering = ("on", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("order", "round"),
                condition=models.Q(is_relapse_visit=False),
                name="one_recheck_a_report",
            ),
        )


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
    round = models.PositiveSmallIntegerField(default=1)
    solved = models.CharField(max_length=7, choices=Answer)
    content = models.CharField(max_length=7, choices=Answer)
    remark = models.TextField(blank=True)

    class Meta:
        ordering = ("on", "id")
