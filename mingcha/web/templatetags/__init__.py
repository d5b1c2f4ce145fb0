"""Words and shapes that the shared template parts use."""
