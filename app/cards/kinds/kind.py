"""What a kind of card must offer, and what an editor needs to know about its fields."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from app.cards.card import Face, Note, Part, Verdict
from app.cards.markup import render


@dataclass(frozen=True, slots=True)
class Field:
    """One text of a note as its editor shows it; `longest` is in characters.

    `monospace` says that its lines matter: a list, a file, a command. `block` asks for it as a block of code in the
    editor's preview, where the card's page shows it to learners only in a form, such as a file to repair.
    """

    name: str
    label: str
    help: str
    required: bool = True
    longest: int = 4000
    monospace: bool = False
    block: bool = False


EXPLANATION = Field(
    "explanation", "Explanation", "Shown under the answer: why it is so, or an example. Optional.", required=False
)


class Kind(Protocol):
    """A module of this folder: how notes of one kind become faces, and how a face is shown."""

    NAME: str
    TITLE: str
    FIELDS: tuple[Field, ...]
    EXAMPLE: Note

    def faces(self, note: Note, /) -> tuple[Face, ...]:
        """The note's faces, in the order in which they are first asked. The note has no `problems`."""

    def problems(self, note: Note, /) -> list[tuple[str, str]]:
        """What is wrong with the note's texts, as (field name, message); empty for a good note."""

    def front_html(self, face: Face, /) -> str:
        """Safe HTML of the prompt."""

    def back_html(self, face: Face, /) -> str:
        """Safe HTML of the answer."""


Sent = Mapping[str, Sequence[str]]
"""What a learner's form brings: field name to its values."""


class Judge(Kind, Protocol):
    """A kind whose answers are given in a form and graded by Ebb. Its notes have one face, with an empty key."""

    SHUFFLED: bool
    """Whether the parts are shown in an order that changes with the card and the day."""
    TICKED: bool
    """Whether the parts are key points, which she ticks or unticks herself before she grades."""
    LONGEST: int
    """The most characters that an answer may have in all."""

    def parts(self, note: Note, /) -> tuple[Part, ...]:
        """What the page shows piece by piece; empty where the question is all there is."""

    def judge(self, note: Note, sent: Sent, /) -> Verdict:
        """What the answer is worth. Never raises, whatever was sent."""

    def model(self, note: Note, /) -> tuple[tuple[str, dict[str, list[str]]], ...]:
        """Answers that the author calls right, as a form would send them, with where each stands (a field's name)."""


def written_front(face: Face, /) -> str:
    """Safe HTML of a prompt that is Markdown and nothing else."""
    return render(face.front)


def written_back(face: Face, /) -> str:
    """Safe HTML of an answer that is Markdown and nothing else."""
    return render(face.back)


def field_problems(note: Note, fields: tuple[Field, ...]) -> Iterator[tuple[str, str]]:
    """What every kind checks: required texts are there, none is too long, none is unknown."""
    known = {field.name for field in fields}
    for name in note.fields:
        if name not in known:
            yield name, f"is not a field of {note.kind} notes (they have {', '.join(sorted(known))})"
    texts = {**note.fields, EXPLANATION.name: note.explanation}
    for field in (*fields, EXPLANATION):
        text = texts.get(field.name, "")
        if field.required and not text.strip():
            yield field.name, "is missing: write what it should say"
        elif len(text) > field.longest:
            yield field.name, f"has {len(text):,} characters; {field.longest:,} is the most"
