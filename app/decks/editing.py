"""Changing a card here, and taking the change back; the deck file's own text is kept beside it."""

import hashlib
from collections.abc import Mapping

from sqlalchemy import Connection
from sqlmodel import Session

from app.cards.card import Note as Authored
from app.cards.kinds import KINDS
from app.db import entities
from app.decks.loading import remake_cards
from app.decks.merging import alike, fields_of, merged, with_edits
from app.decks.tables import Deck, Note

Sent = Mapping[str, str]
"""A form's fields. Beside each text, as `seen-<field>`, comes the mark of what its page was based on (`mark_of`)."""


def save_note(db: Connection, note_id: int, sent: Sent) -> bool:
    """Keeps the fields that differ from the file as local ones, and settles the conflicts of those that changed.

    Keeps nothing, and answers False, when there are problems or the page was opened before somebody else's change.
    """
    with entities(db) as orm:
        note = orm.get_one(Note, note_id)
        texts = meant(note, sent)
        if passed_over(note, sent) or KINDS[note.kind].problems(trial(note, texts)):
            return False
        _change(orm, note, *with_edits(note, texts))
        return True


def keep_edit(db: Connection, note_id: int, field: str, sent: Sent) -> bool:
    """Lets the text that was written here stand beside what the file says now; False if that is not what was seen."""
    with entities(db) as orm:
        note = orm.get_one(Note, note_id)
        if not _saw(note, field, sent):
            return False
        if field in note.local:
            note.base = (note.base or {}) | {field: note.fields.get(field, "")}
            orm.add(note)
        return True


def drop_edit(db: Connection, note_id: int, field: str, sent: Sent) -> bool:
    """Takes the file's text for one field; False, with nothing changed, if what was edited is not what was seen."""
    with entities(db) as orm:
        note = orm.get_one(Note, note_id)
        if not _saw(note, field, sent):
            return False
        _change(orm, note, *(_without(texts, field) for texts in (note.local, note.base or {})))
        return True


def return_to_file(db: Connection, note_id: int, sent: Sent) -> bool:
    """Drops all that was edited here; False, with nothing changed, if that is not what was seen."""
    with entities(db) as orm:
        note = orm.get_one(Note, note_id)
        if not all(_saw(note, name.removeprefix("seen-"), sent) for name in sent if name.startswith("seen-")):
            return False
        _change(orm, note, {}, None)
        return True


def trial(note: Note, texts: Mapping[str, str]) -> Authored:
    """The note as it would be with these texts, whatever is wrong with them."""
    return merged(note, with_edits(note, texts)[0])


def meant(note: Note, sent: Sent) -> dict[str, str]:
    """The texts that a form changes, with plain line ends: not those left as its page showed them."""
    names = {field.name for field in fields_of(note.kind)}
    texts = {name: text.replace("\r\n", "\n") for name, text in sent.items() if name in names}
    return {name: text for name, text in texts.items() if not _untouched(name, text, sent)}


def passed_over(note: Note, sent: Sent) -> list[str]:
    """The fields that somebody else, or a new deck file, has changed since the form's page was opened, and it too.

    Also those that the note had then and has no more. A form that does not say what it was based on passes nothing.
    """
    stored = note.fields | note.local
    found = [name for name, text in meant(note, sent).items() if not alike(text, stored.get(name, ""))]
    return [name for name in found if not _saw(note, name, sent)] + list(homeless(note, sent))


def unsaved(note: Note, sent: Sent) -> bool:
    """Whether a form holds texts that are not stored."""
    stored = note.fields | note.local
    return any(not alike(text, stored.get(name, "")) for name, text in meant(note, sent).items())


def homeless(note: Note, sent: Sent) -> dict[str, str]:
    """The texts of a form for fields that the note has no more, since its file made another kind of it."""
    names = {field.name for field in fields_of(note.kind)}
    then = [name.removeprefix("seen-") for name in sent if name.startswith("seen-")]
    texts = {name: sent.get(name, "").replace("\r\n", "\n") for name in then if name not in names}
    return {name: text for name, text in texts.items() if not _untouched(name, text, sent)}


def mark_of(note: Note, field: str) -> str:
    """What stands for the two texts of a field as they are now: the file's, and the one in the editor."""
    file = note.fields.get(field, "")
    return f"{_digest(file)}-{_digest(note.local.get(field, file))}"


def _saw(note: Note, field: str, sent: Sent) -> bool:
    return sent.get(f"seen-{field}", mark_of(note, field)) == mark_of(note, field)


def _untouched(field: str, text: str, sent: Sent) -> bool:
    return sent.get(f"seen-{field}", "").partition("-")[2] == _digest(text)


def _digest(text: str) -> str:
    return hashlib.sha256(text.strip().encode("utf-8", "replace")).hexdigest()[:16]


def _without(texts: Mapping[str, str], field: str) -> dict[str, str]:
    return {name: text for name, text in texts.items() if name != field}


def _change(orm: Session, note: Note, local: dict[str, str], base: dict[str, str] | None) -> None:
    """Puts other edits under a note and renders its cards anew.

    A gap added or taken away makes cards come or go, which every learner's schedule has to follow.
    """
    note.local, note.base = local, base or None
    deck = orm.get_one(Deck, note.deck_id)
    deck.revision += 1
    orm.add(deck)
    remake_cards(orm, note, deck.position)
