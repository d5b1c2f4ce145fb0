"""The lives of this room's things: tables that commands, buttons, API and diagrams obey."""

from mingcha.appraisals.workflow.docket import COMMENT
from mingcha.appraisals.workflow.objection import OBJECTION
from mingcha.appraisals.workflow.round import ROUND, only_the_office
from mingcha.appraisals.workflow.rule import RULE
from mingcha.appraisals.workflow.suspicion import SUSPICION, UNDECIDED

__all__ = ["COMMENT", "OBJECTION", "ROUND", "RULE", "SUSPICION", "UNDECIDED", "only_the_office"]
