"""Basic: one question, one answer."""

from app.cards.card import Face, Note
from app.cards.kinds.kind import Field, field_problems, written_back, written_front

NAME = "basic"
TITLE = "Basic"
FIELDS: tuple[Field, ...] = (
    Field("front", "Question", "Ask for one idea, so that exactly one answer is right."),
    Field("back", "Answer", "A line or two. Put the rest into the explanation."),
)
EXAMPLE = Note(
    "example-basic",
    NAME,
    {"front": "Which file lists the steps that build an image?", "back": "The `Dockerfile`."},
    tags=("images",),
)

front_html, back_html = written_front, written_back


def faces(note: Note) -> tuple[Face, ...]:
    """One face with an empty key."""
    return (Face("", note.fields["front"], note.fields["back"]),)


def problems(note: Note) -> list[tuple[str, str]]:
    """Missing, over-long and unknown fields."""
    return list(field_problems(note, FIELDS))
