"""What is known and what to do today."""
