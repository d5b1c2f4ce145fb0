"""The operations of assessment for programs."""

from mingcha.assessment.api.quarter import router as router
