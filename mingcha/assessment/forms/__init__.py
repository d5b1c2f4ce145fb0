"""What people write when they act on rules and sheets."""
