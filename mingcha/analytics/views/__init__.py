"""Pages of measures and snapshots."""
