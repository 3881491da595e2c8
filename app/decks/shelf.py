"""Finding decks, notes and cards."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from markupsafe import Markup
from sqlalchemy import Connection
from sqlmodel import Session, col, select

from app.cards.markup import render_inline
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


def cited(guide: str, cites: list[list[object]]) -> list[dict[str, str]]:
    """Where a note's facts stand: each passage as `lines`, as its `text`, and as an `address` that leads to it."""
    if not guide:
        return []
    spans = [str(first) if first == last else f"{first}-{last}" for first, last, _hash in cites]
    return [
        {
            "text": f"{'lines' if '-' in span else 'line'} {span.replace('-', '–')}",
            "address": f"/source?guide={quote(guide, safe='')}&lines={span}",
        }
        for span in spans
    ]


def in_html(erratum: Mapping[str, str]) -> dict[str, Markup | str]:
    """An erratum as templates show it: what it says and what is true may hold `code`."""
    return {**erratum, **{name: _inline(erratum[name]) for name in ("says", "true")}}


@lru_cache(maxsize=4096)
def _inline(words: str) -> Markup:
    """The few errata that there are stand at many cards, and a review shows one card after the other."""
    return Markup(render_inline(words))  # noqa: S704 - made by app.cards.markup
