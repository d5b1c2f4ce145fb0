"""The approval case log: cases with their clocks, and what in them looks slow, absent or wilful."""
