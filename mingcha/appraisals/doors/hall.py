"""The acts on a round's ballot as they are done at the chair's table, one sentence each."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mingcha.appraisals.forms.hall import EndForm
from mingcha.appraisals.models import Round
from mingcha.foundation.acts import Doing, Doors
from mingcha.polls import commands, queries
from mingcha.polls.models import Poll
from mingcha.polls.workflow import POLL

P = Poll.State

CHAIR = Doors(
    machine=POLL,
    commands=commands,
    url="polls:poll_act",
    page="polls:poll",
    visible_to=queries.visible_to,
    doings={
        "make_key": Doing(
            _("Make the key"),
            _("It is split at once; each share lies locked until its scrutineer takes it."),
            primary=True,
            confirm=_("A new key is made; shares taken of an earlier one are worthless. Go on?"),
        ),
        "open": Doing(
            _("Open the poll"),
            _("From this moment ballots are taken."),
            primary=True,
            confirm=_("The poll opens now. Go on?"),
        ),
        "announce_end": Doing(
            _("Announce the end"),
            _("The big screen counts down to it; voting goes on until the chair closes."),
            EndForm,
        ),
        "close_phones": Doing(
            _("Take no more ballots from phones"),
            _("Paper ballots can still be entered, and slips left over be counted."),
            confirm=_("No phone can vote any more. Go on?"),
        ),
        "close": Doing(
            _("Close the poll"),
            _("For good: tickets and ballots are fixed, keys that sign tickets destroyed."),
            primary=True,
            confirm=_("The poll closes for good; nothing opens it again. Go on?"),
        ),
    },
)


FIRST = {P.OPEN: "close_phones", P.PAPER: "close"}  # what stands out, so that no hand slips


def _done(poll: Poll, button: dict[str, Any]) -> bool:
    """A key that is in three hands need not be made; that it could be is not said."""
    return button["act"] == "make_key" and bool(poll.seal) and not button["live"]


def chair_buttons(round_: Round, person: Any) -> list[dict[str, Any]]:
    """What can be done to the ballot as it stands; every act leads back to the chair's table."""
    if round_.poll is None:
        return []
    state = P(round_.poll.state)
    found = [
        button
        for button in CHAIR.buttons(round_.poll, person)
        if state in POLL[button["act"]].sources and not _done(round_.poll, button)
    ]
    first = FIRST.get(state)
    for button in found:
        if button["live"]:
            button["url"] = reverse("appraisals:chair_act", args=[round_.pk, button["act"]])
            button["primary"] = button["act"] == first if first else button["primary"]
    return sorted(found, key=lambda button: button["act"] != first)
