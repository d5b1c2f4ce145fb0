"""The operations of assessment for programs."""

from mingcha.assessment.api import year
from mingcha.assessment.api.quarter import router

router.add_router("", year.router)

__all__ = ["router"]
