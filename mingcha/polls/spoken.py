"""The sentences that the voting page's script speaks, by the short names it knows them by."""

from __future__ import annotations

from django.utils.translation import gettext as _


def words() -> dict[str, str]:
    """Every sentence, in the language that is spoken now."""
    return {**_beginning(), **_marking(), **_casting()}


def _beginning() -> dict[str, str]:
    return {
        "count": _("{n} of 16 characters"),
        "right": _("The code is complete."),
        "wrong": _("A character is wrong. Compare it with your slip, four at a time."),
        "looking": _("One moment…"),
        "taking": _("Your ticket is being made on this phone. Nobody can tell whose it is."),
        "noTicket": _("The ticket could not be made. Load the page again, or ask at the desk."),
        "tooOld": _("This needs a newer browser. The desk can give you a paper ballot instead."),
        "offline": _("No connection. Stay on this page and try again."),
        "again": _("Try again"),
        "contact": _("Which of these organs did you deal with this year?"),
        "contactHow": _(
            "You are asked only about those you tick. The others are recorded as “no contact”."
        ),
        "ticked": _("{n} ticked"),
        "next": _("Next"),
        "back": _("Back"),
    }


def _marking() -> dict[str, str]:
    return {
        "organ": _("Organ {k} of {n}"),
        "unknown": _("Don't know"),
        "blank": _("Left blank"),
        "noContact": _("No contact"),
        "remark": _("Write a comment"),
        "remarkHow": _(
            "Comments are kept apart from your marks; nobody can tell that both are yours. "
            "Do not write who you are."
        ),
        "left": _("{n} characters left"),
        "kept": _("Your marks of before are still on this phone."),
        "review": _("Look over your paper"),
        "blanks": _("{n} left blank. You may leave them so."),
        "whole": _("Nothing is left blank."),
        "change": _("Change"),
        "told": _("I was told what to say"),
        "toldHow": _(
            "Tick this if somebody told you how to vote. Your ballot counts all the same."
        ),
    }


def _casting() -> dict[str, str]:
    return {
        "cast": _("Cast the ballot"),
        "sending": _("Sending…"),
        "lost": _("The connection was lost"),
        "lostHow": _(
            "Your marks are safe on this phone. "
            "Send the same ballot again: it counts once, however often it is sent."
        ),
        "busy": _("Many are voting at this moment"),
        "busyHow": _("Your ballot is sent by itself in {n} s. Keep this page open."),
        "closed": _("Voting has closed"),
        "closedHow": _(
            "This ballot did not get in before the close and is not counted. "
            "Your marks are still on this phone, and nowhere else."
        ),
        "closedMaybe": _(
            "An earlier try may have got in before the close; if so, it counts. "
            "Your marks are still on this phone."
        ),
        "refused": _("The ballot was not taken"),
        "erase": _("Erase my marks from this phone"),
        "erased": _("Nothing is left on this phone."),
        "done": _("Your ballot is in the box"),
        "receipt": _("Your receipt"),
        "doneHow": _(
            "Note its first eight characters: after the count you find it in the published "
            "list. It does not tell how you voted."
        ),
        "find": _("Where the list will be"),
    }
