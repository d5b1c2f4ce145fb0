"""The operations of rectification for programs."""

from ninja import Router

router = Router(tags=["rectification"])
