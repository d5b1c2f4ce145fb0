"""The operations of draws for programs."""

from ninja import Router

router = Router(tags=["draws"])
