"""Which cards rest on which lines of a guide, and which rest on lines that read otherwise now."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from app.cards.card import line_hash
from app.decks.tables import Card, Deck, Note


@dataclass(frozen=True, slots=True)
class Resting:
    """A card with the passages that it rests on: those that read as they did, and those that do not."""

    card_id: int
    note_id: int
    question: str
    made_here: bool
    """Whether it was made of the guide in the library, which renews its lines, and not by a deck's author."""
    fresh: tuple[tuple[int, int], ...]
    stale: tuple[tuple[int, int], ...]


def resting_on(orm: Session, guide: str, lines: Sequence[str]) -> list[Resting]:
    """Every card that rests on the guide of that name, whose lines are these, in the order of the decks."""
    query = (
        select(Note.id, Note.cites, Card.id, Card.question, Deck.guide_id)  # type: ignore[call-overload]
        .join(Card, col(Card.note_id) == Note.id)
        .join(Deck, col(Deck.id) == Note.deck_id)
        .where(Deck.guide == guide, col(Card.retired).is_(False), col(Note.retired).is_(False))
        .order_by(col(Card.position))
    )
    found = []
    for note_id, cites, card_id, question, guide_id in orm.exec(query):
        spans: dict[bool, list[tuple[int, int]]] = {True: [], False: []}
        for first, last, hash_ in cites:
            spans[_reads(lines, first, last) == hash_].append((first, last))
        fresh, stale = tuple(spans[True]), tuple(spans[False])
        found.append(Resting(card_id, note_id, question, guide_id is not None, fresh, stale))
    return found


def stale_cards(orm: Session, guide: str, lines: Sequence[str]) -> list[dict[str, Any]]:
    """The cards of decks with an author that rest on lines which read otherwise now, one for each note."""
    found: dict[int, Resting] = {}
    for card in resting_on(orm, guide, lines):
        if card.stale and not card.made_here:
            found.setdefault(card.note_id, card)
    return [{"id": card.card_id, "question": card.question, "spans": card.stale} for card in found.values()]


def _reads(lines: Sequence[str], first: int, last: int) -> str:
    return line_hash(lines[first - 1 : last])
