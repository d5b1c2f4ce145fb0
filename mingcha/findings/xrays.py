"""What a careful clerk would look for among findings."""

from __future__ import annotations

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from mingcha.findings import queries
from mingcha.findings.models import Finding
from mingcha.foundation import time
from mingcha.foundation.xrays import Finding as Fault
from mingcha.foundation.xrays import xray
from mingcha.rectification.models import Order

S = Finding.State


@xray
def letters_not_served() -> list[Fault]:
    """What was proposed is fed back in time."""
    found = queries.late(Finding.objects.filter(state=S.PROPOSED), on=time.today())
    remedy = _("Let a case handler feed it back, withdraw it or transfer it today.")
    return [Fault(_("Proposed and not fed back in time"), one.number, remedy) for one in found]


@xray
def decisions_not_made() -> list[Fault]:
    """What was answered is decided in time."""
    found = queries.late(Finding.objects.filter(state=S.ANSWERED), on=time.today())
    remedy = _("Let a case handler decide today; of a disputed one somebody who did not find it.")
    return [Fault(_("Answered and not decided in time"), one.number, remedy) for one in found]


@xray
def silence_not_noted() -> list[Fault]:
    """The calendar notes silence on the day after the last."""
    remedy = _("Start the worker and the daily tick; they note it.")
    found = queries.unanswered(on=time.today())
    return [Fault(_("Time to reply is over, not noted"), one.number, remedy) for one in found]


@xray
def faults_without_order() -> list[Fault]:
    """A confirmed fault has its order."""
    found = Finding.objects.filter(state=S.CONFIRMED, is_praise=False, order=None)
    remedy = _("Keep the database as it is and call the auditor: the two are written together.")
    return [Fault(_("Confirmed fault without an order"), one.number, remedy) for one in found]


@xray
def orders_without_finding() -> list[Fault]:
    """Every order that is out comes from a finding."""
    theirs = Finding.objects.filter(order=OuterRef("pk"))
    kept = [Order.State.DRAFTED, Order.State.WITHDRAWN]
    found = Order.objects.exclude(Exists(theirs)).exclude(state__in=kept)
    remedy = _("Find out who issued it and from what; withdraw it if nothing was found.")
    return [Fault(_("Order without a finding"), one.number, remedy) for one in found]


@xray
def integrity_not_transferred() -> list[Fault]:
    """An integrity matter goes to the supervision organ and nowhere else."""
    found = Finding.objects.filter(failure_kind="extortion").exclude(
        state__in=[S.TRANSFERRED, S.WITHDRAWN]
    )
    remedy = _("Transfer it today.")
    return [Fault(_("Integrity matter not transferred"), one.number, remedy) for one in found]
