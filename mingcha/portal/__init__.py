"""The public's door: what anyone may ask without an account."""
