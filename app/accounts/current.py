"""Who is asking."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Annotated
from urllib.parse import urlencode, urlsplit
from zoneinfo import ZoneInfo

from fastapi import Depends, Request
from starlette.responses import Response

from app.accounts.people import find_user, owner_id
from app.accounts.sessions import SEEN_EVERY, find_learner, hash_token, mark_seen
from app.db import Database, Row
from app.scheduling.day import study_day
from app.settings import Settings
from app.web.asking import Db, Now
from app.web.errors import not_found
from app.web.pages import own_path, redirect, wants_part


@dataclass(frozen=True, slots=True)
class Learner:
    """The person asking, with what the pages and the schedule need to know of her."""

    id: int
    name: str
    is_owner: bool
    zone: ZoneInfo
    zone_known: bool
    day_starts_at: int
    new_per_day: int
    reviews_per_day: int
    fuzz: bool
    theme: str
    session: str = field(default="", repr=False)
    """The hash of her session's token; empty where nobody signs in."""

    def today(self, now: datetime) -> date:
        """Her study day."""
        return study_day(now, self.zone, self.day_starts_at)


class NotSignedIn(Exception):
    """Nobody is signed in; `first_run` when there is nobody who could be."""

    def __init__(self, *, first_run: bool) -> None:
        super().__init__()
        self.first_run = first_run


def cookie_name(settings: Settings) -> str:
    """The session cookie. The prefix makes browsers insist on https and this host alone, so it is for https only."""
    return "__Host-ebb" if settings.secure else "ebb"


async def current_user(request: Request, db: Db, now: Now) -> Learner:
    """The person who asks, by her session. Raises NotSignedIn."""
    settings: Settings = request.app.state.settings
    learner = await (_alone(db, settings) if settings.single_user else _signed_in(request, db, settings, now))
    request.scope["learner"] = learner
    return learner


async def _owner(user: "CurrentUser") -> Learner:
    if not user.is_owner:
        raise not_found()
    return user


CurrentUser = Annotated[Learner, Depends(current_user)]
Owner = Annotated[Learner, Depends(_owner)]


async def _alone(db: Database, settings: Settings) -> Learner:
    owner = await db.read(owner_id)
    if owner is None:
        raise NotSignedIn(first_run=True)
    return learner_of(await db.read(find_user, owner), settings.time_zone)


async def _signed_in(request: Request, db: Database, settings: Settings, now: datetime) -> Learner:
    token = request.cookies.get(cookie_name(settings))
    if token:
        token_hash = hash_token(token)
        found = await db.read(find_learner, token_hash, now)
        if found is not None:
            if now - found.seen_at > SEEN_EVERY:
                await db.write(mark_seen, token_hash, now)
            return learner_of(found, settings.time_zone, token_hash)
    raise NotSignedIn(first_run=await db.read(owner_id) is None)


def learner_of(found: Row, time_zone: str, session: str = "") -> Learner:
    """A row of `user` as the person asking; `time_zone` is the zone of those whose browser did not say."""
    return Learner(
        id=found.id,
        name=found.name,
        is_owner=found.is_owner,
        zone=ZoneInfo(found.time_zone or time_zone),
        zone_known=bool(found.time_zone),
        day_starts_at=found.day_starts_at,
        new_per_day=found.new_per_day,
        reviews_per_day=found.reviews_per_day,
        fuzz=found.fuzz,
        theme=found.theme,
        session=session,
    )


def _page_of(request: Request) -> str:
    """The page whose form was sent."""
    try:
        return urlsplit(request.headers.get("referer", "")).path or "/"
    except ValueError:  # a header may say anything
        return "/"


async def show_the_door(request: Request, error: Exception) -> Response:
    """Sends somebody who is not signed in to the page where that can be changed."""
    assert isinstance(error, NotSignedIn)  # noqa: S101 - narrows the type
    wanted = own_path(request.scope["path"] if request.method == "GET" else _page_of(request))
    door = "/first-run" if error.first_run else f"/sign-in?{urlencode({'next': wanted}, safe='/')}"
    if not wants_part(request):
        return redirect(door)
    return Response(status_code=204, headers={"HX-Redirect": door})
