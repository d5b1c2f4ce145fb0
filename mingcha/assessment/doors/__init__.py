"""The acts of this room as pages, buttons and API operations."""

from mingcha.assessment.doors.quarter import ALL as ALL
from mingcha.assessment.doors.quarter import DONE as DONE
from mingcha.assessment.doors.quarter import SHEETS as SHEETS
