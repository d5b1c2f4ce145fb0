"""The acts on a finding as pages, buttons and API operations."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from mingcha.findings import commands, queries
from mingcha.findings.forms import (
    AmendForm,
    ConfirmFaultForm,
    ConfirmForm,
    ConfirmPraiseForm,
    FeedBackForm,
    ReasonForm,
    ReplyForm,
    TransferForm,
)
from mingcha.findings.models import Finding
from mingcha.findings.workflow import FINDING
from mingcha.foundation.acts import ActForm, Doing, Doors
from mingcha.organs.models import Unit

FINDINGS = Doors(
    machine=FINDING,
    commands=commands,
    url="findings:finding_act",
    page="findings:finding",
    visible_to=queries.visible_to,
    doings={
        "feed_back": Doing(
            _("Feed back"),
            _("Serves the feedback letter; the organ may then reply."),
            FeedBackForm,
            primary=True,
        ),
        "reply": Doing(
            _("Reply"),
            _("Accept, explain or dispute; papers may be attached."),
            ReplyForm,
            primary=True,
        ),
        "confirm": Doing(
            _("Confirm"),
            _("It stands. A fault goes out as an order at once; praise goes on record."),
            ConfirmForm,
            primary=True,
        ),
        "amend": Doing(
            _("Amend"),
            _("Correct facts, severity or office. What is sharpened must be fed back anew."),
            AmendForm,
        ),
        "withdraw": Doing(
            _("Withdraw"),
            _("It does not stand. The reason stays on record."),
            ReasonForm,
            danger=True,
            confirm=_("Withdraw this finding? It ends for good."),
        ),
        "transfer": Doing(
            _("Transfer"),
            _("To the supervision organ, at once. The organ accused no longer sees it."),
            TransferForm,
            danger=True,
            confirm=_("Transfer this finding to the supervision organ?"),
        ),
    },
)

DONE = {
    "propose": _("Put on record"),
    "feed_back": _("Fed back"),
    "reply": _("The organ replied"),
    "lapse_reply": _("No reply in time: neither agreement nor dispute"),
    "confirm": _("Confirmed"),
    "amend": _("Amended"),
    "withdraw": _("Withdrawn"),
    "transfer": _("Transferred to the supervision organ"),
}


def of(finding: Finding) -> Doors:
    """The same acts, with forms that already know this finding."""
    confirm = ConfirmPraiseForm if finding.is_praise else ConfirmFaultForm
    known = {"confirm": confirm, "amend": amending(finding)}
    doings = {
        act: replace(doing, form=known.get(act, doing.form))
        for act, doing in FINDINGS.doings.items()
    }
    return replace(FINDINGS, doings=doings)


def amending(finding: Finding) -> type[ActForm]:
    """The form of an amendment: begins with what is on record, offers the organ's own offices."""

    class Amend(AmendForm):
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            offices: Any = self.fields["office"]
            offices.queryset = Unit.objects.filter(organ=finding.organ_id)
            if finding.is_praise:
                del self.fields["severity"]

    return Amend
