"""Cloze: a text with numbered gaps; one face for each number."""

import re
from collections.abc import Iterator

from app.cards.card import Face, Note
from app.cards.gaps import LONGEST, OPENING, Gap, answering, asking, find_gaps
from app.cards.kinds.kind import Field, field_problems
from app.cards.markup import render_gaps

NAME = "cloze"
TITLE = "Gap text"
FIELDS: tuple[Field, ...] = (
    Field(
        "text",
        "Text with gaps",
        "Put what is asked in braces: {{c1::answer}} or {{c1::answer::hint}}. Gaps with one number are asked together.",
    ),
)
EXAMPLE = Note(
    "example-cloze",
    NAME,
    {"text": "`docker run {{c1::-d::which flag?}} nginx` starts the container in the {{c2::background}}."},
    tags=("commands",),
)

# What an author may have meant as a gap: {{c1: or {{C1:: or {{c0::
_ATTEMPT = re.compile(r"\{\{\s*[cC]\d*\s*:")


def faces(note: Note) -> tuple[Face, ...]:
    """A face "c1", "c2", … for each number in the text, lowest first.

    The asked gap keeps its mark, without the answer in front and without the hint on the back.
    """
    text = note.fields["text"]
    numbers = sorted({gap.number for gap in find_gaps(text)})
    return tuple(Face(f"c{number}", asking(text, number), answering(text, number)) for number in numbers)


def problems(note: Note) -> list[tuple[str, str]]:
    """What every kind checks, and gaps that could not be asked."""
    found = list(field_problems(note, FIELDS))
    return found or [("text", message) for message in _gap_problems(note)]


def _gap_problems(note: Note) -> Iterator[str]:
    text = note.fields["text"]
    gaps = list(find_gaps(text))
    if not gaps:
        yield "has no gap: mark what is asked as {{c1::answer}}"
    for gap in gaps:
        if not gap.answer.strip():
            yield f"gap c{gap.number} is empty"
        if OPENING.search(text, gap.start + 1, gap.end):
            yield f"gap c{gap.number} holds another gap; put them side by side"
    starts = {gap.start for gap in gaps}
    for attempt in _ATTEMPT.finditer(text):
        if attempt.start() not in starts and not any(gap.start < attempt.start() < gap.end for gap in gaps):
            yield f"“{attempt[0]}” begins no gap: write {{{{c1::answer}}}}, number 1 to 99, up to {LONGEST} characters"
    yield from _hidden_gaps(note, gaps)


def _hidden_gaps(note: Note, gaps: list[Gap]) -> Iterator[str]:
    """Gaps that stand where HTML has no room for them; their answer would be lost or never asked."""
    for face in faces(note):
        asked = sum(f"c{gap.number}" == face.key for gap in gaps)
        if not asked == front_html(face).count(' class="gap"') == back_html(face).count(' class="gap"'):
            yield f"gap {face.key} cannot be shown where it stands (a link's address, say); move it into the sentence"


def front_html(face: Face) -> str:
    """Safe HTML of the text with the asked gap open, showing its hint where it has one."""
    return render_gaps(face.front)


def back_html(face: Face) -> str:
    """Safe HTML of the text with the asked gap filled in and marked."""
    return render_gaps(face.back)
