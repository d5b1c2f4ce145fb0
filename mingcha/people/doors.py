"""The acts on a person's entry at the door: their words, their forms, who may."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from mingcha.foundation.acts import Doing, Doors
from mingcha.foundation.models import Stateful
from mingcha.people import commands, forms, queries
from mingcha.people.account import PERSON


@dataclass(frozen=True)
class Register(Doors):
    """The doors of the register. Here the table is asked before the command is called.

    The commands themselves also found a city, where nobody has a duty yet; a door never does.
    """

    def do(self, act: str, thing: Any, *, by: Any, facts: Mapping[str, Any]) -> Any:
        """Say no where the table does; else do the act and answer with the person acted on."""
        if no := self.machine.why_not(act, thing, by):
            raise no
        super().do(act, thing, by=by, facts=facts)
        return thing


DOORS = Register(
    PERSON,
    commands,
    {
        "charge": Doing(
            _("Charge with a duty"),
            _("From a day on, for an organ or the whole city, by a document."),
            forms.ChargeForm,
            primary=True,
        ),
        "discharge": Doing(
            _("End a duty"),
            _("With its last day; what was done under it stays done."),
            forms.DischargeForm,
        ),
        "declare_tie": Doing(
            _("Declare a tie"),
            _("No draw sends this person to an organ they are tied to."),
            forms.TieForm,
        ),
        "issue_password": Doing(
            _("Issue a password"),
            _("For one log-in, shown once; a password of one's own must be chosen with it."),
            confirm=_("The present password stops working at once. Issue a new one?"),
        ),
        "reset_second_factor": Doing(
            _("Take off the second factor"),
            _("When telephone and recovery codes are lost; it is set up anew at the next log-in."),
            confirm=_("Make sure in person who is asking. Take the second factor off?"),
        ),
        "suspend": Doing(
            _("Suspend the account"),
            _("No log-in and no key for programs; everything done stays on record."),
            danger=True,
            confirm=_("Nobody can log in with this account until it is restored. Suspend it?"),
        ),
        "restore": Doing(_("Restore the account"), _("Log-in is possible again."), primary=True),
    },
    url="people:person_act",
    page="people:person",
    visible_to=queries.visible_to,
)
# What a program may do: everything but issue a password, which is for a person's eyes.
OPEN_TO_PROGRAMS = replace(
    DOORS, doings={act: doing for act, doing in DOORS.doings.items() if act != "issue_password"}
)


def buttons(person: Any, by: Any) -> list[dict[str, Any]]:
    """The acts bar of a person's page; a duty is ended in its own row of the table."""
    thing: Stateful = person
    return [button for button in DOORS.buttons(thing, by) if button["act"] != "discharge"]
