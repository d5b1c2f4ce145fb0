"""What every room stands on: journal, workflow, what follows from what, time, doors."""
