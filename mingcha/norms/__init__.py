"""Conduct norms, institutions in force, and the checklists made of them."""
