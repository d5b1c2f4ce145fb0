"""The operations of this room for programs."""

from ninja import Router

from mingcha.visits.api.plans import router as plans

router = Router(tags=["visits"])
router.add_router("", plans)
