"""Who did what to which thing, for good; and the tree by which an outsider can check it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction

from mingcha.core import merkle
from mingcha.foundation import reactions, time
from mingcha.foundation.models import JournalEntry, JournalHead, JournalLeaf


def record(
    verb: str, *, about: models.Model, by: Any, facts: Mapping[str, Any] | None = None
) -> JournalEntry:
    """Write down one act and, in the same transaction, enqueue whatever follows from it."""
    entry = _entry(verb, about, by, facts or {})
    entry.save(force_insert=True)
    reactions.enqueue(entry)
    return entry


def record_many(
    verb: str, told: Iterable[tuple[models.Model, Mapping[str, Any]]], *, by: Any
) -> list[JournalEntry]:
    """Write down the same act done to many things at once: one entry each, as always."""
    entries = [_entry(verb, about, by, facts) for about, facts in told]
    JournalEntry.objects.bulk_create(entries, batch_size=1000)
    for entry in entries:
        reactions.enqueue(entry)
    return entries


def _entry(verb: str, about: models.Model, by: Any, facts: Mapping[str, Any]) -> JournalEntry:
    return JournalEntry(
        at=time.now(),
        by=by,
        verb=verb,
        about_kind=about._meta.label_lower,
        about_id=str(about.pk),
        about_name=str(getattr(about, "number", about))[:200],
        facts={name: plain(value) for name, value in facts.items()},
    )


def plain(value: Any) -> Any:
    """The value as the journal keeps it: things by their key, files by their digest."""
    if isinstance(value, models.Model):
        return str(value.pk)
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple, set, frozenset, models.QuerySet)):
        return [plain(item) for item in value]
    return value


def about(thing: models.Model) -> models.QuerySet[JournalEntry]:
    """All that was done to one thing, oldest first."""
    entries = JournalEntry.objects.filter(about_kind=thing._meta.label_lower)
    return entries.filter(about_id=str(thing.pk)).select_related("by")


def canonical(entry: JournalEntry) -> bytes:
    """The entry as the bytes that are hashed; the same on every database and in every zone."""
    said = {
        "id": entry.pk,
        "at": entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "by": entry.by_id,
        "verb": entry.verb,
        "about": [entry.about_kind, entry.about_id, entry.about_name],
        "facts": entry.facts,
    }
    text = json.dumps(
        said, ensure_ascii=False, sort_keys=True, separators=(",", ":"), cls=DjangoJSONEncoder
    )
    return text.encode()


@transaction.atomic
def seal() -> JournalHead | None:
    """Give every new entry its place in the tree and fix the root over all of them."""
    last = JournalLeaf.objects.order_by("-position").first()
    place = last.position + 1 if last else 0
    fresh = JournalEntry.objects.filter(leaf=None).order_by("pk")
    leaves = [
        JournalLeaf(position=place + n, entry=entry, digest=merkle.leaf_hash(canonical(entry)))
        for n, entry in enumerate(fresh.iterator(chunk_size=2000))
    ]
    if leaves:
        JournalLeaf.objects.bulk_create(leaves, batch_size=1000)
        JournalHead.objects.create(size=place + len(leaves), root=_root().hex(), at=time.now())
    return head()


def _root() -> bytes:
    digests = JournalLeaf.objects.order_by("position").values_list("digest", flat=True)
    return merkle.root_of_hashes(bytes(digest) for digest in digests.iterator(chunk_size=5000))


def head() -> JournalHead | None:
    """The newest root, as bulletins print it."""
    return JournalHead.objects.order_by("-size").first()


def export() -> Iterator[bytes]:
    """The sealed journal, one canonical entry a line, in the order of the tree."""
    leaves = JournalLeaf.objects.order_by("position").select_related("entry")
    for leaf in leaves.iterator(chunk_size=2000):
        yield canonical(leaf.entry)


def verify() -> list[str]:
    """What is wrong with the journal, in sentences; an empty list if nothing is."""
    wrong, hashes = [], []
    for n, leaf in enumerate(JournalLeaf.objects.order_by("position").select_related("entry")):
        digest = merkle.leaf_hash(canonical(leaf.entry))
        hashes.append(digest)
        if leaf.position != n or digest != bytes(leaf.digest):
            wrong.append(f"entry {leaf.entry_id} at place {leaf.position} was changed or moved")
    for head_ in JournalHead.objects.order_by("size"):
        if merkle.root_of_hashes(iter(hashes[: head_.size])).hex() != head_.root:
            wrong.append(f"the head over {head_.size} entries does not fit them")
    return wrong
