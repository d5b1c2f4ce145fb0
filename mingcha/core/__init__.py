"""What counts and judges: plain values in and out. No Django, no clock, no chance, no disk."""
