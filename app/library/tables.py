"""What is stored of guides and of the cards that they offer; shared by everyone who learns here, as decks are."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Column, UniqueConstraint
from sqlmodel import Field, SQLModel


class Reading(StrEnum):
    """Where a guide's compilation stands."""

    RUNNING = "running"
    READY = "ready"
    FAILED = "failed"


class State(StrEnum):
    """What has been decided about a proposal."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REFUSED = "refused"


class Fate(StrEnum):
    """What became of a proposal when its guide was last read."""

    NEW = "new"
    SAME = "same"
    CHANGED = "changed"
    GONE = "gone"


class Guide(SQLModel, table=True):
    """A guide that was uploaded, as last read."""

    __table_args__ = {"sqlite_autoincrement": True}  # the page of one that is gone must not act on another

    id: int = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    """The file's name; decks that cite a guide of that name cite this one."""
    title: str
    text: str
    """Repaired, with newlines as line ends; its lines are those of the file."""
    overlay: str
    """The TOML that patches it, or empty."""
    reading: str
    problems: list[str] = Field(sa_column=Column(JSON, nullable=False))
    """Why it could not be read; empty otherwise."""
    uploaded_at: datetime
    told: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    """What was found in it: `remarks`, `left_out` (the first; `left` is how many), `parts`, `days`, `checklist`,
    `planned`, and `counts` by fate.

    `again` says that it had been read before; `halfway`, that accepting many of its cards was begun and not ended.
    `pasted` is a text that could not be read, for its sender to correct.
    """


class Proposal(SQLModel, table=True):
    """A card that a guide offers, and what was decided about it."""

    __table_args__ = (UniqueConstraint("guide_id", "key"), {"sqlite_autoincrement": True})

    id: int = Field(default=None, primary_key=True)
    guide_id: int = Field(foreign_key="guide.id", ondelete="CASCADE", index=True)
    key: str
    """Stands for its question, so that it is known again when the guide has changed."""
    position: int
    part: int
    """The part of the guide that it stands in, from 1."""
    kind: str
    fields: dict[str, str] = Field(sa_column=Column(JSON, nullable=False))
    """As a note's; `explanation` is one of them. They are the guide's words unless somebody changed them here."""
    said: dict[str, str] = Field(sa_column=Column(JSON, nullable=False))
    """What the guide says, as last read; empty where it says this no more."""
    path: list[str] = Field(sa_column=Column(JSON, nullable=False))
    cites: list[Any] = Field(sa_column=Column(JSON, nullable=False))
    """[first line, last line, hash] of each passage of the guide, those of `joined` behind its own."""
    errata: list[dict[str, str]] = Field(sa_column=Column(JSON, nullable=False))
    joined: list[int] = Field(sa_column=Column(JSON, nullable=False))
    """The ids of the proposals that were merged into it; those of them that are refused lend it their lines."""
    reason: str
    state: str
    fate: str
    waiting: bool
    """The guide has changed under a card or an edited text, and nobody has decided what stands."""
    note_id: int | None = Field(default=None, foreign_key="note.id", ondelete="SET NULL")
    """The note that was made of it."""
