"""What this room tells those above: score sheets that are decided."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext_lazy as _

from mingcha.assessment.models import Sheet
from mingcha.foundation.columns import Row, day, facts, number, text, whole


@facts(
    "assessment_sheets",
    _("Decided score sheets of visits and rectification. What is still under review is not told."),
    text("number", _("The sheet's number.")),
    text("organ", _("The code of the organ.")),
    text("kind", _("Its class, as it was then.")),
    text("period", _("The quarter.")),
    number("score", _("The score; empty where the organ was not rated."), _("points of 100")),
    number("low", _("The lower end of its interval."), _("points of 100")),
    number("high", _("The upper end of its interval."), _("points of 100")),
    text("band", _("The grade.")),
    whole("checks", _("Questions answered in visits of the quarter."), _("questions")),
    whole("faults", _("Faults confirmed in the quarter."), _("findings")),
    day("decided_on", _("When it was decided.")),
)
def sheets(day: date) -> Iterable[Row]:
    """One row a decided sheet."""
    names = ("number", "organ__code", "organ_kind", "period", "score", "low", "high", "band",
             "checks", "faults", "decided_on")  # fmt: skip
    decided = Sheet.objects.filter(state=Sheet.State.DECIDED).order_by("number")
    for row in decided.values_list(*names).iterator(chunk_size=2000):
        yield (*row[:4], *(None if x is None else float(x) for x in row[4:7]), *row[7:])
