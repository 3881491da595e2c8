"""Interview: a question answered in one's own words, scored on key points and misconceptions."""

from html import escape

from app.cards.card import Face, Finding, Note, Part, Verdict
from app.cards.interviewing.score import Point, parse_points, score
from app.cards.kinds.kind import Field, Sent, field_problems, written_back, written_front
from app.cards.markup import render_inline
from app.cards.parts import key_of

NAME = "interview"
TITLE = "Interview"
FIELDS: tuple[Field, ...] = (
    Field("front", "Question", "As an interviewer would ask it."),
    Field("back", "Model answer", "As you would say it in a minute."),
    Field(
        "points",
        "Key points",
        "One a line after “- ”. Under each, after “  + ”, ways of saying it; decks/README.md has their language.",
        longest=8000,
        monospace=True,
    ),
    Field(
        "red_flags",
        "Misconceptions",
        "Written like key points: what a wrong answer gives itself away by. Optional.",
        required=False,
        longest=8000,
        monospace=True,
    ),
    Field("follow_ups", "Follow-up questions", "One a line after “- ”. Optional.", required=False, monospace=True),
)
EXAMPLE = Note(
    "example-interview",
    NAME,
    {
        "front": "What does a container share with its host?",
        "back": "It shares the kernel of the host. Its file system is its own.",
        "points": "- The kernel is shared\n  + share|use|run host|one|same kernel\n  + only|single one kernel\n"
        "- The file system is its own\n  + own|separate|private file_system|filesystem|root",
        "red_flags": "- Thinks a container boots a kernel\n  + boot|start kernel",
        "follow_ups": "- What follows from that for kernel bugs?",
    },
    tags=("containers",),
)
TICKED = True
SHUFFLED = False
LONGEST = 20_000

front_html, back_html = written_front, written_back


def faces(note: Note) -> tuple[Face, ...]:
    """One face with an empty key; its back is the model answer, and below it what may be asked next."""
    back, follow_ups = note.fields["back"], note.fields.get("follow_ups", "")
    return (Face("", note.fields["front"], f"{back}\n\n**Asked next:**\n\n{follow_ups}" if follow_ups else back),)


def problems(note: Note) -> list[tuple[str, str]]:
    """What every kind checks, and points that nothing could earn."""
    found = list(field_problems(note, FIELDS))
    if found:
        return found
    for name in ("points", "red_flags"):
        points, wrong = parse_points(note.fields.get(name, ""))
        found += [(name, message) for message in wrong]
        if name == "points" and not wrong and not points:
            found.append((name, "has no point: write one after “- ”"))
        if len({point.text for point in points}) < len(points):
            found.append((name, "has the same entry twice"))
    return found


def parts(note: Note) -> tuple[Part, ...]:
    """The key points, to be ticked."""
    return tuple(Part(key_of(point.text), render_inline(point.text)) for point in points_of(note, "points"))


def judge(note: Note, sent: Sent) -> Verdict:
    """The score of `answer`: each key point with the words that earned it, and misconceptions that were noticed."""
    answer = "\n".join(sent.get("answer", ()))
    scored = score(points_of(note, "points"), points_of(note, "red_flags"), answer)
    findings = tuple(
        Finding(part.key, part.html, ticked.hit, render_quote(ticked.phrase))
        for part, ticked in zip(parts(note), scored.points, strict=True)
    )
    warnings = tuple(f"{render_inline(noticed.flag)}: {render_quote(noticed.phrase)}" for noticed in scored.red_flags)
    hits = sum(finding.holds for finding in findings)
    if not answer.strip():
        return Verdict(0, "Nothing was written: tick what you said, and grade yourself.", findings)
    return Verdict(scored.quality, f"{hits} of {len(findings)} key points.", findings, warnings)


def render_quote(phrase: str) -> str:
    """Words of an answer as safe HTML; they are not Markdown."""
    return f"<q>{escape(phrase)}</q>" if phrase else ""


def model(note: Note) -> tuple[tuple[str, dict[str, list[str]]], ...]:
    """The model answer."""
    return (("back", {"answer": [note.fields["back"]]}),)


def points_of(note: Note, name: str) -> tuple[Point, ...]:
    """The key points of a good note, or with "red_flags" its misconceptions."""
    return parse_points(note.fields.get(name, ""))[0]
