"""The operations of evidence for programs."""

from ninja import Router

router = Router(tags=["evidence"])
