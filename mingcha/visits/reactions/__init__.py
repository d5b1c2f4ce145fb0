"""What this room does when a lower room has acted, or the calendar turns; split by thing."""

from mingcha.visits.reactions import rounds, visits

__all__ = ["rounds", "visits"]
