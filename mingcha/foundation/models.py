"""Tables every room writes through the foundation: the journal, clocks, numbers, policy."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Stateful(models.Model):
    """Anything with a life: its state is one word, changed only by `workflow.advance`."""

    state: Any  # each room declares its own words

    class Meta:
        abstract = True

    @classmethod
    def kind(cls) -> str:
        """The thing's name in journal and address: `room.thing`."""
        return cls._meta.label_lower


class JournalEntry(models.Model):
    """Who did what to which thing, for good. Rows are never changed; the database refuses."""

    at = models.DateTimeField(_("When"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("Who")
    )  # null: the calendar, acting through the same workflow as people
    verb = models.CharField(_("Act"), max_length=80)
    about_kind = models.CharField(max_length=60)
    about_id = models.CharField(max_length=40)
    about_name = models.CharField(_("Thing"), max_length=200)
    facts = models.JSONField(_("Facts"), default=dict, encoder=DjangoJSONEncoder)

    class Meta:
        ordering = ("id",)
        indexes = (
            models.Index(fields=("about_kind", "about_id", "id")),
            models.Index(fields=("verb", "id")),
            models.Index(fields=("at",)),
        )


class JournalLeaf(models.Model):
    """The place of one entry in the journal's tree: fixed once, in the order of sealing."""

    position = models.PositiveBigIntegerField(primary_key=True)
    entry = models.OneToOneField(JournalEntry, models.PROTECT, related_name="leaf")
    digest = models.BinaryField(max_length=32)


class JournalHead(models.Model):
    """Root of the tree over the first `size` leaves: printed in bulletins, kept outside."""

    size = models.PositiveBigIntegerField(unique=True)
    root = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        ordering = ("size",)


class Clock(models.Model):
    """One running period: whose turn, since when, how long. The date is a cache of its events."""

    class Side(models.TextChoices):
        """Whose time counts."""

        ORGAN = "organ", _("the organ")
        CENTRE = "centre", _("the centre")
        CITY = "city", _("the city's leading group")

    about_kind = models.CharField(max_length=60)
    about_id = models.CharField(max_length=40)
    about_name = models.CharField(max_length=200, default="")
    name = models.CharField(max_length=60)  # the policy key of its length: rectification.report
    side = models.CharField(max_length=8, choices=Side)
    days = models.PositiveIntegerField()
    unit = models.CharField(max_length=2, default="wd")
    events = models.JSONField()
    due_on = models.DateField(db_index=True)
    provisional = models.BooleanField(default=False)
    calendar = models.CharField(max_length=64)
    ended_on = models.DateField(null=True, db_index=True)

    class Meta:
        indexes = (models.Index(fields=("about_kind", "about_id")),)


class HolidayNotice(models.Model):
    """A notice of the State Council entered by the city, beside those that ship."""

    year = models.PositiveSmallIntegerField()
    issued_on = models.DateField()
    paper = models.CharField(max_length=200, blank=True)
    content = models.JSONField()

    class Meta:
        ordering = ("year", "issued_on")
        constraints = (
            models.UniqueConstraint(fields=("year", "issued_on"), name="one_notice_a_day"),
        )


class Series(models.Model):
    """The last number given in one series and year: ZG 2026 -> 147."""

    prefix = models.CharField(max_length=12)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("prefix", "year"), name="one_series"),)


class Policy(models.Model):
    """One rule of the city with the days on which it holds; never edited, only succeeded."""

    key = models.CharField(max_length=80)
    value = models.JSONField()
    valid_from = models.DateField()
    reason = models.CharField(max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ("key", "valid_from", "id")


class Tick(models.Model):
    """A daily reaction that has run for one day; it runs once a day however often it is called."""

    name = models.CharField(max_length=120)
    day = models.DateField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("name", "day"), name="one_tick_a_day"),)


class Import(Stateful):
    """One spreadsheet handed in: looked through row by row, then carried out, or not."""

    class State(models.TextChoices):
        """Where it stands."""

        PREVIEWED = "previewed", _("Previewed")
        COMMITTED = "committed", _("Carried out")
        UNDONE = "undone", _("Undone")
        DISCARDED = "discarded", _("Discarded")

    number = models.CharField(_("Number"), max_length=20, unique=True)
    table = models.CharField(_("Table"), max_length=40)  # the name of a sheet
    name = models.CharField(_("File"), max_length=200)
    digest = models.CharField(max_length=64)
    place = models.CharField(_("Sheet"), max_length=100, blank=True)
    titles = models.JSONField(default=dict)  # column key -> title as the file writes it
    notes = models.JSONField(default=list)  # sentences on the file as a whole
    state = models.CharField(_("State"), max_length=9, choices=State, default=State.PREVIEWED)
    made_at = models.DateTimeField(_("Handed in"))
    ended_at = models.DateTimeField(_("Decided"), null=True)
    last_entry = models.PositiveBigIntegerField(null=True)  # of the journal, when carried out
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("Who")
    )

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return self.number


class ImportRow(models.Model):
    """One row with its verdict: what it says, what it would change, what is wrong with it."""

    class Verdict(models.TextChoices):
        """What carrying it out would do."""

        NEW = "new", pgettext_lazy("row", "New")
        CHANGED = "changed", _("Changed")
        UNCHANGED = "unchanged", _("Unchanged")
        FAULTY = "faulty", _("Faulty")

    of = models.ForeignKey(Import, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(_("Row"))  # as the spreadsheet counts
    verdict = models.CharField(_("Verdict"), max_length=9, choices=Verdict)
    words = models.JSONField()
    changes = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    faults = models.JSONField(default=list)

    class Meta:
        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=("of", "number"), name="one_import_row"),)
        indexes = (models.Index(fields=("of", "verdict", "number")),)


class ImportDeed(models.Model):
    """One thing an import made (`before` is null) or changed, so that it can be taken back."""

    of = models.ForeignKey(Import, models.CASCADE, related_name="deeds")
    row = models.PositiveIntegerField()
    kind = models.CharField(max_length=60)
    thing_id = models.CharField(max_length=40)
    before = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    after = models.JSONField(null=True, encoder=DjangoJSONEncoder)

    class Meta:
        ordering = ("id",)
