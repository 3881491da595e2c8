"""Reading a TOML file that an author wrote: text to checked values, and everything that is wrong in words."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationError

MOST_ENTRIES = 5000
MOST_BYTES = 2_000_000


class DeckError(ValueError):
    """A file that is no deck, or none of those beside it. `problems` holds all, each as "file:id:field: message"."""

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
Line = Annotated[int, Field(ge=1, le=10_000_000)]
Lines = Annotated[list[Line], Field(min_length=2, max_length=2), AfterValidator(_in_order)]


class Table(BaseModel):
    """A table of a file: no other keys, and no value of another type."""

    model_config = ConfigDict(strict=True, extra="forbid")


def load(text: str, name: str) -> dict[str, Any]:
    """A file's text as TOML; `name` stands before each problem. Raises DeckError where it is none, or too long."""
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


def rows(table: dict[str, Any], name: str, what: str) -> list[dict[str, Any]]:
    """The tables [[what]] of a file, none where they are something else. Raises DeckError where they are too many."""
    found = table.get(what, [])
    if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
        return []  # the check of the whole file has said so
    if len(found) > MOST_ENTRIES:
        raise DeckError([f"{name}:{what}: has {len(found):,} entries; {MOST_ENTRIES:,} is the most"])
    return found


def named(table: dict[str, Any], name: str, what: str, problems: list[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each [[what]] with "file:id" for its problems (its place, where it has no id); adds ids used twice to them."""
    seen: dict[str, int] = {}
    for place, row in enumerate(rows(table, name, what), 1):
        key = row.get("id")
        where = f"{name}:{key}" if isinstance(key, str) and key else f"{name}:{what} {place}"
        if isinstance(key, str) and seen.setdefault(key, place) != place:
            problems.append(f"{where}:id: is the id of {what} {seen[key]} and {what} {place}")
        yield where, row


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
    "erratum": "must be the id of an erratum: lower-case letters, digits and single hyphens",
    "errata": "must be ids of errata: lower-case letters, digits and single hyphens",
    "hash": "must be sixteen hex digits (`ebb decks cite` writes them)",
    "tags": "must be words without spaces",
}


def checked(model: type[Model], values: dict[str, Any], where: str) -> tuple[Model | None, list[str]]:
    """A table's values as a model of them, or None and each problem as "where:field: message"."""
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
