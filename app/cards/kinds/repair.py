"""Repair: a broken Dockerfile or compose file to be edited, graded on what the edited file says."""

from html import escape

from app.cards.card import Face, Finding, Note, Part, Verdict
from app.cards.kinds.kind import Field, Sent, field_problems, written_back, written_front
from app.cards.markup import render_inline
from app.cards.repairing.check import LANGUAGES, check, rule_problem

NAME = "repair"
TITLE = "Repair"
FIELDS: tuple[Field, ...] = (
    Field("front", "Task", "Say what is wrong from the user's side, or what the file must achieve."),
    Field("language", "Language", "dockerfile or compose."),
    Field("broken", "Broken file", "What the learner starts from.", monospace=True, block=True),
    Field(
        "rules",
        "Rules",
        "What the repaired file must fulfil, one rule a line; decks/README.md lists them.",
        monospace=True,
    ),
    Field(
        "fixed",
        "Repaired file",
        "One good repair: it is shown as the answer and must fulfil every rule.",
        monospace=True,
    ),
)
EXAMPLE = Note(
    "example-repair",
    NAME,
    {
        "front": "Every change of a source file installs all packages anew. Make the build use its cache.",
        "language": "dockerfile",
        "broken": 'FROM node:24-alpine\nWORKDIR /app\nCOPY . .\nRUN npm ci\nCMD ["node", "server.js"]',
        "rules": "deps-before-sources\nexec-form(CMD)",
        "fixed": "FROM node:24-alpine\nWORKDIR /app\nCOPY package*.json ./\nRUN npm ci\nCOPY . .\n"
        'CMD ["node", "server.js"]',
    },
    tags=("dockerfile",),
)
TICKED = False
SHUFFLED = False
LONGEST = 16_384

front_html, back_html = written_front, written_back


def faces(note: Note) -> tuple[Face, ...]:
    """One face with an empty key; its back is the repaired file."""
    return (Face("", note.fields["front"], _block(note, "fixed")),)


def _block(note: Note, name: str) -> str:
    text = note.fields[name].rstrip("\n")
    fence = "`" * max(3, 1 + max((len(run) for run in text.split() if set(run) == {"`"}), default=0))
    return f"{fence}{'yaml' if note.fields['language'].strip() == 'compose' else 'dockerfile'}\n{text}\n{fence}"


def problems(note: Note) -> list[tuple[str, str]]:
    """What every kind checks, rules that there are not, a broken file that is none, and a repair that is none."""
    found = list(field_problems(note, FIELDS))
    if found:
        return found
    language = note.fields["language"].strip()
    if language not in LANGUAGES:
        return [("language", f"“{language}” is neither dockerfile nor compose")]
    wrong = [(rule, rule_problem(language, rule)) for rule in rules_of(note)]
    return [("rules", f"“{rule}”: {problem}") for rule, problem in wrong if problem] or _file_problems(note, language)


def _file_problems(note: Note, language: str) -> list[tuple[str, str]]:
    found = []
    for proved in check(language, note.fields["fixed"], rules_of(note)):
        if not proved.holds:
            where = f"line {proved.line}: " if proved.line else ""
            found.append(("fixed", f"breaks {proved.property}: {where}{proved.why}"))
    if all(proved.holds for proved in check(language, note.fields["broken"], rules_of(note))):
        found.append(("broken", "fulfils every rule: there is nothing to repair"))
    return found


def parts(note: Note) -> tuple[Part, ...]:
    """The broken file; its key is its language."""
    return (Part(note.fields["language"].strip(), escape(note.fields["broken"].rstrip("\n"))),)


def judge(note: Note, sent: Sent) -> Verdict:
    """Right (4) when the file in `answer` fulfils every rule, else 2 for half of what was broken, 1 for some, 0."""
    text = "\n".join(sent.get("answer", ())).replace("\r\n", "\n")
    language, rules = note.fields["language"].strip(), rules_of(note)
    proved = check(language, text, rules)
    findings = tuple(
        Finding(one.property, render_inline(one.title), one.holds, render_inline(one.why), one.line) for one in proved
    )
    left = {one.property for one in proved if not one.holds}
    if not left:
        return Verdict(4, "Repaired.", findings)
    broken = {one.property for one in check(language, note.fields["broken"], rules) if not one.holds}
    mended = len(broken - left)
    quality = 0 if not mended else 2 if 2 * mended >= len(broken) else 1
    return Verdict(quality, f"{sum(one.holds for one in proved)} of {len(proved)} hold.", findings)


def model(note: Note) -> tuple[tuple[str, dict[str, list[str]]], ...]:
    """The author's repair."""
    return (("fixed", {"answer": [note.fields["fixed"]]}),)


def rules_of(note: Note) -> list[str]:
    """The rules of a note, one a line of its text."""
    return [line.strip() for line in note.fields["rules"].split("\n") if line.strip()]
