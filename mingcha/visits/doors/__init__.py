"""The doors of this room: labels, forms and buttons of each life."""
