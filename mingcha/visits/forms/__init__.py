"""What people write at the doors of this room."""
