"""Who acts in the demonstration city, looked up once: the centre, the heads, the inspectors."""

from __future__ import annotations

from datetime import date

from mingcha.organs.models import Unit
from mingcha.people.models import Duty, Person
from mingcha.rectification.models import Order

R = Duty.Role
SCRUTINEERS = ("scrutineer", "scrutineer2", "scrutineer3")


class People:
    """The actors by account, and whoever answers for an organ on a day."""

    def __init__(self) -> None:
        accounts = ("office", "office2", "director", "handler", "leader", "auditor")
        named = {row.staff_no: row for row in Person.objects.filter(staff_no__in=accounts)}
        self.office, self.director = named["office"], named["director"]
        self.second = named["office2"]  # decides what another has proposed
        self.handler, self.leader = named["handler"], named["leader"]
        self.auditor = named["auditor"]
        keepers = Person.objects.filter(staff_no__in=SCRUTINEERS)
        self.scrutineers = list(keepers.order_by("staff_no"))
        self.inspectors = list(Person.objects.filter(duties__role=R.INSPECTOR).order_by("pk"))
        self._answering: dict[tuple[str, int], list[Duty]] = {}

    def head_of(self, organ: Unit, day: date) -> Person:
        """The first-responsible head of an organ on a day."""
        return self._holder(R.HEAD, organ, day)

    def liaison_of(self, organ: Unit, day: date) -> Person:
        """The liaison of an organ; its head where there is none."""
        return self._holder(R.LIAISON, organ, day, otherwise=R.HEAD)

    def answering_for(self, organ: Unit, day: date) -> Person:
        """Whoever signs a reply for an organ."""
        return self.liaison_of(organ, day)

    def _holder(self, role: str, organ: Unit, day: date, otherwise: str = "") -> Person:
        key = (role, organ.pk)
        if key not in self._answering:
            held = Duty.objects.filter(role=role, organ=organ).select_related("person")
            self._answering[key] = list(held)
        for duty in self._answering[key]:
            if duty.since <= day and (duty.until is None or duty.until >= day):
                return duty.person
        return self._holder(otherwise or R.HEAD, organ, day)

    def another_organ(self, organ: Unit) -> Unit:
        """The next organ of the same class: whose a matter is said to be."""
        same = Unit.objects.filter(level="organ", kind=organ.kind, active_to=None)
        return same.exclude(pk=organ.pk).order_by("code")[0]

    def other_eyes(self, order: Order) -> Person:
        """An inspector who did not make the finding and is not of the organ.

        Who is in a team depends on the installation's own secret, so this must not take from
        the chance that makes every city the same.
        """
        organ, barred = order.organ_id, set(order.finder_ids)
        free = [one for one in self.inspectors if one.pk not in barred and one.organ_id != organ]
        return free[order.pk % len(free)]
