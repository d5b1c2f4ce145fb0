"""Tables of appraisals: rules, rounds, panels, results, objections, suspicions, comments."""

from mingcha.appraisals.models.docket import Comment
from mingcha.appraisals.models.panel import (
    Delivery,
    Frame,
    FrameEntry,
    Panel,
    PanelMember,
    Reminder,
)
from mingcha.appraisals.models.result import Objection, Reckoning, Result
from mingcha.appraisals.models.round import Round, Subject
from mingcha.appraisals.models.rule import RuleVersion
from mingcha.appraisals.models.suspicion import Suspicion

__all__ = [
    "Comment",
    "Delivery",
    "Frame",
    "FrameEntry",
    "Objection",
    "Panel",
    "PanelMember",
    "Reckoning",
    "Reminder",
    "Result",
    "Round",
    "RuleVersion",
    "Subject",
    "Suspicion",
]
