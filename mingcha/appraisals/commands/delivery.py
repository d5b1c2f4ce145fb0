"""Acts on invitations that are out: reported on, reminded of; then the ballot is released."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from mingcha.appraisals import queries, rules
from mingcha.appraisals.commands import round as rounds
from mingcha.appraisals.commands.inviting import BY_WIRE, DELIVERABLE
from mingcha.appraisals.gateway import Undelivered, sender_of
from mingcha.appraisals.models import Delivery, PanelMember, Reminder, Round
from mingcha.appraisals.refusals import (
    NO_ADDRESS,
    NO_SENDER,
    NOT_INVITING,
    REMINDED_TODAY,
    TOO_FEW_TO_REMIND,
    UNDELIVERED,
    UNKNOWN_REFS,
)
from mingcha.appraisals.workflow import ROUND, only_the_office
from mingcha.foundation import journal, policy
from mingcha.foundation.workflow import advance
from mingcha.people.models import Person

Channel, Fate = Delivery.Channel, Delivery.Fate


@transaction.atomic
def report_deliveries(
    round_: Round,
    *,
    group: str,
    fate: str,
    by: Any,
    on: date,
    refs: Sequence[str] = (),
    why: str = "",
) -> int:
    """Say what became of invitations of a group: of all that wait, or of those named."""
    only_the_office(by)
    if round_.state not in DELIVERABLE:
        raise NOT_INVITING(number=round_.number)
    found = Delivery.objects.filter(live=True, member__round=round_, member__group=group)
    if refs:
        known = set(found.filter(member__ref__in=refs).values_list("member__ref", flat=True))
        if astray := sorted(set(refs) - known):
            raise UNKNOWN_REFS(refs="、".join(astray[:5]))
        found = found.filter(member__ref__in=refs)
    else:
        found = found.filter(fate__in=[Fate.QUEUED, Fate.SENT])
    n = found.update(fate=fate, why=why.strip()[:200], sent_on=on)
    said = {"group": group, "fate": fate, "n": n, "why": why.strip()}
    journal.record("appraisals.round.report_deliveries", about=round_, by=by, facts=said)
    return n


def send_test(round_: Round, *, by: Any, on: date) -> str:
    """Send a message without an invitation to oneself; gives the address it went to."""
    only_the_office(by)
    sender = sender_of(Channel.MAIL)
    if sender is None:
        raise NO_SENDER(channel=Channel.MAIL.label)
    if not by.email:
        raise NO_ADDRESS()
    try:
        sender.send(by.email, round_.title, _("This is a test. It opens no ballot."))
        fate, why = Fate.SENT, ""
    except Undelivered as no:
        fate, why = Fate.FAILED, str(no)
    said = {"channel": str(Channel.MAIL), "fate": str(fate), "why": why}
    journal.record("appraisals.round.send_test", about=round_, by=by, facts=said)
    return f"{fate.label}: {why or by.email}"


def remind(round_: Round, *, group: str, by: Any, on: date) -> Round:
    """Remind everybody of a group, whether they have voted or not: who has is known to nobody."""
    if no := ROUND.why_not("remind", round_, by):
        raise no
    least = policy.value(rules.LEAST_TOLD, on=on)
    members = list(queries.members(round_).filter(group=group, lost=False))
    if len(members) < least:
        raise TOO_FEW_TO_REMIND(least=least)
    if Reminder.objects.filter(round=round_, group=group, sent_on=on).exists():
        raise REMINDED_TODAY()
    if not any(sender_of(channel) for channel, _field in BY_WIRE):
        raise NO_SENDER(channel=f"{Channel.MAIL.label} / {Channel.SMS.label}")
    words = _("{title} is open until {day}. Whoever has voted need do nothing.")
    text = words.format(title=round_.title, day=round_.closes_on)
    n = sum(_reminded(round_, member, text) for member in members)
    with transaction.atomic():
        Reminder.objects.create(round=round_, group=group, sent_on=on, messages=n)
        return advance(ROUND, round_, "remind", by=by, said={"group": group, "messages": n})


def _reminded(round_: Round, member: PanelMember, text: str) -> bool:
    for channel, field in BY_WIRE:
        to, sender = getattr(member, field), sender_of(channel)
        if not to or sender is None:
            continue
        try:
            sender.send(to, round_.title, text)
        except Undelivered:
            continue
        return True
    return False


@transaction.atomic
def open(  # noqa: A001 -- the act's name
    round_: Round, *, scrutineers: Sequence[Person], by: Any, on: date, reason: str = ""
) -> Round:
    """Release the ballot; with many invitations undelivered only for a reason, on record."""
    board = queries.board(round_)
    most = policy.value(rules.MOST_UNDELIVERED, on=on)
    too_many = board.undelivered * 100 > most * board.whole
    said: dict[str, Any] = {}
    if ROUND.why_not("open", round_, by) is None and too_many:
        if not reason.strip():
            raise UNDELIVERED(n=board.undelivered, whole=board.whole, most=most)
        said = {"undelivered": board.undelivered, "of": board.whole, "reason": reason.strip()}
    return rounds.open(round_, scrutineers=scrutineers, said=said, by=by, on=on)
