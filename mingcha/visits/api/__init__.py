"""The operations of visits for programs."""

from ninja import Router

from mingcha.visits.api.plans import router as plans
from mingcha.visits.api.visits import router as visits

router = Router(tags=["visits"])
router.add_router("", plans)
router.add_router("", visits)
