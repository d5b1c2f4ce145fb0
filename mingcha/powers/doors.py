"""The doors of an item: every act with its words, for pages and programs alike."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mingcha.foundation.acts import Doing, Doors
from mingcha.powers import commands, forms, queries
from mingcha.powers.workflow import ITEM

ITEMS = Doors(
    ITEM,
    commands,
    {
        "open_review": Doing(
            _("Open a review"),
            _("The law was amended, or its time has come: the legal office checks it anew."),
            forms.WhyForm,
        ),
        "propose_reform": Doing(
            _("Propose a reform"),
            _("Delegate, cancel, merge, simplify, control, redesign or assist, by a document."),
            forms.ProposeReform,
            primary=True,
        ),
        "keep": Doing(
            _("Keep as it is"), _("The legal check finds nothing to reform."), forms.WhyForm
        ),
        "decide": Doing(
            _("Decide the reform"),
            _("From its day on the inventory is different; what came before stays on record."),
            primary=True,
            confirm=_("Decide this reform? The inventory changes on its day."),
        ),
        "reject": Doing(
            _("Reject the reform"), _("The item stays as it is."), forms.WhyForm, danger=True
        ),
        "hand_over": Doing(
            _("Confirm the hand-over"),
            _("Whoever receives it has taken over; the item is off the inventory."),
            forms.RemarkForm,
            primary=True,
        ),
        "resume": Doing(
            _("Confirm the new way"),
            _("Guide, forms and counter go by it; the item stays listed."),
            forms.RemarkForm,
            primary=True,
        ),
        "promise": Doing(
            _("Promise fewer days"),
            _("The organ binds itself; a promise is never made longer."),
            forms.PromiseDays,
        ),
        "amend": Doing(
            _("Change what it asks for"),
            _("From a day on; cases before that day go by what held then."),
            forms.AmendItem,
        ),
        "rename": Doing(_("Correct the name"), form=forms.RenameItem),
    },
    url="powers:item_act",
    page="powers:item",
    visible_to=queries.visible_to,
)
LABELS = {act: doing.label for act, doing in ITEMS.doings.items()} | {"enter": _("Entered")}
