"""A learner's schedule catching up with the decks: cards that came, moved or went since she was last here."""

from datetime import date, datetime

from sqlalchemy import Connection, and_, bindparam, case, insert, literal, or_, select, update
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlmodel import col

from app.accounts.current import Learner
from app.db import Database, Prepared
from app.decks.tables import Card, Deck
from app.review import statements as sql
from app.review.setting_aside import RESTING
from app.review.tables import NEVER_SEEN, Enrolment, Queue, Schedule
from app.scheduling.schedulers import DEFAULT, SCHEDULERS, dump

_E = sql.table(Enrolment).c

_BEHIND = Prepared(
    select(col(Deck.id), col(Deck.revision), _E.scheduler)
    .select_from(sql.table(Deck))
    .outerjoin(Enrolment, and_(_E.deck_id == col(Deck.id), _E.user_id == bindparam("user_id")))
    .where(or_(_E.revision.is_(None), _E.revision < col(Deck.revision)))
)

_PUT_OFF = and_(sql.MINE, sql.S.queue == literal(int(Queue.NEW)), sql.S.due_day > literal(NEVER_SEEN), sql.ASKABLE)
"""New cards that were buried, and whose day has come."""
_ANY_PUT_OFF = Prepared(select(sql.S.card_id).where(_PUT_OFF).limit(1))
_TAKE_BACK = Prepared(update(Schedule).where(_PUT_OFF).values(due_day=literal(NEVER_SEEN), buried_until=None))


def is_behind(db: Connection, user_id: int, today: date) -> bool:
    """Whether `catch_up` has anything to do."""
    behind = _BEHIND.one(db, user_id=user_id) or _ANY_PUT_OFF.one(db, user_id=user_id, today=today)
    return behind is not None


async def catch_up_if_behind(db: Database, user: Learner, now: datetime) -> None:
    """New cards are scheduled when a learner opens a page, not while she answers."""
    if await db.read(is_behind, user.id, user.today(now)):
        await db.write_slow(catch_up, user.id, user.today(now))


def catch_up(db: Connection, user_id: int, today: date) -> None:
    """Schedules cards that are new in the decks, sets retired ones aside, and takes back those that returned.

    New cards that were buried until now come in their old order again, not after all others.
    """
    _TAKE_BACK.run(db, user_id=user_id, today=today)
    for deck in _BEHIND.all(db, user_id=user_id):
        scheduler = deck.scheduler or DEFAULT
        _remember(db, user_id, deck.id, deck.revision, scheduler)
        _follow(db, user_id, deck.id)
        _add(db, user_id, deck.id, scheduler)


def _remember(db: Connection, user_id: int, deck_id: int, revision: int, scheduler: str) -> None:
    enrol = upsert(Enrolment).values(user_id=user_id, deck_id=deck_id, revision=revision, scheduler=scheduler)
    db.execute(enrol.on_conflict_do_update(index_elements=["user_id", "deck_id"], set_={"revision": revision}))


def _add(db: Connection, user_id: int, deck_id: int, scheduler: str) -> None:
    columns = {
        "user_id": literal(user_id),
        "card_id": col(Card.id),
        "deck_id": col(Card.deck_id),
        "note_id": col(Card.note_id),
        "queue": literal(int(Queue.NEW)),
        "due_day": literal(NEVER_SEEN),
        "rank": col(Card.position),
        "turn": literal(0),
        "scheduler": literal(scheduler),
        "memory": literal(dump(SCHEDULERS[scheduler].NEW)),
        "fuzz": literal(0),
        "flag": literal(0),
        "marked": literal(value=False),
    }
    scheduled = select(sql.S.card_id).where(sql.S.user_id == user_id, sql.S.card_id == col(Card.id)).exists()
    missing = select(*columns.values()).where(col(Card.deck_id) == deck_id, col(Card.retired).is_(False), ~scheduled)
    db.execute(insert(Schedule).from_select(list(columns), missing))


def _follow(db: Connection, user_id: int, deck_id: int) -> None:
    """Cards that went, came back, or moved to another place or deck."""
    S = sql.S
    mine = and_(S.user_id == user_id, S.card_id == col(Card.id), col(Card.deck_id) == deck_id)
    gone = case((S.queue == int(Queue.SUSPENDED), int(Queue.RETIRED_SUSPENDED)), else_=int(Queue.RETIRED))
    changes = (
        (and_(col(Card.retired), S.queue < int(Queue.RETIRED)), {"queue": gone}),
        (and_(col(Card.retired).is_(False), S.queue == int(Queue.RETIRED_SUSPENDED)), {"queue": int(Queue.SUSPENDED)}),
        (and_(col(Card.retired).is_(False), S.queue == int(Queue.RETIRED)), {"queue": RESTING}),
        (S.deck_id != col(Card.deck_id), {"deck_id": col(Card.deck_id)}),
        (and_(S.queue != int(Queue.LEARNING), S.rank != col(Card.position)), {"rank": col(Card.position)}),
    )
    for condition, values in changes:
        db.execute(update(Schedule).where(mine, condition).values(values))
