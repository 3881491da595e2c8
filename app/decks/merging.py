"""A note's text from two hands: what its deck file says, what was edited here, and where the two disagree."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, String, cast
from sqlmodel import Session, col, select

from app.cards import card as core
from app.cards.kinds import EXPLANATION, KINDS, Field
from app.db import entities
from app.decks.shelf import cards_of
from app.decks.tables import Deck, Note


def fields_of(kind: str) -> tuple[Field, ...]:
    """The fields that a note of this kind has in its editor."""
    return (*KINDS[kind].FIELDS, EXPLANATION)


def label_of(name: str) -> str:
    """What a field is called in the editor, whichever kind has it."""
    return next((field.label for kind in KINDS for field in fields_of(kind) if field.name == name), name)


def alike(one: str, other: str) -> bool:
    """Whether two texts say the same; white space around them does not count."""
    return one.strip() == other.strip()


def carry_over(note: Note, fields: dict[str, str]) -> None:
    """Puts the file's new texts under a note's local edits; an edit that the file has taken up is done with.

    An edit made before Ebb kept what it was based on is taken to be based on the file's last text.
    """
    base = {name: note.fields.get(name, "") for name in note.local} | (note.base or {})
    note.local = {name: text for name, text in note.local.items() if not alike(text, fields.get(name, ""))}
    note.base = {name: base[name] for name in note.local} or None
    note.fields = fields


def with_edits(note: Note, texts: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str] | None]:
    """`local` and `base` once these fields say this: one that says what the file does is no edit any more.

    A field that says what it said before keeps its base, and so its conflict: only a change is a decision.
    """
    local, base = dict(note.local), dict(note.base or {})
    for name, text in texts.items():
        if alike(text, note.fields.get(name, "")):
            local.pop(name, None)
            base.pop(name, None)
        elif name not in local or not alike(text, local[name]):
            local[name], base[name] = text, note.fields.get(name, "")
    return local, base or None


def conflicts(note: Note) -> list[str]:
    """The fields that were edited here and have another text in the file than they had then."""
    known, base = {field.name for field in fields_of(note.kind)}, note.base or {}
    return [name for name in note.local if name in known and name in base and not alike(base[name], _file(note, name))]


def strays(note: Note) -> list[str]:
    """The fields that were edited here and that the note's kind does not have, since the file changed the kind."""
    known = {field.name for field in fields_of(note.kind)}
    return [name for name in note.local if name not in known]


def misfit(note: Note) -> list[tuple[str, str]]:
    """Why the local edits and the file's texts make no card together, as (field, message); empty if they do."""
    return list(KINDS[note.kind].problems(merged(note, note.local))) if note.local else []


def merged(note: Note, local: Mapping[str, str]) -> core.Note:
    """A stored note with these texts before the file's, whatever comes of it."""
    stray = {name for name in local if name not in {field.name for field in fields_of(note.kind)}}
    fields = {**note.fields, **{name: text for name, text in local.items() if name not in stray}}
    explanation = fields.pop(EXPLANATION.name, "")
    return core.Note(
        note.key, note.kind, {name: text for name, text in fields.items() if text}, explanation, tuple(note.tags)
    )


@dataclass(frozen=True, slots=True)
class Unsettled:
    """A note whose local edits wait for a decision, for a list of them."""

    note_id: int
    question: str
    deck_title: str
    changed: list[str]
    """The labels of the fields that the file changed too."""
    strays: list[str]
    """The labels of those that the note has no more."""
    misfit: bool


def unsettled(db: Connection) -> Sequence[Unsettled]:
    """Every note in the decks whose local edits wait for a decision, in the decks' order."""
    with entities(db) as orm:
        edited = orm.exec(
            select(Note, Deck)
            .join(Deck, col(Deck.id) == col(Note.deck_id))
            .where(col(Note.retired).is_(False), cast(col(Note.local), String) != "{}")
            .order_by(col(Deck.position), col(Note.position))
        ).all()
        return [
            Unsettled(note.id, _question(orm, note), deck.title, _labels(conflicts(note)), _labels(strays(note)), bad)
            for note, deck in edited
            if (bad := bool(misfit(note))) or conflicts(note) or strays(note)
        ]


def _question(orm: Session, note: Note) -> str:
    cards = cards_of(orm, note.id)
    return (cards[0].question if cards else "") or note.key


def _labels(names: Sequence[str]) -> list[str]:
    return [label_of(name) for name in names]


def _file(note: Note, name: str) -> str:
    return note.fields.get(name, "")
