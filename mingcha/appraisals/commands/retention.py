"""What is deleted when its time is over: names, contacts, raw comments. Counts stay."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from mingcha.appraisals import rules
from mingcha.appraisals.models import Comment, Frame, FrameEntry, Panel, PanelMember, Round
from mingcha.foundation import journal, policy

OVER = (Round.State.FINAL, Round.State.CLOSED)
BLANK: dict[str, Any] = {"name": "", "phone": "", "email": "", "address": ""}


@transaction.atomic
def wipe(*, on: date) -> int:
    """Delete what has served its time; gives how many rounds were touched."""
    last = on - timedelta(days=policy.value(rules.RETAIN_DAYS, on=on))
    due = Q(state__in=OVER, decided_on__lt=last) | Q(state=Round.State.VOID, closes_on__lt=last)
    touched = 0
    for round_ in Round.objects.filter(due).defer("public").order_by("pk"):
        touched += _wipe_round(round_, on)
    _wipe_frames(on, last)
    return touched


def _wipe_round(round_: Round, on: date) -> bool:
    members = PanelMember.objects.filter(round=round_, wiped_on=None)
    raw = Comment.objects.filter(subject__round=round_).exclude(raw="")
    said = {"members": members.count(), "comments": raw.count()}
    if not any(said.values()):
        return False
    members.update(wiped_on=on, **BLANK)
    raw.update(raw="")
    journal.record("appraisals.round.wipe", about=round_, by=None, facts=said)
    return True


def _wipe_frames(on: date, last: date) -> None:
    """A list goes when every round drawn from it is wiped; one never used, after the same time."""
    live = Panel.objects.exclude(round__members__wiped_on__isnull=False).values("frames")
    found = Frame.objects.filter(wiped_on=None, received_on__lt=last)
    for frame in found.exclude(pk__in=live).order_by("pk"):
        FrameEntry.objects.filter(frame=frame).delete()
        frame.wiped_on = on
        frame.save(update_fields=["wiped_on"])
        facts = {"code": frame.code, "people": frame.size}
        journal.record("appraisals.frame.wipe", about=frame, by=None, facts=facts)
