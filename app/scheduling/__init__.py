"""When a card comes back: pure values in, pure values out."""
