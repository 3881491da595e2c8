"""How long an interval may be, and how its arithmetic ends in words."""

MAX_DAYS = 36_500


def comes_to(days: int) -> str:
    """The end of a sum that gives an interval: "= 14 d"; where the limit cut it off, that is said."""
    return f"= {days:,} d" if days < MAX_DAYS else f"→ {days:,} d, the longest there is"
