"""Acts on invitations: laid out, sent by the worker or listed once, issued anew.

The order of writes is the whole safety. A link counts only from the moment at which its sending
is on record, and both are written together: what is killed in between leaves a link that opens
nothing, and the member is sent another. So nobody ever holds two that open something. A secret
is handed to its sender or to the list and forgotten: no row of this room has it.
"""

from __future__ import annotations

import secrets
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from mingcha.appraisals import queries
from mingcha.appraisals.gateway import Undelivered, sender_of
from mingcha.appraisals.models import Delivery, PanelMember, Round
from mingcha.appraisals.refusals import (
    ALL_INVITED,
    NO_PANEL,
    NO_SUCH_GROUP,
    NOT_INVITING,
    NOT_REPLACING,
    NOTHING_TO_SEND,
    TOO_LATE_TO_REISSUE,
    UNKNOWN_REFS,
)
from mingcha.appraisals.workflow import only_the_office
from mingcha.core.ticket import invitation_number
from mingcha.foundation import journal
from mingcha.polls import commands as polls
from mingcha.polls.models import Poll
from mingcha.polls.queries import invitation_digest
from mingcha.polls.workflow import POLL

S = Round.State
Channel, Fate = Delivery.Channel, Delivery.Fate
BY_WIRE = ((Channel.MAIL, "email"), (Channel.SMS, "phone"))
DELIVERABLE = {S.PANEL_DRAWN, S.OPEN}
AT_A_TIME = 500
TOGETHER = 50  # messages between two writes: so many may have to be sent again after a crash


class Listed(NamedTuple):
    """One line of the delivery list: the only place where name and link stand together."""

    member: PanelMember
    channel: str
    fate: str
    link: str = ""  # empty where a sender takes it
    number: str = ""  # by which it can be taken back; told with the link, kept nowhere


def _held(round_: Round) -> Round:
    """The round as it is now, locked: two hands at one time invite nobody twice."""
    round_.refresh_from_db(from_queryset=Round.objects.select_for_update())
    return round_


def _admitting(round_: Round) -> bool:
    """Whether invitations can still be admitted: until the poll opens."""
    poll = round_.poll
    return round_.state in DELIVERABLE and poll is not None and poll.state == Poll.State.FROZEN


@transaction.atomic
def invite(round_: Round, *, address: str, by: Any, on: date) -> list[Listed]:
    """Invite every member who has no invitation: what can be sent is queued, the rest is listed.

    `address` is where the ballot is voted on. Gives the delivery list, once. Whom no sender
    reached before comes on the list.
    """
    only_the_office(by)
    if not _admitting(_held(round_)):
        raise NOT_INVITING(number=round_.number)
    members = list(queries.to_invite(round_))
    if not members:
        raise ALL_INVITED() if queries.members(round_).exists() else NO_PANEL(number=round_.number)
    listed = _laid_out(round_, members, address=address, by=by, on=on)
    said = {"invited": len(listed), "by_channel": _counts(listed), "address": address}
    journal.record("appraisals.round.invite", about=round_, by=by, facts=said)
    return _sorted(listed)


def _sorted(listed: Iterable[Listed]) -> list[Listed]:
    return sorted(listed, key=lambda one: (one.member.group, one.member.ref))


def _counts(listed: Iterable[Listed]) -> dict[str, int]:
    return dict(Counter(f"{one.channel} {one.fate}" for one in listed))


def _laid_out(
    round_: Round, members: Sequence[PanelMember], *, address: str, by: Any, on: date
) -> list[Listed]:
    """Queue whom a sender can reach; admit and list the others."""
    failed = Delivery.objects.filter(member__round=round_, fate=Fate.FAILED, live=False)
    in_vain = set(failed.values_list("member_id", flat=True))
    by_card, queued = [], []
    for member in members:
        ways = () if member.pk in in_vain else _ways(member)
        queued += [Delivery(member=member, channel=ways[0][0])] if ways else []
        by_card += [] if ways else [member]
    Delivery.objects.bulk_create(queued, AT_A_TIME)
    return [
        *(Listed(row.member, row.channel, Fate.QUEUED) for row in queued),
        *_cards(round_, by_card, address=address, by=by, on=on),
    ]


def _ways(member: PanelMember) -> list[tuple[str, str, Any]]:
    """Channels by which this member can be reached now: channel, address there, sender."""
    found = ((channel, getattr(member, field), sender_of(channel)) for channel, field in BY_WIRE)
    return [(channel, to, sender) for channel, to, sender in found if to and sender is not None]


def _cards(
    round_: Round, members: Sequence[PanelMember], *, address: str, by: Any, on: date
) -> list[Listed]:
    """Admit an invitation for each, in an order of chance, and give them with their links."""
    assert round_.poll is not None
    groups: defaultdict[str, list[PanelMember]] = defaultdict(list)
    for member in members:
        groups[member.group].append(member)
    listed = []
    for group, few in sorted(groups.items()):
        codes = polls.admit(round_.poll, group, len(few), by=by, on=on)
        secrets.SystemRandom().shuffle(codes)
        for member, secret in zip(few, codes, strict=True):
            listed.append(_card(round_.poll, member, secret, address))
    rows = [Delivery(member=one.member, channel=Channel.CARD, live=True) for one in listed]
    Delivery.objects.bulk_create(rows, AT_A_TIME)
    return listed


def _card(poll: Poll, member: PanelMember, secret: str, address: str) -> Listed:
    number = _number(poll, secret)
    return Listed(member, Channel.CARD, Fate.QUEUED, f"{address}#i={secret}", number)


def _number(poll: Poll, secret: str) -> str:
    plain = invitation_number(invitation_digest(poll.code, secret))
    return f"{plain[:5]}-{plain[5:]}"


@transaction.atomic
def retry(round_: Round, *, address: str, by: Any, on: date) -> int:
    """Put what no sender took back into the queue, and wake the queue; gives how many wait."""
    only_the_office(by)
    if not _admitting(_held(round_)):
        raise NOT_INVITING(number=round_.number)
    again = Delivery.objects.filter(member__in=queries.to_invite(round_), fate=Fate.FAILED)
    newest = dict(again.exclude(channel=Channel.CARD).order_by("pk").values_list("member", "pk"))
    rows = Delivery.objects.filter(pk__in=list(newest.values()))
    n = rows.update(fate=Fate.QUEUED, why="", sent_on=None)
    waiting = queries.queued(round_).count()
    if not waiting:
        raise NOTHING_TO_SEND()
    said = {"again": n, "waiting": waiting, "address": address}
    journal.record("appraisals.round.retry", about=round_, by=by, facts=said)
    return waiting


@transaction.atomic
def reissue(round_: Round, *, group: str, address: str, by: Any, on: date) -> list[Listed]:
    """Issue all invitations of a group anew, as when a list was lost; the old ones die with it.

    Before the opening only: afterwards somebody may hold a ticket, and who is known to nobody.
    """
    only_the_office(by)
    if not _admitting(_held(round_)):
        raise TOO_LATE_TO_REISSUE(number=round_.number)
    assert round_.poll is not None
    if not queries.members(round_).filter(group=group).exists():
        raise NO_SUCH_GROUP(group=group)
    polls.withdraw(round_.poll, group, by=by, on=on)
    old = Delivery.objects.filter(member__round=round_, member__group=group, live=True)
    n = old.update(fate=Fate.WITHDRAWN, live=False)
    members = list(queries.to_invite(round_).filter(group=group))
    listed = _laid_out(round_, members, address=address, by=by, on=on)
    said = {"group": group, "withdrawn": n, "by_channel": _counts(listed), "address": address}
    journal.record("appraisals.round.reissue", about=round_, by=by, facts=said)
    return _sorted(listed)


@transaction.atomic
def replace(
    round_: Round, *, group: str, ref: str, number: str, address: str, by: Any, on: date
) -> Listed:
    """Take one invitation back by its number and give its member another, as a card.

    Possible until the poll closes to phones, unless a ticket has been taken with it. The same
    number again gives the same card, so that a lost answer can be asked for.
    """
    only_the_office(by)
    if _held(round_).state not in DELIVERABLE or round_.poll is None:
        raise NOT_REPLACING(number=round_.number)
    invited = queries.members(round_).filter(group=group, deliveries__live=True)
    member = invited.filter(ref=ref.strip()).first()
    if member is None:  # a card beside a message that still waits would be a second link
        raise UNKNOWN_REFS(refs=ref)
    secret = polls.exchange(round_.poll, group, number, by=by, on=on)
    Delivery.objects.filter(member=member, live=True).update(fate=Fate.WITHDRAWN, live=False)
    Delivery.objects.create(member=member, channel=Channel.CARD, live=True)
    journal.record("appraisals.round.replace", about=round_, by=by, facts={"group": group})
    return _card(round_.poll, member, secret, address)


class Tried(NamedTuple):
    """What became of one message: the secret is empty where nobody took it."""

    row: Delivery
    channel: str
    secret: str
    why: str


def send_queued(round_: Round, *, address: str, by: Any, on: date) -> Counter[str]:
    """Send what waits, a few at a time; gives how many were sent and how many failed.

    Done twice it sends nothing twice: what is on record as sent does not wait any more.
    """
    done: Counter[str] = Counter()
    for group in sorted(set(queries.queued(round_).values_list("member__group", flat=True))):
        rows = list(queries.queued(round_).filter(member__group=group).select_related("member"))
        secrets.SystemRandom().shuffle(rows)
        step = max(TOGETHER, len(rows) // 20)  # each step writes the whole group anew
        for n in range(0, len(rows), step):
            done += _sent_together(round_, group, rows[n : n + step], address, by, on)
    return done


def _sent_together(
    round_: Round, group: str, rows: Sequence[Delivery], address: str, by: Any, on: date
) -> Counter[str]:
    round_.refresh_from_db()
    assert round_.poll is not None
    poll = Poll.objects.get(pk=round_.poll.pk)
    if no := POLL.why_not("admit", poll, by):
        tried = [Tried(row, row.channel, "", str(no.because)) for row in rows]
    else:
        tried = [_tried(round_, poll, row, address) for row in rows]
    return _settled(poll, group, tried, by, on)


def _tried(round_: Round, poll: Poll, row: Delivery, address: str) -> Tried:
    """Send one invitation by the first channel that takes it. It does not count yet."""
    (secret,) = polls.new_invitations(1)
    text = _text(round_, f"{address}#i={secret}", _number(poll, secret))
    channel, why = row.channel, _("no sender is set up any more")
    for channel, to, sender in _ways(row.member):
        try:
            sender.send(to, round_.title, text)
        except Undelivered as no:
            why = str(no).replace(secret, "…")
        except Exception as broke:
            why = type(broke).__name__  # its words may hold the message
        else:
            return Tried(row, channel, secret, "")
    return Tried(row, channel, "", why)


def _text(round_: Round, link: str, number: str) -> str:
    words = _("You are invited to rate {title}. Open this address; nobody learns how you vote:")
    more = _("Number of this invitation: {number}. Tell it to the office if it is not yours.")
    return f"{words.format(title=round_.title)}\n{link}\n{more.format(number=number)}"


@transaction.atomic
def _settled(poll: Poll, group: str, tried: Sequence[Tried], by: Any, on: date) -> Counter[str]:
    """Write down what became of the messages; in the same breath those sent begin to count."""
    rows = Delivery.objects.select_for_update().filter(pk__in=[one.row.pk for one in tried])
    still = set(rows.filter(fate=Fate.QUEUED).values_list("pk", flat=True))
    mine = [one for one in tried if one.row.pk in still]
    if sent := [one.secret for one in mine if one.secret]:
        polls.admit_these(poll, group, sent, by=by, on=on)
    for one in mine:
        fate = Fate.SENT if one.secret else Fate.FAILED
        facts = {"fate": fate, "live": bool(one.secret), "sent_on": on, "why": one.why[:200]}
        Delivery.objects.filter(pk=one.row.pk).update(channel=one.channel, **facts)
    return Counter({"sent": len(sent), "failed": len(mine) - len(sent)})
