"""Who is asking: accounts, sessions, settings."""
