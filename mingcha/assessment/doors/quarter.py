"""The acts on a sheet of a quarter as pages, buttons and API operations."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mingcha.assessment import commands, queries
from mingcha.assessment.forms.quarter import ObjectForm, RecomputeForm, ReviewForm
from mingcha.assessment.workflow import SHEET
from mingcha.foundation.acts import ActForm, Doing, Doors

RECOMPUTE = Doing(
    _("Compute anew"),
    _("On the facts as they stand today. The old sheet stays on record."),
    RecomputeForm,
)


def until_reviewed(objection: type[ActForm]) -> dict[str, Doing]:
    """What is done to the sheet of a quarter or a year until its objection is reviewed."""
    return {
        "check": Doing(
            _("Recompute and check"),
            _("From the inputs and the rule alone; it must agree to the byte."),
            primary=True,
        ),
        "tell": Doing(
            _("Tell the organ"),
            _("The head sees every step and may object to facts."),
            primary=True,
        ),
        "object": Doing(_("Object"), _("Say which fact is wrong."), objection, primary=True),
        "review": Doing(
            _("Review the objection"),
            _("By somebody who did not compute the sheet."),
            ReviewForm,
            primary=True,
        ),
    }


SHEETS = Doors(
    machine=SHEET,
    commands=commands,
    url="assessment:sheet_act",
    page="assessment:sheet",
    visible_to=queries.visible_to,
    doings={
        **until_reviewed(ObjectForm),
        "decide": Doing(
            pgettext_lazy("score", "Decide"),
            _("It stands and may be published."),
            primary=True,
            confirm=_("Decide this sheet? It is final."),
        ),
        "recompute": RECOMPUTE,
    },
)
DONE = {
    "compute": _("Computed"),
    "check": _("Recomputed independently, equal"),
    "tell": _("Told to the organ"),
    "object": _("Objected to"),
    "review": _("Objection reviewed"),
    "decide": pgettext_lazy("score", "Decided"),
    "recompute": _("Superseded by a new computation"),
}
ALL = {
    "compute": _("Compute every organ"),
    "check_all": _("Check all computed"),
    "tell_all": _("Tell all checked"),
    "decide_all": _("Decide all that are ripe"),
}
