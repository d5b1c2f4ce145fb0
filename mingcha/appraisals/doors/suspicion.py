"""The acts on suspicions at the door."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mingcha.appraisals import queries
from mingcha.appraisals.commands import suspicion
from mingcha.appraisals.forms.suspicion import JudgeForm, ProposeForm
from mingcha.appraisals.workflow import SUSPICION
from mingcha.foundation.acts import Doing, Doors

SUSPICIONS = Doors(
    machine=SUSPICION,
    commands=suspicion,
    url="appraisals:suspicion_act",
    page="appraisals:suspicion",
    visible_to=queries.suspicions_visible_to,
    doings={
        "propose": Doing(
            _("Propose a decision"),
            _("Say what you found; another person decides."),
            ProposeForm,
            primary=True,
        ),
        "confirm": Doing(
            _("Confirm the suspicion"),
            _("It changes no figure by itself; what follows for the round is an act of its own."),
            JudgeForm,
            primary=True,
        ),
        "dismiss": Doing(
            _("Dismiss the suspicion"),
            _("There is an honest explanation; it stays on record."),
            JudgeForm,
        ),
    },
)
SUSPICION_DONE = {
    "flag": _("Raised from the count"),
    "propose": _("Decision proposed"),
    "confirm": _("Suspicion confirmed"),
    "dismiss": _("Suspicion dismissed"),
}
