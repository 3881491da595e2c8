"""Ebb: a self-hosted spaced-repetition trainer."""

__version__ = "0.1.0"
