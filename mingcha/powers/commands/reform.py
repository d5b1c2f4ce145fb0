"""Acts of reform: an item is reviewed, its reform proposed, decided, handed over or taken up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from mingcha.core.cuts import NOTHING, Load
from mingcha.foundation import clocks, journal
from mingcha.foundation.models import Clock
from mingcha.foundation.numbers import next_number
from mingcha.foundation.refusals import OVERTAKEN
from mingcha.foundation.workflow import advance
from mingcha.organs.models import Unit
from mingcha.powers import queries
from mingcha.powers.commands.inventory import _check_promise, _write_version
from mingcha.powers.models import ENDING, Item, Reform, Version
from mingcha.powers.record import LINES, Terms, merged, reformed, terms_of
from mingcha.powers.refusals import (
    BACKDATED,
    NO_DOCUMENT,
    NO_EFFECT,
    NO_SUCCESSOR,
    NOT_LISTED,
    NOT_ON_IT,
    TOO_EARLY,
)
from mingcha.powers.rules import HAND_OVER, REVIEW
from mingcha.powers.workflow import ITEM

ONE = timedelta(days=1)
H = Reform.How
EASING = frozenset({H.SIMPLIFY})  # a cut that cuts nothing is none


@transaction.atomic
def open_review(item: Item, *, by: Any, on: date, reason: str) -> Item:
    """The law was amended or its time has come: the legal office checks the item anew."""
    advance(ITEM, item, "open_review", by=by, said={"reason": reason})
    return _with_clock(item, clocks.start(item, REVIEW, side=Clock.Side.CITY, on=on))


@transaction.atomic
def keep(item: Item, *, by: Any, on: date, reason: str) -> Item:
    """The legal check finds nothing to reform: it stays as it is, and why."""
    clock = item.clock
    advance(ITEM, item, "keep", by=by, said={"reason": reason}, clock=None)
    return _stopped(item, clock, on)


@transaction.atomic
def propose_reform(
    item: Item,
    *,
    by: Any,
    on: date,
    how: str,
    document: str,
    reason: str,
    effective_on: date,
    successor: Item | None = None,
    receiver: Unit | None = None,
    **changes: Any,
) -> Item:
    """Propose what is to become of an item, by which document, from when, with what effect.

    `changes` says what the version after it has otherwise: limits by their names, and codes under
    `drop_steps`, `drop_materials`, `drop_fees`. Merging drops what it names of the item merged.
    """
    document = document.strip()
    if not document:
        raise NO_DOCUMENT()
    current = _listed(item, effective_on, on)
    plain = {name: value for name, value in changes.items() if value not in (None, "", [], ())}
    expected = _expected(item, terms_of(current), how, successor, plain, effective_on)
    clock = item.clock
    said = {"how": how, "document": document, "reason": reason, "effective_on": effective_on}
    advance(ITEM, item, "propose_reform", by=by, said=said, clock=None)
    _stopped(item, clock, on)
    before = terms_of(current).load
    if successor is not None:
        before += terms_of(_holding(successor, effective_on)).load
    Reform.objects.create(
        number=next_number("GG", on.year),
        item=item,
        how=how,
        document=document,
        reason=reason.strip(),
        effective_on=effective_on,
        successor=successor,
        receiver=receiver,
        changes=plain,
        before=asdict(before),
        expected=asdict(expected),
        proposed_on=on,
    )
    return item


def _listed(item: Item, effective_on: date, on: date) -> Version:
    """The version that the reform ends or follows."""
    current = _holding(item, effective_on)
    if effective_on < on:
        raise BACKDATED(code=item.code, day=effective_on)
    if effective_on <= current.valid_from:
        raise TOO_EARLY(code=item.code, day=current.valid_from)
    return current


def _holding(item: Item, day: date) -> Version:
    found = queries.version_on(item, day)
    if found is None or found.valid_to is not None:
        raise NOT_LISTED(code=item.code, day=day)
    return found


def _expected(
    item: Item,
    terms: Terms,
    how: str,
    successor: Item | None,
    changes: Mapping[str, Any],
    day: date,
) -> Load:
    """What will be asked for after it, of the item and, where it is merged, its successor."""
    if (how == H.MERGE) != (successor is not None) or successor == item:
        raise NO_SUCCESSOR(code=item.code)
    _check_codes(item, terms, changes)
    after = reformed(terms, changes)
    _check_promise(after, changes)
    if successor is not None:
        return merged(terms_of(_holding(successor, day)), after).load
    if how in ENDING:
        return NOTHING
    if how in EASING and not _eases(terms, after):
        raise NO_EFFECT(code=item.code)
    return after.load


def _check_codes(item: Item, terms: Terms, changes: Mapping[str, Any]) -> None:
    for name in LINES:
        codes = {line[0] for line in getattr(terms, name)}
        strange = [code for code in changes.get(f"drop_{name}", ()) if code not in codes]
        if strange:
            raise NOT_ON_IT(code=item.code, lines="、".join(strange))


def _eases(was: Terms, new: Terms) -> bool:
    fewer = any(len(getattr(new, name)) < len(getattr(was, name)) for name in LINES)
    return fewer or any(
        _shorter(getattr(was, name), getattr(new, name)) for name in ("legal_days", "promised_days")
    )


def _shorter(was: int | None, new: int | None) -> bool:
    return new is not None and (was is None or new < was)


@transaction.atomic
def decide(item: Item, *, by: Any, on: date) -> Item:
    """The competent government decides the reform: from its day on the inventory is different."""
    advance(ITEM, item, "decide", by=by)
    reform = _open(item, on)
    current = _holding(item, reform.effective_on)
    after = reformed(terms_of(current), reform.changes)
    if reform.ends_the_item:
        _leave(item, current, reform.effective_on)
    else:
        _replace(item, current, after, reform.effective_on)
    if reform.successor is not None:
        into = _holding(reform.successor, reform.effective_on)
        both = merged(terms_of(into), after)
        _replace(reform.successor, into, both, reform.effective_on)
        said = {"merged": item.code, "reform": reform.number, "since": reform.effective_on}
        journal.record("powers.item.decide", about=reform.successor, by=by, facts=said)
    Reform.objects.filter(pk=reform.pk).update(decided_on=on)
    _forget(item)
    begins = max(on, reform.effective_on)
    side = Clock.Side.ORGAN if reform.receiver or not reform.ends_the_item else Clock.Side.CITY
    return _with_clock(item, clocks.start(item, HAND_OVER, side=side, on=begins))


def _open(item: Item, on: date) -> Reform:
    """The reform under way, if its day has not been passed while it waited."""
    reform = queries.open_reform(item)
    if reform is None:
        raise OVERTAKEN()
    if reform.decided_on is None and reform.effective_on < on:
        raise BACKDATED(code=item.code, day=reform.effective_on)
    return reform


def _end(current: Version, day: date) -> None:
    """The version before the reform holds until the day before; somebody may have been quicker."""
    last = Version.objects.filter(pk=current.pk, valid_to=None)
    if not last.update(valid_to=day - ONE):
        raise OVERTAKEN()


def _leave(item: Item, current: Version, day: date) -> None:
    """The item ends; not on the very day on which another was merged into it."""
    if current.valid_from == day:
        raise TOO_EARLY(code=item.code, day=day)
    _end(current, day)


def _replace(item: Item, current: Version, terms: Terms, day: date) -> None:
    if current.valid_from == day:  # another was merged into it on the same day
        Version.objects.filter(pk=current.pk).delete()
    else:
        _end(current, day)
    _write_version(item, terms, day)
    _forget(item)


@transaction.atomic
def reject(item: Item, *, by: Any, on: date, reason: str) -> Item:
    """The government does not decide the reform: the item stays as it is, and why."""
    reform = queries.open_reform(item)
    advance(ITEM, item, "reject", by=by, said={"reason": reason})
    if reform is not None:
        Reform.objects.filter(pk=reform.pk).update(rejected_on=on)
    return item


@transaction.atomic
def hand_over(item: Item, *, by: Any, on: date, remark: str = "") -> Item:
    """The receiving side confirms that it has taken over; the item is off the inventory."""
    return _finish(item, "hand_over", by, on, remark)


@transaction.atomic
def resume(item: Item, *, by: Any, on: date, remark: str = "") -> Item:
    """The new way is in use: guide, forms and counter go by it, and the item stays listed."""
    return _finish(item, "resume", by, on, remark)


def _finish(item: Item, act: str, by: Any, on: date, remark: str) -> Item:
    reform, clock = queries.open_reform(item), item.clock
    advance(ITEM, item, act, by=by, said={"remark": remark}, clock=None)
    if reform is not None:
        Reform.objects.filter(pk=reform.pk).update(ended_on=on)
    return _stopped(item, clock, on)


def _with_clock(item: Item, clock: Clock) -> Item:
    item.clock = clock
    Item.objects.filter(pk=item.pk).update(clock=clock)
    return item


def _stopped(item: Item, clock: Clock | None, on: date) -> Item:
    if clock is not None and clock.ended_on is None:
        clocks.stop(clock, on=on)
    return item


def _forget(item: Item) -> None:
    for name in ("organ_now", "told"):
        item.__dict__.pop(name, None)
