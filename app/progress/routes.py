"""The first page, the decks, one deck, and help."""

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import Response

from app.accounts.current import CurrentUser
from app.decks.shelf import find_deck
from app.progress.browse import deck_page
from app.progress.overview import deck_rows, today_page
from app.review.enrolment import catch_up_if_behind
from app.review.keys import KEYS
from app.review.queue import sitting_of
from app.review.rebuild import choose_scheduler
from app.scheduling.schedulers import SCHEDULERS
from app.web.asking import Db, Id, Now
from app.web.errors import not_found
from app.web.pages import page, redirect, wants_part

router = APIRouter()


@router.get("/")
async def show_today(request: Request, db: Db, user: CurrentUser, now: Now) -> Response:
    await catch_up_if_behind(db, user, now)
    values = await db.read_slow(today_page, sitting_of(user, now), request.app.state.plan)
    return page(request, "progress/today.html", today=values)


@router.get("/decks")
async def show_decks(request: Request, db: Db, user: CurrentUser, now: Now) -> Response:
    await catch_up_if_behind(db, user, now)
    return page(request, "progress/decks.html", decks=await db.read_slow(deck_rows, sitting_of(user, now)))


@router.get("/decks/{deck_id}")
async def show_deck(
    request: Request,
    db: Db,
    user: CurrentUser,
    now: Now,
    deck_id: Id,
    q: Annotated[str, Query(max_length=200)] = "",
    number: Annotated[int, Query(alias="page", ge=1, le=100_000)] = 1,
) -> Response:
    deck = await db.read(find_deck, deck_id)
    if deck is None:
        raise not_found("deck")
    await catch_up_if_behind(db, user, now)
    values = await db.read_slow(deck_page, sitting_of(user, now), deck, q.strip(), number)
    return page(request, "progress/_cards.html" if wants_part(request) else "progress/deck.html", **values)


@router.put("/decks/{deck_id}/scheduler")
async def save_scheduler(
    db: Db, user: CurrentUser, now: Now, deck_id: Id, scheduler: Annotated[str, Form()]
) -> Response:
    if scheduler not in SCHEDULERS or await db.read(find_deck, deck_id) is None:
        raise not_found("scheduler")
    await catch_up_if_behind(db, user, now)
    await db.write_slow(choose_scheduler, user.id, deck_id, scheduler, user.today(now))
    return redirect(f"/decks/{deck_id}")


@router.get("/help")
async def show_help(request: Request, user: CurrentUser) -> Response:
    return page(request, "help.html", keys=KEYS)
