"""The acts on flags and cards as pages, buttons and API operations."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mingcha.cases import queries
from mingcha.cases.commands import card, flags
from mingcha.cases.forms import AnswerForm, DecisionForm, ObjectForm
from mingcha.cases.workflow import CARD, FLAG
from mingcha.foundation.acts import Doing, Doors

FLAGS = Doors(
    machine=FLAG,
    commands=flags,
    url="cases:flag_act",
    page="cases:flag",
    visible_to=queries.flags_visible_to,
    doings={
        "answer": Doing(
            pgettext_lazy("flag", "Answer"),
            _("Say what happened and why; papers may be attached."),
            AnswerForm,
            primary=True,
        ),
        "confirm": Doing(
            _("Confirm"),
            _("It was so: it becomes a finding, on which the organ is heard, and a card goes out."),
            DecisionForm,
            primary=True,
        ),
        "excuse": Doing(
            _("Excuse"),
            _("There was a good reason, or the log was wrong. Nothing is counted."),
            DecisionForm,
        ),
    },
)

CARDS = Doors(
    machine=CARD,
    commands=card,
    url="cases:card_act",
    page="cases:card",
    visible_to=queries.cards_visible_to,
    doings={
        "acknowledge": Doing(_("Take note"), _("The organ has read the card."), primary=True),
        "object": Doing(_("Object"), _("Within the days; somebody else decides."), ObjectForm),
        "uphold": Doing(
            pgettext_lazy("card", "Uphold"),
            _("The objection does not hold; the card stays."),
            DecisionForm,
            primary=True,
        ),
        "cancel": Doing(
            pgettext_lazy("card", "Cancel"),
            _("The card counts no more. Why stays on record."),
            DecisionForm,
            danger=True,
            confirm=_("Cancel this card?"),
        ),
    },
)

DONE = {
    "raise": _("Raised"),
    "answer": _("The organ answered"),
    "confirm": _("Confirmed"),
    "excuse": _("Excused"),
    "issue": _("Issued"),
    "acknowledge": _("Taken note of"),
    "object": _("Objected to"),
    "uphold": pgettext_lazy("card", "Upheld"),
    "cancel": pgettext_lazy("card", "Cancelled"),
}
