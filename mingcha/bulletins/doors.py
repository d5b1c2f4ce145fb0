"""The doors of both lives of this room: buttons, pages and API operations of every act."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mingcha.bulletins import commands, forms, queries
from mingcha.bulletins.workflow import ISSUE, NAMED
from mingcha.foundation.acts import Doing, Doors

ISSUES = Doors(
    ISSUE,
    commands,
    {
        "tell": Doing(
            _("Tell those named"),
            _("Each organ reads its own passage and may correct facts."),
            primary=True,
            confirm=_("Tell every organ named? Its days to correct facts begin today."),
        ),
        "approve": Doing(
            _("Approve"),
            _("It goes out exactly as it stands."),
            primary=True,
            confirm=_("Approve this bulletin as it stands?"),
        ),
        "publish": Doing(
            _("Publish"),
            _("It gets its number; digest and journal head are fixed and printed."),
            primary=True,
            confirm=_(
                "Publish now? After this no word can be changed, only corrected by a later one."
            ),
        ),
        "edit_text": Doing(
            _("Edit the words"), _("Title, introduction, requirements."), forms.TextForm
        ),
        "name": Doing(_("Name an organ"), _("For praise or criticism."), forms.NameForm),
        "send_back": Doing(_("Send back"), _("To its composer, with a reason."), forms.ReasonForm),
        "withdraw": Doing(
            _("Withdraw"),
            _("Number and reason stay, the text is shown no more."),
            forms.ReasonForm,
            danger=True,
        ),
    },
    url="bulletins:issue_act",
    page="bulletins:issue",
    visible_to=queries.visible_to,
)

NAMED_ORGANS = Doors(
    NAMED,
    commands,
    {
        "accept_facts": Doing(
            _("The facts are right"), _("The passage stands as it is."), primary=True
        ),
        "correct_facts": Doing(
            _("Correct a fact"),
            _("Somebody else than the composer rules on it."),
            forms.CorrectionForm,
        ),
        "rule_correction": Doing(
            _("Rule on the correction"),
            _("Amend, uphold or leave out, with a reason."),
            forms.RulingForm,
            primary=True,
        ),
        "reword": Doing(_("Reword"), _("The organ will be told anew."), forms.PassageForm),
        "leave_out": Doing(
            _("Leave out"), _("The reason stays on record."), forms.ReasonForm, danger=True
        ),
    },
    url="bulletins:named_act",
    page="bulletins:named",
    visible_to=queries.named_visible_to,
)
