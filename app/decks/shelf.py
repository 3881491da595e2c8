"""Finding decks, notes and cards."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection
from sqlmodel import Session, col, select

from app.db import entities
from app.decks.tables import Card, Deck, Note


def decks(db: Connection) -> Sequence[Deck]:
    """Every deck that is not retired, in order."""
    with entities(db) as orm:
        return orm.exec(select(Deck).where(col(Deck.retired).is_(False)).order_by(col(Deck.position))).all()


def find_deck(db: Connection, deck_id: int) -> Deck | None:
    """The deck, unless it is retired."""
    with entities(db) as orm:
        deck = orm.get(Deck, deck_id)
        return None if deck is None or deck.retired else deck


def find_note(db: Connection, note_id: int) -> tuple[Note, Deck, int] | None:
    """A note with its deck and the id of its first card, unless it is retired."""
    with entities(db) as orm:
        note = orm.get(Note, note_id)
        if note is None or note.retired:
            return None
        deck = orm.get_one(Deck, note.deck_id)
        cards = cards_of(orm, note.id)
        return note, deck, cards[0].id if cards else 0


def cards_of(orm: Session, note_id: int) -> Sequence[Any]:
    """The `id` and `question` of each of a note's cards that is not retired, in order."""
    asked = select(Card.id, Card.question).where(Card.note_id == note_id, col(Card.retired).is_(False))
    return orm.exec(asked.order_by(col(Card.position))).all()


def cited(guide: str, cites: list[list[object]]) -> str:
    """Where a note's facts stand: `DockerDeepDive.md, lines 105–107 and 210`."""
    if not guide or not cites:
        return ""
    spans = [str(first) if first == last else f"{first}–{last}" for first, last, _hash in cites]
    several = len(spans) > 1 or "–" in spans[0]
    listed = ", ".join(spans[:-1]) + (" and " if len(spans) > 1 else "") + spans[-1]
    return f"{guide}, {'lines' if several else 'line'} {listed}"
