"""The operations of visits for programs."""

from ninja import Router

router = Router(tags=["visits"])
