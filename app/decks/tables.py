"""What is stored of decks: shared by everyone who learns here, so nothing in them names a learner."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, UniqueConstraint
from sqlmodel import Field, SQLModel


class Deck(SQLModel, table=True):
    """A deck file as loaded."""

    id: int = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    """The id in the deck file."""
    title: str
    section: int | None
    day: int | None
    """The day of the study plan."""
    guide: str
    position: int
    """Its place among the decks, from 0."""
    fingerprint: str
    """What it was loaded from; an equal file is not loaded again."""
    revision: int
    """Raised whenever cards come or go, so that a learner's schedule knows that it has to catch up."""
    retired: bool
    guide_id: int | None = None
    """The guide of the library that it was made of here; None for a deck that has a file."""


class Note(SQLModel, table=True):
    """What an author wrote; it makes one card or several (siblings)."""

    id: int = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    """The id in the deck file."""
    deck_id: int = Field(foreign_key="deck.id", index=True)
    kind: str
    position: int
    fields: dict[str, str] = Field(sa_column=Column(JSON, nullable=False))
    """Field name to Markdown, as the file has it; `explanation` is one of them."""
    local: dict[str, str] = Field(sa_column=Column(JSON, nullable=False))
    """The fields that were edited here; they stand before the file's."""
    tags: list[str] = Field(sa_column=Column(JSON, nullable=False))
    cites: list[Any] = Field(sa_column=Column(JSON, nullable=False))
    """[first line, last line, hash] of each cited passage of the guide."""
    errata: list[dict[str, str]] = Field(sa_column=Column(JSON, nullable=False))
    """`says`, `true` and `source` of each error of the guide that the note corrects."""
    search_text: str
    """Every word of the note, folded, for finding it."""
    retired: bool
    """Gone from its file. Its history stays, and so does its schedule if it comes back."""
    base: dict[str, str] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True), nullable=True))
    """What the file said in each field that was edited here, when it was; another text there now is a conflict."""


class Report(SQLModel, table=True):
    """What a learner finds wrong with a note, for the owner to read; one for each learner and note."""

    __table_args__ = {"sqlite_with_rowid": False}

    user_id: int = Field(foreign_key="user.id", ondelete="CASCADE", primary_key=True)
    note_id: int = Field(foreign_key="note.id", ondelete="CASCADE", primary_key=True)
    card_id: int = Field(foreign_key="card.id", ondelete="CASCADE")
    """The card that she saw."""
    at: datetime
    text: str
    closed_at: datetime | None
    """When the owner had dealt with it; None while it is open."""


class Card(SQLModel, table=True):
    """One thing that is asked: a face of a note, as HTML made when it was loaded."""

    __table_args__ = (UniqueConstraint("note_id", "face"),)

    id: int = Field(default=None, primary_key=True)
    note_id: int = Field(foreign_key="note.id", index=True)
    deck_id: int = Field(foreign_key="deck.id", index=True)
    face: str
    """Which face: empty for the only one, `forward`, `reverse`, `c1`."""
    kind: str
    position: int
    """Its place among all cards; new cards come in this order."""
    question: str
    """The front as one line of plain text, for lists."""
    front_html: str
    back_html: str
    extra_html: str
    retired: bool
    parts: list[dict[str, Any]] | None = Field(sa_column=Column(JSON(none_as_null=True), nullable=True))
    """`app.cards.card.Part` as plain values, in the author's order; None for a kind that Ebb does not judge."""
