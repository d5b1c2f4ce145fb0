"""The acts on rule versions at the door."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mingcha.appraisals import queries
from mingcha.appraisals.commands import rule as commands
from mingcha.appraisals.forms.rule import AmendRuleForm, PublishRuleForm
from mingcha.appraisals.workflow import RULE
from mingcha.foundation.acts import Doing, Doors

RULES = Doors(
    machine=RULE,
    commands=commands,
    url="appraisals:rule_act",
    page="appraisals:rule",
    visible_to=queries.rules_visible_to,
    doings={
        "publish": Doing(
            _("Publish the rule"),
            _("It is never changed afterwards; another rule is another version."),
            PublishRuleForm,
            primary=True,
        ),
        "amend": Doing(_("Change the draft"), _("As long as it is not published."), AmendRuleForm),
        "discard": Doing(
            _("Give up"),
            _("It stays on record as never published."),
            danger=True,
            confirm=_("Give this rule version up?"),
        ),
    },
)
RULE_DONE = {
    "draft": _("Prepared"),
    "amend": _("Draft changed"),
    "publish": _("Published for good"),
    "discard": _("Given up"),
}
