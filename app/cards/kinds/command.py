"""Command: a typed command line, graded by what it would do."""

import re
from collections.abc import Iterator

from app.cards.card import Face, Finding, Note, Part, Verdict
from app.cards.kinds.kind import Field, Sent, field_problems, written_back, written_front
from app.cards.likeness import CommandVerdict, command_problem, grade_command
from app.cards.markup import render_inline

NAME = "command"
TITLE = "Command"
FIELDS: tuple[Field, ...] = (
    Field("front", "Task", "Say all that the command must do: names, ports, images."),
    Field("command", "Command", "The command you would type. What does the same is right as well.", monospace=True),
    Field(
        "also",
        "Other right commands",
        "Commands that are right but do it another way, one a line. Optional.",
        required=False,
        monospace=True,
    ),
    Field(
        "accepts",
        "Must be accepted",
        "Spellings that must count as the same, one a line: a check of the card. Optional.",
        required=False,
        monospace=True,
    ),
    Field(
        "refuses",
        "Must not be accepted",
        "Near misses that must not count as the same, one a line: a check of the card. Optional.",
        required=False,
        monospace=True,
    ),
)
EXAMPLE = Note(
    "example-command",
    NAME,
    {
        "front": "Start `nginx` in the background, so that port 8080 of the host leads to its port 80.",
        "command": "docker run -d -p 8080:80 nginx",
        "also": "docker run -d -p 127.0.0.1:8080:80 nginx",
        "accepts": "docker container run --detach --publish=8080:80 nginx:latest\ndocker run -dp 8080:80 nginx",
        "refuses": "docker run -d -p 80:8080 nginx\ndocker run -p 8080:80 nginx",
    },
    tags=("commands",),
)
_TICKED = re.compile(r"`([^`]+)`", re.DOTALL)
TICKED = False
SHUFFLED = False
LONGEST = 4000

front_html, back_html = written_front, written_back


def faces(note: Note) -> tuple[Face, ...]:
    """One face with an empty key; its back is the command, and below it the other right ones."""
    return (Face("", note.fields["front"], "\n\n".join(f"```sh\n{line}\n```" for line in _right(note))),)


def problems(note: Note) -> list[tuple[str, str]]:
    """What every kind checks, commands that no docker knows, and checks of the card that fail."""
    found = list(field_problems(note, FIELDS))
    if found:
        return found
    for name in ("command", "also"):
        found += [(name, f"“{line}”: {problem}") for line in _lines(note, name) if (problem := command_problem(line))]
    return found or list(_check_problems(note))


def _check_problems(note: Note) -> Iterator[tuple[str, str]]:
    right = _right(note)
    for line in _lines(note, "accepts"):
        graded = grade_command(right, line)
        if graded.verdict != "same":
            yield "accepts", f"“{line}” is graded as {graded.verdict}: {'; '.join(graded.differences)}"
    for line in _lines(note, "refuses"):
        if grade_command(right, line).verdict == "same":
            yield "refuses", f"“{line}” is graded as the same"


def parts(_note: Note) -> tuple[Part, ...]:
    """None: a line to type is all there is."""
    return ()


def judge(note: Note, sent: Sent) -> Verdict:
    """Right (4) when `answer` does the same, 3 when but for a slip, else 2 for one difference and 1 for more."""
    answer = "\n".join(sent.get("answer", ()))
    if not answer.strip():
        return Verdict(0, "Nothing was typed.")
    graded = grade_command(_right(note), answer)
    findings = tuple(Finding("", render_inline(difference), holds=False) for difference in graded.differences)
    return Verdict(_quality(graded), _SUMMARY[graded.verdict], findings)


_SUMMARY = {"same": "Right.", "slip": "Right, but for a slip.", "different": "That does something else."}


def _quality(graded: CommandVerdict) -> int:
    if graded.verdict == "different":
        return 2 if len(graded.differences) == 1 else 1
    return 4 if graded.verdict == "same" else 3


def model(note: Note) -> tuple[tuple[str, dict[str, list[str]]], ...]:
    """Every right command; that the other spellings are accepted is among the note's `problems`."""
    return tuple((name, {"answer": [line]}) for name in ("command", "also") for line in _lines(note, name))


def _right(note: Note) -> list[str]:
    return [*_lines(note, "command"), *_lines(note, "also")]


def _lines(note: Note, name: str) -> list[str]:
    """Each may stand in backticks; a command on several lines ends them with a backslash."""
    joined = note.fields.get(name, "").replace("\\\n", "\\\x00")
    lines = [line.replace("\x00", "\n").strip() for line in joined.split("\n")]
    return [whole[1] if (whole := _TICKED.fullmatch(line)) else line for line in lines if line]
