"""What a careful clerk would look for among scores."""

from __future__ import annotations

from django.utils.translation import gettext as _

from mingcha.assessment.models import Sheet, YearRule, YearSheet
from mingcha.assessment.record import year as record
from mingcha.assessment.workflow import equal
from mingcha.assessment.workflow.year import equal as year_equal
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


@xray
def year_sheets_that_differ() -> list[Finding]:
    """Recomputed from its own inputs and rule, every year sheet is what it was."""
    remedy = _("Keep the database as it is and call the auditor; do not publish this score.")
    found = YearSheet.objects.select_related("rule").iterator(chunk_size=200)
    return [
        Finding(_("Recomputed, this sheet is another one"), sheet.number, remedy)
        for sheet in found
        if year_equal(sheet) is not None
    ]


@xray
def year_rules_that_are_none() -> list[Finding]:
    """A published year rule is still a rule, its weights sum to 1, and it has its digest."""
    published = YearRule.objects.filter(state=YearRule.State.PUBLISHED)
    remedy = _("Compare it with the published paper; no year may rest on it.")
    return [
        Finding(_("A year rule was changed after it was published"), rule.code, remedy)
        for rule in published
        if _digest(rule) != rule.digest
    ]


def _digest(rule: YearRule) -> str:
    try:
        return record.rule_of(rule).digest
    except record.UNREADABLE:
        return ""


@xray
def year_objections_not_reviewed() -> list[Finding]:
    """An objection to a year is reviewed in time."""
    state = YearSheet.State.OBJECTED
    late = YearSheet.objects.filter(state=state, clock__due_on__lt=time.today())
    remedy = _("Let somebody who did not compute it review it today.")
    return [Finding(_("Objection not reviewed in time"), one.number, remedy) for one in late]
