"""The operations of bulletins for programs."""

from ninja import Router

router = Router(tags=["bulletins"])
