"""The acts on year rules, adjustments and year sheets at the door."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mingcha.assessment import queries
from mingcha.assessment.commands import adjustment, year, year_rule
from mingcha.assessment.doors.quarter import RECOMPUTE, until_reviewed
from mingcha.assessment.forms.year import (
    AmendYearRuleForm,
    DecideGradeForm,
    ObjectYearForm,
    ProposeGradeForm,
    PublishYearRuleForm,
    RemarkForm,
)
from mingcha.assessment.workflow import ADJUSTMENT, YEAR_RULE, YEAR_SHEET
from mingcha.foundation.acts import Doing, Doors

YEAR_RULES = Doors(
    machine=YEAR_RULE,
    commands=year_rule,
    url="assessment:year_rule_act",
    page="assessment:year_rule",
    visible_to=queries.year_rules_visible_to,
    doings={
        "try_out": Doing(
            _("Try it out"),
            _("On the latest twelve months: whose band is the rule's own choice."),
            primary=True,
        ),
        "publish": Doing(
            _("Publish the rule"),
            _("It is never changed afterwards; another rule is another version."),
            PublishYearRuleForm,
            primary=True,
        ),
        "amend": Doing(_("Change the draft"), _("It is to be tried out again."), AmendYearRuleForm),
        "discard": Doing(
            _("Give up"),
            _("It stays on record as never published."),
            danger=True,
            confirm=_("Give this rule version up?"),
        ),
    },
)
ADJUSTMENTS = Doors(
    machine=ADJUSTMENT,
    commands=adjustment,
    url="assessment:adjustment_act",
    page="assessment:adjustment",
    visible_to=queries.adjustments_visible_to,
    doings={
        "confirm": Doing(
            pgettext_lazy("adjustment", "Confirm"),
            _("By somebody who did not propose it; it counts from then on."),
            primary=True,
        ),
        "reject": Doing(pgettext_lazy("adjustment", "Reject"), _("It does not count."), RemarkForm),
        "withdraw": Doing(
            pgettext_lazy("adjustment", "Withdraw"),
            _("What was confirmed counts no longer."),
            RemarkForm,
            danger=True,
        ),
    },
)
YEARS = Doors(
    machine=YEAR_SHEET,
    commands=year,
    url="assessment:year_sheet_act",
    page="assessment:year_sheet",
    visible_to=queries.years_visible_to,
    doings={
        **until_reviewed(ObjectYearForm),
        "propose": Doing(
            _("Propose a grade"),
            _("The band, or another grade with the reason."),
            ProposeGradeForm,
            primary=True,
        ),
        "decide": Doing(
            _("Decide the grade"),
            _("The one proposed, or another with the reason; never above a veto's cap."),
            DecideGradeForm,
            primary=True,
            confirm=_("Decide this grade? It is final."),
        ),
        "recompute": RECOMPUTE,
    },
)
RULE_DONE = {
    "draft": _("Prepared"),
    "amend": _("Draft changed"),
    "try_out": _("Tried out"),
    "publish": _("Published for good"),
    "discard": _("Given up"),
}
ADJUSTMENT_DONE = {
    "propose": pgettext_lazy("adjustment", "Proposed"),
    "confirm": pgettext_lazy("adjustment", "Confirmed"),
    "reject": pgettext_lazy("adjustment", "Rejected"),
    "withdraw": pgettext_lazy("adjustment", "Withdrawn"),
}
YEAR_DONE = {
    "compute": _("Computed"),
    "check": _("Recomputed independently, equal"),
    "tell": _("Told to the organ"),
    "object": _("Objected to"),
    "review": _("Objection reviewed"),
    "propose": _("Grade proposed"),
    "decide": _("Grade decided"),
    "recompute": _("Superseded by a new computation"),
}
ALL_OF_YEAR = {
    "compute": _("Compute the year"),
    "check_all": _("Check all computed"),
    "tell_all": _("Tell all checked"),
    "propose_all": _("Propose the band of all that are ripe"),
    "decide_all": _("Decide all as proposed"),
}
