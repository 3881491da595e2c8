"""Lists that an author writes as text: options, steps, key points. And the names their entries have in forms."""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.cards.card import Part

_MARK = re.compile(r"(?P<mark>- \[[ xX]\]|-|\d{1,3}[.)])[ \t]+(?P<text>\S.*)")


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry: its mark ("-", "- [x]" or "3"), its text, what is written under it (indented), and its line from 1."""

    mark: str
    text: str
    under: str
    line: int


def entries(text: str) -> Iterator[Entry | str]:
    """The entries of a list in order; a line that belongs to none comes as a message saying where it stands."""
    mark, first, at = "", "", 0
    under: list[str] = []
    for number, line in enumerate(text.split("\n"), 1):
        found = _MARK.fullmatch(line.rstrip())
        if found:
            if mark:
                yield Entry(mark, first, "\n".join(under).strip("\n"), at)
            mark, first, under, at = found["mark"].lower().rstrip("."), found["text"], [], number
        elif mark and (not line.strip() or line.startswith("  ")):
            under.append(line[2:])
        elif line.strip():
            yield f"line {number} begins no entry: “{line.strip()[:40]}”"
    if mark:
        yield Entry(mark, first, "\n".join(under).strip("\n"), at)


def key_of(text: str) -> str:
    """The name of an entry in forms: it follows from its words, so that it tells nothing about its place."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def shuffled(parts: Sequence[Part], seed: str) -> list[Part]:
    """The parts in an order that follows from `seed` alone: the same card on the same day always looks the same."""
    return sorted(parts, key=lambda part: hashlib.sha256(f"{seed}/{part.key}".encode()).digest())
