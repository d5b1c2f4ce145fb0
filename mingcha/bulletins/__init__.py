"""Circular notices: composed from decided figures, told to those named, approved, numbered,
published as page, DOCX and PDF.
"""
