"""Carry out one move: check, write, journal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.db import models, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mingcha.core.machine import Machine, Party
from mingcha.foundation import journal
from mingcha.foundation.models import Stateful
from mingcha.foundation.refusals import OVERTAKEN

S = TypeVar("S", bound=Stateful)

MACHINES: dict[str, Machine] = {}


def life(machine: Machine) -> Machine:
    """Enter a life in the book that the documentation, the API and the tests walk through."""
    MACHINES[machine.name] = machine
    return machine


def party(words: str | Promise) -> Callable[[Callable[[Any, Any], bool]], Party]:
    """Name a relation between a thing and a person in plain words."""

    def named(test: Callable[[Any, Any], bool]) -> Party:
        return Party(test.__name__, words, test)

    return named


@party(_("the program itself, when the calendar says so"))
def the_calendar(thing: Any, person: Any) -> bool:
    """No person: an act that the calendar carries out through the same table as everybody."""
    return person is None


@transaction.atomic
def advance(
    machine: Machine,
    thing: S,
    act: str,
    *,
    by: Any,
    said: Any = None,  # a mapping; loose, so that callers may spread their fields beside it
    **changes: Any,
) -> S:
    """Take one step of the thing's life, or raise the Refusal that says why not.

    `changes` are fields of the thing; `said` stands in the journal beside them.
    """
    was = thing.state
    before = {name: getattr(thing, name) for name in changes}
    for name, value in changes.items():
        setattr(thing, name, value)
    if objection := machine.why_not(act, thing, by):
        _put_back(thing, before)
        raise objection
    unmoved = type(thing)._default_manager.filter(pk=thing.pk, state=was)
    if not unmoved.update(state=machine[act].target, **changes):
        _put_back(thing, before)
        raise OVERTAKEN()
    thing.state = machine[act].target
    journal.record(machine.verb(act), about=thing, by=by, facts={**changes, **(said or {})})
    return thing


def _put_back(thing: models.Model, before: dict[str, Any]) -> None:
    for name, value in before.items():
        setattr(thing, name, value)
