"""Questions about evidence: which pieces a person may see, and whether what lies there is whole."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Q, QuerySet
from django.template.defaultfilters import filesizeformat
from django.urls import reverse

from mingcha.evidence import store
from mingcha.evidence.kinds import BY_TYPE
from mingcha.evidence.models import Copy, Evidence
from mingcha.evidence.refusals import NO_SUCH_PIECE
from mingcha.foundation import time
from mingcha.foundation.searching import having
from mingcha.people.models import Duty
from mingcha.people.queries import CENTRE, roles_of

Sight = Callable[[Any], QuerySet[Any, Any]]

SEES_ORIGINALS = CENTRE | {Duty.Role.AUDITOR}
ROUNDS = 256  # days in which the daily look has been through the whole store

_sights: dict[str, Sight] = {}


def seen_through(sight: Sight) -> Sight:
    """Enter what a room lets a person see: `sight(person)` gives the keys of pieces of evidence.

    A piece says nothing of its own about who may look: an upper room, which knows whom a visit,
    a finding or an order is shown to, says so in its `sight.py`. The keys stay a subquery:
    return for instance `Finding.evidence.through.objects.filter(…).values("evidence")`.
    """
    _sights[f"{sight.__module__}.{sight.__name__}"] = sight
    return sight


def visible_to(person: Any) -> QuerySet[Evidence]:
    """What a person brought in, and whatever some room lets them see."""
    if getattr(person, "pk", None) is None:
        return Evidence.objects.none()
    seen = Q(by=person)
    for sight in _sights.values():
        seen |= Q(pk__in=sight(person))
    return Evidence.objects.filter(seen)


def matching(words: str, person: Any) -> QuerySet[Evidence]:
    """Pieces this person may see whose name holds the words or whose checksum begins so."""
    hit = having(words, "name") | Q(digest__startswith=words.lower())
    return visible_to(person).filter(hit)


def named(keys: Sequence[UUID], person: Any) -> list[Evidence]:
    """The pieces an act names by their keys, in that order; each must be visible to the person."""
    found = visible_to(person).in_bulk(list(keys)) if keys else {}
    for key in keys:
        if key not in found:
            raise NO_SUCH_PIECE(key=key)
    return [found[key] for key in keys]


def sees_originals(person: Any) -> bool:
    """Whether a person gets the file as it came, with all the camera wrote into it."""
    return not SEES_ORIGINALS.isdisjoint(roles_of(person, on=time.today()))


def copy(piece: Evidence, form: str) -> Copy | None:
    """The cleaned copy made of a picture before, if its file still lies there."""
    made = Copy.objects.filter(of=piece.digest, form=form).first()
    return made if made is not None and store.place(made.digest).exists() else None


def strip(pieces: Iterable[Evidence], person: Any) -> list[dict[str, Any]]:
    """What `parts/evidence.html` takes; asks the database nothing beyond the pieces given."""
    return [_shown(piece) for piece in pieces]


def _shown(piece: Evidence) -> dict[str, Any]:
    kind = BY_TYPE.get(piece.media_type)
    thumb = reverse("evidence:thumb", args=[piece.pk]) if kind and kind.drawn else ""
    return {
        "name": piece.name,
        "url": reverse("evidence:file", args=[piece.pk]),
        "thumb_url": thumb,
        "kind": kind.label if kind else piece.media_type,
        "happened": piece.happened_at,
        "captured": piece.captured_at,
        "received": piece.received_at,
        "digest": piece.digest,
        "size": filesizeformat(piece.size),
    }


class Fault(NamedTuple):
    """A file that is not what was kept: `missing` or `changed`."""

    digest: str
    what: str
    name: str


def verify(*, of_day: date | None = None) -> Iterator[Fault]:
    """Every stored file against its checksum; with a day, only the part whose turn it is.

    One part in 256 a day, told by the first two letters of the checksum: nothing is left out
    and no day is long.
    """
    pieces = Evidence.objects.order_by("digest", "received_at")
    if of_day is not None:
        pieces = pieces.filter(digest__startswith=f"{of_day.toordinal() % ROUNDS:02x}")
    seen = ""
    for digest, name in pieces.values_list("digest", "name").iterator(chunk_size=2000):
        if digest != seen and (what := store.fault(digest)):
            yield Fault(digest, what, name)
        seen = digest
