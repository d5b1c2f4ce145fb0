"""From a scan to ballots in the box: what is plain is cast, what is in doubt two people decide.

Between reading and deciding nothing is kept: what was read goes out signed and comes back so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final, NamedTuple

from django.core import signing

from mingcha.core.refusal import Refusal
from mingcha.polls import commands, queries, record
from mingcha.polls.models import Poll
from mingcha.polls.onpaper import reading, sorting
from mingcha.polls.refusals import NOT_READ_HERE, SCAN_TOO_LONG, STILL_IN_DOUBT
from mingcha.polls.workflow import why_not_at_the_desk

MOST_PAGES: Final = 40  # read in one sitting of some ten seconds
SALT: Final = "polls.scan"
A_DAY: Final = 24 * 3600


class Refused(NamedTuple):
    """A ballot that was read well and may not be cast."""

    code: str
    no: Refusal


class Doubtful(NamedTuple):
    """A ballot with something for a person to decide, and what was read of it, signed."""

    ballot: sorting.BallotRead
    read: str


class Found(NamedTuple):
    """What became of the pages of one scan."""

    pages: int
    cast: int
    refused: list[Refused]
    doubtful: list[Doubtful]
    faults: list[sorting.Fault]


def read_scan(poll: Poll, files: Iterable[bytes], *, by: Any, on: date) -> Found:
    """Read the pages, keep their pictures sealed, cast what is plain.

    Raises:
        Refusal: if a file is no scan, or there are more pages than are read at one time.
    """
    if no := why_not_at_the_desk(poll, by):
        raise no
    images: list[reading.Image] = []
    for content in files:
        images += reading.images_of(content, most=MOST_PAGES)
        if len(images) > MOST_PAGES:
            raise SCAN_TOO_LONG(n=len(images), most=MOST_PAGES)
    found = sorting.sort(
        record.paper_of(poll), images, lambda code: queries.group_of_ticket(poll, code)
    )
    if found.pictures:
        commands.keep_scans(poll, found.pictures, by=by, on=on)
    fates = [_cast(poll, one, by, on) for one in found.ballots if one.plain]
    refused = [fate for fate in fates if fate is not None]
    doubtful = [Doubtful(one, _signed(poll, one)) for one in found.ballots if not one.plain]
    return Found(len(images), len(fates) - len(refused), refused, doubtful, found.faults)


def _cast(poll: Poll, ballot: sorting.BallotRead, by: Any, on: date) -> Refused | None:
    facts: dict[str, Any] = {"code": ballot.code, "marks": ballot.marks, "told": bool(ballot.told)}
    try:
        commands.accept_scan(poll, **facts, by=by, on=on)
    except Refusal as no:
        return Refused(ballot.code, no)
    return None


def _signed(poll: Poll, ballot: sorting.BallotRead) -> str:
    said = {"poll": poll.code, "code": ballot.code, "marks": ballot.marks, "told": ballot.told}
    return signing.dumps(said, salt=SALT, compress=True)


def decide(
    poll: Poll, read: str, marks: Mapping[int, str], *, told: bool | None, by: Any, on: date
) -> tuple[str, commands.Entered]:
    """Take what a person decided of what was in doubt, and of nothing else.

    The ballot is cast once a second person, from a scan or the sheet itself, says the same.

    Args:
        poll: the poll.
        read: what `read_scan` gave out, signed.
        marks: the mark decided for each place in doubt.
        told: the oval at the foot, where that was in doubt.
        by: who decided.
        on: the day.

    Returns:
        the ticket's code, and what became of it.

    Raises:
        Refusal: if it was not read here, something is still in doubt, or it may not be cast.
    """
    said = _said(poll, read)
    allowed = record.paper_of(poll).allowed
    final = [
        marks.get(n, sorting.OPEN) if mark == sorting.OPEN else mark
        for n, mark in enumerate(said["marks"])
    ]
    foot = told if said["told"] is None else said["told"]
    doubts = [n for n, mark in enumerate(said["marks"]) if mark == sorting.OPEN]
    if foot is None or any(final[n] == sorting.OPEN or final[n] not in allowed for n in doubts):
        raise STILL_IN_DOUBT()
    looked = len(doubts) + (said["told"] is None)
    facts: dict[str, Any] = {"code": said["code"], "marks": "".join(final), "told": foot}
    return said["code"], commands.accept_scan(poll, **facts, doubts=looked, by=by, on=on)


def _said(poll: Poll, read: str) -> dict[str, Any]:
    """What was read of this ballot, as the program signed it."""
    try:
        said = signing.loads(read, salt=SALT, max_age=A_DAY)
    except signing.BadSignature as no:
        raise NOT_READ_HERE(number=poll.number) from no
    if said["poll"] != poll.code:
        raise NOT_READ_HERE(number=poll.number)
    return dict(said)
