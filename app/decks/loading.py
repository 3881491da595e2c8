"""Bringing deck files into the database, as often as you like: a card keeps its schedule while its words change."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection
from sqlmodel import Session, col, select

from app.cards import card as core
from app.cards.deckfile import write
from app.cards.kinds import JUDGES, KINDS
from app.cards.listing import sentence
from app.cards.markup import MARKUP_VERSION, plain, render
from app.db import entities
from app.decks.merging import carry_over, merged, misfit
from app.decks.tables import Card, Deck, Note

Errata = Mapping[str, core.Erratum]


@dataclass(frozen=True)
class DeckFile:
    """A deck as parsed, with the errata of its guide."""

    deck: core.Deck
    errata: Errata


def load_decks(db: Connection, files: Sequence[DeckFile], *, incomplete: bool = False) -> int:
    """Makes the stored decks say what the files say; how many decks changed.

    Decks without a file are retired, unless the files are `incomplete`: a slip in a file must not take cards away.
    """
    ordered = sorted(files, key=lambda file: (file.deck.day or 99, file.deck.section or 99, file.deck.id))
    with entities(db) as orm:
        changed = sum(_load(orm, file, place) for place, file in enumerate(ordered))
        if not incomplete:
            changed += _retire_missing(orm, {file.deck.id for file in files})
    return changed


def _load(orm: Session, file: DeckFile, place: int) -> bool:
    fingerprint = _fingerprint(file, place)
    deck = orm.exec(select(Deck).where(Deck.key == file.deck.id)).first()
    if deck is not None and deck.fingerprint == fingerprint and not deck.retired:
        return False
    if deck is None:
        deck = Deck(
            key=file.deck.id,
            title="",
            section=None,
            day=None,
            guide="",
            position=0,
            fingerprint="",
            revision=0,
            retired=False,
        )
        orm.add(deck)
    deck.title, deck.section, deck.day = file.deck.title, file.deck.section, file.deck.day
    deck.guide, deck.position, deck.fingerprint = file.deck.guide, place, fingerprint
    deck.revision, deck.retired = deck.revision + 1, False
    orm.flush()
    _load_notes(orm, deck, file)
    return True


def _fingerprint(file: DeckFile, place: int) -> str:
    used = sorted({name for note in file.deck.notes for name in note.errata})
    parts = (str(MARKUP_VERSION), str(place), write(file.deck), *(repr(file.errata[name]) for name in used))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _load_notes(orm: Session, deck: Deck, file: DeckFile) -> None:
    keys = [note.id for note in file.deck.notes]
    stored = {note.key: note for note in orm.exec(select(Note).where(col(Note.key).in_(keys)))}
    gone = orm.exec(
        select(Note).where(Note.deck_id == deck.id, col(Note.key).not_in(keys), col(Note.retired).is_(False))
    )
    for note in gone:
        retire_note(orm, note)
    notes: list[Note] = []
    for place, source in enumerate(file.deck.notes):
        note = stored.get(source.id) or blank_note(source.id)
        note.deck_id, note.kind, note.position = deck.id, source.kind, place
        carry_over(note, source.fields | ({"explanation": source.explanation} if source.explanation else {}))
        note.tags = list(core.tags_of(file.deck, source))
        note.cites = [[*cite.lines, cite.hash] for cite in source.cites]
        note.errata = [shown_erratum(file.errata[name]) for name in source.errata]
        note.retired = False
        orm.add(note)
        notes.append(note)
    orm.flush()
    cards = cards_by_note(orm, notes)
    for note in notes:
        make_cards(orm, note, deck.position, cards[note.id])


def cards_by_note(orm: Session, notes: Sequence[Note]) -> dict[int, dict[str, Card]]:
    """Note id to its stored cards by face."""
    cards: dict[int, dict[str, Card]] = {note.id: {} for note in notes}
    for card in orm.exec(select(Card).where(col(Card.note_id).in_(cards))):
        cards[card.note_id][card.face] = card
    return cards


def blank_note(key: str) -> Note:
    """A note of that key, without a deck and without words."""
    return Note(
        key=key,
        deck_id=0,
        kind="",
        position=0,
        fields={},
        local={},
        tags=[],
        cites=[],
        errata=[],
        search_text="",
        retired=False,
    )


def shown_erratum(erratum: core.Erratum) -> dict[str, str]:
    """An erratum as cards keep it: `says`, `true` and `source`."""
    return {"says": sentence(erratum.says), "true": sentence(erratum.true), "source": erratum.source}


def remake_cards(orm: Session, note: Note, deck_position: int) -> None:
    """Renders the faces of a stored note anew, after its text has changed."""
    make_cards(orm, note, deck_position, cards_by_note(orm, [note])[note.id])


def make_cards(orm: Session, note: Note, deck_position: int, stored: dict[str, Card]) -> None:
    """Renders a note's faces; one that is `stored` keeps its id, and so its schedule, and one that went is retired."""
    authored = authored_note(note)
    kind = KINDS[note.kind]
    words = [*authored.fields.values(), authored.explanation, note.key, *note.tags]
    faces = {face.key: face for face in kind.faces(authored)}
    for place, face in enumerate(faces.values()):
        values: dict[str, Any] = {
            "deck_id": note.deck_id,
            "kind": note.kind,
            "position": (deck_position * 10_000 + note.position) * 100 + place,
            "question": plain(face.front),
            "front_html": kind.front_html(face),
            "back_html": kind.back_html(face),
            "extra_html": render(authored.explanation) if authored.explanation else "",
            "retired": False,
            "parts": [asdict(part) for part in JUDGES[note.kind].parts(authored)] if note.kind in JUDGES else None,
        }
        card = stored.get(face.key) or Card(note_id=note.id, face=face.key, **values)
        card.sqlmodel_update(values)
        words.append(plain(face.back))
        orm.add(card)
    for card in stored.values():
        card.retired = card.face not in faces
    note.search_text = " ".join(words).casefold()
    orm.add(note)


def authored_note(note: Note) -> core.Note:
    """A stored note as its kind wants it, with the fields edited here before those of the file.

    Where the two do not go together, it is the file's alone: learners must have a card.
    """
    return merged(note, {} if misfit(note) else note.local)


def _retire_cards(orm: Session, note: Note) -> None:
    for card in orm.exec(select(Card).where(Card.note_id == note.id)):
        card.retired = True


def _retire_missing(orm: Session, present: set[str]) -> int:
    of_files = select(Deck).where(col(Deck.guide_id).is_(None), col(Deck.retired).is_(False))
    missing = orm.exec(of_files.where(col(Deck.key).not_in(present))).all()
    for deck in missing:
        retire_deck(orm, deck)
    return len(missing)


def retire_deck(orm: Session, deck: Deck) -> None:
    """Takes a deck and its cards from everybody's shelf; what was learnt of them stays stored."""
    deck.retired, deck.revision = True, deck.revision + 1
    for note in orm.exec(select(Note).where(Note.deck_id == deck.id)):
        retire_note(orm, note)


def retire_note(orm: Session, note: Note) -> None:
    """Takes a note's cards away; what was learnt of them stays stored."""
    note.retired = True
    orm.add(note)
    _retire_cards(orm, note)
