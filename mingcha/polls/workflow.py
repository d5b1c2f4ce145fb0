"""The life of a poll. Commands, buttons, API and the diagram obey this table."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from mingcha.core.machine import NOT_YOURS, Machine, Move
from mingcha.core.refusal import Refusal
from mingcha.foundation.boxes import box
from mingcha.foundation.workflow import life, party
from mingcha.people.models import Duty
from mingcha.people.parties import holds, the_conduct_office
from mingcha.polls.models import Poll, Scan
from mingcha.polls.record import in_words, listed
from mingcha.polls.refusals import (
    MORE_BALLOTS_THAN_TICKETS,
    NO_GROUP,
    NO_KEY_YET,
    NO_PAPER_NOW,
    NO_REASON,
    NO_SCANS,
    NO_TICKETS,
    NO_WORDS_YET,
    NOT_BLIND,
    NOT_DRAWN,
    REHEARSAL_NOT_COUNTED,
    SCRUTINEERS_UNFIT,
    SHARES_NOT_TAKEN,
    SIZE_UNFIT,
)

S = Poll.State
R = Duty.Role

RUN = (R.CONDUCT_OFFICE, R.DIRECTOR, R.AUDITOR)  # who sees every poll at any time
KEEP_LISTS = frozenset({R.CONDUCT_OFFICE, R.ADMINISTRATOR})  # they keep no share beside them
SCRUTINEERS = 3
BEGUN = {S.FROZEN, S.OPEN, S.PAPER}
MOST = 20_000  # slips or invitations at one time
TAKES_PAPER = (S.OPEN, S.PAPER)
ALIVE = set(S) - {S.VOID}


@party(_("a scrutineer of this poll"))
def the_scrutineer(poll: Any, person: Any) -> bool:
    """Whoever keeps one of the three shares of this poll's key."""
    pk = getattr(person, "pk", None)
    return bool(poll and pk) and any(one.person_id == pk for one in poll.scrutineers.all())


@party(_("those at the desk for paper ballots: the conduct office, a case handler, a scrutineer"))
def the_paper_desk(poll: Any, person: Any) -> bool:
    """Whoever may enter or scan what voters wrote on paper."""
    return holds(person, R.CONDUCT_OFFICE, R.CASE_HANDLER) or the_scrutineer(poll, person)


def why_not_at_the_desk(poll: Poll, person: Any) -> Refusal | None:
    """Why this person may not enter paper ballots of this poll now; None if they may."""
    if not the_paper_desk(poll, person):
        return NOT_YOURS(who=the_paper_desk.words)
    return None if poll.state in TAKES_PAPER else NO_PAPER_NOW(number=poll.number)


@party(_("an auditor"))
def the_auditor(poll: Any, person: Any) -> bool:
    """Whoever recounts in the auditor's room, with two scrutineers beside them."""
    return holds(person, R.AUDITOR)


def only_groups_of(poll: Poll, group: str, size: int) -> None:
    """Refuse a group that the paper does not have, and a number nobody can have meant."""
    if not any(one["code"] == group for one in poll.groups):
        raise NO_GROUP(group=group)
    if not 0 < size <= MOST:
        raise SIZE_UNFIT(n=size, most=MOST)


def has_slips(poll: Poll) -> Refusal | None:
    """Slips exist only where tickets are drawn by hand."""
    return None if poll.drawn else NOT_DRAWN()


def has_invitations(poll: Poll) -> Refusal | None:
    """Voters are invited only where tickets are signed blindly."""
    return None if poll.blind else NOT_BLIND()


def three_seated(poll: Poll) -> Refusal | None:
    """Two of three open the box."""
    return None if len(poll.scrutineers.all()) == SCRUTINEERS else SCRUTINEERS_UNFIT()


def words_taken(poll: Poll) -> Refusal | None:
    """A share is sealed for its scrutineer as soon as it is made; so each has a lock before."""
    if no := three_seated(poll):
        return no
    waiting = _names(one for one in poll.scrutineers.all() if not one.lock)
    return NO_WORDS_YET(who=waiting) if waiting else None


def key_made(poll: Poll) -> Refusal | None:
    """Shares are taken of a key that exists."""
    return None if poll.seal else NO_KEY_YET()


def may_open(poll: Poll) -> Refusal | None:
    """A poll opens with its key in three hands and a ticket for every group."""
    if no := three_seated(poll) or key_made(poll):
        return no
    if waiting := _names(one for one in poll.scrutineers.all() if not one.took):
        return SHARES_NOT_TAKEN(who=waiting)
    has = {batch.group for batch in poll.batches.all() if batch.size}
    has |= set(poll.electors.values_list("group", flat=True).distinct())
    without = [in_words(group) for group in poll.groups if group["code"] not in has]
    return NO_TICKETS(groups=listed(without)) if without else None


def _names(scrutineers: Iterable[Any]) -> str:
    return listed(str(one.person) for one in scrutineers)


def may_be_counted(poll: Poll) -> Refusal | None:
    """No rehearsal, and no more ballots than tickets."""
    if poll.rehearsal:
        return REHEARSAL_NOT_COUNTED()
    over = [
        in_words(group)
        for group in poll.groups
        if poll.ballots.get(group["code"], 0) > poll.issued.get(group["code"], 0)
    ]
    return MORE_BALLOTS_THAN_TICKETS(groups=listed(over)) if over else None


def pictures_kept(poll: Poll) -> Refusal | None:
    """Pages are compared with the count as long as their pictures are kept."""
    kept = Scan.objects.using(box()).filter(poll=poll.code).exists()
    return None if kept else NO_SCANS(number=poll.number)


def reason_given(poll: Poll) -> Refusal | None:
    """A poll that does not count says why."""
    return None if poll.remark.strip() else NO_REASON()


# fmt: off
POLL = life(Machine("polls.poll", S.DRAFTED, dict(S.choices), [
    #    act                from                  to           by whom              only if
    Move("amend",           {S.DRAFTED},          S.DRAFTED,   the_conduct_office),
    Move("freeze",          {S.DRAFTED},          S.FROZEN,    the_conduct_office),
    Move("rehearse",        {S.FROZEN},           S.FROZEN,    the_conduct_office),
    Move("make_tickets",    {S.FROZEN},           S.FROZEN,    the_conduct_office,  has_slips),
    Move("admit",           {S.FROZEN},           S.FROZEN,    the_conduct_office,  has_invitations),
    Move("seat_scrutineers", {S.FROZEN},          S.FROZEN,    the_conduct_office),
    Move("take_word",       {S.FROZEN},           S.FROZEN,    the_scrutineer),
    Move("make_key",        {S.FROZEN},           S.FROZEN,    the_conduct_office,  words_taken),
    Move("take_share",      {S.FROZEN},           S.FROZEN,    the_scrutineer,      key_made),
    Move("confirm_share",   {S.FROZEN},           S.FROZEN,    the_scrutineer,      key_made),
    Move("open",            {S.FROZEN},           S.OPEN,      the_conduct_office,  may_open),
    Move("make_more_slips", {S.OPEN},             S.OPEN,      the_conduct_office,  has_slips),
    Move("announce_end",    {S.OPEN},             S.OPEN,      the_conduct_office),
    Move("close_phones",    {S.OPEN},             S.PAPER,     the_conduct_office),
    Move("return_slips",    {S.PAPER},            S.PAPER,     the_conduct_office,  has_slips),
    Move("close",           {S.OPEN, S.PAPER},    S.CLOSED,    the_conduct_office),
    Move("count",           {S.CLOSED},           S.COUNTED,   the_conduct_office,  may_be_counted),
    Move("publish",         {S.COUNTED},          S.PUBLISHED, the_conduct_office),
    Move("take_kit",        {S.PUBLISHED},        S.PUBLISHED, the_auditor),
    Move("take_scans",      {S.PUBLISHED},        S.PUBLISHED, the_auditor,         pictures_kept),
    Move("void",            ALIVE,                S.VOID,      the_conduct_office,  reason_given),
]))
# fmt: on
