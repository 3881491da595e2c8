"""The review in a browser: one card after another, and what may be done with a card on the way."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Query, Request
from starlette.responses import Response

from app import clock
from app.accounts.current import CurrentUser, Learner, current_user
from app.db import Database
from app.review.answer import read_answer, read_card_id
from app.review.enrolment import catch_up, is_behind
from app.review.grading import grade_card
from app.review.history import describe
from app.review.keys import KEYS
from app.review.notices import notice_of
from app.review.queue import Sitting, Turn, next_turn
from app.review.setting_aside import (
    Which,
    bury,
    exists,
    mark,
    one_card,
    set_flag,
    suspend,
    unbury,
    unmark,
    unsuspend,
    whole_note,
)
from app.review.undo import undo_last, undoable
from app.web.asking import Db, Id, Now
from app.web.errors import not_found
from app.web.pages import own_path, page, part_or_redirect, redirect, wants_part

router = APIRouter()

DeckId = Annotated[str, Form(pattern=r"^\d{0,9}$")]
"""The deck a review is narrowed to; empty for all."""


def sitting_of(user: Learner, now: Now, deck: str = "") -> Sitting:
    """The learner at this moment, and the deck if it is one."""
    return Sitting(user, now, user.today(now), int(deck) if deck else None)


async def catch_up_if_behind(db: Database, user: Learner) -> None:
    """New cards are scheduled when a learner opens a page, not while she answers."""
    if await db.read(is_behind, user.id):
        await db.write(catch_up, user.id)


@router.get("/review")
async def show_review(
    request: Request,
    db: Db,
    user: CurrentUser,
    now: Now,
    deck: Annotated[str, Query(pattern=r"^\d{0,9}$")] = "",
    revealed: bool = False,
    shown: int = 0,
    done: str = "",
) -> Response:
    await catch_up_if_behind(db, user)
    turn = replace(await db.read(_current_turn, sitting_of(user, now, deck)), notice=notice_of(done))
    return page(
        request,
        "review/review.html",
        turn=replace(turn, revealed=True, shown_at=shown or turn.shown_at) if revealed else turn,
        keys=KEYS,
    )


def _current_turn(db: Any, sitting: Sitting) -> Turn:
    return next_turn(db, sitting, undo=undoable(db, sitting.learner.id))


async def create_review(request: Request) -> Response:
    """Takes an answer. The busiest route by far, so it fetches what it needs itself; declaring it costs more."""
    db: Database = request.app.state.database
    now = clock.now()
    user = await current_user(request, db, now)
    card_id, answer = read_card_id(request), await read_answer(request)
    duration = answer.duration_ms(int(now.timestamp() * 1000))
    sitting = sitting_of(user, now, answer.deck)
    next_ = await db.write(grade_card, sitting, card_id, answer.grade.quality, answer.turn, duration)
    return _answer(request, next_, answer.deck)


router.add_route("/cards/{card_id}/reviews", create_review, methods=["POST"])


@router.delete("/reviews/latest")
async def undo_review(
    request: Request, db: Db, user: CurrentUser, now: Now, latest: Annotated[str, Form()] = "", deck: DeckId = ""
) -> Response:
    return _answer(request, await db.write(undo_last, sitting_of(user, now, deck), latest), deck)


def _answer(request: Request, turn: Turn | None, deck: str) -> Response:
    if turn is None:
        raise not_found("card")
    told = {"ok": "undone"}.get(kind := turn.notice["kind"], kind) if turn.notice else ""
    return part_or_redirect(request, "review/_turn.html", _review_path(deck, done=told), turn=turn)


def _review_path(deck: str, **more: str) -> str:
    """Where a plain form goes on, narrowed to the same deck; `done` says there what it did."""
    query = urlencode({name: value for name, value in {"deck": deck, **more}.items() if value})
    return f"/review?{query}" if query else "/review"


@router.get("/cards/{card_id}")
async def show_card(request: Request, db: Db, user: CurrentUser, now: Now, card_id: Id, done: str = "") -> Response:
    await catch_up_if_behind(db, user)
    found = await db.read(describe, sitting_of(user, now), card_id)
    if found is None:
        raise not_found("card")
    return page(request, "review/card.html", notice=notice_of(done), **found)


@dataclass
class Aside:
    """A form that sets something aside, and where its page goes on."""

    request: Request
    db: Database
    user: Learner
    now: datetime
    deck: str
    revealed: bool
    """Whether the answer was in sight."""
    back: str
    """The page to go back to; empty for the review."""

    async def do(self, which: Which, done: str, work: Callable[..., None], *args: Any, stay: bool = False) -> Response:
        """Does it to her cards, if she has any; `stay` keeps the answer in sight where it was."""
        sitting = sitting_of(self.user, self.now, self.deck)
        if not await self.db.read(exists, which):
            raise not_found("card")
        await self.db.write(work, which, *args)
        if self.back:
            return redirect(f"{own_path(self.back)}?done={done}")
        if not wants_part(self.request):
            covered = {"done": done} if not stay else {"revealed": "1" if self.revealed else ""}
            return redirect(_review_path(self.deck, **covered))
        turn = await self.db.read(_current_turn, sitting)
        turn = replace(turn, notice=None if stay else notice_of(done), revealed=stay and self.revealed)
        return page(self.request, "review/_turn.html", turn=turn)

    @property
    def today(self) -> date:
        """Her study day."""
        return self.user.today(self.now)


async def _aside(
    request: Request,
    db: Db,
    user: CurrentUser,
    now: Now,
    deck: DeckId = "",
    revealed: Annotated[str, Form()] = "",
    back: Annotated[str, Form()] = "",
) -> Aside:
    return Aside(request, db, user, now, deck, bool(revealed), back)


Asked = Annotated[Aside, Depends(_aside)]


@router.put("/cards/{card_id}/burial")
async def bury_card(aside: Asked, card_id: Id) -> Response:
    return await aside.do(one_card(aside.user.id, card_id), "buried", bury, aside.today)


@router.delete("/cards/{card_id}/burial")
async def unbury_card(aside: Asked, card_id: Id) -> Response:
    return await aside.do(one_card(aside.user.id, card_id), "unburied", unbury, aside.today)


@router.put("/notes/{note_id}/burial")
async def bury_note(aside: Asked, note_id: Id) -> Response:
    return await aside.do(whole_note(aside.user.id, note_id), "buried-note", bury, aside.today)


@router.put("/cards/{card_id}/suspension")
async def suspend_card(aside: Asked, card_id: Id) -> Response:
    return await aside.do(one_card(aside.user.id, card_id), "suspended", suspend, aside.today)


@router.delete("/cards/{card_id}/suspension")
async def unsuspend_card(aside: Asked, card_id: Id) -> Response:
    return await aside.do(one_card(aside.user.id, card_id), "unsuspended", unsuspend)


@router.put("/notes/{note_id}/suspension")
async def suspend_note(aside: Asked, note_id: Id) -> Response:
    return await aside.do(whole_note(aside.user.id, note_id), "suspended-note", suspend, aside.today)


@router.put("/notes/{note_id}/mark")
async def mark_note(aside: Asked, note_id: Id) -> Response:
    return await aside.do(whole_note(aside.user.id, note_id), "marked", mark, stay=True)


@router.delete("/notes/{note_id}/mark")
async def unmark_note(aside: Asked, note_id: Id) -> Response:
    return await aside.do(whole_note(aside.user.id, note_id), "unmarked", unmark, stay=True)


@router.put("/cards/{card_id}/flag")
async def flag_card(aside: Asked, card_id: Id, flag: Annotated[int, Form(ge=0, le=7)]) -> Response:
    return await aside.do(one_card(aside.user.id, card_id), "flagged", set_flag, flag, stay=True)
