"""A guide's table with its cells as words: what its headers mean, and what makes it none to ask from."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.guide.blocks import Table
from app.guide.phrasing import DESCRIBES
from app.guide.places import Place
from app.guide.proposal import Proposal
from app.guide.tidying import BAD, GOOD, bare, tidy

MEANING = {
    *DESCRIBES, "purpose", "what it does", "does", "function", "use", "use case", "use cases", "when to use",
    "role", "translation", "answer", "action", "effect", "result", "usage", "notes", "note", "best for", "value",
    "full form", "stands for", "responsibility", "when", "why", "uso", "función", "zweck", "utilisation",
    "uso comum", "применение",
}  # fmt: skip
EXAMPLE = {
    "example", "examples", "sample", "e.g.", "usage example", "example usage", "snippet", "ejemplo", "ejemplos",
    "beispiel", "beispiele", "exemple", "exemplo", "示例", "使用示例", "例子", "举例", "пример", "output",
    "example output",
}  # fmt: skip
COMMAND = {
    "command", "commands", "cmd", "syntax", "shortcut", "code", "query", "keys", "keybinding", "comando", "befehl",
    "commande", "命令", "команда", "cli", "shortcut command",
}  # fmt: skip
ASIDE = {
    "notes",
    "note",
    "remarks",
    "comment",
    "comments",
    "extra notes",
    "winner",
    "verdict",
    "explanation",
    "details",
}
INDEX = {
    "#", "no", "no.", "nr", "sno", "s.no", "s.no.", "s no", "sl no", "index", "line", "lines", "line number",
    "line numbers", "page", "pages", "link", "links", "url", "jump link", "section link", "chapter", "author",
    "license", "badge", "build", "build status", "stars", "maintainer", "download", "downloads", "repo",
    "repository", "website", "date", "price", "salary", "contributors", "hours",
}  # fmt: skip
CRITERION = {
    "", "feature", "aspect", "criteria", "criterion", "criterium", "round", "metric", "characteristic", "factor",
    "basis", "category", "dimension", "attribute", "property", "difference", "point", "parameter", "area", "topic",
    "comparison", "capability", "key", "basis of comparison", "quality", "item", "característica", "aspecto",
    "merkmal", "critère", "特性",
}  # fmt: skip
MOST_COLUMNS = 9


@dataclass(frozen=True, slots=True)
class Row:
    """A row's line, its cells as they stand, and as words."""

    line: int
    raw: tuple[str, ...]
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table's headers as words and folded, its rows, and where it stands."""

    header: tuple[str, ...]
    folded: tuple[str, ...]
    rows: tuple[Row, ...]
    place: Place

    def card(self, kind: str, fields: dict[str, str], row: Row, reason: str, explanation: str = "") -> Proposal:
        """A proposal of one row."""
        return Proposal(kind, fields, self.place.path, ((row.line, row.line),), reason, explanation)

    def whole(self, fields: dict[str, str], reason: str) -> Proposal:
        """A proposal of all rows."""
        return Proposal("basic", fields, self.place.path, ((self.rows[0].line, self.rows[-1].line),), reason)

    def shown(self, row: Row, columns: Sequence[int]) -> str:
        """What columns say of a row, each behind its header, for an explanation."""
        told = [at for at in columns if at < len(row.cells) and row.cells[at] and self.header[at]]
        return "\n\n".join(f"{self.header[at]}: {tidy(row.raw[at])}" for at in told)


def grid_of(table: Table, place: Place) -> Grid:
    """A table's headers and rows; rows without words are left."""
    header = tuple(bare(cell) for cell in table.header)
    folded = tuple(cell.lower().strip(" :") for cell in header)
    rows = (Row(line, tuple(cells), tuple(_cell(cell) for cell in cells)) for line, cells in table.rows)
    return _translated(Grid(header, folded, tuple(row for row in rows if any(row.cells)), place))


_TRANSLATES = {
    "meaning",
    "translation",
    "english",
    "significado",
    "traducción",
    "bedeutung",
    "übersetzung",
    "traduction",
}
_TRANSLATED = re.compile(
    r"\b(?:nouns?|words?|examples?|phrases?|sentences?|verbs?|adjectives?|expressions?|beispiele?|ejemplos?|palabras?|"
    r"frases?|wort|satz)$"
)


def _translated(grid: Grid) -> Grid:
    """The grid from the column on that its meanings belong to: the noun or sentence right before, not the first one."""
    at = next((at for at, cell in enumerate(grid.folded) if at > 1 and cell in _TRANSLATES), 0)
    if not at or not _TRANSLATED.search(grid.folded[at - 1]) or _TRANSLATED.search(grid.folded[0]):
        return grid
    rows = tuple(Row(row.line, row.raw[at - 1 :], row.cells[at - 1 :]) for row in grid.rows if len(row.cells) > at)
    return Grid(grid.header[at - 1 :], grid.folded[at - 1 :], rows, grid.place)


def _cell(cell: str) -> str:
    """A cell as words: a tick or a cross alone becomes yes or no, one before words goes."""
    words = re.sub(r"`\.$", "`", bare(cell))
    if any(character.isalnum() for character in words):
        return words
    sign = "yes" if any(sign in cell for sign in GOOD) else "no" if any(sign in cell for sign in BAD) else ""
    return sign or (words if "`" in words or "==" in words else "")


def useless(grid: Grid) -> str:
    """Why nothing can be asked from a table as a whole, or ""."""
    cells = [cell for row in grid.rows for cell in row.raw if cell.strip()]
    linked = sum("](" in cell or "://" in cell for cell in cells)
    if len(grid.folded) < 2 or not grid.rows:
        return "a table of one column"
    if len(grid.folded) > MOST_COLUMNS:
        return f"a table of more than {MOST_COLUMNS} columns"
    indexed = sum(cell in INDEX for cell in grid.folded)
    if (
        linked * 3 > len(cells)
        or indexed * 2 >= len(grid.folded)
        or any("link" in cell.split() for cell in grid.folded)
    ):
        return "an index, or a list of links"
    return ""


def is_criterion(header: str) -> bool:
    """Whether a column tells in what other columns are compared: "Feature", "Aspect / Criteria"."""
    parts = [part.strip() for part in re.split(r"[/&]|\bor\b", header)]
    return any(part in CRITERION or part.removesuffix("s") in CRITERION for part in parts)
