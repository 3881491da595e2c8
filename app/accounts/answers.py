"""What people may type about themselves, and how sessions are described to them."""

import re
from datetime import timedelta
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, Field

from app.accounts.passwords import MAX_LENGTH, MIN_LENGTH
from app.accounts.zones import zone_or_none


def _name(text: str) -> str:
    text = text.strip()
    if not 1 <= len(text) <= 40 or not text.isprintable():
        raise ValueError("a name has 1 to 40 characters that can be printed.")
    return text


def _password(text: str) -> str:
    if not MIN_LENGTH <= len(text) <= MAX_LENGTH:
        raise ValueError(f"a password has {MIN_LENGTH} to {MAX_LENGTH} characters; a short sentence is a good one.")
    return text


def _zone(text: str) -> str:
    if zone_or_none(text.strip()) is None:
        raise ValueError("that is no time zone we know; choose one from the list, such as Europe/Berlin.")
    return text.strip()


Password = Annotated[str, AfterValidator(_password)]


class NewAccount(BaseModel):
    """The form for an account."""

    name: Annotated[str, AfterValidator(_name)]
    password: Password


class NewPassword(BaseModel):
    """The form for another password."""

    new: Password


class Preferences(BaseModel):
    """The form for a learner's settings."""

    time_zone: Annotated[str, AfterValidator(_zone)]
    day_starts_at: Annotated[int, Field(ge=0, le=23)]
    new_per_day: Annotated[int, Field(ge=0, le=9999)]
    reviews_per_day: Annotated[int, Field(ge=0, le=9999)]
    fuzz: bool
    theme: Literal["auto", "light", "dark"]


_BROWSERS = (("Firefox", "Firefox"), ("Edg", "Edge"), ("OPR", "Opera"), ("Chrom", "Chromium"), ("Safari", "Safari"))
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


def agent_name(agent: str) -> str:
    """`Firefox on Linux`, from the header that a browser sends."""
    browser = next((name for mark, name in _BROWSERS if mark in agent), "")
    system = next((name for mark, name in _SYSTEMS if mark in agent), "")
    if browser and system:
        return f"{browser} on {system}"
    return browser or system or re.split(r"[/\s]", agent, maxsplit=1)[0][:30] or "an unknown program"


def ago(span: timedelta) -> str:
    """`5 minutes ago`, in the largest whole unit; a clock that was set back makes it `just now`."""
    seconds = max(0.0, span.total_seconds())
    for unit, size in (("day", 86400), ("hour", 3600), ("minute", 60)):
        count = int(seconds // size)
        if count:
            return f"{count} {unit}{'s' if count > 1 else ''} ago"
    return "just now"
