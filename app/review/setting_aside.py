"""Cards taken out of the way, for a day or for good, and cards picked out: burying, suspending, flags, marks."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Connection, Update, and_, case, null, select, update

from app.review import statements as sql
from app.review.tables import NEVER_SEEN, Queue, Schedule

Which = ColumnElement[bool]


def one_card(user_id: int, card_id: int) -> Which:
    """Her card."""
    return and_(sql.S.user_id == user_id, sql.S.card_id == card_id)


def whole_note(user_id: int, note_id: int, only: Sequence[int] = ()) -> Which:
    """Her cards of one note; with `only`, those of these ids."""
    mine = and_(sql.S.user_id == user_id, sql.S.card_id.in_(sql.cards_of(note_id)))
    return and_(mine, sql.S.card_id.in_(only)) if only else mine


_WAITING = sql.S.queue.in_([int(Queue.NEW), int(Queue.LEARNING), int(Queue.REVIEW)])

RESTING = case(
    (sql.S.last_day.is_(None), int(Queue.NEW)),
    (sql.S.due_day == sql.S.last_day, int(Queue.LEARNING)),
    else_=int(Queue.REVIEW),
)
"""Where a card waits once it is no longer set aside; only a repeat is due on the day of the last answer."""


def exists(db: Connection, which: Which) -> bool:
    """Whether she has such a card."""
    found = db.execute(select(sql.S.card_id).where(which, sql.S.queue < int(Queue.RETIRED)).limit(1))
    return found.first() is not None


def bury(db: Connection, which: Which, today: date) -> list[int]:
    """Puts cards off till tomorrow; the ids of those that waited. What their scheduler knows does not change."""
    until = today + timedelta(days=1)
    waiting = update(Schedule).where(which, _WAITING, sql.S.due_day <= today)
    queue = case((sql.S.last_day.is_(None), int(Queue.NEW)), else_=int(Queue.REVIEW))
    return _moved(db, waiting.values(due_day=until, buried_until=until, queue=queue))


def unbury(db: Connection, which: Which, today: date) -> list[int]:
    """Brings buried cards back to today; the ids of those that were buried."""
    buried = update(Schedule).where(which, sql.S.buried_until > today, sql.S.due_day == sql.S.buried_until)
    is_new = sql.S.last_day.is_(None)
    day, until = case((is_new, NEVER_SEEN), else_=today), case((is_new, null()), else_=today)
    return _moved(db, buried.values(due_day=day, buried_until=until))


def suspend(db: Connection, which: Which, today: date) -> list[int]:
    """Takes cards out until they are brought back by hand; the ids of those that were not out yet.

    A repeat that was still to come today is dropped.
    """
    bury(db, which & (sql.S.queue == int(Queue.LEARNING)), today)
    return _moved(db, update(Schedule).where(which, _WAITING).values(queue=int(Queue.SUSPENDED)))


def unsuspend(db: Connection, which: Which, today: date, on_table: int | None = None) -> list[int]:
    """Brings suspended cards back to where they would be by now; the ids of those that were out.

    A card that was `on_table` when it was suspended may be asked today again, even if it was a repeat.
    """
    moved = _moved(db, update(Schedule).where(which, sql.S.queue == int(Queue.SUSPENDED)).values(queue=RESTING))
    if on_table in moved:
        unbury(db, and_(which, sql.S.card_id == on_table), today)
    return moved


def _moved(db: Connection, change: Update) -> list[int]:
    return list(db.execute(change.returning(sql.S.card_id)).scalars())


def set_flag(db: Connection, which: Which, flag: int) -> None:
    """0 to 7; 0 takes the flag off."""
    db.execute(update(Schedule).where(which).values(flag=flag))


def mark(db: Connection, which: Which) -> None:
    """Marks a note."""
    db.execute(update(Schedule).where(which).values(marked=True))


def unmark(db: Connection, which: Which) -> None:
    """Takes the mark off."""
    db.execute(update(Schedule).where(which).values(marked=False))
