"""The life of an item from listing to the end of its reform, and who takes each step."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from mingcha.core.machine import Machine, Move
from mingcha.core.refusal import Refusal
from mingcha.foundation import time
from mingcha.foundation.workflow import life, party
from mingcha.organs.models import Unit
from mingcha.people.models import Duty
from mingcha.people.parties import holds, holds_for, the_leader
from mingcha.powers.models import Item, Reform, Version
from mingcha.powers.refusals import HAS_PARTS, ITEM_ENDS, ITEM_GOES_ON, NOT_YET_IN_FORCE

S = Item.State
R = Duty.Role


def organ_of(item: Item) -> Unit | None:
    """The organ that answers for an item: of its newest version."""
    if "organ_now" not in item.__dict__:
        told = item.__dict__.get("told")  # versions that a list has fetched beforehand
        rows = Version.objects.filter(item=item).select_related("organ").order_by("valid_from")
        newest = rows.last() if told is None else told[-1] if told else None
        item.__dict__["organ_now"] = newest.organ if newest else None
    organ: Unit | None = item.__dict__["organ_now"]
    return organ


def open_reform(item: Item) -> Reform | None:
    """The reform an item is going through, if any."""
    if "reform_now" in item.__dict__:  # a list has fetched it beforehand
        told: Reform | None = item.__dict__["reform_now"]
        return told
    found = Reform.objects.filter(item=item, rejected_on=None, ended_on=None)
    return found.select_related("successor", "receiver").first()


@party(_("the approval office"))
def the_approval_office(thing: Any, person: Any) -> bool:
    """Whoever keeps the inventory; the conduct office can stand in."""
    return holds(person, R.APPROVAL_OFFICE, R.CONDUCT_OFFICE)


@party(_("the legal office"))
def the_legal_office(thing: Any, person: Any) -> bool:
    """Whoever checks whether a power rests on law."""
    return holds(person, R.LEGAL_OFFICE)


@party(_("the organ that exercises the item, or the approval office"))
def the_organ_or_the_office(thing: Any, person: Any) -> bool:
    """Head or liaison of the item's own organ, or whoever keeps the inventory."""
    return the_approval_office(thing, person) or the_organ_of_the_item(thing, person)


@party(_("the organ that exercises the item"))
def the_organ_of_the_item(thing: Any, person: Any) -> bool:
    """Head or liaison of the item's own organ."""
    return isinstance(thing, Item) and holds_for(person, organ_of(thing), R.HEAD, R.LIAISON)


@party(_("whoever receives the item, or the approval office where that is another level"))
def the_receiver(thing: Any, person: Any) -> bool:
    """The receiving organ's head or liaison; for a level outside, whoever keeps the inventory."""
    reform = open_reform(thing) if holds(person, *RECEIVING) else None
    if reform is None:
        return False
    if reform.receiver_id is None:
        return the_approval_office(thing, person)
    return holds_for(person, Unit(pk=reform.receiver_id), R.HEAD, R.LIAISON)


RECEIVING = (R.HEAD, R.LIAISON, R.APPROVAL_OFFICE, R.CONDUCT_OFFICE)


def it_leaves(item: Item) -> Refusal | None:
    """Only what leaves the inventory is handed over, and not before its day."""
    reform = open_reform(item)
    if reform is not None and not reform.ends_the_item:
        return ITEM_GOES_ON(number=reform.number)
    return _in_force(reform)


def it_stays(item: Item) -> Refusal | None:
    """Only what stays on the inventory goes on in its new form, and not before its day."""
    reform = open_reform(item)
    if reform is not None and reform.ends_the_item:
        return ITEM_ENDS(number=reform.number)
    return _in_force(reform)


def _in_force(reform: Reform | None) -> Refusal | None:
    if reform is not None and reform.effective_on > time.today():
        return NOT_YET_IN_FORCE(number=reform.number, day=reform.effective_on)
    return None


def has_no_parts(item: Item) -> Refusal | None:
    """What others are part of goes only after them."""
    reform = open_reform(item)
    if reform is None or not reform.ends_the_item:
        return None
    parts = Item.objects.filter(parent=item, versions__valid_to=None).distinct().count()
    return HAS_PARTS(n=parts, code=item.code) if parts else None


_office, _organ, _law = the_approval_office, the_organ_of_the_item, the_legal_office

# fmt: off
ITEM = life(Machine("powers.item", S.LISTED, dict(S.choices), [
    #    act                from                  to                  by whom                   only if
    Move("amend",           {S.LISTED},           S.LISTED,           _office),
    Move("rename",          {S.LISTED},           S.LISTED,           _office),
    Move("promise",         {S.LISTED},           S.LISTED,           _organ),
    Move("open_review",     {S.LISTED},           S.UNDER_REVIEW,     the_organ_or_the_office),
    Move("keep",            {S.UNDER_REVIEW},     S.LISTED,           _law),
    Move("propose_reform",  {S.UNDER_REVIEW},     S.REFORM_PROPOSED,  _law),
    Move("decide",          {S.REFORM_PROPOSED},  S.REFORMED,         the_leader,               has_no_parts),
    Move("reject",          {S.REFORM_PROPOSED},  S.LISTED,           the_leader),
    Move("hand_over",       {S.REFORMED},         S.CLOSED,           the_receiver,             it_leaves),
    Move("resume",          {S.REFORMED},         S.LISTED,           the_organ_or_the_office,  it_stays),
]))
# fmt: on
