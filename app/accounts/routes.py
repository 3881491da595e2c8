"""Signing in and out, the first account, and a learner's own settings."""

from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import Response

from app.accounts import people, throttle
from app.accounts.answers import NewAccount, NewPassword, Preferences, agent_name, ago
from app.accounts.current import CurrentUser, Learner, Owner, cookie_name
from app.accounts.passwords import MAX_LENGTH, hash_in_thread, matches
from app.accounts.sessions import (
    COOKIE_LIFETIME,
    close_other_sessions,
    close_session,
    open_session,
    sessions_of,
)
from app.accounts.zones import ZONES, zone_or_none
from app.db import Database
from app.settings import Settings
from app.web.asking import Db, Now
from app.web.errors import error_page, not_found
from app.web.forms import Refused, check, texts
from app.web.pages import own_path, page, redirect

open_door = APIRouter()
"""What somebody may reach who is not signed in."""
router = APIRouter()

Text = Annotated[str, Form()]


@open_door.get("/sign-in")
async def show_sign_in(request: Request, db: Db, next_: Annotated[str, Query(alias="next")] = "/") -> Response:
    settings: Settings = request.app.state.settings
    if settings.single_user:
        return redirect("/")
    if await db.read(people.owner_id) is None:
        return redirect("/first-run")
    return page(request, "accounts/sign_in.html", form=Refused({"name": ""}).filled_in(), next=own_path(next_))


@open_door.post("/sessions")
async def create_session(
    request: Request,
    db: Db,
    now: Now,
    name: Text = "",
    password: Text = "",
    next_: Annotated[str, Form(alias="next")] = "/",
    time_zone: Text = "",
) -> Response:
    if (too_many := await _claim_try(request, db, name, now)) is not None:
        return too_many
    user = await db.read(people.find_by_name, name)
    if len(password) > MAX_LENGTH or not await matches(password, user.password_hash if user else None) or user is None:
        refused = Refused({"name": name}, message="No account has this name and password. Check both, then try again.")
        return page(request, "accounts/sign_in.html", status=422, form=refused.filled_in(), next=own_path(next_))
    await db.write(throttle.forgive, name, _client(request))
    if not user.time_zone and (zone := zone_or_none(time_zone)):
        await db.write(people.change_user, user.id, {"time_zone": zone})
    return await _let_in(request, db, now, user.id, own_path(next_))


async def _claim_try(request: Request, db: Database, name: str, now: Now) -> Response | None:
    """Counts a try at a password; the answer where there were too many."""
    wait = await db.write(throttle.claim_try, name, _client(request), now)
    if not wait:
        return None
    told = f"Too many tries. Wait {wait} seconds, then try again."
    return error_page(request, 429, told, {"Retry-After": str(wait)})


def _client(request: Request) -> str:
    return request.client.host if request.client else ""


@open_door.get("/first-run")
async def show_first_run(request: Request, db: Db) -> Response:
    if await db.read(people.owner_id) is not None:
        return redirect("/")
    return page(request, "accounts/first_run.html", form=Refused({"name": ""}).filled_in())


@open_door.post("/users")
async def create_first_user(
    request: Request, db: Db, now: Now, name: Text = "", password: Text = "", time_zone: Text = ""
) -> Response:
    if await db.read(people.owner_id) is not None:
        raise not_found()
    given = check(NewAccount, {"name": name, "password": password})
    if isinstance(given, Refused):
        return page(request, "accounts/first_run.html", status=422, form=given.filled_in())
    hashed = await hash_in_thread(password)
    user_id = await db.write(people.add_first_user, name, hashed, zone_or_none(time_zone) or "", now)
    return redirect("/sign-in") if user_id is None else await _let_in(request, db, now, user_id, "/")


async def _let_in(request: Request, db: Database, now: Now, user_id: int, to: str) -> Response:
    """A new session with every sign-in, so that a token planted before it is worth nothing."""
    settings: Settings = request.app.state.settings
    token = await db.write(open_session, user_id, request.headers.get("user-agent", ""), now)
    answer = redirect(to)
    answer.set_cookie(
        cookie_name(settings),
        token,
        max_age=int(COOKIE_LIFETIME.total_seconds()),
        path="/",
        secure=settings.secure,
        httponly=True,
        samesite="lax",
    )
    return answer


@router.delete("/sessions/current")
async def sign_out(request: Request, db: Db, user: CurrentUser) -> Response:
    await db.write(close_session, user.id, user.session)
    answer = redirect("/sign-in")
    settings: Settings = request.app.state.settings
    # A browser takes a cookie with the __Host- prefix, and so its removal too, only where it is Secure.
    answer.delete_cookie(cookie_name(settings), path="/", secure=settings.secure, httponly=True, samesite="lax")
    return answer


@router.delete("/sessions/others")
async def sign_out_elsewhere(request: Request, db: Db, user: CurrentUser, now: Now) -> Response:
    ended = await db.write(close_other_sessions, user.id, user.session)
    told = "You were signed in nowhere else." if not ended else f"Signed out of {ended} other browser(s)."
    return await _settings(request, db, user, now, told=told)


@router.delete("/sessions/{session_id}")
async def revoke_session(request: Request, db: Db, user: CurrentUser, now: Now, session_id: str) -> Response:
    if not await db.write(close_session, user.id, session_id):
        raise not_found("session")
    return await _settings(request, db, user, now, told="That browser is signed out.")


@router.get("/settings")
async def show_settings(request: Request, db: Db, user: CurrentUser, now: Now) -> Response:
    return await _settings(request, db, user, now)


@router.put("/settings")
async def save_settings(request: Request, db: Db, user: CurrentUser, now: Now) -> Response:
    given = check(Preferences, {"fuzz": False, **await texts(request)})
    if isinstance(given, Refused):
        return await _settings(request, db, user, now, refused=given)
    await db.write(people.change_user, user.id, given.model_dump())
    return redirect("/settings?saved=1")


@router.put("/settings/time-zone")
async def save_time_zone(db: Db, user: CurrentUser, time_zone: Text) -> Response:
    """What the browser says of itself; it fills a gap, and never overrules a choice."""
    zone = zone_or_none(time_zone)
    if zone and not user.zone_known:
        await db.write(people.change_user, user.id, {"time_zone": zone})
    return Response(status_code=204)


@router.put("/settings/password")
async def change_password(
    request: Request, db: Db, user: CurrentUser, now: Now, current: Text = "", new: Text = ""
) -> Response:
    if (too_many := await _claim_try(request, db, user.name, now)) is not None:
        return too_many
    stored = await db.read(people.find_user, user.id)
    given = check(NewPassword, {"new": new})
    refused = given if isinstance(given, Refused) else Refused({})
    if len(current) > MAX_LENGTH or not await matches(current, stored.password_hash):
        refused.errors["current"] = "That is not your password."
    else:
        await db.write(throttle.forgive, user.name, _client(request))
    if refused.errors:
        return await _settings(request, db, user, now, refused=refused)
    await db.write(people.change_user, user.id, {"password_hash": await hash_in_thread(new)})
    await db.write(close_other_sessions, user.id, user.session)
    return await _settings(request, db, user, now, told="Your password is changed; every other browser is signed out.")


@router.post("/people")
async def add_person(request: Request, db: Db, user: Owner, now: Now, name: Text = "", password: Text = "") -> Response:
    given = check(NewAccount, {"name": name, "password": password})
    if not isinstance(given, Refused):
        added = await db.write(people.add_user, name, await hash_in_thread(password), "", now)
        if added is not None:
            return await _settings(request, db, user, now, told=f"{name.strip()} can sign in now.")
        given = Refused({"name": name}, {"name": "Somebody has this name already."})
    return await _settings(request, db, user, now, refused=given)


async def _settings(
    request: Request, db: Database, user: Learner, now: Now, *, told: str = "", refused: Refused | None = None
) -> Response:
    """The settings page, after a change or a refused form."""
    stored = await db.read(people.find_user, user.id)
    form: dict[str, Any] = {name: getattr(stored, name) for name in Preferences.model_fields}
    form |= {"time_zone": str(user.zone), "name": ""}
    form |= {name: value for name, value in refused.values.items() if name in form} if refused else {}
    form["errors"] = refused.errors if refused else {}
    if not refused and request.query_params.get("saved"):
        told = "Saved."
    sessions = [] if not user.session else await db.read(sessions_of, user.id, now)
    return page(
        request,
        "accounts/settings.html",
        status=422 if refused else 200,
        form=form,
        zones=ZONES,
        flash={"kind": "ok", "text": told} if told else None,
        sessions=[
            {
                "id": session.token_hash,
                "agent": agent_name(session.agent),
                "last_seen": ago(now - session.seen_at),
                "current": session.token_hash == user.session,
            }
            for session in sessions
        ],
        people=[
            {
                "name": person.name,
                "is_owner": person.is_owner,
                "since": f"{person.created_at:%-d %b %Y}",
            }
            for person in await db.read(people.everybody)
        ]
        if user.is_owner and user.session
        else None,
    )
