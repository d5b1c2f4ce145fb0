"""Questions about polls; none of them leads from a ballot to a person."""

from mingcha.polls.queries.box import (
    ballots_by_group,
    invitation_digest,
    issued_by_group,
    receipts,
    receipts_beginning,
    root_now,
    sealed_of,
    slot_state,
    ticket_digests,
)
from mingcha.polls.queries.intake import GroupIntake, Intake, intake
from mingcha.polls.queries.polls import (
    bundle_of,
    comments_of,
    matching,
    may_scrutinise,
    not_swept,
    poll_of,
    quorate,
    scrutinised_by,
    tally_of,
    visible_to,
    waiting_for,
)

__all__ = [
    "GroupIntake",
    "Intake",
    "ballots_by_group",
    "bundle_of",
    "comments_of",
    "intake",
    "invitation_digest",
    "issued_by_group",
    "matching",
    "may_scrutinise",
    "not_swept",
    "poll_of",
    "quorate",
    "receipts",
    "receipts_beginning",
    "root_now",
    "scrutinised_by",
    "sealed_of",
    "slot_state",
    "tally_of",
    "ticket_digests",
    "visible_to",
    "waiting_for",
]
