"""The words of a text as a search sees them: taken apart, found again, and marked where they were found."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_WORD = re.compile(r"[^\W_]+")
_BEFORE = 50
"""How many characters of an excerpt may stand before what was found."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that stand one after the other, casefolded, at least one; where it is `open`, the last may go on."""

    words: tuple[str, ...]
    open: bool


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text, and whether it was looked for."""

    text: str
    hit: bool


def words_of(text: str) -> tuple[str, ...]:
    """Every run of letters and digits, casefolded; `docker-compose.yml` has three."""
    return tuple(_WORD.findall(unicodedata.normalize("NFC", text.casefold())))


def has(text: str, phrase: Phrase) -> bool:
    """Whether the phrase stands in the text, whatever the case and the accents."""
    return bool(_spans(text, [phrase]))


def marked(text: str, phrases: Iterable[Phrase]) -> list[Piece]:
    """The text in pieces, which put together are the text."""
    pieces, end = [], 0
    for start, stop in _spans(text, phrases):
        pieces += [Piece(text[end:start], hit=False), Piece(text[start:stop], hit=True)]
        end = stop
    return [piece for piece in (*pieces, Piece(text[end:], hit=False)) if piece.text]


def excerpt(text: str, phrases: Sequence[Phrase], longest: int = 180) -> list[Piece]:
    """About `longest` characters around the first phrase that stands in the text; empty where none does."""
    spans = _spans(text, phrases)
    if not spans:
        return []
    start = spans[0][0]
    begin = 0 if start <= _BEFORE else _after_space(text, start - _BEFORE, start)
    end = begin + longest
    cut = text[begin:] if end >= len(text) else text[begin:end].rsplit(" ", 1)[0]
    pieces = marked(cut, phrases)
    before = [Piece("… ", hit=False)] if begin else []
    after = [Piece(" …", hit=False)] if begin + len(cut) < len(text) else []
    return [*before, *pieces, *after]


def _after_space(text: str, begin: int, end: int) -> int:
    space = text.find(" ", begin, end)
    return begin if space < 0 else space + 1


def _spans(text: str, phrases: Iterable[Phrase]) -> list[tuple[int, int]]:
    """First and last index of what was found, in order, none touching another."""
    places = [(found.start(), found.end()) for found in _WORD.finditer(text)]
    words = [_bare(text[start:end]) for start, end in places]
    spans = sorted((places[first][0], places[last][1]) for phrase in phrases for first, last in _matches(words, phrase))
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _matches(words: list[str], phrase: Phrase) -> Iterable[tuple[int, int]]:
    wanted = [_bare(word) for word in phrase.words]
    for first in range(len(words) - len(wanted) + 1):
        last = first + len(wanted) - 1
        ends = words[last].startswith(wanted[-1]) if phrase.open else words[last] == wanted[-1]
        if ends and words[first:last] == wanted[:-1]:
            yield first, last


def _bare(word: str) -> str:
    """Without case and accents, as the index has it."""
    if word.isascii():
        return word.lower()
    return "".join(c for c in unicodedata.normalize("NFD", word.casefold()) if not unicodedata.combining(c))
