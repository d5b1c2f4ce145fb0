"""The acts of this room as pages, buttons and API operations."""

from mingcha.assessment.doors.quarter import ALL as ALL
from mingcha.assessment.doors.quarter import DONE as DONE
from mingcha.assessment.doors.quarter import SHEETS as SHEETS
from mingcha.assessment.doors.year import ADJUSTMENT_DONE as ADJUSTMENT_DONE
from mingcha.assessment.doors.year import ADJUSTMENTS as ADJUSTMENTS
from mingcha.assessment.doors.year import ALL_OF_YEAR as ALL_OF_YEAR
from mingcha.assessment.doors.year import RULE_DONE as RULE_DONE
from mingcha.assessment.doors.year import YEAR_DONE as YEAR_DONE
from mingcha.assessment.doors.year import YEAR_RULES as YEAR_RULES
from mingcha.assessment.doors.year import YEARS as YEARS
