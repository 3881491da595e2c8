"""The first page, the decks, one deck, the search over all cards, and help."""

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import Response

from app.accounts.current import CurrentUser
from app.decks.reporting import waiting_for_owner
from app.decks.shelf import find_deck
from app.progress.browse import Wanted, deck_page
from app.progress.overview import deck_sections, today_page
from app.progress.searching import search_page
from app.review.enrolment import catch_up_if_behind
from app.review.keys import KEYS
from app.review.queue import sitting_of
from app.review.rebuild import choose_scheduler
from app.scheduling.schedulers import SCHEDULERS
from app.web.asking import Db, Id, Now
from app.web.errors import not_found
from app.web.pages import page, redirect, wants_part

router = APIRouter()

Choice = Annotated[str, Query(max_length=40)]
PageNumber = Annotated[int, Query(alias="page", ge=1, le=100_000)]


@router.get("/")
async def show_today(request: Request, db: Db, user: CurrentUser, now: Now) -> Response:
    await catch_up_if_behind(db, user, now)
    values = await db.read_slow(today_page, sitting_of(user, now), request.app.state.plan)
    return page(request, "progress/today.html", today=values)


@router.get("/decks")
async def show_decks(request: Request, db: Db, user: CurrentUser, now: Now) -> Response:
    await catch_up_if_behind(db, user, now)
    sections = await db.read_slow(deck_sections, sitting_of(user, now))
    waiting = await db.read_slow(waiting_for_owner) if user.is_owner else None
    return page(request, "progress/decks.html", sections=sections, waiting=waiting)


@router.get("/decks/{deck_id}")
async def show_deck(
    request: Request,
    db: Db,
    user: CurrentUser,
    now: Now,
    deck_id: Id,
    q: Annotated[str, Query(max_length=200)] = "",
    state: Choice = "",
    kind: Choice = "",
    number: PageNumber = 1,
) -> Response:
    deck = await db.read(find_deck, deck_id)
    if deck is None:
        raise not_found("deck")
    await catch_up_if_behind(db, user, now)
    values = await db.read_slow(deck_page, sitting_of(user, now), deck, Wanted(q.strip(), state, kind), number)
    return page(request, "progress/_cards.html" if wants_part(request) else "progress/deck.html", **values)


@router.get("/search")
async def show_search(
    request: Request, db: Db, user: CurrentUser, now: Now, q: str = "", number: PageNumber = 1
) -> Response:
    await catch_up_if_behind(db, user, now)
    values = await db.read_slow(search_page, sitting_of(user, now), q, number)
    return page(request, "progress/_results.html" if wants_part(request) else "progress/search.html", **values)


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
