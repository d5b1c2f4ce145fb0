"""The operations of findings for programs."""

from ninja import Router

router = Router(tags=["findings"])
