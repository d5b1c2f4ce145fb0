"""The acts on rounds at the door."""

from __future__ import annotations

from types import SimpleNamespace

from django.utils.translation import gettext_lazy as _

from mingcha.appraisals import queries
from mingcha.appraisals.commands import delivery, panel, result
from mingcha.appraisals.commands import round as rounds
from mingcha.appraisals.forms.panel import PreparePanelForm, RemindForm
from mingcha.appraisals.forms.round import (
    AmendRoundForm,
    DrawPanelForm,
    OpenForm,
    ReasonForm,
    ValidateForm,
    VoidPartForm,
)
from mingcha.appraisals.workflow import ROUND
from mingcha.foundation.acts import Doing, Doors

ACTS = SimpleNamespace(
    amend=rounds.amend,
    publish=rounds.publish,
    prepare_panel=panel.prepare_panel,
    draw_panel=panel.draw_panel,
    open=delivery.open,
    remind=delivery.remind,
    score=result.score,
    validate=result.validate,
    void_part=result.void_part,
    tell=result.tell,
    recompute=result.recompute,
    decide=result.decide,
    close=rounds.close,
    void=rounds.void,
)
ROUNDS = Doors(
    machine=ROUND,
    commands=ACTS,
    url="appraisals:round_act",
    page="appraisals:round",
    visible_to=queries.visible_to,
    doings={
        "amend": Doing(_("Change the draft"), _("As long as it is not published."), AmendRoundForm),
        "publish": Doing(
            _("Publish rule and organs"),
            _("Everybody sees what is asked, of whom, and how it is weighed."),
            primary=True,
        ),
        "prepare_panel": Doing(
            _("Lay the panel out from lists"),
            _("Fixes the bag and its fingerprint; the draw is made before witnesses."),
            PreparePanelForm,
        ),
        "draw_panel": Doing(
            _("Draw the panel"),
            _("The ballot's paper is fixed with it."),
            DrawPanelForm,
            primary=True,
        ),
        "open": Doing(
            _("Release the ballot"),
            _("Seats the scrutineers; they open the ballot on its own page."),
            OpenForm,
            primary=True,
        ),
        "remind": Doing(
            _("Remind a group"),
            _("Everybody in it, whether they have voted or not."),
            RemindForm,
        ),
        "score": Doing(
            _("Reckon the results"),
            _("From the counted ballots, by the rule published before."),
            primary=True,
        ),
        "validate": Doing(
            _("Declare the count valid"),
            _("By somebody who did not count."),
            ValidateForm,
            primary=True,
        ),
        "void_part": Doing(
            _("Void the ballots of a group"),
            _("The results are reckoned without it and are incomplete."),
            VoidPartForm,
            danger=True,
        ),
        "tell": Doing(
            _("Tell the organs"),
            _("Each head sees their own organ's result and may object to facts."),
            primary=True,
        ),
        "recompute": Doing(
            _("Compute anew"),
            _("Because a fact was wrong. What was told before stays on record."),
            ReasonForm,
        ),
        "decide": Doing(
            _("Make it final"),
            _("Once the time to object is over and every objection decided."),
            primary=True,
            confirm=_("Make this result final?"),
        ),
        "close": Doing(
            _("Publish the proof and close"),
            _("Anybody can then check the count; comments go to their organs."),
            primary=True,
        ),
        "void": Doing(
            _("Declare void"),
            _("The round stays on record, its ballot with it."),
            ReasonForm,
            danger=True,
        ),
    },
)
ROUND_DONE = {
    "design": _("Designed"),
    "amend": _("Draft changed"),
    "publish": _("Rule and organs published"),
    "prepare_panel": _("Panel laid out for a draw"),
    "draw_panel": _("Panel drawn, paper fixed"),
    "invite": _("Invitations sent or listed"),
    "retry": _("Failed invitations put back into the queue"),
    "reissue": _("Invitations of a group issued anew"),
    "replace": _("An invitation exchanged for another"),
    "report_deliveries": _("Deliveries reported"),
    "send_test": _("Test message sent"),
    "remind": _("Group reminded"),
    "wipe": _("Names, contacts and raw comments deleted"),
    "open": _("Ballot released, scrutineers seated"),
    "score": _("Results reckoned from the count"),
    "reckon": _("Reckoning kept"),
    "enter_part": _("Work check or veto event entered"),
    "validate": _("Declared valid"),
    "void_part": _("Ballots of a group declared void"),
    "tell": _("Told to the organs"),
    "recompute": _("Computed anew"),
    "decide": _("Made final"),
    "close": _("Proof published, round closed"),
    "take_comments": _("Comments taken over from the ballots"),
    "hand_over_comments": _("Cleaned comments handed to the organs"),
    "void": _("Declared void"),
}
