"""A round of one of the five kinds, and those who are rated in it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from mingcha.appraisals.models.rule import Kind, RuleVersion
from mingcha.foundation.models import Clock, Stateful
from mingcha.meetings.models import Meeting
from mingcha.organs.models import Unit
from mingcha.people.models import Person
from mingcha.polls.models import Poll


class Round(Stateful):
    """One appraisal from its design to the final notice; its ballot is a poll of its own."""

    class State(models.TextChoices):
        """Where a round stands (domain reference 4.11)."""

        DESIGNED = "designed", _("Being designed")
        PUBLISHED = "published", _("Rule and organs published")
        PANEL_DRAWN = "panel_drawn", _("Panel drawn")
        OPEN = "open", _("Open")
        COUNTED = "counted", _("Counted, being checked")
        VALIDATED = "validated", _("Checked and valid")
        PARTLY_VOID = "partly_void", _("Partly void")
        OBJECTIONS = "objections", _("Told to the organs, open for objection")
        FINAL = "final", _("Final")
        CLOSED = "closed", _("Closed, comments handed over")
        VOID = "void", _("Void")

    number = models.CharField(_("Number"), max_length=20, unique=True)  # PY-2026-0001
    of_kind = models.CharField(_("Kind of round"), max_length=12, choices=Kind)
    title = models.CharField(_("Title"), max_length=200)
    period = models.CharField(_("Period"), max_length=6)  # 2026 or 2026Q1
    rule = models.ForeignKey(
        RuleVersion, models.PROTECT, related_name="rounds", verbose_name=_("Rule version")
    )
    reason = models.TextField(_("Why these were chosen"), blank=True)
    meeting = models.ForeignKey(
        Meeting, models.PROTECT, null=True, related_name="rounds", verbose_name=_("Meeting")
    )
    poll = models.OneToOneField(Poll, models.PROTECT, null=True, related_name="round")
    opens_on = models.DateField(_("Opens on"))
    closes_on = models.DateField(_("Closes on"))
    published_on = models.DateField(null=True)
    counted_on = models.DateField(null=True)
    counted_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    void_groups = models.JSONField(_("Void groups"), default=dict)  # group -> why
    checks = models.TextField(_("What the checks found"), blank=True)
    decided_on = models.DateField(null=True)
    public = models.JSONField(null=True)  # what may be published, fixed when the round is final
    remark = models.CharField(_("Remark"), max_length=300, blank=True)
    clock = models.ForeignKey(Clock, models.PROTECT, null=True, related_name="+")
    state = models.CharField(_("State"), max_length=11, choices=State, default=State.DESIGNED)

    class Meta:
        ordering = ("-id",)
        indexes = (models.Index(fields=("state", "-id")),)
        constraints = (
            models.CheckConstraint(
                name="a_round_closes_after_it_opened",
                condition=Q(closes_on__gte=F("opens_on")),
            ),
            models.CheckConstraint(
                name="a_key_point_round_says_why",
                condition=~Q(of_kind="key_point") | ~Q(reason=""),
            ),
        )

    def __str__(self) -> str:
        return self.number


class Subject(models.Model):
    """One organ or office as it is rated in a round: name and class as they were, frozen."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="subjects")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("Organ"))
    code = models.CharField(max_length=40)  # of the unit, as the poll's paper has it
    name = models.CharField(_("Name"), max_length=100)
    kind = models.CharField(_("Class"), max_length=12, choices=Unit.Kind)
    place = models.PositiveSmallIntegerField()
    other = models.DecimalField(
        _("Work check, in points"), max_digits=5, decimal_places=2, null=True
    )  # the second part of the score, where the rule has one
    veto = models.CharField(_("Veto event"), max_length=200, blank=True)

    class Meta:
        ordering = ("place",)
        constraints = (
            models.UniqueConstraint(fields=("round", "unit"), name="rated_once_a_round"),
            models.UniqueConstraint(fields=("round", "place"), name="one_subject_a_place"),
        )

    def __str__(self) -> str:
        return self.name
