"""The lives of this room's things: tables that commands, buttons, API and diagrams obey."""

from mingcha.assessment.workflow.quarter import SHEET as SHEET
from mingcha.assessment.workflow.quarter import equal as equal
from mingcha.assessment.workflow.quarter import not_yet as not_yet
from mingcha.assessment.workflow.year import ADJUSTMENT as ADJUSTMENT
from mingcha.assessment.workflow.year import YEAR_RULE as YEAR_RULE
from mingcha.assessment.workflow.year import YEAR_SHEET as YEAR_SHEET
