"""Acts on rules and sheets: the only writer of this room's tables."""

from mingcha.assessment.commands.quarter import check as check
from mingcha.assessment.commands.quarter import check_all as check_all
from mingcha.assessment.commands.quarter import compute as compute
from mingcha.assessment.commands.quarter import decide as decide
from mingcha.assessment.commands.quarter import decide_all as decide_all
from mingcha.assessment.commands.quarter import object as object  # noqa: A004 -- the act
from mingcha.assessment.commands.quarter import publish_rule as publish_rule
from mingcha.assessment.commands.quarter import recompute as recompute
from mingcha.assessment.commands.quarter import review as review
from mingcha.assessment.commands.quarter import tell as tell
from mingcha.assessment.commands.quarter import tell_all as tell_all
