"""The operations of evidence for programs: hand a file in, then name it in acts by its key."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import File, Form, Router, Schema, UploadedFile
from ninja.pagination import paginate
from pydantic import Field

from mingcha.evidence import commands, queries
from mingcha.foundation.api import Problem


class EvidenceOut(Schema):
    """One photo or paper with its checksum and its three dates."""

    id: UUID = Field(examples=["7f3b0a3e-6d0c-4c1e-9d8e-0a6f1b2c3d4e"])
    digest: str = Field(description="SHA-256 of the original", examples=["9f86d081884c7d65…"])
    name: str = Field(examples=["窗口.jpg"])
    media_type: str = Field(examples=["image/jpeg"])
    size: int = Field(description="bytes", examples=[482113])
    happened_at: datetime | None
    captured_at: datetime | None
    received_at: datetime
    note: str


class KeepIn(Schema):
    """What may be said along with a file."""

    happened_at: datetime | None = Field(None, examples=["2026-04-09T10:05:00+08:00"])
    note: str = Field("", max_length=300, examples=["窗口无人"])


router = Router(tags=["evidence"])


@router.get("/evidence", response=list[EvidenceOut], operation_id="evidence_evidence_list")
@paginate
def pieces(request: HttpRequest) -> Any:
    """What this person may see, oldest first."""
    return queries.visible_to(request.user)


@router.get("/evidence/{uuid:pk}", response=EvidenceOut, operation_id="evidence_evidence_show")
def piece(request: HttpRequest, pk: UUID) -> Any:
    """One piece; its file lies at `/evidence/{id}/`."""
    return get_object_or_404(queries.visible_to(request.user), pk=pk)


@router.post(
    "/evidence",
    response={200: EvidenceOut, 422: Problem, 503: Problem},
    operation_id="evidence_evidence_keep",
)
def keep(request: HttpRequest, file: File[UploadedFile], said: Form[KeepIn]) -> Any:
    """Keep one file; the answer gives the key by which acts name it, and its checksum."""
    kept = commands.keep_all([file], request.user, happened_at=said.happened_at, note=said.note)
    return kept[0]
