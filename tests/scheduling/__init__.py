"""When a card comes back, held against other programs that say when."""
