"""Limits, tones and marks in words, for pages, lists and letters."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from mingcha.powers.models import DaysKind, Item, Reform

S = Item.State
TONES: dict[str, str] = {
    S.LISTED: "good",
    S.UNDER_REVIEW: "attention",
    S.REFORM_PROPOSED: "attention",
    S.REFORMED: "attention",
    S.CLOSED: "neutral",
}
WAITS = {
    S.UNDER_REVIEW: gettext_lazy("Check it against the law"),
    S.REFORM_PROPOSED: gettext_lazy("Decide on the reform"),
    S.REFORMED: gettext_lazy("Confirm the hand-over"),
}
STAGES = {
    "proposed": pgettext_lazy("reform", "Proposed"),
    "decided": gettext_lazy("Decided, hand-over open"),
    "rejected": pgettext_lazy("reform", "Rejected"),
    "done": gettext_lazy("In force and handed over"),
}
STAGE_TONES = {
    "proposed": "attention",
    "decided": "attention",
    "rejected": "neutral",
    "done": "good",
}


def limit(days: int | None, kind: str) -> str:
    """A limit as people say it; a dash where there is none."""
    if days is None:
        return "—"
    if days == 0:
        return _("on the spot")
    if kind == DaysKind.CALENDAR:
        return ngettext("{n} day", "{n} days", days).format(n=days)
    return ngettext("{n} working day", "{n} working days", days).format(n=days)


def percent(share: float | None) -> str:
    """A share in percent with one decimal; a dash where there is none."""
    return "—" if share is None else f"{100 * share:.1f} %"


def stage(reform: Reform) -> dict[str, str]:
    """What `parts/tag.html` takes for a reform."""
    return {
        "code": reform.state,
        "label": str(STAGES[reform.state]),
        "tone": STAGE_TONES[reform.state],
    }
