"""The statements that run with every answer, each one an index seek however many cards there are."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, insert, literal, select, update
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlmodel import SQLModel, col

from app.db import Prepared
from app.decks.tables import Card, Deck, Note
from app.review.tables import Attempt, Queue, Review, Schedule, StudyDay

CAP = 1000
"""Counting stops here: nobody needs to know whether 4,000 or 5,000 are left, and counting them takes time."""


def table(model: type[SQLModel]) -> Any:
    """A model's table, for statements built from Core."""
    return model.__table__  # type: ignore[attr-defined]


S = table(Schedule).c
R = table(Review).c
D = table(StudyDay).c


@dataclass(frozen=True)
class Scoped:
    """A statement in two forms: over all decks, and within one."""

    everywhere: Prepared
    in_deck: Prepared

    def pick(self, deck_id: int | None) -> Prepared:
        """The form that fits."""
        return self.everywhere if deck_id is None else self.in_deck


MINE = S.user_id == bindparam("user_id")
ASKABLE = S.due_day <= bindparam("today")
IN_DECK = S.deck_id == bindparam("deck_id")

_CARD = (
    select(
        *(S.card_id, S.note_id, S.deck_id, S.queue, S.due_day, S.turn, S.scheduler, S.memory, S.last_day, S.fuzz),
        *(S.flag, S.marked, S.buried_until),
        *(col(Card.kind), col(Card.front_html), col(Card.back_html), col(Card.extra_html), col(Card.parts)),
        *(col(Card.position), col(Card.question)),
        *(col(Deck.title).label("deck_title"), col(Deck.section), col(Deck.guide)),
        *(col(Note.cites), col(Note.errata)),
    )
    .select_from(table(Schedule))
    .join(Card, col(Card.id) == S.card_id)
    .join(Note, col(Note.id) == S.note_id)
    .join(Deck, col(Deck.id) == S.deck_id)
)


def next_card(queue: Queue, *conditions: ColumnElement[bool]) -> Scoped:
    """The first card of a queue, found by one seek in the index that ends in (queue, due_day, rank)."""
    mine = _CARD.where(MINE, S.queue == literal(int(queue)), ASKABLE, *conditions)
    found = mine.order_by(S.due_day, S.rank).limit(1)
    return Scoped(Prepared(found), Prepared(found.where(IN_DECK)))


REPEAT_DUE = next_card(Queue.LEARNING, S.rank <= bindparam("now"))
REPEAT_EARLY = next_card(Queue.LEARNING)
NEXT_DUE = next_card(Queue.REVIEW)
NEXT_NEW = next_card(Queue.NEW)

ONE_CARD = Prepared(_CARD.where(MINE, S.card_id == bindparam("card_id")))
"""A card of hers, whatever its queue."""


DECK_CARDS = Prepared(_CARD.where(MINE, IN_DECK))
"""Her cards of one deck, whatever their queue."""


def _count(queue: Queue, most: str, *conditions: ColumnElement[bool]) -> Any:
    """Counts up to the parameter `most`: what is beyond today's limit is not shown, so it need not be counted."""
    some = (
        select(literal(1))
        .select_from(table(Schedule))
        .where(MINE, S.queue == literal(int(queue)), ASKABLE, *conditions)
    )
    return select(func.count()).select_from(some.limit(bindparam(most)).subquery()).scalar_subquery()


def _counts(*conditions: ColumnElement[bool]) -> Select[Any]:
    return select(
        _count(Queue.NEW, "most_new", *conditions).label("new"),
        _count(Queue.LEARNING, "most_learning", *conditions).label("learning"),
        _count(Queue.REVIEW, "most_due", *conditions).label("due"),
    )


COUNTS = Scoped(Prepared(_counts()), Prepared(_counts(IN_DECK)))

_NEXT_DAY = select(func.min(S.due_day).label("due_day")).where(
    MINE, S.queue == literal(int(Queue.REVIEW)), S.due_day > bindparam("today")
)
NEXT_DAY = Scoped(Prepared(_NEXT_DAY), Prepared(_NEXT_DAY.where(IN_DECK)))

STUDY_DAY = Prepared(select(table(StudyDay)).where(D.user_id == bindparam("user_id"), D.day == bindparam("day")))

MOVE = Prepared(
    update(table(Schedule))
    .where(MINE, S.card_id == bindparam("of_card"), S.turn == bindparam("seen_turn"))
    .values(
        {
            name: bindparam(name)
            for name in ("queue", "due_day", "rank", "turn", "memory", "last_day", "fuzz", "buried_until")
        }
    )
)
"""Puts a card elsewhere, unless it has moved since its turn was seen."""


def cards_of(note_id: Any) -> Select[Any]:
    """The ids of a note's cards. Schedules are found by these: by S.note_id, SQLite would read all cards of hers."""
    return select(col(Card.id)).where(col(Card.note_id) == note_id)


SIBLINGS = Prepared(
    select(S.card_id, S.due_day, S.buried_until).where(
        MINE,
        S.card_id.in_(cards_of(bindparam("note_id")).where(col(Card.id) != bindparam("card_id"))),
        S.queue.in_([literal(int(Queue.NEW)), literal(int(Queue.REVIEW))]),
        ASKABLE,
    )
)
"""The other cards of a note that could still be asked today."""

BURY = Prepared(
    update(table(Schedule))
    .where(MINE, S.card_id == bindparam("of_card"))
    .values(due_day=bindparam("until"), buried_until=bindparam("until"))
)

UNBURY = Prepared(
    update(table(Schedule))
    .where(
        MINE,
        S.card_id == bindparam("of_card"),
        S.due_day == bindparam("until"),
        S.buried_until == bindparam("until"),
    )
    .values(due_day=bindparam("due_day"), buried_until=bindparam("buried_until"))
)
"""Takes back what BURY did, unless the card has been put elsewhere since."""

_NEXT_ID = select(func.coalesce(func.max(R.id), 0) + 1).where(R.user_id == bindparam("user_id")).scalar_subquery()

ADD_REVIEW = Prepared(
    insert(table(Review))
    .inline()
    .values(
        {column.name: bindparam(column.name) for column in table(Review).columns if column.name != "id"}
        | {"id": _NEXT_ID}
    )
)

_undo = table(Review).alias("undo")

COUNTED = and_(
    R.user_id == bindparam("user_id"),
    R.undoes.is_(None),
    ~select(_undo.c.id).where(_undo.c.user_id == R.user_id, _undo.c.undoes == R.id).exists(),
)
"""Her answers that have not been taken back."""

A = table(Attempt).c

ATTEMPT = Prepared(
    select(A.sent, A.verdict).where(
        A.user_id == bindparam("user_id"), A.card_id == bindparam("card_id"), A.turn == bindparam("turn")
    )
)
"""Her answer to a card in this turn of it."""

_attempt = upsert(table(Attempt)).values({column.name: bindparam(column.name) for column in table(Attempt).columns})
KEEP_ATTEMPT = Prepared(
    _attempt.on_conflict_do_update(
        index_elements=["user_id", "card_id"],
        set_={name: _attempt.excluded[name] for name in ("turn", "at", "sent", "verdict")},
        where=A.turn != _attempt.excluded.turn,
    )
)
"""Keeps the first answer of a turn; another one in the same turn changes nothing."""

LAST_JUDGED = Prepared(
    select(R.judged)
    .where(COUNTED, R.card_id == bindparam("card_id"), R.judged.is_not(None))
    .order_by(R.turn.desc())
    .limit(1)
)
"""What was made of her last answer to a card that was judged."""

_totals = ("answers", "new", "reviews", "again", "duration_ms")
_add = upsert(table(StudyDay)).values({name: bindparam(name) for name in ("user_id", "day", *_totals)})
ADD_TO_DAY = Prepared(
    _add.on_conflict_do_update(
        index_elements=["user_id", "day"], set_={name: D[name] + _add.excluded[name] for name in _totals}
    )
)
"""Adds to the totals of a day; negative numbers take an undone answer off."""
