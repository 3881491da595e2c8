"""Deck files on disk: the folder that an operator can change."""

from dataclasses import dataclass
from pathlib import Path

from app.cards.card import Overlay
from app.cards.deckfile import parse, parse_tags
from app.cards.overlayfile import parse_overlay
from app.cards.tomlread import DeckError
from app.decks.loading import DeckFile


@dataclass(frozen=True)
class Found:
    """What a folder holds, and what is wrong with it."""

    decks: dict[Path, DeckFile]
    plans: dict[Path, str]
    """The text of each plan.toml."""
    overlays: dict[Path, Overlay]
    """What each errata.toml says; an empty one where there is none, or one with problems."""
    tags: dict[Path, dict[str, str]]
    """What each tags.toml lists."""
    problems: list[str]
    """As file:note:field: message."""


def read_folder(folder: Path) -> Found:
    """Every deck below a folder, or the one deck where `folder` is a file; a file with problems is left out."""
    found = Found({}, {}, {}, {}, [])
    files = sorted(folder.rglob("*.toml")) if folder.is_dir() else [folder]
    for path in files:
        _read(path, found)
    _leave_out_repeated(found)
    if not found.decks and not found.problems:  # a folder that was not mounted must not take every card away
        found.problems.append(f"{folder}: there is no deck file here")
    return found


def _leave_out_repeated(found: Found) -> None:
    """Leaves out a deck with an id that a deck before it has, or with a note that one before it has."""
    decks: dict[str, Path] = {}
    notes: dict[str, Path] = {}
    for path, file in list(found.decks.items()):
        deck = file.deck
        repeated = []
        if deck.id in decks:
            repeated.append(f"{path}:id: “{deck.id}” is the id of the deck in {decks[deck.id]} too")
        repeated += [
            f"{path}:{note.id}:id: is the id of a note in {notes[note.id]} too"
            for note in deck.notes
            if note.id in notes
        ]
        if repeated:
            found.problems.extend(repeated)
            del found.decks[path]
        else:
            decks[deck.id] = path
            notes |= {note.id: path for note in deck.notes}


def _read(path: Path, found: Found) -> None:
    if path.name == "errata.toml":
        _overlay_of(path.parent, found)
        return
    try:
        text = path.read_text(encoding="utf-8")
        if path.name == "plan.toml":
            found.plans[path] = text
        elif path.name == "tags.toml":
            found.tags[path] = parse_tags(text, str(path))
        else:
            found.decks[path] = _deck(text, path, found)
    except DeckError as error:
        found.problems.extend(error.problems)
    except (OSError, UnicodeDecodeError) as error:
        found.problems.append(f"{path}: cannot be read as UTF-8 text: {error}")


def _deck(text: str, path: Path, found: Found) -> DeckFile:
    deck, errata = parse(text, str(path)), _overlay_of(path.parent, found).errata
    missing = [
        f"{path}:{note.id}:errata: there is no erratum “{name}” in errata.toml"
        for note in deck.notes
        for name in note.errata
        if name not in errata
    ]
    if missing:
        raise DeckError(missing)
    return DeckFile(deck, errata)


def _overlay_of(folder: Path, found: Found) -> Overlay:
    path = folder / "errata.toml"
    if path not in found.overlays:
        found.overlays[path] = Overlay()
        try:
            if path.exists():
                found.overlays[path] = parse_overlay(path.read_text(encoding="utf-8"), str(path))
        except DeckError as error:
            found.problems.extend(error.problems)
        except (OSError, UnicodeDecodeError) as error:
            found.problems.append(f"{path}: cannot be read as UTF-8 text: {error}")
    return found.overlays[path]
