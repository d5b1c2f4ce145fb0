"""Paper ballots on their way into the box. Until two agree, their marks are kept by nobody.

An entry keeps for each mark a few bytes keyed by the ticket's code, which stands only on the
paper: with the paper in hand two entries can be compared, without it nothing can be read.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from mingcha.people.models import Person
from mingcha.polls.models.poll import Poll


class PaperSheet(models.Model):
    """One paper ballot that somebody has entered. `done` once it lies in the box."""

    poll = models.ForeignKey(Poll, models.PROTECT, related_name="sheets")
    key = models.BinaryField(max_length=32)  # core.ticket.ballot_key
    done = models.BooleanField(default=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("poll", "key"), name="one_sheet_a_ticket"),)


class SheetEntry(models.Model):
    """What one person entered of one sheet; its cells are wiped once the sheet is in the box."""

    sheet = models.ForeignKey(PaperSheet, models.PROTECT, related_name="entries")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("Entered by"))
    cells = models.BinaryField()
    marks = models.PositiveSmallIntegerField(_("Marks entered"))
    differing = models.PositiveSmallIntegerField(_("Marks that differed"), default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("sheet", "by"), name="one_entry_a_person_and_sheet"),
        )


class Scan(models.Model):
    """The picture of a page that was read, sealed like a ballot: it is one."""

    in_the_box = True

    key = models.BinaryField(max_length=32, primary_key=True)  # mere chance
    poll = models.CharField(max_length=32)
    sealed = models.BinaryField()

    class Meta:
        db_table = "box_scan"
        indexes = (models.Index(fields=("poll",), name="box_scan_poll"),)
