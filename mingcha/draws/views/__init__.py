"""Pages of draws, and what they show."""
