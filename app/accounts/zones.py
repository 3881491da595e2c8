"""The time zones a learner may choose."""

from zoneinfo import available_timezones

ZONES = sorted(
    name for name in available_timezones() if "/" in name and not name.startswith(("Etc/", "posix/", "right/"))
)
ZONES.append("UTC")

_KNOWN = available_timezones()


def zone_or_none(name: str) -> str | None:
    """The name if it is a zone we know; a browser may say anything."""
    return name if name in _KNOWN else None
