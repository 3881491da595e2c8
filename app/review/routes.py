"""The review in a browser: one card after another, and what may be done with a card on the way."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, HTTPException, Query, Request
from sqlalchemy import Connection
from starlette.responses import Response

from app import clock
from app.accounts.current import CurrentUser, Learner, current_user
from app.db import Database
from app.review.answer import read_answer, read_card_id
from app.review.enrolment import catch_up_if_behind
from app.review.grading import grade_card
from app.review.history import describe
from app.review.judging import judge_answer, keep_answer
from app.review.keys import KEYS
from app.review.notices import Notice, notice_of, read_notice, set_aside_notice
from app.review.queue import Sitting, Turn, next_turn, sitting_of
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
from app.web.asking import Db, Id, Now, id_or_none
from app.web.errors import not_found
from app.web.forms import lists
from app.web.pages import own_path, page, part_or_redirect, redirect, wants_part, with_query

router = APIRouter()

DeckId = Annotated[str, Form(pattern=r"^\d{0,9}$")]
"""The deck a review is narrowed to; empty for all."""
_CARD = r"^[0-9]{0,15}$"
Turns = Annotated[int, Form(ge=0, le=10**9)]
"""The turn of the card that was shown."""
CardId = Annotated[str, Form(pattern=_CARD)]
"""The card on the table, which stays there if it may; empty where it does not matter."""
_CARDS = r"^([0-9]{1,15}(\.[0-9]{1,15}){0,199})?$"
CardIds = Annotated[str, Form(pattern=_CARDS)]
"""Some cards of a note, as ids with dots between; empty for all."""


@router.get("/review")
async def show_review(
    request: Request,
    db: Db,
    user: CurrentUser,
    now: Now,
    deck: Annotated[str, Query(pattern=r"^\d{0,9}$")] = "",
    card: Annotated[str, Query(pattern=_CARD)] = "",
    revealed: bool = False,
    shown: int = 0,
    done: str = "",
    of: Annotated[str, Query(pattern=_CARD)] = "",
    only: Annotated[str, Query(pattern=_CARDS)] = "",
) -> Response:
    await catch_up_if_behind(db, user, now)
    turn = await db.read(_current_turn, sitting_of(user, now, deck), card)
    turn = replace(turn, notice=await db.read(read_notice, user.id, done, of, only))
    if revealed and _is_on_table(card, turn):
        turn = replace(turn, revealed=True, shown_at=shown or turn.shown_at)
    return page(request, "review/review.html", turn=turn, keys=KEYS)


def _current_turn(db: Connection, sitting: Sitting, card: str) -> Turn:
    return next_turn(db, sitting, undo=undoable(db, sitting.learner.id), first=id_or_none(card))


def _is_on_table(card: str, turn: Turn) -> bool:
    """Whether the card that was on the table still is; another one must not appear with its answer in sight."""
    return turn.card is not None and turn.card.id == id_or_none(card)


async def create_review(request: Request) -> Response:
    """Takes an answer. The busiest route by far, so it fetches what it needs itself; declaring it costs more."""
    db: Database = request.app.state.database
    now = clock.now()
    user = await current_user(request, db, now)
    card_id, answer = read_card_id(request), await read_answer(request)
    duration = answer.duration_ms(int(now.timestamp() * 1000))
    sitting = sitting_of(user, now, answer.deck)
    next_ = await db.write(grade_card, sitting, card_id, answer, duration)
    if next_ is None:
        raise not_found("card")
    return _answer(request, next_, answer.deck)


router.add_route("/cards/{card_id}/reviews", create_review, methods=["POST"])


@router.post("/cards/{card_id}/attempts")
async def create_attempt(
    request: Request, db: Db, user: CurrentUser, now: Now, card_id: Id, turn: Turns, deck: DeckId = ""
) -> Response:
    sitting, sent = sitting_of(user, now, deck), await lists(request)
    verdict = await db.read_slow(judge_answer, sitting, card_id, sent)
    if verdict is None:
        raise not_found("card")
    if isinstance(verdict, str):
        raise HTTPException(422, verdict)
    shown = await db.write(keep_answer, sitting, card_id, turn, sent, verdict)
    return _answer(request, shown, deck, card=str(card_id))


@router.delete("/reviews/latest")
async def undo_review(
    request: Request,
    db: Db,
    user: CurrentUser,
    now: Now,
    latest: Annotated[str, Form()] = "",
    deck: DeckId = "",
    card: CardId = "",
) -> Response:
    turn = await db.write(undo_last, sitting_of(user, now, deck), latest, id_or_none(card))
    return _answer(request, turn, deck, card=str(turn.card.id) if turn.card else "")


def _answer(request: Request, turn: Turn, deck: str, card: str = "") -> Response:
    told = turn.notice.query if turn.notice else {}
    return part_or_redirect(request, "review/_turn.html", _review_path(deck, card=card, **told), turn=turn)


def _review_path(deck: str, **more: str) -> str:
    """Where a plain form goes on, narrowed to the same deck; `done` says there what it did."""
    query = urlencode({name: value for name, value in {"deck": deck, **more}.items() if value})
    return f"/review?{query}" if query else "/review"


@router.get("/cards/{card_id}")
async def show_card(request: Request, db: Db, user: CurrentUser, now: Now, card_id: Id, done: str = "") -> Response:
    await catch_up_if_behind(db, user, now)
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
    card: str
    """The card on the table, which stays there if it may."""
    revealed: bool
    """Whether the answer was in sight."""
    back: str
    """The page to go back to; empty for the review."""

    async def move(self, which: Which, done: str, of: int, work: Callable[..., list[int]], *args: Any) -> Response:
        """Sets cards of hers aside, or brings them back; the next card comes covered."""
        moved = await self._do(which, work, *args)
        notice = set_aside_notice(done, of, moved, id_or_none(self.card))
        return await self._go_on(notice.done, told=notice, revealed=False)

    async def pick_out(self, which: Which, done: str, work: Callable[..., None], *args: Any) -> Response:
        """Changes what is on a card of hers; it stays where it is, with its answer in sight where that was."""
        await self._do(which, work, *args)
        return await self._go_on(done, told=None, revealed=self.revealed)

    async def _do(self, which: Which, work: Callable[..., Any], *args: Any) -> Any:
        if not await self.db.read(exists, which):
            raise not_found("card")
        return await self.db.write(work, which, *args)

    async def _go_on(self, done: str, *, told: Notice | None, revealed: bool) -> Response:
        """To the page it came from, with the words for what was done; or on with the review, where not all are told."""
        if self.back:
            return redirect(with_query(own_path(self.back), f"done={done}"))
        if not wants_part(self.request):
            query = told.query if told else {}
            return redirect(_review_path(self.deck, card=self.card, revealed="1" if revealed else "", **query))
        turn = await self.db.read(_current_turn, sitting_of(self.user, self.now, self.deck), self.card)
        turn = replace(turn, notice=told, revealed=revealed and _is_on_table(self.card, turn))
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
    card: CardId = "",
    revealed: Annotated[str, Form()] = "",
    back: Annotated[str, Form()] = "",
) -> Aside:
    return Aside(request, db, user, now, deck, card, bool(revealed), back)


Asked = Annotated[Aside, Depends(_aside)]


@router.put("/cards/{card_id}/burial")
async def bury_card(aside: Asked, card_id: Id) -> Response:
    return await aside.move(one_card(aside.user.id, card_id), "buried", card_id, bury, aside.today)


@router.delete("/cards/{card_id}/burial")
async def unbury_card(aside: Asked, card_id: Id) -> Response:
    return await aside.move(one_card(aside.user.id, card_id), "unburied", card_id, unbury, aside.today)


@router.put("/notes/{note_id}/burial")
async def bury_note(aside: Asked, note_id: Id) -> Response:
    return await aside.move(whole_note(aside.user.id, note_id), "buried-note", note_id, bury, aside.today)


@router.delete("/notes/{note_id}/burial")
async def unbury_note(aside: Asked, note_id: Id, only: CardIds = "") -> Response:
    which = whole_note(aside.user.id, note_id, _numbers(only))
    return await aside.move(which, "unburied-note", note_id, unbury, aside.today)


@router.put("/cards/{card_id}/suspension")
async def suspend_card(aside: Asked, card_id: Id) -> Response:
    return await aside.move(one_card(aside.user.id, card_id), "suspended", card_id, suspend, aside.today)


@router.delete("/cards/{card_id}/suspension")
async def unsuspend_card(aside: Asked, card_id: Id) -> Response:
    which = one_card(aside.user.id, card_id)
    return await aside.move(which, "unsuspended", card_id, unsuspend, aside.today, id_or_none(aside.card))


@router.put("/notes/{note_id}/suspension")
async def suspend_note(aside: Asked, note_id: Id) -> Response:
    return await aside.move(whole_note(aside.user.id, note_id), "suspended-note", note_id, suspend, aside.today)


@router.delete("/notes/{note_id}/suspension")
async def unsuspend_note(aside: Asked, note_id: Id, only: CardIds = "") -> Response:
    which = whole_note(aside.user.id, note_id, _numbers(only))
    return await aside.move(which, "unsuspended-note", note_id, unsuspend, aside.today, id_or_none(aside.card))


def _numbers(only: str) -> list[int]:
    return [int(number) for number in only.split(".") if number]


@router.put("/notes/{note_id}/mark")
async def mark_note(aside: Asked, note_id: Id) -> Response:
    return await aside.pick_out(whole_note(aside.user.id, note_id), "marked", mark)


@router.delete("/notes/{note_id}/mark")
async def unmark_note(aside: Asked, note_id: Id) -> Response:
    return await aside.pick_out(whole_note(aside.user.id, note_id), "unmarked", unmark)


@router.put("/cards/{card_id}/flag")
async def flag_card(aside: Asked, card_id: Id, flag: Annotated[int, Form(ge=0, le=7)]) -> Response:
    return await aside.pick_out(one_card(aside.user.id, card_id), "flagged", set_flag, flag)
