"""The plain-text deck format (TOML, described in decks/README.md): parse and write decks and errata."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from app.cards import tomltext
from app.cards.card import Cite, Deck, Erratum, Note
from app.cards.kinds import KINDS

MOST_NOTES = 5000
MOST_BYTES = 2_000_000


class DeckError(ValueError):
    """A file that is no deck. `problems` holds every one found, each as "file:note-id:field: message"."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


def _in_order(lines: list[int]) -> list[int]:
    if lines[0] > lines[1]:
        raise ValueError("must be [first, last] with the first line not after the last")
    return lines


Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*\z", max_length=64)]
Hash = Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{16})?\z")]
Words = Annotated[str, StringConstraints(pattern=r"\S", max_length=1000)]
Tag = Annotated[str, StringConstraints(pattern=r"^\S+\z", max_length=100)]
Number = Annotated[int, Field(ge=1, le=999)]
Line = Annotated[int, Field(ge=1, le=10_000_000)]
Lines = Annotated[list[Line], Field(min_length=2, max_length=2), AfterValidator(_in_order)]


class _Table(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid")


class _Head(_Table):
    format: Literal[1]
    id: Id
    title: Words
    section: Number | None = None
    day: Number | None = None
    guide: Words | None = None
    note: list[dict[str, Any]] = []


class _Cite(_Table):
    lines: Lines
    hash: Hash = ""


class _Note(_Table):
    """`model_extra` are the kind's own fields; the kind says which there may be."""

    model_config = ConfigDict(strict=True, extra="allow")
    __pydantic_extra__: dict[str, str] = Field(init=False)
    id: Id
    kind: str
    explanation: str = ""
    tags: list[Tag] = []
    cites: list[_Cite] = []
    errata: list[Id] = []


class _ErrataFile(_Table):
    format: Literal[1]
    guide: Words
    erratum: list[dict[str, Any]] = []


class _TagsFile(_Table):
    format: Literal[1]
    tags: dict[Tag, Words]


class _Erratum(_Table):
    id: Id
    lines: Lines
    hash: Hash = ""
    says: Words
    true: Words
    source: Words
    sure: Literal["certain", "high", "medium"]


def parse(text: str, name: str) -> Deck:
    """The deck that a file's text describes; `name` stands before each problem.

    Raises DeckError with all that is wrong, never at the first. Optional fields left blank count as not written.
    """
    table = _table(text, name)
    head, problems = _checked(_Head, table, name)
    notes = []
    for where, row in _named(table, name, "note", problems):
        note, wrong = _note(row, where)
        problems += wrong
        notes += [note] if note else []
        if note and note.cites and head and not head.guide:
            problems.append(f"{where}:cites: cites lines, but the deck names no guide")
    if head is None or problems:
        raise DeckError(problems)
    return Deck(head.id, head.title, head.section, head.day, head.guide or "", tuple(notes))


def parse_errata(text: str, name: str) -> dict[str, Erratum]:
    """The errata that a file's text describes, by id in the file's order. Raises DeckError with all that is wrong."""
    table = _table(text, name)
    head, problems = _checked(_ErrataFile, table, name)
    errata = {}
    for where, row in _named(table, name, "erratum", problems):
        found, wrong = _checked(_Erratum, row, where)
        problems += wrong
        if found and head:
            first, last = found.lines
            values = found.model_dump(exclude={"lines"})
            errata[found.id] = Erratum(**values, lines=(first, last), guide=head.guide)
    if head is None or problems:
        raise DeckError(problems)
    return errata


def parse_tags(text: str, name: str) -> dict[str, str]:
    """The tags that a folder's decks may use, each with what it stands for. Raises DeckError with all that is wrong."""
    found, problems = _checked(_TagsFile, _table(text, name), name)
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


def write_errata(errata: Mapping[str, Erratum]) -> str:
    """Errata of one guide as canonical text. Raises ValueError where there are none or they are of several guides."""
    guides = {erratum.guide for erratum in errata.values()}
    if len(guides) != 1:
        raise ValueError(f"errata of one guide make a file; these are of {len(guides)}")
    keys = ("id", "lines", "hash", "says", "true", "source", "sure")
    tables = [tomltext.pairs({"format": 1, "guide": guides.pop()})]
    tables += [
        "[[erratum]]\n" + tomltext.pairs({key: getattr(erratum, key) for key in keys}) for erratum in errata.values()
    ]
    return "\n".join(tables)


def _table(text: str, name: str) -> dict[str, Any]:
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > MOST_BYTES:
        raise DeckError([f"{name}: has {size:,} bytes; {MOST_BYTES:,} is the most"])
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise DeckError([f"{name}: is nested too deeply"]) from None
    except tomllib.TOMLDecodeError as error:
        message = str(error)
    except ValueError:  # what int() says to more digits than it is willing to read
        raise DeckError([f"{name}: holds a number with thousands of digits"]) from None
    if place := re.search(r" \(at line (\d+), column (\d+)\)\Z", message):
        raise DeckError([f"{name}:{place[1]}:{place[2]}: {message[: place.start()]}"])
    lines = text.split("\n")
    end = f"{len(lines)}:{len(lines[-1]) + 1}"
    raise DeckError([f"{name}:{end}: {message.removesuffix(' (at end of document)')}"])


def _named(table: dict[str, Any], name: str, what: str, problems: list[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each [[what]] with "file:id" for its problems (its place, where it has no id); adds ids used twice to them."""
    rows = table.get(what, [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        return  # the check of the whole file has said so
    if len(rows) > MOST_NOTES:
        raise DeckError([f"{name}:{what}: has {len(rows):,} entries; {MOST_NOTES:,} is the most"])
    seen: dict[str, int] = {}
    for place, row in enumerate(rows, 1):
        key = row.get("id")
        where = f"{name}:{key}" if isinstance(key, str) and key else f"{name}:{what} {place}"
        if isinstance(key, str) and seen.setdefault(key, place) != place:
            problems.append(f"{where}:id: is the id of {what} {seen[key]} and {what} {place}")
        yield where, row


def _note(row: dict[str, Any], where: str) -> tuple[Note | None, list[str]]:
    found, problems = _checked(_Note, row, where)
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


Model = TypeVar("Model", bound=BaseModel)

# Pydantic's names for what can be wrong, in words that help the author of a file.
_MESSAGES = {
    "missing": "is missing",
    "extra_forbidden": "is no key of the deck format",
    "string_type": "must be text in quotes",
    "int_type": "must be a whole number",
    "list_type": "must be a list in [ ]",
    "dict_type": "must be a table",
    "model_type": "must be a table in {{ }}",
    "string_too_long": "is longer than {max_length} characters",
    "too_short": "must have {min_length} entries",
    "too_long": "must have {max_length} entries",
    "greater_than_equal": "must be {ge} or more",
    "less_than_equal": "must be {le} or less",
    "literal_error": "must be {expected}",
    "value_error": "{error}",
}
_PATTERNS = {
    "id": "must be lower-case letters, digits and single hyphens, such as “s1-kernel”",
    "errata": "must be ids of errata: lower-case letters, digits and single hyphens",
    "hash": "must be sixteen hex digits (`ebb decks cite` writes them)",
    "tags": "must be words without spaces",
}


def _checked(model: type[Model], values: dict[str, Any], where: str) -> tuple[Model | None, list[str]]:
    try:
        return model.model_validate(values), []
    except ValidationError as refused:
        return None, [f"{where}:{_field(error)}: {_message(error)}" for error in refused.errors(include_url=False)]


def _field(error: Mapping[str, Any]) -> str:
    """Where in its table a value stands, e.g. "cites.1.lines"; lists count from 1."""
    return ".".join(str(part + 1) if isinstance(part, int) else part for part in error["loc"])


def _message(error: Mapping[str, Any]) -> str:
    if error["type"] == "string_pattern_mismatch":
        key = [part for part in error["loc"] if isinstance(part, str)][-1]
        return _PATTERNS.get(key, "must not be blank")
    message = _MESSAGES.get(error["type"])
    return message.format(**error.get("ctx", {})) if message else error["msg"]
