"""What sheets are made of: frozen inputs, and the core's reckoning over them."""

from mingcha.assessment.record.quarter import UNREADABLE as UNREADABLE
from mingcha.assessment.record.quarter import agrees as agrees
from mingcha.assessment.record.quarter import frozen as frozen
from mingcha.assessment.record.quarter import last_quarter as last_quarter
from mingcha.assessment.record.quarter import quarter as quarter
from mingcha.assessment.record.quarter import recomputed as recomputed
from mingcha.assessment.record.quarter import rule_of as rule_of
from mingcha.assessment.record.quarter import thawed as thawed
