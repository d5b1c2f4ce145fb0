"""What pages of rounds and results show of what hangs on them: links and buttons."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from mingcha.appraisals import queries
from mingcha.appraisals.commands.docket import COUNTED, OVER
from mingcha.appraisals.models import Comment, Round
from mingcha.people.parties import the_case_handler, the_conduct_office


def docket_acts(round_: Round, person: Any) -> list[dict[str, Any]]:
    """Buttons beside those of the round's own life, for those whose they are."""
    found = []
    if _may_take(round_, person):
        words = _("Take over the comments"), _("From the counted ballots, to be cleaned.")
        found.append(_post("take_comments", round_, *words))
    if round_.state in OVER and the_case_handler(None, person) and _cleaned(round_):
        words = _("Hand over the cleaned comments"), _("Each organ must reply to its own.")
        found.append(_post("hand_over_comments", round_, *words))
    return [*objecting(round_, None, person), *found]


def _may_take(round_: Round, person: Any) -> bool:
    due = round_.state in COUNTED and the_conduct_office(None, person)
    return due and not queries.comments_taken(round_)


def _cleaned(round_: Round) -> bool:
    found = Comment.objects.filter(subject__round=round_, state=Comment.State.CLEANED)
    return found.exists()


def _post(act: str, round_: Round, label: str, help_text: str) -> dict[str, Any]:
    url = reverse(f"appraisals:{act}", args=[round_.pk])
    look = {"live": True, "primary": False, "danger": False, "confirm": "", "post": True}
    return {"act": act, "label": label, "help": help_text, "url": url, **look}


def objecting(round_: Round, code: str | None, person: Any) -> list[dict[str, Any]]:
    """The button by which an organ objects; of one subject, or of each of its own."""
    found = []
    for subject in queries.own_subjects(round_, person):
        if code is not None and subject.code != code:
            continue
        label = _("Object to a fact: {name}").format(name=subject.name)
        url = reverse("appraisals:file_objection", args=[round_.pk, subject.code])
        look = {"live": True, "primary": True, "danger": False, "confirm": "", "post": False}
        words = _("It is decided by others than those who counted.")
        found.append({"act": "file", "label": label, "help": words, "url": url, **look})
    return found


def docket_links(round_: Round, person: Any) -> list[dict[str, Any]]:
    """How much of what hangs on the round this person may see, with the way there."""
    objections = queries.objections_visible_to(person).filter(subject__round=round_)
    comments = queries.comments_visible_to(person).filter(subject__round=round_)
    suspicions = queries.suspicions_visible_to(person).filter(round=round_)
    pages = (
        (_("Suspicions"), suspicions, "appraisals:suspicions"),
        (_("Objections"), objections, "appraisals:objections"),
        (_("Comments"), comments, "appraisals:comments"),
    )
    links = [
        {"label": label, "n": n, "url": reverse(page)}
        for label, found, page in pages
        if (n := found.count())
    ]
    if queries.keeps(person) and queries.panel_of(round_) is not None:
        url = reverse("appraisals:panel", args=[round_.pk])
        n = queries.members(round_).count()
        links.insert(0, {"label": _("Panel and deliveries"), "n": n, "url": url})
    return links
