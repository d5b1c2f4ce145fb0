"""The doors of the three lives of this room: buttons, pages and API operations of every act."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mingcha.foundation.acts import Doing, Doors
from mingcha.norms import commands, forms, queries
from mingcha.norms.workflow import CHECKLIST, INSTITUTION, NORM

END = Doing(
    _("End"),
    _("It holds up to and including a last day; what was judged by it stays judged."),
    forms.EndRule,
    danger=True,
)

NORMS = Doors(
    NORM,
    commands,
    {
        "amend": Doing(
            _("Word anew"),
            _("A new wording from a day on, beside the old one."),
            forms.AmendNorm,
            primary=True,
        ),
        "end": END,
    },
    url="norms:norm_act",
    page="norms:norm",
    visible_to=queries.visible_norms,
)

INSTITUTIONS = Doors(
    INSTITUTION,
    commands,
    {
        "amend": Doing(
            _("Word anew"),
            _("A new wording from a day on, beside the old one."),
            forms.AmendInstitution,
            primary=True,
        ),
        "end": END,
    },
    url="norms:institution_act",
    page="norms:institution",
    visible_to=queries.visible_institutions,
)

CHECKLISTS = Doors(
    CHECKLIST,
    commands,
    {
        "put_in_use": Doing(
            _("Put in use"),
            _("Freezes the questions; the version now in use is retired."),
            primary=True,
            confirm=_("Put this version in use? Its questions can no longer be changed."),
        ),
        "add_item": Doing(_("Add a question"), form=forms.AddItem),
        "drop_item": Doing(_("Drop a question"), form=forms.DropItem),
        "revise": Doing(
            _("Draft the next version"),
            _("Begins with the same questions, each under the wording now in force."),
            primary=True,
        ),
        "retire": Doing(
            _("Retire"),
            _("No visit is made with it any more; those made with it keep it."),
            danger=True,
            confirm=_("Retire this checklist?"),
        ),
    },
    url="norms:checklist_act",
    page="norms:checklist",
    visible_to=queries.visible_to,
)
