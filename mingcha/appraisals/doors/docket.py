"""The acts on objections and comments at the door."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mingcha.appraisals import queries
from mingcha.appraisals.commands import docket, objection
from mingcha.appraisals.forms.docket import (
    CleanForm,
    RejectForm,
    ReplyForm,
    SendBackForm,
    UpholdForm,
    WithholdForm,
)
from mingcha.appraisals.workflow import COMMENT, OBJECTION
from mingcha.foundation.acts import Doing, Doors

OBJECTIONS = Doors(
    machine=OBJECTION,
    commands=objection,
    url="appraisals:objection_act",
    page="appraisals:objection",
    visible_to=queries.objections_visible_to,
    doings={
        "uphold": Doing(
            _("Uphold the objection"),
            _("The organ is right; a note beside its result says so."),
            UpholdForm,
            primary=True,
        ),
        "reject": Doing(
            _("Reject the objection"),
            _("The fact stands; the organ is told why."),
            RejectForm,
        ),
    },
)
OBJECTION_DONE = {
    "file": _("Objection filed"),
    "uphold": _("Upheld"),
    "reject": _("Rejected"),
}
COMMENTS = Doors(
    machine=COMMENT,
    commands=docket,
    url="appraisals:comment_act",
    page="appraisals:comment",
    visible_to=queries.comments_visible_to,
    doings={
        "clean": Doing(
            _("Clean the comment"),
            _("What was written and what is left both stay on record."),
            CleanForm,
            primary=True,
        ),
        "hand_over": Doing(
            _("Hand it to the organ"),
            _("It must reply; only once the round is final."),
            primary=True,
        ),
        "withhold": Doing(
            _("Withhold the comment"),
            _("It never reaches the organ; the reason stays on record."),
            WithholdForm,
            danger=True,
        ),
        "reply": Doing(
            _("Reply to the comment"),
            _("The centre accepts the reply or sends it back."),
            ReplyForm,
            primary=True,
        ),
        "accept": Doing(
            _("Accept the reply"),
            _("It answers the comment."),
            primary=True,
        ),
        "send_back": Doing(
            _("Send the reply back"),
            _("With what is missing; the organ's clock runs again."),
            SendBackForm,
        ),
    },
)
COMMENT_DONE = {
    "clean": _("Cleaned"),
    "withhold": _("Withheld"),
    "hand_over": _("Handed to the organ"),
    "reply": _("Replied"),
    "send_back": _("Reply sent back"),
    "accept": _("Reply accepted"),
}
