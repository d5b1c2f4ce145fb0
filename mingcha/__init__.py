"""Mingcha 明察: how a city watches, mends and honestly judges the way its offices treat people."""

__version__ = "0.1.0"
