"""Questions about rules and sheets: who may see which, who can be told apart, how it went on."""

from mingcha.assessment.queries.quarter import NEXT as NEXT
from mingcha.assessment.queries.quarter import SEE_ALL as SEE_ALL
from mingcha.assessment.queries.quarter import Standing as Standing
from mingcha.assessment.queries.quarter import change as change
from mingcha.assessment.queries.quarter import current as current
from mingcha.assessment.queries.quarter import facts_changed as facts_changed
from mingcha.assessment.queries.quarter import kinds_on as kinds_on
from mingcha.assessment.queries.quarter import listed as listed
from mingcha.assessment.queries.quarter import matching as matching
from mingcha.assessment.queries.quarter import organs_in as organs_in
from mingcha.assessment.queries.quarter import periods as periods
from mingcha.assessment.queries.quarter import rule_on as rule_on
from mingcha.assessment.queries.quarter import rules_visible_to as rules_visible_to
from mingcha.assessment.queries.quarter import seen as seen
from mingcha.assessment.queries.quarter import sentence as sentence
from mingcha.assessment.queries.quarter import standing as standing
from mingcha.assessment.queries.quarter import standing_plot as standing_plot
from mingcha.assessment.queries.quarter import trend as trend
from mingcha.assessment.queries.quarter import trend_of as trend_of
from mingcha.assessment.queries.quarter import visible_to as visible_to
from mingcha.assessment.queries.quarter import waiting_for as waiting_for
