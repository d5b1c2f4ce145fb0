"""Cases as the log tells them, what in them looks wrong, and the cards that warn of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mingcha.evidence.models import Evidence
from mingcha.findings.models import Finding
from mingcha.foundation.models import Clock, Stateful
from mingcha.norms.models import FailureKind
from mingcha.organs.models import Unit


class Intake(models.Model):
    """One file of events as it came: kept by digest, with what was read and what was not."""

    number = models.CharField(_("Number"), max_length=20, unique=True)
    name = models.CharField(_("File"), max_length=200)
    evidence = models.ForeignKey(Evidence, models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)  # of file and mapping together: read once
    mapping = models.TextField(_("Mapping"))
    organ = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    tells_of = models.ManyToManyField(Unit, related_name="+")  # whose cases it holds, new or known
    taken_on = models.DateField(_("Taken in on"))
    rows = models.PositiveIntegerField(_("Rows"), default=0)
    cases = models.PositiveIntegerField(_("Cases"), default=0)
    events = models.PositiveIntegerField(_("New events"), default=0)
    known = models.PositiveIntegerField(_("Known before"), default=0)
    corrected = models.PositiveIntegerField(_("Corrections"), default=0)
    late = models.PositiveIntegerField(_("Late events"), default=0)
    unread = models.PositiveIntegerField(_("Rows refused"), default=0)
    refused = models.JSONField(default=list)  # the first of them: [row, reason]
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("Who")
    )

    class Meta:
        ordering = ("-id",)
        constraints = (models.UniqueConstraint(fields=("digest",), name="a_log_is_taken_in_once"),)

    def __str__(self) -> str:
        return self.number


class Meaning(models.TextChoices):
    """What an event means for the clock, whatever the log calls it."""

    TICKET = "ticket", _("Ticket drawn")
    RECEIVED = "received", _("Application received")
    NOTICE = "notice", _("Told what is missing")
    SUPPLIED = "supplied", _("Papers supplied")
    ACCEPTED = "accepted", pgettext_lazy("application", "Accepted")
    NOT_ACCEPTED = "not_accepted", _("Not accepted")
    SUSPENDED = "suspended", pgettext_lazy("case", "Suspended")
    RESUMED = "resumed", _("Resumed")
    EXTENDED = "extended", _("Extended")
    DECIDED = "decided", pgettext_lazy("case", "Decided")
    DENIED = "denied", _("Denied")
    DELIVERED = "delivered", _("Delivered")
    ENDED = "ended", _("Withdrawn by the applicant")


class Case(models.Model):
    """One application under one item. Days and state are a cache of its events (4.5)."""

    class State(models.TextChoices):
        """Where a case stands, told by its events; nobody moves it by hand."""

        RECEIVED = "received", _("Received")
        AWAITING = "awaiting", _("Awaiting papers")
        ACCEPTED = "accepted", _("Being handled")
        SUSPENDED = "suspended", pgettext_lazy("case", "Suspended")
        DECIDED = "decided", _("Decided, not delivered")
        CLOSED = "closed", pgettext_lazy("case", "Closed")
        ENDED = "ended", pgettext_lazy("case", "Ended without decision")

    number = models.CharField(_("Number"), max_length=20, unique=True)  # BJ-2026-0001
    reference = models.CharField(_("Number in the log"), max_length=80)
    item = models.CharField(_("Item"), max_length=60)  # code in the inventory of powers
    item_name = models.CharField(max_length=200, blank=True)  # as it was called that day
    organ = models.ForeignKey(Unit, models.PROTECT, related_name="cases")
    applicant = models.CharField(max_length=64, blank=True)  # a keyed digest; names are not kept
    received_on = models.DateField(_("Received on"))
    start_on = models.DateField(null=True)  # from when the law counts
    decided_on = models.DateField(_("Decided on"), null=True)
    delivered_on = models.DateField(null=True)
    last_on = models.DateField(_("Last event"))
    legal_days = models.PositiveSmallIntegerField(null=True)
    promised_days = models.PositiveSmallIntegerField(null=True)
    unit = models.CharField(max_length=2, default="wd")
    legal_due_on = models.DateField(null=True)
    promised_due_on = models.DateField(_("Promised by"), null=True)
    provisional = models.BooleanField(default=False)
    taken = models.PositiveSmallIntegerField(_("Days taken"), null=True)
    state = models.CharField(_("State"), max_length=9, choices=State, default=State.RECEIVED)
    judged_on = models.DateField(null=True)  # null: events have come since it was looked at

    class Meta:
        ordering = ("-id",)
        indexes = (
            models.Index(fields=("organ", "state")),
            models.Index(fields=("item", "received_on")),
            models.Index(fields=("state", "promised_due_on")),
            models.Index(fields=("judged_on",)),
        )
        constraints = (
            models.UniqueConstraint(fields=("organ", "reference"), name="one_case_a_reference"),
        )

    def __str__(self) -> str:
        return self.number


class Event(models.Model):
    """One line of the log, for good: what is corrected stays beside its correction."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="events")
    intake = models.ForeignKey(Intake, models.PROTECT, related_name="events_read")
    seq = models.PositiveIntegerField()  # the row in the raw file
    activity = models.CharField(max_length=200)
    meaning = models.CharField(max_length=12, choices=Meaning, blank=True)  # blank: unknown
    on = models.DateField()
    at = models.DateTimeField(null=True)  # null: the log tells the day only
    actor = models.CharField(max_length=80, blank=True)
    office = models.CharField(max_length=100, blank=True)
    material = models.CharField(max_length=200, blank=True)
    fee = models.CharField(max_length=200, blank=True)
    days = models.PositiveSmallIntegerField(null=True)  # of an extension
    reason = models.CharField(max_length=300, blank=True)
    key = models.CharField(max_length=80, blank=True)  # the event's own number, if the log has one
    digest = models.CharField(max_length=64)
    corrects = models.OneToOneField("self", models.PROTECT, null=True, related_name="corrected_by")

    class Meta:
        ordering = ("on", "seq", "id")
        constraints = (
            models.UniqueConstraint(fields=("case", "digest"), name="an_event_is_told_once"),
        )


class Flag(Stateful):
    """A suspicion, with all it rests on; nothing follows from it until a person confirms it."""

    class State(models.TextChoices):
        """Where it stands."""

        RAISED = "raised", _("Raised, open for the organ's answer")
        ANSWERED = "answered", _("Answered, awaiting decision")
        CONFIRMED = "confirmed", _("Confirmed")
        EXCUSED = "excused", _("Excused")

    number = models.CharField(_("Number"), max_length=20, unique=True)  # BY-2026-0001
    case = models.ForeignKey(Case, models.PROTECT, related_name="flags")
    organ = models.ForeignKey(Unit, models.PROTECT, related_name="flags")
    failure_kind = models.CharField(_("Kind"), max_length=10, choices=FailureKind)
    check_code = models.CharField(max_length=60)
    says = models.CharField(max_length=300, blank=True)  # of a rule that came with a log
    article = models.CharField(_("Article"), max_length=200)
    event = models.ForeignKey(Event, models.PROTECT, null=True, related_name="+")
    place = models.CharField(max_length=64, blank=True)  # so that it is raised once
    promise = models.PositiveIntegerField(_("Allowed"), null=True)
    taken = models.PositiveIntegerField(_("Taken"), null=True)
    unit = models.CharField(max_length=8, blank=True)
    derivation = models.JSONField(default=dict)
    happened_on = models.DateField(_("Happened on"))
    raised_on = models.DateField(_("Raised on"))
    state = models.CharField(_("State"), max_length=9, choices=State, default=State.RAISED)
    clock = models.ForeignKey(Clock, models.PROTECT, null=True, related_name="+")
    answer = models.TextField(_("The organ's answer"), blank=True)
    answer_proof = models.ManyToManyField(Evidence, related_name="answered_flags", blank=True)
    decision = models.TextField(_("Decision and its reason"), blank=True)
    decided_on = models.DateField(null=True)
    finding = models.OneToOneField(Finding, models.PROTECT, null=True, related_name="flag")

    class Meta:
        ordering = ("-id",)
        indexes = (
            models.Index(fields=("state", "-id")),
            models.Index(fields=("organ", "state")),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("case", "check_code", "place"), name="a_flag_is_raised_once"
            ),
            models.CheckConstraint(
                name="only_a_confirmed_flag_has_a_finding",
                condition=models.Q(finding=None) | models.Q(state="confirmed"),
            ),
        )

    def __str__(self) -> str:
        return self.number


class Card(Stateful):
    """A warning on one case: a reminder before the limit, yellow or red after a confirmed flag."""

    class Colour(models.TextChoices):
        """How loud."""

        REMINDER = "reminder", _("Reminder")
        YELLOW = "yellow", _("Yellow card")
        RED = "red", _("Red card")

    class State(models.TextChoices):
        """Where it stands."""

        ISSUED = "issued", _("Issued, waiting for the organ to take note")
        ACKNOWLEDGED = "acknowledged", _("Taken note of")
        OBJECTED = "objected", _("Objected to, awaiting decision")
        UPHELD = "upheld", pgettext_lazy("card", "Upheld")
        CANCELLED = "cancelled", pgettext_lazy("card", "Cancelled")

    number = models.CharField(_("Number"), max_length=20, unique=True)  # JP-2026-0001
    case = models.ForeignKey(Case, models.PROTECT, related_name="cards")
    organ = models.ForeignKey(Unit, models.PROTECT, related_name="warning_cards")
    flag = models.OneToOneField(Flag, models.PROTECT, null=True, related_name="card")
    colour = models.CharField(_("Colour"), max_length=8, choices=Colour)
    reason = models.CharField(_("Reason"), max_length=300)
    issued_on = models.DateField(_("Issued on"))
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )  # null: the calendar reminds
    object_by = models.DateField(null=True)  # the last day; reminders have none
    state = models.CharField(_("State"), max_length=12, choices=State, default=State.ISSUED)
    clock = models.ForeignKey(Clock, models.PROTECT, null=True, related_name="+")
    objection = models.TextField(_("Objection"), blank=True)
    decision = models.TextField(_("Decision and its reason"), blank=True)
    decided_on = models.DateField(null=True)

    class Meta:
        ordering = ("-id",)
        indexes = (
            models.Index(fields=("state", "-id")),
            models.Index(fields=("organ", "state")),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("case",),
                condition=models.Q(colour="reminder"),
                name="one_reminder_a_case",
            ),
            models.CheckConstraint(
                name="only_reminders_come_without_a_flag",
                condition=models.Q(colour="reminder", flag=None)
                | (~models.Q(colour="reminder") & models.Q(flag__isnull=False)),
            ),
        )

    def __str__(self) -> str:
        return self.number
