"""What a careful clerk would look for among scores."""

from __future__ import annotations

from django.utils.translation import gettext as _

from mingcha.assessment.models import Sheet
from mingcha.assessment.workflow import equal
from mingcha.foundation import time
from mingcha.foundation.xrays import Finding, xray

S = Sheet.State


@xray
def sheets_that_differ() -> list[Finding]:
    """Recomputed from its own inputs and rule, every sheet is what it was."""
    remedy = _("Keep the database as it is and call the auditor; do not publish this score.")
    found = Sheet.objects.select_related("rule").iterator(chunk_size=500)
    differing = [sheet for sheet in found if equal(sheet) is not None]
    return [
        Finding(_("Recomputed, this sheet is another one"), sheet.number, remedy)
        for sheet in differing
    ]


@xray
def objections_not_reviewed() -> list[Finding]:
    """An objection is reviewed in time."""
    late = Sheet.objects.filter(state=S.OBJECTED, clock__due_on__lt=time.today())
    remedy = _("Let somebody who did not compute it review it today.")
    return [Finding(_("Objection not reviewed in time"), one.number, remedy) for one in late]
