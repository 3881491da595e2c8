"""The plain-text deck format (TOML, described in decks/README.md): parse and write decks."""

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, StringConstraints

from app.cards import tomltext
from app.cards.card import Cite, Deck, Note
from app.cards.kinds import KINDS
from app.cards.tomlread import DeckError, Hash, Id, Lines, Table, Words, checked, load, named

Tag = Annotated[str, StringConstraints(pattern=r"^\S+\z", max_length=100)]
Number = Annotated[int, Field(ge=1, le=999)]


class _Head(Table):
    format: Literal[1]
    id: Id
    title: Words
    section: Number | None = None
    day: Number | None = None
    guide: Words | None = None
    note: list[dict[str, Any]] = Field(default_factory=list)


class _Cite(Table):
    lines: Lines
    hash: Hash = ""


class _Note(Table):
    """`model_extra` are the kind's own fields; the kind says which there may be."""

    model_config = ConfigDict(strict=True, extra="allow")
    __pydantic_extra__: dict[str, str] = Field(init=False)
    id: Id
    kind: str
    explanation: str = ""
    tags: list[Tag] = Field(default_factory=list)
    cites: list[_Cite] = Field(default_factory=list)
    errata: list[Id] = Field(default_factory=list)


class _TagsFile(Table):
    format: Literal[1]
    tags: dict[Tag, Words]


def parse(text: str, name: str) -> Deck:
    """The deck that a file's text describes; `name` stands before each problem.

    Raises DeckError with all that is wrong, never at the first. Optional fields left blank count as not written.
    """
    table = load(text, name)
    head, problems = checked(_Head, table, name)
    notes = []
    for where, row in named(table, name, "note", problems):
        note, wrong = _note(row, where)
        problems += wrong
        notes += [note] if note else []
        if note and note.cites and head and not head.guide:
            problems.append(f"{where}:cites: cites lines, but the deck names no guide")
    if head is None or problems:
        raise DeckError(problems)
    return Deck(head.id, head.title, head.section, head.day, head.guide or "", tuple(notes))


def parse_tags(text: str, name: str) -> dict[str, str]:
    """The tags that a folder's decks may use, each with what it stands for. Raises DeckError with all that is wrong."""
    found, problems = checked(_TagsFile, load(text, name), name)
    if found is None:
        raise DeckError(problems)
    return found.tags


def write(deck: Deck) -> str:
    """The deck as canonical text: what `parse` reads back as the same values. Comments are not kept."""
    head = {"format": 1, "id": deck.id, "title": deck.title, "section": deck.section, "day": deck.day}
    tables = [tomltext.pairs({**head, "guide": deck.guide})]
    for note in deck.notes:
        order = [field.name for field in KINDS[note.kind].FIELDS]
        tables.append(
            "[[note]]\n"
            + tomltext.pairs(
                {
                    "id": note.id,
                    "kind": note.kind,
                    **{key: text for key in order if (text := note.fields.get(key, "")).strip()},
                    "explanation": note.explanation,
                    "tags": note.tags,
                    "cites": [{"lines": cite.lines, "hash": cite.hash} for cite in note.cites],
                    "errata": note.errata,
                }
            )
        )
    return "\n".join(tables)


def _note(row: dict[str, Any], where: str) -> tuple[Note | None, list[str]]:
    found, problems = checked(_Note, row, where)
    problems += [f"{where}:{field}: {message}" for field, message in _kind_problems(row)]
    if found is None or problems:
        return None, problems
    cites = tuple(Cite((cite.lines[0], cite.lines[1]), cite.hash) for cite in found.cites)
    explanation = found.explanation if found.explanation.strip() else ""
    return Note(found.id, found.kind, _texts(row), explanation, tuple(found.tags), cites, tuple(found.errata)), []


def _kind_problems(row: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """What the kind says about a note's texts, even where the rest of the note is wrong."""
    kind, explanation = row.get("kind"), row.get("explanation", "")
    if isinstance(kind, str) and kind not in KINDS:
        yield "kind", f"“{kind}” is no kind of card (there are {', '.join(KINDS)})"
    elif isinstance(kind, str):
        draft = Note("", kind, _texts(row), explanation if isinstance(explanation, str) else "")
        for field, message in KINDS[kind].problems(draft):
            if isinstance(row.get(field, ""), str):  # else its type has been reported already
                yield field, message


def _texts(row: dict[str, Any]) -> dict[str, str]:
    keys = row.keys() - _Note.model_fields.keys()
    return {key: text for key, text in row.items() if key in keys and isinstance(text, str) and text.strip()}
