"""Persons, their duties with dates, first-responsible heads, and who someone is to a thing."""
