"""The operations of assessment for programs."""

from ninja import Router

router = Router(tags=["assessment"])
