"""Reversed: a pair that is asked in both directions, such as a term and its meaning."""

from app.cards.card import Face, Note
from app.cards.kinds.kind import Field, field_problems, written_back, written_front

NAME = "reversed"
TITLE = "Both ways"
FIELDS: tuple[Field, ...] = (
    Field("front", "Question", "The first card asks this; the second answers with it."),
    Field("back", "Answer", "The first card answers with this; the second asks it."),
    Field(
        "reverse_front",
        "Question of the second card",
        "Where the answer alone is no good question. Optional.",
        required=False,
    ),
    Field(
        "reverse_back",
        "Answer of the second card",
        "Where the question alone is no good answer. Optional.",
        required=False,
    ),
)
EXAMPLE = Note(
    "example-reversed",
    NAME,
    {
        "front": "What does `docker ps` list?",
        "back": "The containers that are running.",
        "reverse_front": "Which command lists the running containers?",
        "reverse_back": "`docker ps`",
    },
    tags=("commands",),
)

front_html, back_html = written_front, written_back


def faces(note: Note) -> tuple[Face, ...]:
    """The face "forward" as written, and "reverse", whose texts default to the swapped pair."""
    front, back = note.fields["front"], note.fields["back"]
    return (
        Face("forward", front, back),
        Face("reverse", note.fields.get("reverse_front") or back, note.fields.get("reverse_back") or front),
    )


def problems(note: Note) -> list[tuple[str, str]]:
    """Missing, over-long and unknown fields."""
    return list(field_problems(note, FIELDS))
