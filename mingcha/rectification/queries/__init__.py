"""Questions about orders and slips: who sees which, what is late, what waits, what comes again."""

from mingcha.rectification.queries.late import (
    Outcome,
    closed_late,
    closed_on_time,
    colours_of,
    counts_by_organ,
    open_orders,
    outcomes,
    overdue,
    overdue_at_the_centre,
    past_its_time,
    pressing,
    with_slip,
)
from mingcha.rectification.queries.relapse import relapse_candidates, relapse_rate, to_revisit
from mingcha.rectification.queries.sight import (
    answering_for,
    charged_with,
    for_numbers,
    is_of_the_centre,
    matching,
    reads_report,
    slips_matching,
    slips_visible_to,
    visible_to,
)
from mingcha.rectification.queries.waiting import waiting_for

__all__ = [
    "Outcome",
    "answering_for",
    "charged_with",
    "closed_late",
    "closed_on_time",
    "colours_of",
    "counts_by_organ",
    "for_numbers",
    "is_of_the_centre",
    "matching",
    "open_orders",
    "outcomes",
    "overdue",
    "overdue_at_the_centre",
    "past_its_time",
    "pressing",
    "reads_report",
    "relapse_candidates",
    "relapse_rate",
    "slips_matching",
    "slips_visible_to",
    "to_revisit",
    "visible_to",
    "waiting_for",
    "with_slip",
]
