"""Cards made of a guide's proposals: their notes, and the decks that these stand in, one for each part of the guide."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Connection, update
from sqlmodel import Session, col, select

from app.cards.markup import MARKUP_VERSION
from app.db import entities
from app.decks.loading import blank_note, cards_by_note, make_cards, retire_deck, retire_note
from app.decks.merging import carry_over
from app.decks.tables import Card, Deck, Note
from app.library.tables import Fate, Guide, Proposal, State

SHELF = 1_000
"""Decks made of guides stand behind those of files; each guide has room for a thousand parts."""


def shelve(orm: Session, guide: Guide, proposals: Sequence[Proposal]) -> None:
    """Puts the notes of proposals into the decks of their parts, with their words, lines and errata.

    A note that was made of its like before is taken up again, and so are its cards and their schedules.
    """
    decks = _decks(orm, guide, {one.part for one in proposals})
    notes = _notes(orm, guide, proposals)
    for one in proposals:
        note, deck = notes[one.id], decks[one.part]
        note.deck_id, note.kind, note.position = deck.id, one.kind, one.position
        carry_over(note, dict(one.fields))
        note.cites, note.errata = one.cites, one.errata
        note.tags = [f"day-{deck.day}"] if deck.day else []
        note.retired = False
        orm.add(note)
    orm.flush()
    cards = cards_by_note(orm, list(notes.values()))
    for one in proposals:
        note = notes[one.id]
        one.note_id = note.id
        orm.add(one)
        make_cards(orm, note, decks[one.part].position, cards[note.id])
    orm.flush()
    _clear(orm, guide.id)


def reshelve(orm: Session, guide: Guide) -> None:
    """Cards that were made of the guide cite the lines as they stand now, in the decks of their parts."""
    accepted = select(Proposal).where(Proposal.guide_id == guide.id, Proposal.state == State.ACCEPTED)
    shelve(orm, guide, orm.exec(accepted.where(Proposal.fate != Fate.GONE)).all())


def render_anew(db: Connection) -> int:
    """Renders cards of guides again whose HTML another version of Ebb made; of how many decks.

    Those of deck files are rendered again when their decks are loaded.
    """
    with entities(db) as orm:
        made_here = select(Deck).where(col(Deck.guide_id).is_not(None), col(Deck.retired).is_(False))
        decks = orm.exec(made_here.where(Deck.fingerprint != str(MARKUP_VERSION))).all()
        for deck in decks:
            notes = orm.exec(select(Note).where(Note.deck_id == deck.id, col(Note.retired).is_(False))).all()
            cards = cards_by_note(orm, notes)
            for note in notes:
                make_cards(orm, note, deck.position, cards[note.id])
            deck.fingerprint = str(MARKUP_VERSION)
            orm.add(deck)
        return len(decks)


def drop_cards(orm: Session, guide_id: int, proposals: Sequence[Proposal]) -> None:
    """Takes away the cards that were made of proposals; what was learnt of them stays stored."""
    ids = [one.note_id for one in proposals if one.note_id]
    notes = orm.exec(select(Note).where(col(Note.id).in_(ids))).all()
    for note in notes:
        retire_note(orm, note)
    for deck in orm.exec(select(Deck).where(col(Deck.id).in_({note.deck_id for note in notes}))):
        deck.revision += 1
        orm.add(deck)
    for one in proposals:
        one.note_id = None
        orm.add(one)
    orm.flush()
    _clear(orm, guide_id)


def drop_all(db: Connection, guide_id: int) -> None:
    """Takes away every card that was made of a guide, with its decks."""
    decks = select(Deck.id).where(Deck.guide_id == guide_id)
    for table, home in ((Card, Card.deck_id), (Note, Note.deck_id)):
        db.execute(update(table).where(col(home).in_(decks)).values(retired=True))
    db.execute(update(Deck).where(col(Deck.guide_id) == guide_id).values(retired=True, revision=col(Deck.revision) + 1))


def slug(name: str) -> str:
    """A guide's name as it stands in keys; two names never share one."""
    letters = (letter if letter.isalnum() and letter.isascii() else "-" for letter in name.lower().removesuffix(".md"))
    words = "-".join(filter(None, "".join(letters).split("-")))[:32].strip("-")
    return "-".join(filter(None, ("lib", words, hashlib.sha256(name.encode()).hexdigest()[:8])))


def _notes(orm: Session, guide: Guide, proposals: Sequence[Proposal]) -> Mapping[int, Note]:
    """The note of each proposal, by its id: its own, one that was made of its like before, or a new one."""
    start = slug(guide.name)
    keys = {one.id: f"{start}-{one.key}" for one in proposals}
    ids = [one.note_id for one in proposals if one.note_id]
    own = {note.id: note for note in orm.exec(select(Note).where(col(Note.id).in_(ids)))}
    like = {note.key: note for note in orm.exec(select(Note).where(col(Note.key).in_(keys.values())))}
    return {
        one.id: own.get(one.note_id or 0) or like.get(keys[one.id]) or blank_note(keys[one.id]) for one in proposals
    }


def _decks(orm: Session, guide: Guide, numbers: Iterable[int]) -> Mapping[int, Deck]:
    """The decks of some parts of a guide, as the guide has them now; they are made where there are none."""
    titles = {part["number"]: part["title"] for part in guide.told["parts"]}
    days = {part: day["number"] for day in guide.told["days"] for part in day["parts"]}
    keys = {number: f"{slug(guide.name)}-{number}" for number in numbers}
    stored = {deck.key: deck for deck in orm.exec(select(Deck).where(col(Deck.key).in_(keys.values())))}
    decks = {number: stored.get(key) or _new_deck(guide, key, number) for number, key in keys.items()}
    for number, deck in decks.items():
        deck.title, deck.day = titles.get(number) or guide.title, days.get(number)
        deck.guide_id, deck.position, deck.retired = guide.id, SHELF * (guide.id + 1) + number, False
        deck.fingerprint = deck.fingerprint or str(MARKUP_VERSION)
        deck.revision += 1
        orm.add(deck)
    orm.flush()
    return decks


def _new_deck(guide: Guide, key: str, number: int) -> Deck:
    return Deck(
        key=key,
        title="",
        section=number,
        day=None,
        guide=guide.name,
        position=0,
        fingerprint="",
        revision=0,
        retired=False,
        guide_id=guide.id,
    )


def _clear(orm: Session, guide_id: int) -> None:
    """Retires the guide's decks that have no card any more."""
    cards = select(Note.id).where(Note.deck_id == Deck.id, col(Note.retired).is_(False)).exists()
    for deck in orm.exec(select(Deck).where(Deck.guide_id == guide_id, col(Deck.retired).is_(False), ~cards)):
        retire_deck(orm, deck)
        orm.add(deck)
