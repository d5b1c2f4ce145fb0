"""Pages of cases, items, flags, cards and intakes."""
