"""What a guide is made of: sections with their blocks, each with the lines it stands on."""

from dataclasses import dataclass

Lines = tuple[int, int]
"""First and last line, counted from 1, both included."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Markdown of a paragraph, its lines joined by newlines."""

    text: str
    lines: Lines


@dataclass(frozen=True, slots=True)
class Table:
    """A pipe table: Markdown of the header's cells, and of each row's, with the row's line."""

    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    lines: Lines


@dataclass(frozen=True, slots=True)
class Code:
    """A block of code: the first word of its info string in lower case, and its lines as (number, text)."""

    language: str
    content: tuple[tuple[int, str], ...]
    lines: Lines


@dataclass(frozen=True, slots=True)
class Item:
    """An entry of a list. `number` is None in a list without numbers, `task` where there is no box to tick."""

    blocks: tuple["Block", ...]
    lines: Lines
    number: int | None = None
    task: bool | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """A list."""

    items: tuple[Item, ...]
    lines: Lines


@dataclass(frozen=True, slots=True)
class Quote:
    """A block quote."""

    blocks: tuple["Block", ...]
    lines: Lines


@dataclass(frozen=True, slots=True)
class Details:
    """A `<details>`: the text of its summary, and what it hides."""

    summary: str
    blocks: tuple["Block", ...]
    lines: Lines


Block = Paragraph | Table | Code | Listing | Quote | Details


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with the blocks up to the next heading. `path` are the headings above it and its own, cleaned.

    `level` is 0 and `path` empty for what stands before the first heading.
    """

    path: tuple[str, ...]
    level: int
    blocks: tuple[Block, ...]
    lines: Lines


@dataclass(frozen=True, slots=True)
class Outline:
    """`remarks` say (line, what) of fences that could not be taken as they stand."""

    sections: tuple[Section, ...]
    remarks: tuple[tuple[int, str], ...] = ()
