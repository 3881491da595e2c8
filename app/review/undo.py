"""Taking back the last answer. It works after a reload and on another device, because it is done to what is stored."""

from datetime import date, timedelta

from sqlalchemy import Connection, select
from sqlmodel import col

from app.db import Prepared, Row
from app.decks.tables import Card
from app.review import statements as sql
from app.review.notices import NOTHING_UNDONE, notice_of, quoted
from app.review.queue import Sitting, Turn, Undoable, next_turn
from app.review.rebuild import CARD_REVIEWS, rebuild
from app.review.tables import Queue, Review
from app.review.totals import totals_of
from app.scheduling.grade import Grade

_LAST = Prepared(
    select(sql.table(Review), col(Card.question), col(Card.position))
    .join(Card, col(Card.id) == sql.R.card_id)
    .where(sql.COUNTED)
    .order_by(sql.R.id.desc())
    .limit(1)
)
"""Her last answer that still counts."""


def undoable_answer(card_id: int, turn: int, quality: int, question: str) -> Undoable:
    """An answer as its undo button names it: `Good on “What does -d do?”`."""
    return Undoable(f"{card_id}-{turn}", f"{Grade.of_quality(quality).label} on {quoted(question)}")


def undoable(db: Connection, user_id: int) -> Undoable | None:
    """Her last answer that still counts."""
    last = _LAST.one(db, user_id=user_id)
    return None if last is None else undoable_answer(last.card_id, last.turn, last.quality, last.question)


def undo_last(db: Connection, sitting: Sitting, token: str, on_table: int | None = None) -> Turn:
    """Takes back her last answer: the card and the siblings it buried stand where they stood, and she sees it again.

    `token` says which answer she means; when it is no longer the last one (a double click, another device), nothing
    is taken back, and the card `on_table` stays there.
    """
    user_id = sitting.learner.id
    last = _LAST.one(db, user_id=user_id)
    if last is None or f"{last.card_id}-{last.turn}" != token:
        return next_turn(db, sitting, undo=undoable(db, user_id), notice=NOTHING_UNDONE, first=on_table)
    card = sql.ONE_CARD.one(db, user_id=user_id, card_id=last.card_id)
    assert card is not None  # noqa: S101 - what was answered was scheduled, and schedules are not taken away
    _note_undo(db, sitting, last, card)
    _put_back(db, sitting, last, card)
    return next_turn(db, sitting, undo=undoable(db, user_id), notice=notice_of("undone"), first=last.card_id)


def _note_undo(db: Connection, sitting: Sitting, last: Row, card: Row) -> None:
    sql.ADD_REVIEW.run(
        db,
        user_id=sitting.learner.id,
        card_id=last.card_id,
        turn=card.turn,
        undoes=last.id,
        at=sitting.now,
        time_zone=str(sitting.learner.zone),
        day=sitting.today,
        quality=last.quality,
        elapsed_days=last.elapsed_days,
        duration_ms=0,
        scheduler=card.scheduler,
        queue=card.queue,
        interval_days=last.interval_days,
        fuzz=last.fuzz,
        due_day=last.due_day,
        before={},
        judged=None,
    )
    taken_off = {name: -count for name, count in totals_of(last.queue, last.quality, last.duration_ms).items()}
    sql.ADD_TO_DAY.run(db, user_id=sitting.learner.id, day=last.day, **taken_off)


def _put_back(db: Connection, sitting: Sitting, last: Row, card: Row) -> None:
    before = last.before
    if last.scheduler == card.scheduler:
        standing = {
            "queue": before["queue"],
            "due_day": _day(before["due_day"]),
            "memory": before["memory"],
            "last_day": _day(before["last_day"]),
            "fuzz": before["fuzz"],
            "buried_until": _day(before["buried_until"]),
            "rank": last.position,
        }
    else:  # the deck has changed schedulers since, so the numbers of then are in another language
        left = CARD_REVIEWS.all(db, user_id=sitting.learner.id, card_id=card.card_id)
        standing = rebuild(card, left, sitting.today, card.scheduler)
    if card.queue >= Queue.SUSPENDED:
        standing["queue"] = card.queue
    sql.MOVE.run(
        db, user_id=sitting.learner.id, of_card=card.card_id, seen_turn=card.turn, turn=card.turn + 1, **standing
    )
    for card_id, due_day, buried_until in before.get("siblings", []):
        _unbury(db, sitting, last, card_id, _day(due_day), _day(buried_until))


def _unbury(
    db: Connection, sitting: Sitting, last: Row, card_id: int, due_day: date | None, buried_until: date | None
) -> None:
    """Puts a sibling back while it still stands where that answer buried it."""
    user_id = sitting.learner.id
    card = sql.ONE_CARD.one(db, user_id=user_id, card_id=card_id)
    if card is not None and card.scheduler != last.scheduler:  # the day of then was the other scheduler's
        reviews = CARD_REVIEWS.all(db, user_id=user_id, card_id=card_id)
        due_day, buried_until = rebuild(card, reviews, sitting.today, card.scheduler)["due_day"], None
    until = last.day + timedelta(days=1)
    sql.UNBURY.run(db, user_id=user_id, of_card=card_id, until=until, due_day=due_day, buried_until=buried_until)


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
