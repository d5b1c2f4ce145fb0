"""The doors of a visit: how its acts look to people and programs alike."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from mingcha.foundation.acts import Doing, Doors
from mingcha.visits import queries
from mingcha.visits.commands import visit as commands
from mingcha.visits.forms.visits import LookForm, RemarkForm, ReplyForm, SheetForm
from mingcha.visits.models import Visit
from mingcha.visits.workflow import VISIT

S = Visit.State
TONES: Mapping[str, str] = {
    S.SEALED: "withheld",
    S.RECORDED: "attention",
    S.SIGNED: "attention",
    S.RETURNED: "overdue",
    S.VERIFIED: "good",
    S.CANCELLED: "withheld",
}

DOINGS = {
    "open": Doing(
        _("Open the envelope"),
        _("You learn where to go. From now on one working day counts for the record."),
        primary=True,
    ),
    "hand_in": Doing(
        _("Hand in the sheet"),
        _("Answer every question; photos beside it."),
        SheetForm,
        primary=True,
    ),
    "sign": Doing(
        _("Sign the record"),
        _("You stand by every word as it reads now; whatever changes later drops your signature."),
        primary=True,
        confirm=_("Have you read the whole record? You sign it as it reads now."),
    ),
    "countersign": Doing(
        _("Sign as the second"),
        _("You stand by the same words as the first inspector."),
        primary=True,
        confirm=_("Have you read the whole record? You sign it as it reads now."),
    ),
    "add_organ_words": Doing(
        _("Add the organ's words"),
        _("They stand on the record beside what the inspectors saw, and stay there."),
        ReplyForm,
    ),
    "verify": Doing(
        _("Verify"),
        _("Every no becomes a finding, and every praise; without any the visit is kept as it is."),
        primary=True,
        confirm=_("Each telling answer becomes a finding. Is the record right?"),
    ),
    "send_back": Doing(
        _("Send back"), _("Say what the record still lacks; the team answers."), RemarkForm
    ),
    "look": Doing(
        _("Look into the envelope"),
        _("Your look is put on record with its reason, for good. It holds for today."),
        LookForm,
        danger=True,
        confirm=_("The envelope is sealed. Your look will stand in the journal under your name."),
    ),
    "cancel": Doing(
        _("Call off"), _("Only before it is recorded; the reason is kept."), RemarkForm, danger=True
    ),
}

VISIT_DOORS = Doors(VISIT, commands, DOINGS, "visits:visit_act", "visits:visit", queries.visible_to)
