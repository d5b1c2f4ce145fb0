"""Acts on invitations: sent or listed once, reported on, reminded of; then the ballot is released.

A secret is handed to its sender or to the list and forgotten: no row of this room has it.
"""

from __future__ import annotations

import secrets
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from mingcha.appraisals import queries, rules
from mingcha.appraisals.commands import round as rounds
from mingcha.appraisals.gateway import Undelivered, sender_of
from mingcha.appraisals.models import Delivery, PanelMember, Reminder, Round
from mingcha.appraisals.refusals import (
    ALL_INVITED,
    NO_ADDRESS,
    NO_PANEL,
    NO_SENDER,
    NOT_INVITING,
    REMINDED_TODAY,
    TOO_FEW_TO_REMIND,
    UNDELIVERED,
    UNKNOWN_REFS,
)
from mingcha.appraisals.workflow import ROUND
from mingcha.core.machine import NOT_YOURS
from mingcha.foundation import journal, policy
from mingcha.foundation.workflow import advance
from mingcha.people.models import Person
from mingcha.people.parties import the_conduct_office
from mingcha.polls import commands as polls

Channel, Fate = Delivery.Channel, Delivery.Fate
BY_WIRE = ((Channel.MAIL, "email"), (Channel.SMS, "phone"))
DELIVERABLE = {Round.State.PANEL_DRAWN, Round.State.OPEN}


class Listed(NamedTuple):
    """One line of the delivery list: the only place where name and link stand together."""

    member: PanelMember
    channel: str
    fate: str
    link: str  # empty where a sender has taken it


def _the_office(by: Any) -> None:
    if not the_conduct_office(None, by):
        raise NOT_YOURS(who=the_conduct_office.words)


def invite(round_: Round, *, address: str, by: Any, on: date) -> list[Listed]:
    """Invite every member who has no invitation yet; gives the delivery list, once.

    `address` is where the ballot is voted on. First the invitations are admitted, then they go
    out: what a sender refuses falls back to the list as a card.
    """
    _the_office(by)
    if round_.state != Round.State.PANEL_DRAWN:
        raise NOT_INVITING(number=round_.number)
    members = list(queries.to_invite(round_))
    if not members:
        raise ALL_INVITED() if queries.members(round_).exists() else NO_PANEL(number=round_.number)
    handed = _admitted(round_, members, by=by, on=on)
    listed = [_sent(round_, member, f"{address}#i={secret}", on) for member, secret in handed]
    counts = Counter(f"{one.channel} {one.fate}" for one in listed)
    said = {"invited": len(listed), "by_channel": dict(counts)}
    journal.record("appraisals.round.invite", about=round_, by=by, facts=said)
    return sorted(listed, key=lambda one: (one.member.group, one.member.ref))


@transaction.atomic
def _admitted(
    round_: Round, members: Sequence[PanelMember], *, by: Any, on: date
) -> list[tuple[PanelMember, str]]:
    """One secret for each, in an order of chance."""
    assert round_.poll is not None
    groups: defaultdict[str, list[PanelMember]] = defaultdict(list)
    for member in members:
        groups[member.group].append(member)
    handed = []
    for group, few in sorted(groups.items()):
        codes = polls.admit(round_.poll, group, len(few), by=by, on=on)
        secrets.SystemRandom().shuffle(codes)
        handed += list(zip(few, codes, strict=True))
    return handed


def _sent(round_: Round, member: PanelMember, link: str, on: date) -> Listed:
    """Send one invitation by the first channel that takes it; else it is a card of the list."""
    words = _("You are invited to rate {title}. Open this address; nobody learns how you vote:")
    text = f"{words.format(title=round_.title)}\n{link}"
    for channel, field in BY_WIRE:
        to, sender = getattr(member, field), sender_of(channel)
        if not to or sender is None:
            continue
        try:
            sender.send(to, round_.title, text)
        except Undelivered as no:
            _kept(member, channel, Fate.FAILED, on, str(no))
            continue
        return _kept(member, channel, Fate.SENT, on)
    return _kept(member, Channel.CARD, Fate.QUEUED, None)._replace(link=link)


def _kept(member: PanelMember, channel: str, fate: str, on: date | None, why: str = "") -> Listed:
    facts = {"channel": channel, "fate": fate, "sent_on": on, "why": why[:200]}
    Delivery.objects.create(member=member, **facts)
    return Listed(member, channel, fate, "")


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
    _the_office(by)
    if round_.state not in DELIVERABLE:
        raise NOT_INVITING(number=round_.number)
    found = Delivery.objects.filter(member__round=round_, member__group=group)
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
    _the_office(by)
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
