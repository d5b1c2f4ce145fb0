"""Polls and those who keep them: the city's side of the box. No row here leads to a ballot."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from mingcha.foundation.models import Stateful
from mingcha.people.models import Person


class Poll(Stateful):
    """One ballot of several groups on one paper, from the draft to the published count."""

    class State(models.TextChoices):
        """Where a poll stands."""

        DRAFTED = "drafted", _("Being prepared")
        FROZEN = "frozen", _("Paper fixed, tickets may be made")
        OPEN = "open", _("Open")
        PAPER = "paper", _("Closed to phones; paper ballots are entered")
        CLOSED = "closed", _("Closed, waiting for the count")
        COUNTED = "counted", _("Counted")
        PUBLISHED = "published", _("Count published")
        VOID = "void", _("Void")

    number = models.CharField(_("Number"), max_length=20, unique=True)  # TP-2026-0001
    code = models.CharField(max_length=32, unique=True)  # core.ballot.Paper.poll
    title = models.CharField(_("Title"), max_length=200)
    # What is asked, in words and order: see `core.ballot.Paper`. Texts are beside the codes.
    organs = models.JSONField(default=list)  # [{"code", "name", "name_en"}]
    questions = models.JSONField(default=list)  # [{"code", "text", "text_en"}]
    grades = models.JSONField(default=list)  # [{"text", "text_en", "points"}] best first, 3 or 5
    groups = models.JSONField(default=list)  # [{"code", "name", "name_en", "recused": []}]
    block = models.PositiveSmallIntegerField(_("Organs asked of each voter"), default=0)
    contact_first = models.BooleanField(default=True)
    drawn = models.BooleanField(_("Tickets drawn by hand"), default=True)
    blind = models.BooleanField(_("Tickets signed blindly"), default=False)
    rehearsal = models.BooleanField(
        _("Rehearsal: marked on every page, never counted"), default=False
    )
    paper_digest = models.CharField(max_length=64, blank=True)  # of the paper's canonical JSON
    seal = models.CharField(max_length=64, blank=True)  # the poll's public key, hexadecimal
    least = models.PositiveSmallIntegerField(_("Fewest ballots of a published cell"), default=30)
    quorum = models.DecimalField(
        _("Share of tickets that must come back"), max_digits=4, decimal_places=3, default=0
    )
    opened_on = models.DateField(null=True)
    closes_at = models.DateTimeField(_("Planned end"), null=True)
    issued = models.JSONField(default=dict)  # group -> tickets handed out, fixed at the close
    ballots = models.JSONField(default=dict)  # group -> ballots in the box, fixed at the close
    on_paper = models.JSONField(default=dict)  # `polls.queries.PaperFigures`, fixed at the close
    root = models.CharField(max_length=64, blank=True)  # Merkle root over the sorted receipts
    tally = models.JSONField(null=True)  # what the count gave: see `polls.record`
    swept = models.BooleanField(default=False)  # the disk tells no order: `polls.sweeping`
    bundle_digest = models.CharField(max_length=64, blank=True)  # of the public bundle
    remark = models.CharField(_("Remark"), max_length=300, blank=True)
    state = models.CharField(max_length=9, choices=State, default=State.DRAFTED)

    class Meta:
        ordering = ("-id",)

    def __str__(self) -> str:
        return self.number


class Batch(models.Model):
    """So many drawn tickets of one group, printed and shuffled; slips left over come back."""

    poll = models.ForeignKey(Poll, models.PROTECT, related_name="batches")
    group = models.CharField(max_length=40)
    size = models.PositiveIntegerField(_("Printed"))
    returned = models.PositiveIntegerField(_("Not handed out"), default=0)

    class Meta:
        ordering = ("id",)


class GroupKey(models.Model):
    """The key that signs one group's blind tickets. Its private half is destroyed at the close."""

    poll = models.ForeignKey(Poll, models.PROTECT, related_name="keys")
    group = models.CharField(max_length=40)
    modulus = models.TextField()  # hexadecimal; the exponent is 65537
    private = models.TextField(blank=True)  # primes, encrypted for the installation's secret

    class Meta:
        constraints = (models.UniqueConstraint(fields=("poll", "group"), name="one_key_a_group"),)


class Elector(models.Model):
    """Somebody who may take one blind ticket, known here only by the digest of their invitation.

    `taken` is yes or no, without a time. `blinded` lets a broken line be asked again; both go at
    the close.
    """

    poll = models.ForeignKey(Poll, models.PROTECT, related_name="electors")
    group = models.CharField(max_length=40)
    invitation = models.BinaryField(max_length=32, unique=True)
    taken = models.BooleanField(default=False)
    blinded = models.BinaryField(max_length=32, null=True)

    class Meta:
        indexes = (models.Index(fields=("poll", "group"), name="elector_of_group"),)


class Scrutineer(models.Model):
    """Who holds which share of the poll's key. The share itself is kept by nobody else.

    Until it is taken it lies in `envelope`, sealed to `lock`; what opens the lock is made from
    the scrutineer's word, which only they know (decision 0029).
    """

    poll = models.ForeignKey(Poll, models.PROTECT, related_name="scrutineers")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    place = models.PositiveSmallIntegerField()  # 1, 2 or 3: the share's index
    lock = models.BinaryField(max_length=32, null=True)  # public key made from their word
    envelope = models.BinaryField(null=True)  # the share, sealed to the lock; wiped once taken
    check_digest = models.CharField(max_length=64, blank=True)  # recognises a mistyped share
    took = models.BooleanField(_("Has taken the share"), default=False)

    class Meta:
        ordering = ("place",)
        constraints = (
            models.UniqueConstraint(fields=("poll", "person"), name="one_share_a_person"),
            models.UniqueConstraint(fields=("poll", "place"), name="one_person_a_share"),
        )


class Comment(models.Model):
    """What a voter wrote about an organ, opened at the count. No group, no time, no order."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    poll = models.ForeignKey(Poll, models.PROTECT, related_name="comments")
    organ = models.CharField(max_length=40)
    text = models.TextField()

    class Meta:
        ordering = ("id",)


class Proof(models.Model):
    """The public bundle of a poll, byte for byte as it was published."""

    poll = models.OneToOneField(Poll, models.PROTECT, related_name="proof")
    content = models.BinaryField()
