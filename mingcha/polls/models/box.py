"""What lies in the box: it knows polls by their code, tickets by digest, and no person at all.

No row has a time, an address or a number that grows. Nothing here points outside the box. On
SQLite the box is a file of its own and its tables have no hidden row number.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Slot(models.Model):
    """A poll as the box knows it: the paper, the keys, and whether ballots are taken."""

    in_the_box = True

    class State(models.TextChoices):
        """Whether ballots are taken, and how."""

        OPEN = "open", _("Open")
        PAPER = "paper", _("Only paper ballots, by those who enter them")
        CLOSED = "closed", _("Closed")

    poll = models.CharField(max_length=32, primary_key=True)
    paper = models.TextField()  # core.ballot.Paper as canonical JSON
    seal = models.BinaryField(max_length=32)  # public key of the poll; its other half is in shares
    keys = models.JSONField(default=dict)  # group -> modulus of its public blind key, hexadecimal
    state = models.CharField(max_length=6, choices=State, default=State.CLOSED)

    class Meta:
        db_table = "box_slot"


class Ticket(models.Model):
    """A drawn ticket: recognised by digest, of one group. Who drew it is written nowhere."""

    in_the_box = True

    digest = models.BinaryField(max_length=32, primary_key=True)
    poll = models.CharField(max_length=32)
    group = models.CharField(max_length=40)

    class Meta:
        db_table = "box_ticket"
        indexes = (models.Index(fields=("poll",), name="box_ticket_poll"),)


class Ballot(models.Model):
    """One sealed vote. `key` comes from the ticket, whose code nobody keeps."""

    in_the_box = True

    key = models.BinaryField(max_length=32, primary_key=True)
    poll = models.CharField(max_length=32)
    group = models.CharField(max_length=40)
    fingerprint = models.BinaryField(max_length=32)  # salted: the same ballot sent twice
    sealed = models.BinaryField()
    paper = models.BooleanField(default=False)  # came in on paper and was entered by two people

    class Meta:
        db_table = "box_ballot"
        indexes = (models.Index(fields=("poll", "group"), name="box_ballot_poll"),)


class Remark(models.Model):
    """One sealed comment on an organ, apart from every ballot; its key is mere chance."""

    in_the_box = True

    key = models.BinaryField(max_length=32, primary_key=True)
    poll = models.CharField(max_length=32)
    sealed = models.BinaryField()

    class Meta:
        db_table = "box_remark"
        indexes = (models.Index(fields=("poll",), name="box_remark_poll"),)
