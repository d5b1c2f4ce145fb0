"""Organs, their offices, counters and posts: one tree through time, with mergers and splits."""
