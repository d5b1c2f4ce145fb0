"""The door of a poll: its acts with their words, for pages and programs alike."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mingcha.foundation.acts import Doing, Doors
from mingcha.polls import commands, queries
from mingcha.polls.forms import (
    EndForm,
    GroupForm,
    MoreForm,
    PaperForm,
    ReturnForm,
    SeatForm,
    ShareForm,
    SharesForm,
    TicketsForm,
    VoidForm,
    WordForm,
)
from mingcha.polls.workflow import POLL

SCRUTINEERS_OWN = ("take_word", "take_share", "confirm_share")
SECRET = {
    *SCRUTINEERS_OWN,
    "count",
    "take_kit",
    "take_scans",
}  # their forms are never kept as drafts

DOORS = Doors(
    machine=POLL,
    commands=commands,
    doings={
        "open": Doing(
            _("Open the poll"),
            help=_("From this moment ballots are taken."),
            primary=True,
            confirm=_("The poll opens now. Go on?"),
        ),
        "make_more_slips": Doing(
            _("Print more slips"),
            help=_("For those who come late; they can vote at once, and are counted as issued."),
            form=MoreForm,
        ),
        "announce_end": Doing(
            _("Announce the end"),
            help=_("The big screen counts down to it; voting goes on until the chair closes."),
            form=EndForm,
        ),
        "close_phones": Doing(
            _("Take no more ballots from phones"),
            help=_("Paper ballots can still be entered, and slips left over be counted."),
            confirm=_("No phone can vote any more. Go on?"),
        ),
        "close": Doing(
            _("Close the poll"),
            help=_("For good: tickets and ballots are fixed, keys that sign tickets destroyed."),
            primary=True,
            confirm=_("The poll closes for good; nothing opens it again. Go on?"),
        ),
        "count": Doing(
            _("Open the box and count"),
            help=_("Two scrutineers type their shares; every paper is judged again."),
            form=SharesForm,
            primary=True,
        ),
        "publish": Doing(
            _("Publish the count"),
            help=_("With the receipts and everything by which anybody can check it."),
            primary=True,
            confirm=_("The count is published as it stands. Go on?"),
        ),
        "freeze": Doing(
            _("Fix the paper"),
            help=_("Afterwards nobody changes it; its digest can be read out, tickets be made."),
            primary=True,
            confirm=_("The paper is fixed for good. Go on?"),
        ),
        "amend": Doing(_("Amend the paper"), form=PaperForm),
        "make_tickets": Doing(
            _("Print slips"),
            help=_("The codes exist on this print alone; what is kept recognises them only."),
            form=TicketsForm,
        ),
        "admit": Doing(
            _("Print invitations"),
            help=_("Each lets one person take one ticket that nobody can trace."),
            form=GroupForm,
        ),
        "return_slips": Doing(
            _("Count slips left over"),
            help=_("What was not handed out was not issued."),
            form=ReturnForm,
        ),
        "seat_scrutineers": Doing(
            _("Name the scrutineers"),
            help=_("Three people; two of them open the box. A key made before is forgotten."),
            form=SeatForm,
        ),
        "make_key": Doing(
            _("Make the key"),
            help=_("It is split at once; each share lies locked until its scrutineer takes it."),
            confirm=_("A new key is made; shares taken of an earlier one are worthless. Go on?"),
        ),
        "take_word": Doing(_("Take my one-time word"), help=_("It is shown once.")),
        "take_share": Doing(
            _("Show my share"), help=_("With your word, until you confirm it."), form=WordForm
        ),
        "confirm_share": Doing(
            _("Confirm my share"),
            help=_("Typed back from paper; afterwards nobody can show it again."),
            form=ShareForm,
        ),
        "rehearse": Doing(
            _("Make a rehearsal"),
            help=_("A poll of its own on the same paper, marked everywhere, never counted."),
        ),
        "take_kit": Doing(
            _("Take the auditor's kit"),
            help=_("Everything in the box, still sealed; two scrutineers are present."),
            form=SharesForm,
        ),
        "take_scans": Doing(
            _("Take the pictures of paper ballots"),
            help=_("Opened and in no order, to be compared with the count; not out of the room."),
            form=SharesForm,
        ),
        "void": Doing(
            _("Declare void"),
            help=_("It stays on record; an open box is closed."),
            form=VoidForm,
            danger=True,
        ),
    },
    url="polls:poll_act",
    page="polls:poll",
    visible_to=queries.visible_to,
)

LABELS = {
    "draft": _("Paper drafted"),
    "amend": _("Paper amended"),
    "freeze": _("Paper fixed"),
    "rehearse": _("Rehearsal made"),
    "make_tickets": _("Slips printed"),
    "make_more_slips": _("More slips printed"),
    "admit": _("Voters invited"),
    "withdraw": _("Invitations of a group taken back"),
    "exchange": _("An invitation exchanged for another"),
    "seat_scrutineers": _("Scrutineers named"),
    "take_word": _("One-time word taken"),
    "make_key": _("Key made and split"),
    "take_share": _("Share shown"),
    "confirm_share": _("Share confirmed"),
    "open": _("Poll opened"),
    "announce_end": _("End announced"),
    "close_phones": _("Closed to phones"),
    "return_slips": _("Slips left over counted"),
    "close": _("Closed"),
    "count": _("Counted"),
    "publish": _("Count published"),
    "take_kit": _("Auditor's kit taken"),
    "take_scans": _("Pictures of paper ballots taken"),
    "sweep": _("The disk was made to forget orders"),
    "destroy_scans": _("Pictures of paper ballots destroyed"),
    "void": _("Declared void"),
}
