"""Pages of meetings: the list, one meeting, its people, its hall, its desk, its papers."""
