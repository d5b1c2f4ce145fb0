"""Acts on rules, rounds, panels and results: the only writers of this room's tables."""
