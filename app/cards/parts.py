"""Lists that an author writes as text: options, steps, key points. And the names their entries have in forms."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.cards.card import Part

_MARK = re.compile(r"(?P<mark>- \[[ xX]\]|-|\d{1,3}[.)])[ \t]+(?P<text>\S.*)")


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry: its mark ("-", "- [x]" or "3"), its text, what is written under it (indented), and its line from 1."""

    mark: str
    text: str
    under: str
    line: int


def entries(text: str) -> tuple[list[Entry], list[str]]:
    """The entries of a list in order, and for each line that belongs to none a message saying where it stands."""
    found: list[Entry] = []
    problems: list[str] = []
    for number, line in enumerate(text.split("\n"), 1):
        begun = _MARK.fullmatch(line.rstrip())
        if begun:
            found.append(Entry(begun["mark"].lower().rstrip("."), begun["text"], "", number))
        elif found and (not line.strip() or line.startswith("  ")):
            found[-1] = replace(found[-1], under=f"{found[-1].under}\n{line[2:]}")
        elif line.strip():
            problems.append(f"line {number} begins no entry: “{line.strip()[:40]}”")
    return [replace(entry, under=entry.under.strip("\n")) for entry in found], problems


def repeats(entries: Sequence[Entry]) -> bool:
    """Whether two entries say the same; they would have one name in forms."""
    return len({entry.text for entry in entries}) < len(entries)


def key_of(text: str) -> str:
    """The name of an entry in forms: it follows from its words, so that it tells nothing about its place."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def shuffled(parts: Sequence[Part], seed: str) -> list[Part]:
    """The parts in an order that follows from `seed` alone: the same card on the same day always looks the same."""
    return sorted(parts, key=lambda part: hashlib.sha256(f"{seed}/{part.key}".encode()).digest())
