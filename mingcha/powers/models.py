"""The inventory: items, what they ask for from a day to a day, and the reforms of them."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mingcha.foundation.models import Clock, Stateful
from mingcha.organs.models import Unit


class Item(Stateful):
    """One power or approval item under its code: what an applicant can ask for, or must bear."""

    class State(models.TextChoices):
        """Where an item stands between listing and the end of its reform (domain 4.4)."""

        LISTED = "listed", _("Listed")
        UNDER_REVIEW = "under_review", _("Under review")
        REFORM_PROPOSED = "reform_proposed", _("Reform proposed")
        REFORMED = "reformed", _("Reformed, hand-over open")
        CLOSED = "closed", _("Off the inventory")

    class Kind(models.TextChoices):
        """The classes of administrative power in published inventories."""

        LICENCE = "licence", _("Licence")
        CONFIRMATION = "confirmation", _("Confirmation")
        PENALTY = "penalty", _("Penalty")
        COERCION = "coercion", _("Coercion")
        LEVY = "levy", _("Levy")
        GRANT = "grant", _("Grant")
        INSPECTION = "inspection", _("Inspection")
        RULING = "ruling", _("Administrative ruling")
        REWARD = "reward", _("Reward")
        SERVICE = "service", _("Public service")
        OTHER = "other", _("Other power")

    class Level(models.TextChoices):
        """Which level of government exercises it."""

        PROVINCE = "province", _("Province")
        CITY = "city", pgettext_lazy("level", "City")
        COUNTY = "county", _("County or district")
        SHARED = "shared", _("City and county")
        TOWN = "town", _("Town or street")

    code = models.CharField(_("Code"), max_length=40, unique=True)
    name = models.CharField(_("Name"), max_length=200)
    of_kind = models.CharField(_("Kind"), max_length=12, choices=Kind, default=Kind.OTHER)
    level = models.CharField(_("Level"), max_length=8, choices=Level, default=Level.CITY)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="children", verbose_name=_("Part of")
    )
    state = models.CharField(_("State"), max_length=15, choices=State, default=State.LISTED)
    clock = models.ForeignKey(Clock, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ("code",)
        verbose_name = _("item")

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def number(self) -> str:
        """What it is referred to by in lists and letters."""
        return self.code


class DaysKind(models.TextChoices):
    """Which days count towards a limit."""

    WORKING = "working", _("Working days")
    CALENDAR = "calendar", _("Calendar days")


class Version(models.Model):
    """What an item asked for, of whom and within what limits, from a day to a day."""

    item = models.ForeignKey(Item, models.PROTECT, related_name="versions")
    valid_from = models.DateField(_("In force from"))
    valid_to = models.DateField(_("Until"), null=True, blank=True)  # the last day
    organ = models.ForeignKey(Unit, models.PROTECT, related_name="powers", verbose_name=_("Organ"))
    partners = models.ManyToManyField(Unit, related_name="shared_powers", blank=True)
    joint = models.BooleanField(_("Joint handling"), default=False)
    legal_days = models.PositiveIntegerField(_("Legal limit"), null=True, blank=True)
    legal_kind = models.CharField(max_length=8, choices=DaysKind, default=DaysKind.WORKING)
    promised_days = models.PositiveIntegerField(_("Promised limit"), null=True, blank=True)
    days_kind = models.CharField(
        _("Counted in"), max_length=8, choices=DaysKind, default=DaysKind.WORKING
    )
    on_the_spot = models.BooleanField(_("Decided on the spot"), default=False)

    class Meta:
        ordering = ("item", "valid_from")
        verbose_name = _("version of an item")
        constraints = (
            models.UniqueConstraint(fields=("item", "valid_from"), name="one_version_a_day"),
            models.UniqueConstraint(
                fields=("item",), condition=Q(valid_to=None), name="one_version_open"
            ),
            models.CheckConstraint(
                name="version_ends_after_it_began",
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
            ),
            models.CheckConstraint(
                name="on_the_spot_means_no_days",
                condition=Q(on_the_spot=False) | Q(promised_days=0),
            ),
        )

    def __str__(self) -> str:
        return f"{self.item_id} {self.valid_from}"

    def holds_on(self, day: date) -> bool:
        """Whether it is in force on a day; `queries.holding_on` asks the same of the database."""
        return self.valid_from <= day and (self.valid_to is None or self.valid_to >= day)


class Basis(models.Model):
    """One article of one law on which a power rests."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="bases")
    law = models.CharField(_("Law or regulation"), max_length=200)
    article = models.CharField(_("Article"), max_length=60, blank=True)

    class Meta:
        ordering = ("version", "id")
        verbose_name_plural = "bases"


class Step(models.Model):
    """One step on the way to a decision, in its order."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="steps")
    order = models.PositiveSmallIntegerField(_("No."))
    code = models.CharField(_("Code"), max_length=40)
    name = models.CharField(_("Step"), max_length=120)
    days = models.PositiveIntegerField(_("Days"), null=True, blank=True)

    class Meta:
        ordering = ("version", "order")
        constraints = (
            models.UniqueConstraint(fields=("version", "order"), name="one_step_a_place"),
        )


class Material(models.Model):
    """One paper that may be asked for; nothing else may."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="materials")
    code = models.CharField(_("Code"), max_length=40)
    name = models.CharField(_("Material"), max_length=200)
    source = models.CharField(_("Where it comes from"), max_length=120, blank=True)

    class Meta:
        ordering = ("version", "id")


class Fee(models.Model):
    """One fee that may be taken; nothing else may."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="fees")
    code = models.CharField(_("Code"), max_length=40)
    name = models.CharField(_("Fee"), max_length=120)
    amount = models.CharField(_("Amount"), max_length=60, blank=True)  # as published: 20元/本
    basis = models.CharField(_("Basis"), max_length=200, blank=True)

    class Meta:
        ordering = ("version", "id")


class Reform(models.Model):
    """One reform of one item: proposed with its document, decided, and handed over."""

    class Kind(models.TextChoices):
        """The five words of the reform: 放减控改帮."""

        RELEASE = "release", pgettext_lazy("reform", "Release")
        CUT = "cut", pgettext_lazy("reform", "Cut")
        CONTROL = "control", pgettext_lazy("reform", "Control")
        CHANGE = "change", pgettext_lazy("reform", "Change")
        HELP = "help", pgettext_lazy("reform", "Help")

    class How(models.TextChoices):
        """What is done to the item; each belongs to one of the five words."""

        DELEGATE = "delegate", _("Delegate to a lower level")
        CANCEL = "cancel", pgettext_lazy("reform", "Cancel")
        MERGE = "merge", _("Merge into another item")
        SIMPLIFY = "simplify", _("Cut steps, papers, fees or days")
        CONTROL_NEW = "control_new", _("Control a newly listed item")
        LIMIT_DISCRETION = "limit_discretion", _("Limit discretion")
        REDESIGN = "redesign", _("Change the way it is handled")
        ASSIST = "assist", _("Help the applicant")

    number = models.CharField(_("Number"), max_length=20, unique=True)
    item = models.ForeignKey(Item, models.PROTECT, related_name="reforms")
    how = models.CharField(_("How"), max_length=16, choices=How)
    document = models.CharField(_("Document"), max_length=120)
    reason = models.TextField(_("Reason"))
    effective_on = models.DateField(_("In force from"))
    successor = models.ForeignKey(
        Item, models.PROTECT, null=True, related_name="merged", verbose_name=_("Merged into")
    )
    receiver = models.ForeignKey(
        Unit, models.PROTECT, null=True, related_name="+", verbose_name=_("Received by")
    )  # null: a level outside this inventory; the approval office confirms for it
    changes = models.JSONField(default=dict)  # what the version after it has otherwise
    before = models.JSONField(default=dict)  # the load of the item when it was proposed
    expected = models.JSONField(default=dict)  # the load expected after it
    proposed_on = models.DateField(_("Proposed on"))
    decided_on = models.DateField(_("Decided on"), null=True)
    rejected_on = models.DateField(_("Rejected on"), null=True)
    ended_on = models.DateField(_("Hand-over confirmed on"), null=True)

    class Meta:
        ordering = ("effective_on", "id")
        verbose_name = _("reform")
        constraints = (
            models.UniqueConstraint(
                fields=("item",),
                condition=Q(rejected_on=None, ended_on=None),
                name="one_reform_of_an_item_at_a_time",
            ),
            models.CheckConstraint(
                name="only_merging_has_a_successor",
                condition=Q(how="merge", successor__isnull=False)
                | (~Q(how="merge") & Q(successor=None)),
            ),
        )

    def __str__(self) -> str:
        return self.number

    @property
    def kind(self) -> str:
        """Which of the five words it is."""
        return KIND_OF[self.how]

    @property
    def ends_the_item(self) -> bool:
        """Whether the item leaves the inventory by it."""
        return self.how in ENDING

    @property
    def state(self) -> str:
        """Told by its days, never stored beside them."""
        if self.rejected_on:
            return "rejected"
        if self.ended_on:
            return "done"
        return "decided" if self.decided_on else "proposed"


K, H = Reform.Kind, Reform.How
KIND_OF: dict[str, str] = {
    H.DELEGATE: K.RELEASE,
    H.CANCEL: K.CUT,
    H.MERGE: K.CUT,
    H.SIMPLIFY: K.CUT,
    H.CONTROL_NEW: K.CONTROL,
    H.LIMIT_DISCRETION: K.CONTROL,
    H.REDESIGN: K.CHANGE,
    H.ASSIST: K.HELP,
}
ENDING = frozenset({H.DELEGATE, H.CANCEL, H.MERGE})
