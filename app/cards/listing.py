"""Cards as `ebb decks list --json` prints them: one flat row each, for other programs to read."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from app.cards.card import Deck, Erratum, Note, card_id, tags_of
from app.cards.gaps import unmarked
from app.cards.kinds import KINDS


def card_rows(decks: Iterable[Deck], errata: Mapping[str, Erratum]) -> Iterator[dict[str, Any]]:
    """A row for each card, ready for JSON, in the order of decks, notes and faces.

    `front` and `back` are Markdown; a gap reads […] or [hint] in front and as its answer on the back. `lines` is a
    list of [first, last]. `erratum` is what the card's errata say, or None.
    """
    for deck in decks:
        for note in deck.notes:
            for face in KINDS[note.kind].faces(note):
                yield {
                    "id": card_id(note.id, face.key),
                    "deck": deck.id,
                    "kind": note.kind,
                    "section": deck.section,
                    "day": deck.day,
                    "lines": [list(cite.lines) for cite in note.cites],
                    "front": unmarked(face.front),
                    "back": unmarked(face.back),
                    "tags": list(tags_of(deck, note)),
                    "erratum": _erratum(note, errata),
                }


def _erratum(note: Note, errata: Mapping[str, Erratum]) -> str | None:
    named = [errata[key] for key in note.errata if key in errata]
    return " ".join(f"The guide says: {sentence(it.says)} Today: {sentence(it.true)}" for it in named) or None


def sentence(words: str) -> str:
    """A clause as a sentence: errata are written without a capital and a full stop."""
    begun = words[:1].upper() + words[1:]
    return begun if begun.endswith((".", "!", "?")) else f"{begun}."
