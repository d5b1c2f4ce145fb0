"""The key of a poll, made once, split at once, kept by three people and by no machine."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction

from mingcha.core import keyshares
from mingcha.core.ticket import code_of, read_code, spoken
from mingcha.foundation import time
from mingcha.foundation.workflow import advance
from mingcha.people import queries as people
from mingcha.people.models import Person
from mingcha.polls import locks, sealing
from mingcha.polls.models import Poll, Scrutineer, Slot
from mingcha.polls.refusals import (
    NO_SHARE_FOR_WORD,
    NOT_A_SCRUTINEER,
    OPENING_BEGUN,
    SCRUTINEERS_UNFIT,
    SHARE_NOT_YOURS,
    SHARE_TAKEN,
    WORD_WRONG,
)
from mingcha.polls.workflow import KEEP_LISTS, POLL, SCRUTINEERS

EMPTY = {"envelope": None, "check_digest": "", "took": False}


@transaction.atomic
def seat_scrutineers(poll: Poll, people: Sequence[Person], *, by: Any, on: date) -> Poll:
    """Name the three who keep the shares; a key made for others before is forgotten."""
    if len({person.pk for person in people}) != SCRUTINEERS or len(people) != SCRUTINEERS:
        raise SCRUTINEERS_UNFIT()
    for person in people:
        _keeps_no_lists(person)
    _not_begun(poll)
    keys = [person.pk for person in people]
    advance(POLL, poll, "seat_scrutineers", by=by, said={"scrutineers": keys}, seal="")
    Scrutineer.objects.filter(poll=poll).delete()
    for place, person in enumerate(people, start=1):
        Scrutineer.objects.create(poll=poll, person=person, place=place)
    return _anew(poll)


def _keeps_no_lists(person: Person) -> None:
    if people.roles_of(person, on=time.today()) & KEEP_LISTS:
        raise NOT_A_SCRUTINEER(name=person.name)


def _not_begun(poll: Poll) -> None:
    """An opening interrupted half-way has shown the key to the box: it may not change any more."""
    if Slot.objects.filter(poll=poll.code).exists():
        raise OPENING_BEGUN()


def _anew(poll: Poll) -> Poll:
    poll.__dict__.pop("_prefetched_objects_cache", None)
    return poll


def _own(poll: Poll, by: Any) -> Scrutineer:
    return Scrutineer.objects.select_for_update().get(poll=poll, person=by)


def _salt(poll: Poll, place: int) -> str:
    return f"{poll.code} {place}"


@transaction.atomic
def take_word(poll: Poll, *, by: Any, on: date) -> str:
    """Give a scrutineer a one-time word and lock what will be theirs with it; nobody keeps it.

    A new word makes an old envelope useless; who has confirmed their share needs none.
    """
    advance(POLL, poll, "take_word", by=by)
    mine = _own(poll, by)
    if mine.took:
        raise SHARE_TAKEN()
    word = code_of(secrets.token_bytes(15))
    lock = locks.lock_of(word, _salt(poll, mine.place))
    Scrutineer.objects.filter(pk=mine.pk).update(lock=lock, **EMPTY)
    _anew(poll)
    return spoken(word)


@transaction.atomic
def make_key(poll: Poll, *, by: Any, on: date) -> Poll:
    """Make the poll's key, split it, put each share into its scrutineer's envelope, forget it.

    What stays is the public half. Made again before the opening it replaces the old key, and
    every scrutineer takes their new share.
    """
    _not_begun(poll)
    key = sealing.keypair()
    advance(POLL, poll, "make_key", by=by, seal=key.public.hex())
    shares = keyshares.split(key.private, secrets.token_bytes(32), poll.code)
    for one, share in zip(poll.scrutineers.order_by("place"), shares, strict=True):
        facts = {**EMPTY, "envelope": locks.put_in(bytes(one.lock or b""), share)}
        facts["check_digest"] = _check(poll, share)
        Scrutineer.objects.filter(pk=one.pk).update(**facts)
    return _anew(poll)


def _check(poll: Poll, share: str) -> str:
    return locks.check_digest(poll.code, keyshares.read_share(share, poll.code))


@transaction.atomic
def take_share(poll: Poll, *, word: str, by: Any, on: date) -> str:
    """Open a scrutineer's own envelope with their word; until they confirm, it can be opened again.

    The share is given to the caller to be shown once, and kept nowhere.
    """
    advance(POLL, poll, "take_share", by=by)
    mine = _own(poll, by)
    if mine.took:
        raise SHARE_TAKEN()
    if mine.envelope is None:
        raise NO_SHARE_FOR_WORD()
    share = locks.take_out(read_code(word), _salt(poll, mine.place), bytes(mine.envelope))
    if share is None:
        raise WORD_WRONG()
    return share


@transaction.atomic
def confirm_share(poll: Poll, *, share: str, by: Any, on: date) -> Poll:
    """Type the share back as it was written down; its envelope is destroyed."""
    advance(POLL, poll, "confirm_share", by=by)
    mine = _own(poll, by)
    if mine.took:
        raise SHARE_TAKEN()
    if _check(poll, share) != mine.check_digest:
        raise SHARE_NOT_YOURS()
    Scrutineer.objects.filter(pk=mine.pk).update(envelope=None, lock=None, took=True)
    return _anew(poll)
