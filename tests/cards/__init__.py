"""Tests of the card core."""
