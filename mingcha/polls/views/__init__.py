"""The pages of polls."""
