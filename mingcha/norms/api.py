"""The operations of norms for programs."""

from ninja import Router

router = Router(tags=["norms"])
