"""Files and thumbnails: each door asks first whether this person may see the piece."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from mingcha.evidence import commands, kinds, queries, store
from mingcha.evidence.models import Copy, Evidence
from mingcha.evidence.refusals import LOST

ALONE = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


@login_required
@require_GET
def file(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """The original to the centre and the auditor; to everybody else the copy without its secrets.

    `?copy` shows the centre what the others will see.
    """
    piece = _piece(request, pk)
    whole = "copy" not in request.GET and queries.sees_originals(request.user)
    if whole or not _has_secrets(piece):
        return _sent(piece, piece.digest, piece.media_type)
    copy = commands.make_copy(piece, Copy.Form.PUBLISHED, by=request.user)
    return _sent(piece, copy.digest, copy.media_type)


@login_required
@require_GET
def thumb(request: HttpRequest, pk: UUID) -> HttpResponseBase:
    """A small picture for lists; papers and recordings have none."""
    piece = _piece(request, pk)
    if not kinds.BY_TYPE.get(piece.media_type, kinds.TEXT).drawn:
        raise Http404
    copy = commands.make_copy(piece, Copy.Form.THUMB, by=request.user)
    answer = _sent(piece, copy.digest, copy.media_type)
    answer["Cache-Control"] = "private, max-age=600"
    return answer


def _piece(request: HttpRequest, pk: UUID) -> Evidence:
    return get_object_or_404(queries.visible_to(request.user), pk=pk)


def _has_secrets(piece: Evidence) -> bool:
    """Photos tell where and by which telephone they were taken; papers are sent as they are."""
    return piece.media_type.startswith("image/")


def _sent(piece: Evidence, digest: str, media_type: str) -> FileResponse:
    """The bytes, which a browser may show only if they are a picture, and never run."""
    try:
        content: Any = store.place(digest).open("rb")
    except FileNotFoundError:
        raise LOST(name=piece.name) from None
    drawn = kinds.BY_TYPE.get(media_type, kinds.TEXT).drawn
    answer = FileResponse(
        content, as_attachment=not drawn, filename=_name(piece, media_type), content_type=media_type
    )
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = ALONE
    return answer


def _name(piece: Evidence, media_type: str) -> str:
    """The name under which it is saved, with an ending that fits these bytes."""
    kind = kinds.BY_TYPE.get(media_type, kinds.TEXT)
    if kinds.ending_of(piece.name) in kind.endings:
        return piece.name
    return f"{kinds.ENDING.sub('', piece.name)}.{kind.endings[0]}"
