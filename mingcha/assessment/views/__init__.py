"""Pages on scores."""
