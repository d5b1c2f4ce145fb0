"""Orders to put a fault right, supervision slips in three colours, re-check, relapse."""
