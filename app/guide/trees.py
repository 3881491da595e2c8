"""Drawings as proposals: file trees with a role for each path, and chains of parts that follow each other."""

import re
from collections.abc import Iterator, Sequence

from app.guide.commands import FEWEST, MOST, order
from app.guide.places import Place, capital
from app.guide.proposal import Proposal
from app.guide.tidying import bare, without_emoji, words_of

Rows = Sequence[tuple[int, str]]

_TREE = re.compile(
    r"^(?P<bars>[\s│├└─|+`*-]*)(?P<name>[\w.][\w./*-]*)\s*(?:(?:←|#|//|—|–|<-)\s*(?P<role>\S.*)|\((?P<aside>[^()]*)\))$"
)
_DIRECTORY = re.compile(r"^\W*(?P<path>(?:/[\w.-]+)+/|[\w.-]+/)\s*$")
_LINK = re.compile(r"\s*(?:[│|▼↓⬇vV]\s*)\s*")
_FORK = re.compile(r"[\s│|/\\▼↓]+")
LONGEST_PART = 60


def is_tree(rows: Rows) -> bool:
    """Whether lines draw a file tree."""
    told = [row for _, row in rows if row.strip()]
    return len(told) > 1 and sum(bool(re.match(r"[\s│]*[├└]──", row)) for row in told) * 2 >= len(told)


def from_tree(rows: Rows, place: Place) -> Iterator[Proposal]:
    """A card for each path of a tree that is told what it is for."""
    base = ""
    for number, row in rows:
        directory = _DIRECTORY.match(row)
        if directory and not re.match(r"[\s│]*[├└]", row):
            base = directory["path"]
            continue
        if not re.match(r"[\s│]*[├└]", row):
            base = ""
        found = _TREE.match(row.rstrip())
        role = bare((found["role"] or found["aside"]) if found else "")
        if found and words_of(role):
            name = found["name"].rstrip("*")
            full = f"{base}{name}" if base.startswith("/") and not name.startswith("/") else name
            fields = {"front": place.asks(f"what is `{full}`?"), "back": capital(role)}
            yield Proposal("basic", fields, place.path, ((number, number),), "path with its role")


def from_chain(rows: Rows, place: Place) -> Proposal | None:
    """A card for the order of the parts that a drawing hangs below each other, down to where it forks."""
    parts: list[str] = []
    last = rows[0][0]
    for at, (number, row) in enumerate(rows):
        text = " ".join(bare(without_emoji(row)).split())
        if at % 2 == 0:
            if not words_of(text) or len(text) > LONGEST_PART or _SEVERAL.search(row.strip()):
                return None
            parts.append(text)
            last = number
        elif not _LINK.fullmatch(row):
            if not _FORK.fullmatch(row):
                return None
            break
    if not FEWEST <= len(parts) <= MOST or len(set(parts)) < len(parts) or not place.about:
        return None
    asked = "put the parts into the order in which they follow each other."
    return order(parts, place.led(), (rows[0][0], last), "drawn chain", asked)


_SEVERAL = re.compile(r"\S\s{3,}\S|[│┌└├]")
"""Columns beside each other, or the side of a box."""
