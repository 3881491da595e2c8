"""Gap marks in a text: `{{c1::answer}}` or `{{c1::answer::hint}}`, and without an answer where it is withheld."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

OPENING = re.compile(r"\{\{c([1-9][0-9]?)::")
LONGEST = 500  # characters between the braces; more is a mistake, and a bound keeps hostile texts cheap

_BRACES = re.compile(r"[{}]")


@dataclass(frozen=True, slots=True)
class Gap:
    """A mark at text[start:end]. `answer` is "" where it is withheld, `hint` is "" where there is none."""

    number: int
    answer: str
    hint: str
    start: int
    end: int

    @property
    def shown(self) -> str:
        """The words that a reader sees in its place."""
        return self.answer or f"[{self.hint.strip() or '…'}]"


def gap_at(text: str, start: int) -> Gap | None:
    """The mark that begins at `start`, or None.

    Braces inside the answer are counted, so `{{c1::{{.State}}}}` and `{{c1::${TAG}}}` end where they seem to; where
    they do not balance, the first `}}` ends the mark.
    """
    opening = OPENING.match(text, start)
    if opening is None:
        return None
    end = _closing(text, opening.end())
    if end is None:
        return None
    answer, _, hint = text[opening.end() : end - 2].partition("::")
    return Gap(int(opening[1]), answer, hint, start, end)


def _closing(text: str, start: int) -> int | None:
    depth, limit = 2, start + LONGEST
    for brace in _BRACES.finditer(text, start, limit):
        depth += 1 if brace[0] == "{" else -1
        if depth == 0:
            return brace.end()
    first = text.find("}}", start, limit)
    return None if first < 0 else first + 2


def find_gaps(text: str) -> Iterator[Gap]:
    """Every mark of the text from left to right; marks do not nest."""
    at = 0
    while opening := OPENING.search(text, at):
        gap = gap_at(text, opening.start())
        if gap is not None:
            yield gap
        at = gap.end if gap else opening.end()


def asking(text: str, number: int) -> str:
    """The text with the answers of gaps `number` withheld and every other gap filled in."""
    return _rewrite(text, number, lambda gap: f"{{{{c{gap.number}::{'::' + gap.hint if gap.hint else ''}}}}}")


def answering(text: str, number: int) -> str:
    """The text with gaps `number` marked and answered (hints gone) and every other gap filled in."""
    return _rewrite(text, number, lambda gap: f"{{{{c{gap.number}::{gap.answer}}}}}")


def unmarked(text: str) -> str:
    """The text as it is read: each mark as its answer, or as […] or [hint] where the answer is withheld."""
    return _rewrite(text, 0, lambda gap: gap.shown)


def _rewrite(text: str, number: int, mark: Callable[[Gap], str]) -> str:
    parts, at = [], 0
    for gap in find_gaps(text):
        parts += [text[at : gap.start], mark(gap) if gap.number == number else gap.shown]
        at = gap.end
    return "".join([*parts, text[at:]])
