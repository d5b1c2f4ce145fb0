"""The acts of this room as pages, buttons and API operations."""

from mingcha.appraisals.doors.docket import COMMENT_DONE, COMMENTS, OBJECTION_DONE, OBJECTIONS
from mingcha.appraisals.doors.rounds import ROUND_DONE, ROUNDS
from mingcha.appraisals.doors.rules import RULE_DONE, RULES
from mingcha.appraisals.doors.suspicion import SUSPICION_DONE, SUSPICIONS

__all__ = [
    "COMMENTS",
    "COMMENT_DONE",
    "OBJECTIONS",
    "OBJECTION_DONE",
    "ROUNDS",
    "ROUND_DONE",
    "RULES",
    "RULE_DONE",
    "SUSPICIONS",
    "SUSPICION_DONE",
]
