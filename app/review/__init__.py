"""The daily review."""
