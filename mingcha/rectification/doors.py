"""The acts on orders and slips as pages, buttons and API operations."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mingcha.foundation.acts import ActForm, Doing, Doors
from mingcha.foundation.models import Stateful
from mingcha.people.parties import the_inspector
from mingcha.rectification import commands, queries, record
from mingcha.rectification.forms import (
    AcceptForm,
    AnswerForm,
    AskReturnForm,
    CallForm,
    CloseForm,
    ExtensionForm,
    HandOnForm,
    MilestoneForm,
    PlanForm,
    PrepareForm,
    PressForm,
    ReasonForm,
    RecheckForm,
    RemarkForm,
    ReportForm,
    RuleReturnForm,
    SkipForm,
)
from mingcha.rectification.models import Order
from mingcha.rectification.refusals import FINDER_RECHECKS
from mingcha.rectification.workflow import ORDER, SLIP

OTHER_EYES = {"recheck_passes", "recheck_fails", "revisit", "reopen"}
IN_PLACE = {"press", "hand_on", "skip_call"}  # shown where they can be done, not one step ahead
SIDEWAYS = {"hand_on", "rule_return"}  # rare turns: what would follow them is not what comes next
BESIDE_THE_POINT = {
    "rectification.not_long",
    "rectification.organ_stands",
    "rectification.not_returned_yet",
    "rectification.not_red",
    "rectification.last_colour",
}  # the order is of another kind, or the act's twin is the one to do


@dataclass(frozen=True)
class NearDoors(Doors):
    """Doors that show what is possible now and what comes next, not everything that ever could be.

    A grey button with its reason helps whoever is one step away from it; twenty of them help
    nobody.
    """

    def buttons(self, thing: Stateful, person: Any) -> list[dict[str, Any]]:
        """Live acts, those refused for a reason of their own, and those one act away."""
        state = str(thing.state)
        moves = self.machine.moves.values()
        near = {state}
        if state not in record.OVER:
            ways = (move for move in moves if move.act not in SIDEWAYS)
            near |= {str(m.target) for m in ways if state in {str(s) for s in m.sources}}
        found = super().buttons(thing, person)
        here = {state}
        return [
            button
            for button in found
            if button["live"]
            or self._sources(button["act"]) & (here if button["act"] in IN_PLACE else near)
        ]

    def _beside_the_point(self, act: str, thing: Stateful, person: Any) -> bool:
        """Whether an act is refused because it is for another kind of order altogether."""
        no = self.machine.why_not(act, thing, person)
        return no is not None and no.code in BESIDE_THE_POINT

    def _sources(self, act: str) -> set[str]:
        return {str(state) for state in self.machine[act].sources}

    def _button(self, act: str, thing: Stateful, person: Any) -> dict[str, Any] | None:
        """The finder sees why others are to go, instead of no button at all."""
        mine = act in OTHER_EYES and person.pk in getattr(thing, "finder_ids", ())
        if mine and str(thing.state) in self._sources(act) and the_inspector(thing, person):
            no, doing = FINDER_RECHECKS(), self.doings[act]
            said = {"act": act, "label": doing.label, "live": False}
            return {**said, "because": no.because, "remedy": no.remedy}
        if self._beside_the_point(act, thing, person):
            return None
        return super()._button(act, thing, person)


ORDERS = NearDoors(
    machine=ORDER,
    commands=commands,
    url="rectification:order_act",
    page="rectification:order",
    visible_to=queries.visible_to,
    doings={
        "issue": Doing(
            pgettext_lazy("act", "Issue"), _("The organ is to sign for it."), primary=True
        ),
        "receive": Doing(
            _("Sign for it"), _("From now on the organ's own time runs."), primary=True
        ),
        "file_plan": Doing(
            _("File the plan"), _("Measures, person and date."), PlanForm, primary=True
        ),
        "report": Doing(
            pgettext_lazy("act", "Report"),
            _("Results with proof; the head signs. Your time stands still until the re-check."),
            ReportForm,
            primary=True,
        ),
        "prepare": Doing(
            _("Prepare the report"),
            _("Write it and attach proof; the head signs it later."),
            PrepareForm,
        ),
        "reach_milestone": Doing(
            _("Report a milestone"), _("The next stretch begins."), MilestoneForm, primary=True
        ),
        "ask_extension": Doing(
            _("Ask for an extension"), _("Before the due day, once."), ExtensionForm
        ),
        "ask_return": Doing(
            _("Not ours"), _("With the reason and whose it is; ruled once."), AskReturnForm
        ),
        "rule_return": Doing(
            _("Uphold and re-address"),
            _("It is another organ's. The ruling is final."),
            RuleReturnForm,
            primary=True,
        ),
        "refuse_return": Doing(
            _("It stays with them"), _("The ruling is final; their time runs again."), ReasonForm
        ),
        "grant_extension": Doing(
            _("Grant the extension"), _("As many days as asked for."), ReasonForm, primary=True
        ),
        "refuse_extension": Doing(
            _("Refuse the extension"), _("Their time runs again where it stood."), ReasonForm
        ),
        "recheck_passes": Doing(
            _("Re-check passes"), _("Put right, seen on site."), RecheckForm, primary=True
        ),
        "recheck_fails": Doing(
            _("Re-check fails"), _("Not put right; it is then sent back."), RecheckForm
        ),
        "call_back": Doing(
            _("Call back"), _("Solved? Content? Silence is neither."), CallForm, primary=True
        ),
        "skip_call": Doing(
            _("Nobody to call"), _("Put on record why nobody can be asked."), SkipForm
        ),
        "close": Doing(
            pgettext_lazy("act", "Close"),
            _("Off the docket, with its outcome."),
            CloseForm,
            primary=True,
        ),
        "send_back": Doing(
            _("Send back"), _("Once; the organ has five working days at least."), ReasonForm
        ),
        "return_again": Doing(
            _("Send back again"), _("The director's decision after a second failure."), ReasonForm
        ),
        "press": Doing(_("Call it important"), _("If late, supervision starts higher."), PressForm),
        "revisit": Doing(
            _("Relapse visit: still right"), _("Seen again after closing."), RecheckForm
        ),
        "reopen": Doing(
            _("Relapse found: reopen"),
            _("The old fault is back; one degree graver."),
            RecheckForm,
            danger=True,
            confirm=_("Reopen this order?"),
        ),
        "hand_on": Doing(_("Pass on to the successor"), _("The organ was dissolved."), HandOnForm),
        "withdraw": Doing(
            _("Withdraw"),
            _("It does not stand, or is nobody's. The reason stays on record."),
            ReasonForm,
            danger=True,
            confirm=_("Withdraw this order? It ends for good."),
        ),
    },
)

SLIPS = NearDoors(
    machine=SLIP,
    commands=commands.slip,
    url="rectification:slip_act",
    page="rectification:slip",
    visible_to=queries.slips_visible_to,
    doings={
        "answer": Doing(
            pgettext_lazy("act", "Answer"),
            _("Why it is late and when it will be done."),
            AnswerForm,
            primary=True,
        ),
        "accept": Doing(
            _("Accept the reason"), _("No next colour for some days."), AcceptForm, primary=True
        ),
        "find_poor": Doing(_("The answer is poor"), _("The limit runs on."), RemarkForm),
        "escalate": Doing(
            _("Next colour"), _("Comes by itself; only when limit and days are over.")
        ),
        "propose_talk": Doing(_("Propose a talk and a notice"), _("After an unanswered red slip.")),
        "decide": Doing(
            _("Decide on the proposal"),
            _("Talk, notice, or neither; with the reason."),
            RemarkForm,
            primary=True,
        ),
    },
)

DONE = {
    "draft": pgettext_lazy("done", "Drafted"),
    "issue": pgettext_lazy("done", "Issued"),
    "receive": _("Signed for"),
    "auto_receive": _("Counts as received: nobody signed in time"),
    "file_plan": _("Plan filed"),
    "ask_return": _("“Not ours”"),
    "rule_return": _("Upheld and re-addressed"),
    "refuse_return": _("It stays with them"),
    "ask_extension": _("Extension asked for"),
    "grant_extension": _("Extension granted"),
    "refuse_extension": _("Extension refused"),
    "press": _("Called important"),
    "reach_milestone": _("Milestone reached"),
    "report": pgettext_lazy("done", "Reported"),
    "recheck_passes": _("Re-check passed"),
    "recheck_fails": _("Re-check failed"),
    "call_back": _("Person affected called back"),
    "skip_call": _("On record why nobody could be called"),
    "send_back": _("Sent back"),
    "return_again": _("Sent back again by the director"),
    "close": pgettext_lazy("done", "Closed"),
    "revisit": _("Relapse visit: still right"),
    "reopen": _("Relapse found, reopened"),
    "hand_on": _("Passed on to the successor"),
    "withdraw": _("Withdrawn"),
}
SLIP_DONE = {
    "issue": _("Slip issued"),
    "answer": pgettext_lazy("done", "Answered"),
    "accept": _("Reason accepted"),
    "find_poor": _("Answer found poor"),
    "escalate": _("Followed by the next colour"),
    "propose_talk": _("Talk and notice proposed"),
    "decide": _("Proposal decided"),
    "close": _("Slip closed"),
}


def of(order: Order) -> Doors:
    """The same acts, with forms that already know this order."""
    known: dict[str, type[ActForm]] = {
        "report": _begun(order, ReportForm),
        "prepare": _begun(order, PrepareForm),
        "rule_return": _addressed(order),
    }
    doings = {
        act: replace(doing, form=known.get(act, doing.form)) for act, doing in ORDERS.doings.items()
    }
    return replace(ORDERS, doings=doings)


def _begun(order: Order, form: type[ActForm]) -> type[ActForm]:
    """The report as the liaison prepared it; proof already attached need not be sent again."""

    class Begun(form):  # type: ignore[valid-type, misc]
        @classmethod
        def beginning(cls, thing: Any) -> dict[str, Any]:
            """The words prepared so far: shown to whoever may go on with them."""
            return {name: getattr(order, name) for name in record.REPORT}

        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            if order.proof_round == order.rounds + 1:
                self.fields["proof"].required = False
                self.fields["proof"].help_text = _("Proof has been attached; more may be added.")

    return Begun


def _addressed(order: Order) -> type[ActForm]:
    """The ruling begins with the organ that the other one named."""

    class Addressed(RuleReturnForm):
        @classmethod
        def beginning(cls, thing: Any) -> dict[str, Any]:
            """Whose it is, as the organ said."""
            return {"organ": order.whose_id}

    return Addressed
