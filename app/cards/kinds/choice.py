"""Choice: options of which one or several are right; every wrong one says why it is wrong."""

from collections.abc import Iterator

from app.cards.card import Face, Finding, Note, Part, Verdict
from app.cards.kinds.kind import Field, Sent, field_problems, written_back, written_front
from app.cards.markup import render, render_inline
from app.cards.parts import Entry, entries, key_of, repeats

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
TICKED = False
SHUFFLED = True
LONGEST = 1000


front_html, back_html = written_front, written_back


def faces(note: Note) -> tuple[Face, ...]:
    """One face with an empty key; its back is the right options."""
    listed, _ = entries(note.fields["options"])
    return (Face("", note.fields["front"], "\n".join(f"- {entry.text}" for entry in listed if _is_right(entry))),)


def problems(note: Note) -> list[tuple[str, str]]:
    """What every kind checks, and options that leave no choice or no reason."""
    found = list(field_problems(note, FIELDS))
    return found or [("options", message) for message in _option_problems(note)]


def _option_problems(note: Note) -> Iterator[str]:
    listed, misplaced = entries(note.fields["options"])
    yield from misplaced
    for entry in listed:
        if entry.mark not in {"- [x]", "- [ ]"}:
            yield f"line {entry.line} must begin with - [x] for a right option or - [ ] for a wrong one"
        elif entry.mark == "- [ ]" and not entry.under.strip():
            yield f"line {entry.line} is wrong, but does not say why: write the reason under it, indented by two spaces"
    if repeats(listed):
        yield "has the same option twice"
    right = sum(map(_is_right, listed))
    if not right:
        yield "has no right option: mark it as - [x]"
    if right == len(listed):
        yield "has no wrong option: mark it as - [ ]"


def parts(note: Note) -> tuple[Part, ...]:
    """The options in the author's order: buttons of which one is chosen, or boxes to tick where several are right."""
    listed, _ = entries(note.fields["options"])
    control = "checkbox" if sum(_is_right(entry) for entry in listed) > 1 else "radio"
    return tuple(
        Part(
            key_of(entry.text),
            render_inline(entry.text),
            control,
            _is_right(entry),
            render(entry.under) if entry.under else "",
        )
        for entry in listed
    )


def _is_right(entry: Entry) -> bool:
    return entry.mark == "- [x]"


def judge(note: Note, sent: Sent) -> Verdict:
    """Right (4) when exactly the right options are chosen; else 2 when most decisions were right, 1, or 0 for none."""
    options = parts(note)
    chosen = set(sent.get("option", ()))
    findings = tuple(
        Finding(option.key, option.html, option.right == (option.key in chosen), option.why_html) for option in options
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
    return (("options", {"option": [part.key for part in parts(note) if part.right]}),)
