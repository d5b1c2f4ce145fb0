"""Who someone is to a thing: the relations that the tables of every life name in "by whom"."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from mingcha.foundation import time
from mingcha.foundation.workflow import party
from mingcha.people import queries
from mingcha.people.models import Duty

R = Duty.Role


def holds(person: Any, *roles: str) -> bool:
    """Whether a person is charged today with one of these duties, for whatever organ."""
    if getattr(person, "pk", None) is None:  # the calendar, or nobody signed in
        return False
    return not queries.roles_of(person, on=time.today()).isdisjoint(roles)


def holds_for(person: Any, organ: Any, *roles: str) -> bool:
    """Whether a person is charged today with one of these duties for this very organ."""
    pk = getattr(organ, "pk", None)
    if pk is None or not holds(person, *roles):
        return False
    held = queries.duties_of(person, on=time.today())
    return any(duty.role in roles and duty.organ_id == pk for duty in held)


@party(_("the staff of the visiting-inspection centre"))
def the_centre(thing: Any, person: Any) -> bool:
    """Anyone of the centre: conduct office, director, inspector or case handler."""
    return holds(person, *queries.CENTRE)


@party(_("the conduct office"))
def the_conduct_office(thing: Any, person: Any) -> bool:
    """Whoever runs the programme: approves plans, rounds and notices."""
    return holds(person, R.CONDUCT_OFFICE)


@party(_("the director of the centre"))
def the_director(thing: Any, person: Any) -> bool:
    """Whoever leads the visiting-inspection centre today."""
    return holds(person, R.DIRECTOR)


@party(_("the conduct office or the director of the centre"))
def those_who_lead(thing: Any, person: Any) -> bool:
    """Whoever commissions draws and teams and rules on what the centre does."""
    return holds(person, R.CONDUCT_OFFICE, R.DIRECTOR)


@party(_("an inspector"))
def the_inspector(thing: Any, person: Any) -> bool:
    """Any inspector; which of them goes where is the draw's affair."""
    return holds(person, R.INSPECTOR)


@party(_("a case handler of the centre"))
def the_case_handler(thing: Any, person: Any) -> bool:
    """Whoever serves orders, checks proof and closes; the director can stand in."""
    return holds(person, R.CASE_HANDLER, R.DIRECTOR)


@party(_("the organ concerned"))
def the_organ(thing: Any, person: Any) -> bool:
    """The first-responsible head or the liaison of the thing's own organ."""
    return holds_for(person, getattr(thing, "organ", None), R.HEAD, R.LIAISON)


@party(_("the first-responsible head of the organ concerned"))
def the_head(thing: Any, person: Any) -> bool:
    """Only the head: what a liaison may not sign."""
    return holds_for(person, getattr(thing, "organ", None), R.HEAD)


@party(_("a city leader"))
def the_leader(thing: Any, person: Any) -> bool:
    """A leader of the city, who sees results and may press an order."""
    return holds(person, R.LEADER)


@party(_("the supervision organ"))
def the_supervision_organ(thing: Any, person: Any) -> bool:
    """The body to which integrity matters are handed over."""
    return holds(person, R.SUPERVISION)
