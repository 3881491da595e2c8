"""Choice: options of which one or several are right; every wrong one says why it is wrong."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.cards.card import Face, Finding, Note, Part, Verdict
from app.cards.kinds.kind import Field, Sent, field_problems
from app.cards.markup import render, render_inline
from app.cards.parts import Entry, entries, key_of

NAME = "choice"
TITLE = "Choice"
FIELDS: tuple[Field, ...] = (
    Field("front", "Question", "Ask so that the options can be told right from wrong without guessing what is meant."),
    Field(
        "options",
        "Options",
        "One a line: - [x] for right, - [ ] for wrong. Under each wrong one, indented by two spaces, why it is wrong.",
        monospace=True,
    ),
)
EXAMPLE = Note(
    "example-choice",
    NAME,
    {
        "front": "Which instruction sets the program that always runs?",
        "options": "- [x] `ENTRYPOINT`\n- [ ] `CMD`\n  It gives defaults, which arguments after the image replace.\n"
        "- [ ] `RUN`\n  It runs while the image is built.",
    },
    tags=("dockerfile",),
)
SHUFFLED = True
LONGEST = 1000


@dataclass(frozen=True, slots=True)
class _Option:
    key: str
    text: str
    right: bool
    why: str


def faces(note: Note) -> tuple[Face, ...]:
    """One face with an empty key; its back is the right options."""
    return (Face("", note.fields["front"], "\n".join(f"- {option.text}" for option in _options(note) if option.right)),)


def problems(note: Note) -> list[tuple[str, str]]:
    """What every kind checks, and options that leave no choice or no reason."""
    found = list(field_problems(note, FIELDS))
    return found or [("options", message) for message in _option_problems(note)]


def _option_problems(note: Note) -> Iterator[str]:
    read = list(entries(note.fields["options"]))
    yield from (entry for entry in read if isinstance(entry, str))
    listed = [entry for entry in read if isinstance(entry, Entry)]
    for entry in listed:
        if entry.mark not in {"- [x]", "- [ ]"}:
            yield f"line {entry.line} must begin with - [x] for a right option or - [ ] for a wrong one"
        elif entry.mark == "- [ ]" and not entry.under.strip():
            yield f"line {entry.line} is wrong, but does not say why: write the reason under it, indented by two spaces"
    if len({entry.text for entry in listed}) < len(listed):
        yield "has the same option twice"
    right = sum(entry.mark == "- [x]" for entry in listed)
    if not right:
        yield "has no right option: mark it as - [x]"
    if right == len(listed):
        yield "has no wrong option: mark it as - [ ]"


def front_html(face: Face) -> str:
    """Safe HTML of the question."""
    return render(face.front)


def back_html(face: Face) -> str:
    """Safe HTML of the right options."""
    return render(face.back)


def parts(note: Note) -> tuple[Part, ...]:
    """The options in the author's order: buttons of which one is chosen, or boxes to tick where several are right."""
    options = _options(note)
    control = "checkbox" if sum(option.right for option in options) > 1 else "radio"
    return tuple(_part(option, control) for option in options)


def _part(option: _Option, control: str) -> Part:
    why = render(option.why) if option.why else ""
    return Part(option.key, render_inline(option.text), control, option.right, why)


def judge(note: Note, sent: Sent) -> Verdict:
    """Right (4) when exactly the right options are chosen; else 2 when most decisions were right, 1, or 0 for none."""
    options = _options(note)
    chosen = set(sent.get("option", ()))
    findings = tuple(
        Finding(
            option.key,
            render_inline(option.text),
            holds=option.right == (option.key in chosen),
            why_html=render(option.why) if option.why else "",
        )
        for option in options
    )
    hits = sum(option.right and option.key in chosen for option in options)
    missed = sum(option.right and option.key not in chosen for option in options)
    wrong = sum(not option.right and option.key in chosen for option in options)
    if not missed and not wrong:
        return Verdict(4, "Right.", findings)
    if not chosen:
        return Verdict(0, "Nothing was chosen.", findings)
    quality = 2 if hits > missed + wrong else 1
    return Verdict(quality, _summary(hits, missed, wrong), findings)


def _summary(hits: int, missed: int, wrong: int) -> str:
    if not hits:
        return "Not right."
    said = [f"{missed} right {'option' if missed == 1 else 'options'} not chosen"] if missed else []
    said += [f"{wrong} wrong {'one' if wrong == 1 else 'ones'} chosen"] if wrong else []
    return f"Partly right: {' and '.join(said)}."


def model(note: Note) -> tuple[tuple[str, dict[str, list[str]]], ...]:
    """The right options."""
    return (("options", {"option": [option.key for option in _options(note) if option.right]}),)


def _options(note: Note) -> list[_Option]:
    read = [entry for entry in entries(note.fields["options"]) if isinstance(entry, Entry)]
    return [_Option(key_of(entry.text), entry.text, entry.mark == "- [x]", entry.under) for entry in read]
