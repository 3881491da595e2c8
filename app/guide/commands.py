"""Commands of shell blocks as proposals: a comment and its command, a command and the comment behind it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from app.guide.blocks import Code, Lines
from app.guide.phrasing import is_command_line
from app.guide.places import Place, capital, is_generic, lower_first
from app.guide.proposal import LeftOut, Offer, Proposal
from app.guide.tasks import ask_docker, ask_which, docker_command, task_of, tells_task
from app.guide.tidying import mark_of, unnumbered, without_emoji, words_of

SHELLS = {
    "bash", "sh", "shell", "console", "zsh", "shell-session", "shellsession", "terminal", "powershell", "ps1",
    "cmd", "bat", "fish", "ssh",
}  # fmt: skip
_PROMPT = re.compile(r"^\s*(?:[\w.@~:/-]{0,40}\$|❯|>|PS>|#(?=\s*(?:apt|docker|yum|dnf)\b))\s+(?=\S)")
_LISTED = re.compile(r"^\s*(?:\d\ufe0f?\u20e3|\d{1,2}[.)]\s|[✅❌✔✖├└┌│▼•])")
_DOLLAR = re.compile(r"^\W*\$ +(?=\S)")
_TRAILING = re.compile(r"^(?P<code>.*?\S)\s+(?:#|//)\s+(?P<comment>\S.*)$")
_GAP = re.compile(r"^(?P<code>\S(?:.*?\S)?)\s{2,}(?P<comment>[^\w\s`\"'$/.{(<-][^\w`]{0,20}\s*\S.*)$")
_OUTPUT = re.compile(
    r"^(?:[├└│┌]|\[\+\]|=>|[{}\]]|-\s|Error|CONTAINER ID|REPOSITORY|NAME\s|STATUS|HTTP/|[\w-]+:(?:\s+\S+)?\s*$)"
)
_HOLDS_CODE = re.compile(
    r"^(?:[\"'{}\[]|\$ |docker |sudo |git |-{1,2}\w|\w+=\S+$|[\w.-]+:\s*\S+$|.*→\s*\S+_|output\b)", re.IGNORECASE
)
MOST_STEPS = 3
"""Commands under one comment that still are one thing to know."""
LONGEST_COMMAND = 400
FEWEST, MOST = 3, 9
TO_ORDER = "put the steps into their order."


@dataclass(slots=True)
class _Group:
    """A comment with the commands below it: lines, command, and the comment behind it."""

    comment: str
    first: int
    commands: list[tuple[Lines, str, str]] = field(default_factory=list)


def is_shell(code: Code) -> bool:
    """Whether a block holds commands for a shell."""
    rows = [text for _, text in code.content if text.strip()]
    if code.language in SHELLS:
        return True
    if code.language or not rows:
        return False
    if any(row.lstrip().startswith("$ ") for row in rows):
        return not any(_LISTED.match(row) for row in rows)
    calls = [row for row in rows if not row.lstrip().startswith("#")]
    return bool(calls) and all(is_command_line(row) or calls[at - 1].endswith("\\") for at, row in enumerate(calls))


def from_shell(code: Code, place: Place, *, titled: bool = True) -> Iterator[Offer]:
    """A card for each comment with its commands, and for each command with a comment of its own; and their order.

    A block without comments is told by the line above it, or by the heading where that is `titled` for it alone.
    """
    groups = list(_groups(_typed(code)))
    for group in groups:
        yield from _from_group(group, place, alone=len(groups) == 1 and (titled or bool(place.lead)))
    yield from _order(groups, place, code)


def from_drawing(code: Code, place: Place) -> Iterator[Offer]:
    """The commands behind a $ in a drawing, without what is drawn around them."""
    rows = [(number, _DOLLAR.sub("", row)) for number, row in code.content if _DOLLAR.match(row)]
    if rows:
        yield from from_shell(Code("bash", tuple(rows), code.lines), place)


def _typed(code: Code) -> Sequence[tuple[int, str]]:
    """What is typed: where lines have a prompt, the others are output, unless they are comments or go on."""
    if not any(row.lstrip().startswith("$ ") for _, row in code.content):
        return code.content
    kept, goes_on, noted = [], False, False
    for number, row in code.content:
        if goes_on or not row.strip() or row.lstrip().startswith(("$ ", "#")) or (noted and is_command_line(row)):
            kept.append((number, row))
            goes_on = row.rstrip().endswith("\\")
        noted = row.lstrip().startswith("#")
    return kept


def _groups(rows: Sequence[tuple[int, str]]) -> Iterator[_Group]:
    group = _Group("", 0)
    joined, first, blank = "", 0, False
    for number, row in rows:
        line = _PROMPT.sub("", row).rstrip() if not joined else row.strip()
        if not line.strip():
            blank = True
            continue
        comment = line.lstrip().startswith("#") and not joined
        if ((comment or (blank and not group.comment)) and group.commands) or (comment and blank):
            yield group
            group = _Group("", number)
        blank = False
        if comment:
            _add_comment(group, line.lstrip("# ").strip(), number)
            continue
        first = first or number
        joined = f"{joined} {line}".strip() if joined else line.strip()
        if joined.endswith("\\"):
            joined = joined[:-1].rstrip()
            continue
        group.commands.append(((first, number), *_split(joined)))
        joined, first = "", 0
    yield group


def _add_comment(group: _Group, text: str, number: int) -> None:
    """Adds to a group's comment what goes on; a comment that holds code or output goes on with nothing."""
    if not group.comment:
        group.comment, group.first = text, number
    elif text and not _HOLDS_CODE.match(text):
        group.comment = f"{group.comment} {text}"


def _split(line: str) -> tuple[str, str]:
    """A command and the comment behind it."""
    found = (_TRAILING.match(line) if not _quoted_sign(line) else None) or _GAP.match(line)
    return (found["code"].strip(), found["comment"].strip()) if found else (without_emoji(line), "")


def _quoted_sign(line: str) -> bool:
    """Whether the first # stands in quotes."""
    before = line.partition("#")[0]
    return before.count('"') % 2 == 1 or before.count("'") % 2 == 1


def _from_group(group: _Group, place: Place, *, alone: bool) -> Iterator[Offer]:
    comment = task_of(group.comment)
    told = [(lines, code, task_of(more)) for lines, code, more in group.commands if not _OUTPUT.match(code)]
    if mark_of(group.comment)[0] is False:
        yield from (LeftOut(lines, "a command that the guide advises against") for lines, _, _ in told)
        return
    for lines, code, task in told:
        if task:
            whole = f"{comment} ({lower_first(task)})" if comment and len(told) == 1 else task
            yield from _one(whole, code, place, lines)
    rest = [(lines, code) for lines, code, task in told if not task]
    if rest and not comment and alone and (tells_task(place.topic) or _is_named(rest, place)):
        above = Place(place.path if place.lead else place.path[:-1])
        named = (
            lower_first(place.topic)
            if tells_task(place.topic) or " run " not in rest[0][1]
            else f"run a container: {place.topic}"
        )
        yield from _under(
            task_of(place.topic) if named == lower_first(place.topic) else named, rest, above, rest[0][0][0]
        )
    elif rest and not comment:
        yield from (LeftOut(lines, "a command without a word on what it is for") for lines, _ in rest)
    elif rest:
        yield from _under(comment, rest, place, group.first)


def _is_named(rest: list[tuple[Lines, str]], place: Place) -> bool:
    """Whether a few docker commands stand under a name that says what is special about them."""
    named = 1 < len(words_of(place.topic)) < 7 and not is_generic(place.topic) and bool(task_of(place.topic))
    return named and len(rest) <= MOST_STEPS and all(docker_command(code) for _, code in rest)


_TOP = re.compile(r"[a-z][\w-]*:\s*")
_BELOW = re.compile(r"\s+(?:- \S|[\w.-]+:).*")


def parted(code: Code) -> tuple[Code, list[Code]]:
    """A block of commands without the YAML that stands among them, and that YAML with the comment above it."""
    rows = code.content
    kept, files = list(rows), list[Code]()
    for at, (_, row) in enumerate(rows):
        below = next((end for end in range(at + 1, len(rows)) if not _BELOW.fullmatch(rows[end][1])), len(rows))
        if _TOP.fullmatch(row) and below > at + 1:
            first = at - 1 if at and rows[at - 1][1].lstrip().startswith("#") else at
            file = rows[first:below]
            kept = [it for it in kept if it not in file]
            files.append(Code("yaml", file, (file[0][0], file[-1][0])))
    return Code(code.language, tuple(kept), code.lines), files


def _under(task: str, rest: list[tuple[Lines, str]], place: Place, first: int) -> Iterator[Offer]:
    """The commands of one task, or of the parts of it that slashes name."""
    lines = first, rest[-1][0][1]
    parts = [part.strip() for part in re.split(r"\s*/\s*", task)]
    if len(rest) == 1:
        yield from _one(task, rest[0][1], place, lines)
    elif len(parts) == len(rest) and all(parts):
        for part, (line, code) in zip(parts, rest, strict=True):
            yield from _one(part, code, place, line)
    elif len(rest) > MOST_STEPS:
        yield LeftOut(lines, f"more than {MOST_STEPS} commands under one comment")
    else:
        fields = {"front": ask_which(task, place, len(rest)), "back": fenced([code for _, code in rest])}
        yield Proposal("basic", fields, place.path, (lines,), "comment and its commands")


def _one(task: str, code: str, place: Place, lines: Lines) -> Iterator[Offer]:
    if not words_of(task) or len(code) > LONGEST_COMMAND:
        yield LeftOut(lines, "a command too long for a card")
    elif docker_command(code):
        fields = {"front": ask_docker(task, code, place), "command": f"`{code}`"}
        yield Proposal("command", fields, place.path, (lines,), "comment and command")
    else:
        fields = {"front": ask_which(task, place), "back": fenced([code])}
        yield Proposal("basic", fields, place.path, (lines,), "comment and command")


def fenced(rows: list[str], language: str = "sh") -> str:
    """Lines as a block of code."""
    return "\n".join([f"```{language}", *rows, "```"])


_CYCLE = re.compile(
    r"\b(?:cycle|workflow|work flow|pipeline|life ?cycle|steps|procedure|walk ?through)\b", re.IGNORECASE
)


def _order(groups: list[_Group], place: Place, code: Code) -> Iterator[Proposal]:
    """The order of the steps of what is called a cycle or a workflow: commands with comments, or numbered comments."""
    for group in groups:
        told = [f"`{line}` – {task}" for _, line, more in group.commands if (task := task_of(more))]
        whole = len(told) == len(group.commands) and FEWEST <= len(told) <= MOST and len(set(told)) == len(told)
        if whole and _CYCLE.search(f"{place.about} {group.comment}"):
            lines = (group.commands[0][0][0], group.commands[-1][0][1])
            yield order(told, place.under(group.comment or place.lead), lines, "commands of a workflow")
    steps = [task_of(group.comment) for group in groups if unnumbered(group.comment) != group.comment]
    if len(steps) == len(groups) and FEWEST <= len(steps) <= MOST and all(steps) and _CYCLE.search(place.about):
        yield order(steps, place, code.lines, "numbered comments")


def order(steps: Sequence[str], place: Place, lines: Lines, reason: str, asked: str = TO_ORDER) -> Proposal:
    """A card that asks for the order of steps, FEWEST to MOST of them."""
    listed = "\n".join(f"{number}. {capital(' '.join(step.split()))}" for number, step in enumerate(steps, 1))
    fields = {"front": place.asks(asked), "steps": listed}
    return Proposal("order", fields, place.path, (lines,), reason)
