"""The life of an account, and who may do what to a person's entry in the register.

It stands beside `parties.py` and not below it, unlike the `workflow.py` of other rooms: who may
act on a person is asked of the very duties this room keeps.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from mingcha.core.machine import Machine, Move
from mingcha.foundation import time
from mingcha.foundation.workflow import life, party
from mingcha.people import queries
from mingcha.people.models import Duty, Person
from mingcha.people.parties import holds, holds_for

STATES = {"active": _("May sign in"), "suspended": _("Suspended")}
ACTIVE = {"active"}
POWERLESS = {Duty.Role.STAFF, Duty.Role.OFFICE_HEAD, Duty.Role.LAY_SUPERVISOR}


@party(_("whoever keeps the register of persons, but never for oneself"))
def another_who_keeps_the_register(person: Person, by: Any) -> bool:
    """The conduct office or an administrator; nobody gives or takes a duty of their own."""
    return holds(by, *queries.KEEP_THE_REGISTER) and by.pk != person.pk


@party(_("the person concerned, or whoever keeps the register of persons"))
def oneself_or_the_register(person: Person, by: Any) -> bool:
    """A tie is declared by whoever has it; the register may enter one that was found."""
    return getattr(by, "pk", None) == person.pk or another_who_keeps_the_register(person, by)


@party(_("whoever keeps the register; for staff without power over others also their liaison"))
def whoever_issues_passwords(person: Person, by: Any) -> bool:
    """A liaison helps the staff of the own organ, but opens no account that has power over others.

    Otherwise the liaison could act as the head, or as an inspector who once worked there.
    """
    if another_who_keeps_the_register(person, by):
        return True
    if by is None or by.pk == person.pk or person.organ_id is None:
        return False
    held = queries.roles_of(person, on=time.today())
    return held <= POWERLESS and holds_for(by, person.organ, Duty.Role.LIAISON)


# fmt: off
PERSON = life(Machine("people.person", "active", STATES, [
    #    act                 from           to           by whom                            only if
    Move("charge",          ACTIVE,        "active",    another_who_keeps_the_register),
    Move("discharge",       ACTIVE,        "active",    another_who_keeps_the_register),
    Move("declare_tie",     ACTIVE,        "active",    oneself_or_the_register),
    Move("issue_password",  ACTIVE,        "active",    whoever_issues_passwords),
    Move("reset_second_factor", ACTIVE,    "active",    another_who_keeps_the_register),
    Move("suspend",         ACTIVE,        "suspended", another_who_keeps_the_register),
    Move("restore",         {"suspended"}, "active",    another_who_keeps_the_register),
]))
# fmt: on
