"""Rule versions and score sheets: every point of every score traceable to what was seen."""
