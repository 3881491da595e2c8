"""Changing a card here, and taking the change back; the deck file's own text is kept beside it."""

from typing import Any

from sqlalchemy import Connection
from sqlmodel import Session

from app.cards.kinds import EXPLANATION, KINDS
from app.db import entities
from app.decks.loading import authored_note, remake_cards
from app.decks.tables import Deck, Note


def save_note(db: Connection, note_id: int, sent: dict[str, str]) -> dict[str, str]:
    """Keeps the fields that differ from the file as local ones; nothing is kept when there are problems.

    Answers field to message, empty when all is well.
    """
    with entities(db) as orm:
        note = orm.get_one(Note, note_id)
        _faces, problems = preview(note, sent)
        if not problems:
            note.local = _differing(note, sent)
            remake_cards(orm, note, _raise_revision(orm, note).position)
        return problems


def return_to_file(db: Connection, note_id: int) -> None:
    """Drops what was edited here."""
    with entities(db) as orm:
        note = orm.get_one(Note, note_id)
        note.local = {}
        remake_cards(orm, note, _raise_revision(orm, note).position)


def preview(note: Note, sent: dict[str, str]) -> tuple[list[dict[str, str]], dict[str, str]]:
    """The faces that these fields would make, as front and back HTML, or what is wrong with them."""
    trial = Note(**{**note.model_dump(), "local": _differing(note, sent)})
    kind, authored = KINDS[note.kind], authored_note(trial)
    problems = dict(kind.problems(authored))
    if problems:
        return [], problems
    return [
        {"front_html": kind.front_html(face), "back_html": kind.back_html(face)} for face in kind.faces(authored)
    ], {}


def editor_fields(note: Note, sent: dict[str, str] | None = None) -> list[dict[str, Any]]:
    """Each field of the note's kind for its form, with what was sent before what is stored."""
    current = {**note.fields, **note.local, **(sent or {})}
    return [
        {
            "name": field.name,
            "label": field.label,
            "help": field.help,
            "value": current.get(field.name, ""),
            "required": field.required,
            "edited": field.name in note.local,
        }
        for field in (*KINDS[note.kind].FIELDS, EXPLANATION)
    ]


def _differing(note: Note, sent: dict[str, str]) -> dict[str, str]:
    names = {field.name for field in (*KINDS[note.kind].FIELDS, EXPLANATION)}
    texts = {name: text.replace("\r\n", "\n") for name, text in sent.items() if name in names}
    return {name: text for name, text in texts.items() if text.strip() != note.fields.get(name, "").strip()}


def _raise_revision(orm: Session, note: Note) -> Deck:
    """A gap added or taken away makes cards come or go, which every learner's schedule has to follow."""
    deck = orm.get_one(Deck, note.deck_id)
    deck.revision += 1
    orm.add(deck)
    return deck
