"""Acts on evidence: the only writer of this room's tables."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mingcha.evidence import kinds, pictures, queries, scanner, store
from mingcha.evidence.kinds import Kind
from mingcha.evidence.models import Copy, Evidence
from mingcha.evidence.refusals import (
    BROKEN_PICTURE,
    EMPTY_FILE,
    LOST,
    NO_COPY,
    NOT_YET,
    TOO_LARGE,
    TOO_MANY_PIXELS,
    UNKNOWN_KIND,
    WRONG_ENDING,
)
from mingcha.evidence.rules import MAX_MB
from mingcha.foundation import journal, policy, time

MB = 1_000_000
EDGES = {Copy.Form.PUBLISHED: 2000, Copy.Form.THUMB: 320}  # pixels of the longer side


def keep(
    content: bytes,
    name: str,
    *,
    by: Any,
    happened_at: datetime | None = None,
    note: str = "",
) -> Evidence:
    """Keep one photo or paper under its digest; the same file is stored once."""
    facts = _examined(content, name, happened_at, note)
    return _entered(content, facts, by)


def keep_log(content: bytes, name: str, *, by: Any) -> Evidence:
    """Keep a table or log of events as it came; photos and papers go through `keep`."""
    name = clean_name(name)
    _check_size(len(content), name)
    kind = _agreed(kinds.log_kind_of(content), name, kinds.LOGS)
    if no := scanner.objection(content, name):
        raise no
    facts = {"name": name, "media_type": kind.media_type, "size": len(content)}
    return _entered(content, {**facts, "happened_at": None, "captured_at": None, "note": ""}, by)


def keep_all(
    files: Iterable[Any], by: Any, *, happened_at: datetime | None = None, note: str = ""
) -> list[Evidence]:
    """Keep what came with a form, all or nothing; pieces that are kept already stay as they are."""
    ready: list[tuple[Any, dict[str, Any]]] = []
    for file in files:
        if isinstance(file, Evidence):
            ready.append((file, {}))
            continue
        _check_size(file.size, clean_name(file.name))  # before a giant is read into memory
        ready.append((file, _examined(file.read(), file.name, happened_at, note)))
    with transaction.atomic():
        return [_entered(_again(file), facts, by) if facts else file for file, facts in ready]


def _again(file: Any) -> bytes:
    """Read once more: a dozen large files are never held in memory together."""
    file.seek(0)
    content: bytes = file.read()
    return content


def _examined(content: bytes, name: str, happened_at: datetime | None, note: str) -> dict[str, Any]:
    """What is known of a file that may be kept. Not in a transaction: a scanner takes its time."""
    name = clean_name(name)
    _check_size(len(content), name)
    kind = _check_kind(content, name)
    if kind.drawn:
        _check_picture(content, name)
    if no := scanner.objection(content, name):
        raise no
    return {
        "name": name,
        "media_type": kind.media_type,
        "size": len(content),
        "happened_at": _happened(happened_at),
        "captured_at": pictures.taken_at(content, time.city_zone()),
        "note": note.strip(),
    }


@transaction.atomic
def _entered(content: bytes, facts: dict[str, Any], by: Any) -> Evidence:
    """The file first: a row never points at nothing, and a file too many does no harm."""
    digest = store.put(content)
    piece = Evidence.objects.create(digest=digest, received_at=time.now(), by=by, **facts)
    told = {key: facts[key] for key in ("media_type", "size", "happened_at", "captured_at")}
    journal.record("evidence.evidence.keep", about=piece, by=by, facts={"digest": digest, **told})
    return piece


@transaction.atomic
def make_copy(piece: Evidence, form: str, *, by: Any) -> Copy:
    """Draw what is shown in the original's stead; made on first demand, then found again."""
    if made := queries.copy(piece, form):
        return made
    content = _drawn(piece, form)
    facts = {
        "digest": store.put(content),
        "media_type": kinds.PNG.media_type if content[:1] == b"\x89" else kinds.JPEG.media_type,
        "size": len(content),
    }
    made, _new = Copy.objects.update_or_create(of=piece.digest, form=form, defaults=facts)
    journal.record("evidence.evidence.make_copy", about=piece, by=by, facts={"form": form, **facts})
    return made


def _drawn(piece: Evidence, form: str) -> bytes:
    kind = kinds.BY_TYPE.get(piece.media_type)
    if kind is None or not kind.drawn:
        raise NO_COPY(name=piece.name)
    if store.fault(piece.digest):
        raise LOST(name=piece.name)
    sharp = kind is kinds.PNG and form == Copy.Form.PUBLISHED
    content = store.place(piece.digest).read_bytes()
    return pictures.drawn(content, EDGES[Copy.Form(form)], "PNG" if sharp else "JPEG")


def clean_name(name: str) -> str:
    """A name as people read it: no folders, nothing unseen that would turn or hide its ending."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    seen = "".join(c for c in last if unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Zl", "Zp"})
    seen = seen.strip(" .")
    ending = f".{kinds.ending_of(seen)}" if kinds.ending_of(seen) else ""
    return seen[: 200 - len(ending)] + ending if len(seen) > 200 else seen or _("unnamed")


def _check_size(size: int, name: str) -> None:
    if not size:
        raise EMPTY_FILE(name=name)
    limit = policy.value(MAX_MB, on=time.today())
    if size > limit * MB:
        raise TOO_LARGE(name=name, size=f"{size / MB:.1f}", limit=limit)


def _check_kind(content: bytes, name: str) -> Kind:
    return _agreed(kinds.kind_of(content), name, kinds.KINDS)


def _agreed(kind: Kind | None, name: str, known: tuple[Kind, ...]) -> Kind:
    """The kind that the content is, if it is one that is kept and the name tells the truth."""
    if kind is None:
        raise UNKNOWN_KIND(name=name, kinds=", ".join(str(kind.label) for kind in known))
    if not kinds.agrees(kind, name):
        endings = ", ".join(f".{ending}" for ending in kind.endings)
        claimed = kinds.ending_of(name)
        raise WRONG_ENDING(name=name, ending=claimed, kind=kind.label, endings=endings)
    return kind


def _check_picture(content: bytes, name: str) -> None:
    try:
        pictures.check(content)
    except pictures.TooManyPixels as no:
        limit = pictures.MAX_PIXELS // 1_000_000
        raise TOO_MANY_PIXELS(name=name, limit=limit) from no
    except pictures.Broken as no:
        raise BROKEN_PICTURE(name=name) from no


def _happened(moment: datetime | None) -> datetime | None:
    """The moment told, on the city's clock where no zone was said."""
    if moment is None:
        return None
    if timezone.is_naive(moment):
        moment = moment.replace(tzinfo=time.city_zone())
    if moment.astimezone(time.city_zone()).date() > time.today():
        raise NOT_YET(day=moment.date())
    return moment
