"""Papers of lower rooms by their number, each through that room's own `visible_to`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.shortcuts import get_object_or_404

from mingcha.bulletins import rules
from mingcha.bulletins.queries.figures import head
from mingcha.bulletins.record import letters
from mingcha.bulletins.refusals import NO_PAPER
from mingcha.bulletins.render import Content
from mingcha.findings import queries as findings
from mingcha.foundation import policy
from mingcha.rectification import queries as orders
from mingcha.rectification import record as ordering
from mingcha.rectification.models import Order, Slip
from mingcha.visits import queries as visits


def paper(number: str, person: Any) -> Content:
    """The document of an order, a feedback letter, a slip or a visit that a person may see.

    Raises:
        Http404: where there is no such number, or none for this person.
        Refusal: where the thing has not gone out yet, so that there is no paper of it.
    """
    return KINDS.get(number[:2], _unknown)(number, person)


def _order(number: str, person: Any) -> Content:
    found = get_object_or_404(orders.visible_to(person), number=number)
    if found.issued_on is None:
        raise NO_PAPER(number=number)
    on = found.issued_on
    term = policy.value(ordering.TERM_OF[Order.Pace(found.pace)], on=on)
    contact = policy.value(rules.CONTACT, on=on)
    return letters.order(found, head(on), term, contact)


def _feedback(number: str, person: Any) -> Content:
    found = get_object_or_404(findings.visible_to(person), number=number)
    if found.fed_back_on is None or not found.letter:
        raise NO_PAPER(number=number)
    return letters.feedback(found, head(found.fed_back_on))


def _slip(number: str, person: Any) -> Content:
    shown = orders.slips_visible_to(person).select_related("order__organ", "order__responsible")
    found = get_object_or_404(shown.select_related("clock"), number=number)
    earlier = Slip.objects.filter(order=found.order_id, pk__lt=found.pk).order_by("pk")
    return letters.slip(found, head(found.issued_on), list(earlier))


def _visit(number: str, person: Any) -> Content:
    found = get_object_or_404(visits.visible_to(person), number=number)
    if found.began_at is None:  # nothing has been handed in
        raise NO_PAPER(number=number)
    team = visits.team_of(found, person)
    return letters.visit(found, team, f"{settings.CITY['name']}察访中心")


def _unknown(number: str, person: Any) -> Content:
    from django.http import Http404

    raise Http404(number)


KINDS: Mapping[str, Callable[[str, Any], Content]] = {
    "ZG": _order,
    "FK": _feedback,
    "DB": _slip,
    "CF": _visit,
}
