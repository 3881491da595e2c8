"""What is stored of a learner's memory: where each card stands, and every review that brought it there."""

from datetime import date, datetime
from enum import IntEnum
from typing import Any

from sqlalchemy import JSON, Column, ForeignKeyConstraint, Index, text
from sqlmodel import Field, SQLModel


class Queue(IntEnum):
    """Where a card waits."""

    NEW = 0
    LEARNING = 1
    """To be seen again within the day."""
    REVIEW = 2
    SUSPENDED = 8
    RETIRED = 9
    """Its note is gone from the deck file. From here up a card is out of sight."""
    RETIRED_SUSPENDED = 10
    """Gone likewise, and suspended should it return."""


class Enrolment(SQLModel, table=True):
    """A learner and a deck: how far her schedule has caught up with it, and which scheduler spaces its cards."""

    user_id: int = Field(foreign_key="user.id", ondelete="CASCADE", primary_key=True)
    deck_id: int = Field(foreign_key="deck.id", ondelete="CASCADE", primary_key=True)
    revision: int
    scheduler: str


class Schedule(SQLModel, table=True):
    """Where one card stands for one learner.

    Memory, last day and due day can be rebuilt from her reviews; what she set by hand (a flag, a burial) cannot.
    """

    __table_args__ = (
        Index("schedule_next", "user_id", "queue", "due_day", "rank", "card_id"),
        Index("schedule_next_in_deck", "user_id", "deck_id", "queue", "due_day", "rank", "card_id"),
        {"sqlite_with_rowid": False},
    )

    user_id: int = Field(foreign_key="user.id", ondelete="CASCADE", primary_key=True)
    card_id: int = Field(foreign_key="card.id", ondelete="CASCADE", primary_key=True)
    deck_id: int
    note_id: int
    queue: int
    due_day: date
    """The first study day on which it may be asked; NEVER_SEEN for a new card."""
    rank: int
    """Order within a queue and day: the card's position; for LEARNING the moment it is due, in seconds since 1970."""
    turn: int
    """Raised by every answer and every undo; a form that shows an older turn changes nothing."""
    scheduler: str
    memory: str
    """The scheduler's own numbers as JSON."""
    last_day: date | None
    """The study day of its last counted review."""
    fuzz: int
    """Days by which the due day differs from the scheduler's interval."""
    buried_until: date | None
    flag: int
    """0 none; 1 red, 2 orange, 3 green, 4 blue, 5 pink, 6 turquoise, 7 purple."""
    marked: bool


NEVER_SEEN = date(1, 1, 1)
"""The due day of a card that has not been seen: before every other, so that it may come at once."""


class Review(SQLModel, table=True):
    """One answer, or the undoing of one. Rows are only ever added."""

    __table_args__ = (
        Index("review_of_card", "user_id", "card_id", "turn", unique=True),
        Index(
            "review_undone",
            "user_id",
            "undoes",
            unique=True,
            sqlite_where=text("undoes IS NOT NULL"),
            postgresql_where=text("undoes IS NOT NULL"),
        ),
        ForeignKeyConstraint(["user_id", "undoes"], ["review.user_id", "review.id"], ondelete="CASCADE"),
        {"sqlite_with_rowid": False},
    )

    user_id: int = Field(foreign_key="user.id", ondelete="CASCADE", primary_key=True)
    id: int = Field(primary_key=True)
    """Counts up from 1 for each learner: the order of her answers, whatever the clock did."""
    card_id: int = Field(foreign_key="card.id", ondelete="CASCADE")
    turn: int
    """The turn of the card that it answered."""
    undoes: int | None
    """The review that this row takes back; then the columns from `quality` on say nothing."""
    at: datetime
    time_zone: str
    day: date
    """The learner's study day."""
    quality: int
    """0 to 5."""
    elapsed_days: int
    """Study days since the last counted review, less the fuzz of its due day."""
    duration_ms: int
    """How long the answer took, at most 60,000."""
    scheduler: str
    queue: int
    """Where the card waited before."""
    interval_days: int
    """What the scheduler made of it."""
    fuzz: int
    due_day: date
    before: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    """What an undo must put back: the schedule as it was, and siblings that this answer buried."""
    judged: dict[str, Any] | None = Field(sa_column=Column(JSON(none_as_null=True), nullable=True))
    """Where Ebb judged: `proposed`, the quality it proposed, and `missed`, the keys of key points not in the answer."""


class Attempt(SQLModel, table=True):
    """Her latest answer to a card that Ebb judges, until she grades it: the first one of a turn, which stands."""

    __table_args__ = {"sqlite_with_rowid": False}

    user_id: int = Field(foreign_key="user.id", ondelete="CASCADE", primary_key=True)
    card_id: int = Field(foreign_key="card.id", ondelete="CASCADE", primary_key=True)
    turn: int
    at: datetime
    sent: dict[str, list[str]] = Field(sa_column=Column(JSON, nullable=False))
    """What her form brought: field to values."""
    verdict: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    """`app.cards.card.Verdict` as plain values."""


class StudyDay(SQLModel, table=True):
    """A learner's totals of one study day, kept up with every answer so that nothing has to be counted."""

    __tablename__ = "study_day"
    __table_args__ = {"sqlite_with_rowid": False}

    user_id: int = Field(foreign_key="user.id", ondelete="CASCADE", primary_key=True)
    day: date = Field(primary_key=True)
    answers: int
    new: int
    """First sights of a card."""
    reviews: int
    """Answers to cards that were due."""
    again: int
    """Answers of quality below 3."""
    duration_ms: int
