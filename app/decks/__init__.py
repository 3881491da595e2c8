"""Decks, notes and cards as stored."""
