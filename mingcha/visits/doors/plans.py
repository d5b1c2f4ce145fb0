"""The door of a plan: its acts with their words, for pages and programs alike."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mingcha.foundation.acts import Doing, Doors
from mingcha.visits import queries
from mingcha.visits.commands import plan as commands
from mingcha.visits.forms.plans import PlanForm
from mingcha.visits.workflow import PLAN

PLANS = Doors(
    machine=PLAN,
    commands=commands,
    doings={
        "approve": Doing(
            _("Approve the plan"),
            help=_("From now on rounds are drawn under it; themes and ceiling are fixed."),
            primary=True,
            confirm=_("An approved plan is not revised any more. Approve it?"),
        ),
        "revise": Doing(
            _("Revise"), help=_("Title, themes with their documents, ceiling."), form=PlanForm
        ),
        "close": Doing(
            _("Close the year"),
            help=_("Nothing more is drawn under this plan."),
            danger=True,
            confirm=_("Close this plan for good?"),
        ),
    },
    url="visits:plan_act",
    page="visits:plan",
    visible_to=queries.plans_visible_to,
)

LABELS = {
    "draft": _("Plan drafted"),
    "revise": _("Plan revised"),
    "approve": _("Plan approved"),
    "close": _("Plan closed"),
}
ROUND_LABELS = {"prepare": _("Pool fixed for this round"), "assign": _("Envelopes sealed")}
