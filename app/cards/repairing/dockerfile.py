"""A Dockerfile as BuildKit reads it: directives, instructions on joined lines, flags, heredocs, exec and shell form."""

import json
import re
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import Any

from app.cards.repairing.dockerwords import filled, split
from app.cards.repairing.rule import Unreadable, shown

_COMMANDS = ("CMD", "ENTRYPOINT", "HEALTHCHECK", "RUN", "SHELL")
_FILES = ("ADD", "COPY", "VOLUME")
_FACTS = ("ARG", "ENV", "EXPOSE", "FROM", "LABEL", "MAINTAINER", "ONBUILD", "STOPSIGNAL", "USER", "WORKDIR")
INSTRUCTIONS = frozenset((*_COMMANDS, *_FILES, *_FACTS))
# Which instructions may be written as a JSON array; the rest read a bracket as a letter.
_ARRAYS = frozenset((*_COMMANDS, *_FILES))
_HEREDOCS = frozenset(("ADD", "COPY", "RUN"))
_DIRECTIVE = re.compile(r"#[ \t]*([A-Za-z][A-Za-z0-9]*)[ \t]*=(.*)")
_FLAG = re.compile(r"--([A-Za-z][\w-]*)(?:=(.*))?", re.DOTALL)
_HEREDOC = re.compile(r"\d*<<(-?)([^<\s]+)")


@dataclass(frozen=True, slots=True)
class Heredoc:
    """`body` as written; leading tabs are gone where `<<-` asked for that."""

    name: str
    body: str


@dataclass(frozen=True, slots=True)
class Instruction:
    """An instruction on the lines from `line` on.

    `name` is in capitals, `text` is its lines joined, `rest` what follows the flags. `words` are the strings of the
    JSON array (`is_json`), or the words of `rest` with quotes on. `pairs` are the names and values of ENV, LABEL and
    ARG (an ARG without a default: None). `trigger` is what ONBUILD holds back.
    """

    name: str
    line: int
    text: str
    rest: str
    flags: tuple[tuple[str, str], ...] = ()
    words: tuple[str, ...] = ()
    is_json: bool = False
    pairs: tuple[tuple[str, str | None], ...] = ()
    heredocs: tuple[Heredoc, ...] = ()
    trigger: "Instruction | None" = None

    def flag(self, name: str) -> str | None:
        """The value of the last flag of that name; "" where it has none, None where it is not given."""
        return next((value for key, value in reversed(self.flags) if key == name), None)


@dataclass(frozen=True, slots=True)
class Source:
    """A Dockerfile as its instructions in order. `directives` are syntax, escape and check, as far as given."""

    instructions: tuple[Instruction, ...]
    directives: dict[str, str] = field(default_factory=dict)
    escape: str = "\\"


def read(text: str) -> Source:
    """The instructions of a Dockerfile. Raises Unreadable with the line where BuildKit's parser would stop."""
    lines = [line.rstrip("\r") for line in text.removeprefix("\ufeff").split("\n")]
    directives = _directives(lines)
    escape = directives.get("escape", "\\")
    found: list[Instruction] = []
    at = 0
    while at < len(lines):
        first = at
        joined, at = _joined(lines, at, escape)
        if joined:
            instruction, at = _with_heredocs(_instruction(joined, first + 1, escape), lines, at)
            found.append(instruction)
    if not found:
        raise Unreadable("The file has no instruction.")
    return Source(tuple(found), directives, escape)


def _directives(lines: list[str]) -> dict[str, str]:
    """The directives on the first lines; anything else, an empty line too, ends them."""
    found: dict[str, str] = {}
    for number, line in enumerate(lines, 1):
        match = _DIRECTIVE.fullmatch(line.strip())
        key = match[1].lower() if match else ""
        if match is None or key not in {"syntax", "escape", "check"} or not match[2].strip():
            break
        if key in found:
            raise Unreadable(f"Line {number}: the directive “{key}” may be given only once.", number)
        found[key] = match[2].strip()
        if key == "escape" and found[key] not in {"\\", "`"}:
            raise Unreadable(f"Line {number}: the escape is \\ or `, not {shown(found[key])}.", number)
    return found


def _joined(lines: list[str], at: int, escape: str) -> tuple[str, int]:
    """The instruction that starts at lines[at], its continuation lines joined, and the index of the line after it.

    Comments and empty lines between are left out, as BuildKit does. "" for a comment or an empty line.
    """
    first = lines[at].lstrip()
    at += 1
    number = at
    if not first or first.startswith("#"):
        return "", at
    piece, more = _continued(first, escape)
    pieces = [piece]
    while more and at < len(lines):
        line = lines[at]
        at += 1
        if line.strip() and not line.lstrip().startswith("#"):
            piece, more = _continued(line, escape)
            pieces.append(piece)
    joined = "".join(pieces).strip()
    if not joined:
        raise Unreadable(f"Line {number}: {escape} stands alone, with nothing to go on with.", number)
    return joined, at


def _continued(line: str, escape: str) -> tuple[str, bool]:
    """A line without the escape at its end, and whether it had one; a doubled escape is none."""
    end = line.rstrip(" \t")
    if end.endswith(escape) and not end[:-1].endswith(escape):
        return end[:-1], True
    return line, False


def _instruction(joined: str, line: int, escape: str) -> Instruction:
    parts = joined.split(None, 1)
    name, rest = parts[0].upper(), parts[1] if len(parts) > 1 else ""
    if name not in INSTRUCTIONS:
        near = get_close_matches(name, sorted(INSTRUCTIONS), n=1)
        hint = f": is it {near[0]}?" if near else "."
        raise Unreadable(f"Line {line}: there is no instruction {shown(parts[0])}{hint}", line)
    if name == "ONBUILD":
        trigger = _instruction(rest, line, escape) if rest and not rest.upper().startswith("ONBUILD") else None
        return Instruction(name, line, joined, rest, trigger=trigger)
    flags, rest = _flags(rest, escape)
    kind, body = _health(rest) if name == "HEALTHCHECK" else ((), rest)
    array = _array(body, line) if name in _ARRAYS else None
    words = (*kind, *(split(body, escape) if array is None else array))
    pairs = _pairs(name, rest, line, escape) if name in {"ENV", "LABEL", "ARG"} else ()
    return Instruction(name, line, joined, rest, flags, words, array is not None, pairs)


def _flags(rest: str, escape: str) -> tuple[tuple[tuple[str, str], ...], str]:
    """The --flags in front, and what follows them; a lone -- ends them."""
    found: list[tuple[str, str]] = []
    while rest.startswith("--"):
        word = split(rest, escape)[0] if len(rest) < 2 or not rest[2:3].isspace() else "--"
        rest = rest[len(word) :].lstrip()
        match = _FLAG.fullmatch(filled(word, {}, escape))
        if match is None:
            break
        found.append((match[1].lower(), match[2] or ""))
    return tuple(found), rest


def _health(rest: str) -> tuple[tuple[str, ...], str]:
    parts = rest.split(None, 1)
    return tuple(part.upper() for part in parts[:1]), parts[1] if len(parts) > 1 else ""


def _array(rest: str, line: int) -> tuple[str, ...] | None:
    """The strings of a JSON array, or None where it is not one: then the line is for a shell, brackets and all."""
    if not rest.startswith("["):
        return None
    try:
        found: Any = json.loads(rest)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, list):
        return None
    if not all(isinstance(item, str) for item in found):
        raise Unreadable(f"Line {line}: only texts in double quotes may stand in {shown(rest)}.", line)
    return tuple(found)


def _pairs(name: str, rest: str, line: int, escape: str) -> tuple[tuple[str, str | None], ...]:
    """NAME=value lists, the old `ENV NAME value`, and for ARG a name alone."""
    words = split(rest, escape)
    if name != "ARG" and words and "=" not in words[0]:
        value = rest.partition(words[0])[2].strip()
        if not value:
            raise Unreadable(f"Line {line}: {name} needs a name and a value: {name} {words[0]}=…", line)
        return ((words[0], value),)
    found: list[tuple[str, str | None]] = []
    for word in words:
        key, equals, value = word.partition("=")
        if not equals and name != "ARG":
            raise Unreadable(f"Line {line}: {shown(word)} has no “=”; a value with spaces needs quotes.", line)
        found.append((filled(key, {}, escape), value if equals else None))
    return tuple(found)


def _with_heredocs(instruction: Instruction, lines: list[str], at: int) -> tuple[Instruction, int]:
    """The instruction with the bodies of its heredocs, and the index of the line after the last one."""
    held = instruction.trigger or instruction
    if held.name not in _HEREDOCS or held.is_json or "<<" not in held.rest:
        return instruction, at
    found: list[Heredoc] = []
    for stripped, name in heredoc_marks(held.words):
        body: list[str] = []
        while True:
            if at >= len(lines):
                raise Unreadable(
                    f"Line {instruction.line}: the heredoc is never ended by a line “{name}”.", instruction.line
                )
            line = lines[at].lstrip("\t") if stripped else lines[at]
            at += 1
            if line == name:
                break
            body.append(line)
        found.append(Heredoc(name, "".join(f"{line}\n" for line in body)))
    return _holding(instruction, tuple(found)), at


def _holding(instruction: Instruction, heredocs: tuple[Heredoc, ...]) -> Instruction:
    if instruction.trigger:
        return replace(instruction, trigger=replace(instruction.trigger, heredocs=heredocs))
    return replace(instruction, heredocs=heredocs)


def heredoc_marks(words: tuple[str, ...]) -> list[tuple[bool, str]]:
    """The heredocs that words open: whether leading tabs are stripped, and the word that ends it."""
    joined = re.sub(r"(?:^|(?<=\s))(\d*<<-?)\s+(?=\S)", r"\1", "\n".join(words)).split("\n")
    marks = (_HEREDOC.fullmatch(word) for word in joined)
    return [(bool(mark[1]), filled(mark[2], {})) for mark in marks if mark]
