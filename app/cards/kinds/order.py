"""Order: steps to be put into their order, with credit for what stands right already."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from app.cards.card import Face, Finding, Note, Part, Verdict
from app.cards.kinds.kind import Field, Sent, field_problems, written_back, written_front
from app.cards.markup import render_inline
from app.cards.parts import entries, key_of, repeats

NAME = "order"
TITLE = "Order"
FIELDS: tuple[Field, ...] = (
    Field("front", "Question", "Say what is put in order, and from what to what."),
    Field(
        "steps",
        "Steps",
        "One a line, in the right order: 1. first, 2. second. Steps with one number may change places.",
        monospace=True,
    ),
)
EXAMPLE = Note(
    "example-order",
    NAME,
    {
        "front": "Bring a container's life into order, from first to last.",
        "steps": "1. It is created from an image.\n2. Its process is started.\n3. It is stopped.\n4. It is removed.",
    },
    tags=("containers",),
)
TICKED = False
SHUFFLED = True
LONGEST = 1000
FEWEST, MOST = 3, 9


@dataclass(frozen=True, slots=True)
class _Step:
    key: str
    text: str
    rank: int


front_html, back_html = written_front, written_back


def faces(note: Note) -> tuple[Face, ...]:
    """One face with an empty key; its back lists the steps in their order."""
    listed = "\n".join(f"{place}. {step.text}" for place, step in enumerate(_steps(note), 1))
    return (Face("", note.fields["front"], listed),)


def problems(note: Note) -> list[tuple[str, str]]:
    """What every kind checks, and steps that have no order."""
    found = list(field_problems(note, FIELDS))
    return found or [("steps", message) for message in _step_problems(note)]


def _step_problems(note: Note) -> Iterator[str]:
    listed, misplaced = entries(note.fields["steps"])
    yield from misplaced
    rank = 1
    for entry in listed:
        if not entry.mark.isdigit():
            yield f"line {entry.line} must begin with its number, such as 1."
            return
        number = int(entry.mark)
        if number not in {rank, rank + 1} or (entry is listed[0] and number != 1):
            yield f"line {entry.line} has number {number}: count up from 1; steps that may change places repeat it"
        rank = number
    if repeats(listed):
        yield "has the same step twice"
    if not FEWEST <= len(listed) <= MOST:
        yield f"has {len(listed)} steps: {FEWEST} to {MOST} can be put in order"
    elif rank < FEWEST:
        yield "has too few places: most steps must have a number of their own"


def parts(note: Note) -> tuple[Part, ...]:
    """The steps."""
    return tuple(Part(step.key, render_inline(step.text)) for step in _steps(note))


def judge(note: Note, sent: Sent) -> Verdict:
    """Credit for every pair of steps in the right order: all is 4, eight in ten 3, six in ten 2, a third 1.

    Each step is sent as `place-<key>` with a number; steps with one number, or none, are in no order among themselves.
    """
    steps = _steps(note)
    places = {step.key: _number(sent, step.key) for step in steps}
    if not any(places.values()):
        return Verdict(0, "The steps were not put in order.", _findings(steps, places))
    pairs = [(one, other) for one, other in combinations(steps, 2) if one.rank != other.rank]
    right = sum(0 < places[one.key] < places[other.key] for one, other in pairs)
    share = right / len(pairs)
    quality = 4 if share == 1 else 3 if share >= 0.8 else 2 if share >= 0.6 else 1 if share >= 1 / 3 else 0
    summary = "Right." if share == 1 else f"{right} of {len(pairs)} pairs stand in the right order."
    return Verdict(quality, summary, _findings(steps, places))


def _number(sent: Sent, key: str) -> int:
    text = (list(sent.get(f"place-{key}", ())) or [""])[0].strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 3 else 0


def _findings(steps: list[_Step], places: dict[str, int]) -> tuple[Finding, ...]:
    """Each step in its right place, with the place that it was given."""
    given = sorted(steps, key=lambda step: (places[step.key] or 999, step.rank))
    found = []
    for place, step in enumerate(steps, 1):
        was = given.index(step) + 1
        holds = places[step.key] > 0 and given[place - 1].rank == step.rank
        why = "" if holds else "was given no place" if not places[step.key] else f"you put it in place {was}"
        found.append(Finding(step.key, render_inline(step.text), holds, why))
    return tuple(found)


def model(note: Note) -> tuple[tuple[str, dict[str, list[str]]], ...]:
    """The steps as the author numbered them."""
    return (("steps", {f"place-{step.key}": [str(place)] for place, step in enumerate(_steps(note), 1)}),)


def _steps(note: Note) -> list[_Step]:
    listed, _ = entries(note.fields["steps"])
    return [_Step(key_of(entry.text), entry.text, int(entry.mark)) for entry in listed]
