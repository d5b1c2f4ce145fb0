"""The door of a draw: its acts with their words, for pages and programs alike."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mingcha.draws import commands, queries
from mingcha.draws.forms import DrawForm, VoidForm
from mingcha.draws.workflow import DRAW
from mingcha.foundation.acts import Doing, Doors

DOORS = Doors(
    machine=DRAW,
    commands=commands,
    doings={
        "draw": Doing(
            _("Enter the seed and draw"),
            help=_("Throw it before the witnesses first; a draw is made once."),
            form=DrawForm,
            primary=True,
        ),
        "look": Doing(
            _("Look under the seal"),
            help=_("Who looked and when is entered in the journal."),
            confirm=_("The result is sealed. Your look will be entered in the journal. Go on?"),
        ),
        "void": Doing(
            _("Declare void"),
            help=_("It stays on record; envelopes still sealed are taken back."),
            form=VoidForm,
            danger=True,
        ),
    },
    url="draws:draw_act",
    page="draws:draw",
    visible_to=queries.visible_to,
)

LABELS = {
    "prepare": _("Pool fixed, fingerprint published"),
    "draw": _("Drawn with the seed"),
    "look": _("Looked under the seal"),
    "void": _("Declared void"),
}
