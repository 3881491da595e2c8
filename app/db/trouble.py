"""Why a database cannot be opened, in one line that says what to do."""


class CannotStart(Exception):
    """Ebb refuses to start; the message is for the operator."""
