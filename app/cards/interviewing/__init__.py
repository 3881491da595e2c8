"""Interview answers scored against an author's key points: plain text in, ticks with their reasons out."""
