"""What a careful clerk would look for among cases, flags and cards."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from mingcha.cases import queries
from mingcha.cases.catalogue import CHECKS
from mingcha.cases.models import Card, Case, Event, Flag
from mingcha.evidence import store
from mingcha.foundation import time
from mingcha.foundation.xrays import Finding, xray


@xray
def flags_not_judged() -> Iterable[Finding]:
    """A suspicion is not left hanging over an organ."""
    remedy = _("Let a case handler confirm or excuse it; the organ was heard or silent.")
    for flag in queries.overdue_answers(on=time.today()):
        yield Finding(_("Flag not judged in time"), flag.number, remedy)


@xray
def cards_not_noted() -> Iterable[Finding]:
    """A card that nobody takes note of warns nobody."""
    late = Card.objects.filter(state=Card.State.ISSUED, clock__due_on__lt=time.today())
    remedy = _("Let the organ's head or liaison open it and take note.")
    for card in late.order_by("pk"):
        yield Finding(_("Card that the organ has not taken note of"), card.number, remedy)


@xray
def cases_not_looked_at() -> Iterable[Finding]:
    """What was taken in is looked at in the night."""
    waiting = Case.objects.filter(judged_on=None)
    fresh = Event.objects.filter(case=OuterRef("pk"), intake__taken_on__gte=time.today())
    remedy = _("Start the worker and the daily tick; they look at new events.")
    for case in waiting.exclude(Exists(fresh)).order_by("pk")[:50]:
        yield Finding(_("Case with events that nobody has looked at"), case.number, remedy)


@xray
def cases_of_unknown_items() -> Iterable[Finding]:
    """A case whose item the inventory does not know has no limit and no clock."""
    remedy = _("Enter the item in the inventory, or confirm the flag: no power stands behind it.")
    for case in Case.objects.filter(item_name="").order_by("pk")[:50]:
        yield Finding(_("Case of an item that is not in the inventory"), case.number, remedy)


@xray
def activities_nobody_knows() -> Iterable[Finding]:
    """An activity without a meaning moves no clock: it is named, not passed over."""
    remedy = _("Name its meaning in the mapping, or enter it as a step of the item.")
    steps = Event.objects.filter(meaning="", corrected_by=None).exclude(
        pk__in=Flag.objects.filter(check_code="wilful.step").values("event")
    )
    unknown = steps.filter(case__item_name="").order_by("activity")
    for activity in unknown.values_list("activity", flat=True).distinct()[:50]:
        yield Finding(_("Activity without a meaning"), activity, remedy)


@xray
def flags_of_unknown_checks() -> Iterable[Finding]:
    """Every flag can still say what it rests on."""
    remedy = _("Keep the check in the catalogue, or excuse the flag.")
    unsaid = Flag.objects.exclude(check_code__in=CHECKS).filter(says="")
    for flag in unsaid.order_by("pk"):
        yield Finding(_("Flag that does not say what it rests on"), flag.number, remedy)


@xray
def raw_logs_lost() -> Iterable[Finding]:
    """The file behind every event still lies where it was kept."""
    remedy = _("Restore the file store from the backup.")
    for intake in queries.every_intake():
        if store.fault(intake.evidence.digest):
            yield Finding(_("Raw log missing or changed"), intake.number, remedy)
