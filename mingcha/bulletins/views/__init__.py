"""Pages of bulletins: for those who compose, for readers, for everybody, and printed papers."""
