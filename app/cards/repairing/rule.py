"""What a rule of a repair card is, how a card writes one, and what it finds in a file."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Protocol


class Unreadable(ValueError):
    """The file cannot be parsed. `line` counts from 1; None where no single line is at fault."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.message, self.line = message, line


@dataclass(frozen=True, slots=True)
class Finding:
    """Whether a rule holds, one sentence why, and the line that fails (or that makes it hold)."""

    holds: bool
    why: str
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """`title` says the property in words; {0}, {1} stand for arguments, and […] goes where its argument is left out.

    `needs` are names in ARGUMENTS, one for each argument; one that ends in “?” may be left out. `judge` takes the
    parsed file and the arguments as texts.
    """

    title: str
    judge: Callable[..., Finding]
    needs: tuple[str, ...] = ()


class Placed(Protocol):
    """Whatever stands on a line of a file."""

    @property
    def line(self) -> int: ...


def holds(why: str, at: Placed | None = None) -> Finding:
    """The rule holds, because of what stands at `at`."""
    return Finding(holds=True, why=why, line=at.line if at else None)


def fails(why: str, at: Placed | None = None) -> Finding:
    """The rule fails, on the line of `at`, or because the whole file lacks something."""
    return Finding(holds=False, why=why, line=at.line if at else None)


def shown(text: str) -> str:
    """A piece of a file in quotes, on one line and at most 72 characters long."""
    line = " ".join(text[:400].split())
    return f"“{line if len(line) <= 72 else line[:71] + '…'}”"


# Kinds of argument: a pattern, and what it is called when it does not fit.
ARGUMENTS: Mapping[str, tuple[re.Pattern[str], str]] = {
    "name": (re.compile(r"[A-Za-z0-9][\w.-]*"), "a name"),
    "variable": (re.compile(r"[A-Za-z_]\w*"), "a variable’s name"),
    "port": (re.compile(r"[1-9][0-9]{0,4}(/(tcp|udp|sctp))?"), "a port"),
    "count": (re.compile(r"[0-9]{1,3}"), "a number"),
    "path": (re.compile(r"[\w./~*{}$@:-]+"), "a path"),
    "image": (re.compile(r"[a-z0-9][\w./:@-]*"), "an image"),
    "user": (re.compile(r"[\w.$-]+(:[\w.$-]+)?"), "a user or user:group"),
    "command": (re.compile(r"(CMD|ENTRYPOINT|RUN|HEALTHCHECK)"), "CMD, ENTRYPOINT, RUN or HEALTHCHECK"),
    "resource": (re.compile(r"(memory|cpus|pids)"), "memory, cpus or pids"),
    "text": (re.compile(r"\S.*"), "a text"),
}
_CALL = re.compile(r"\s*([a-z][a-z-]*)\s*(?:\((.*)\))?\s*", re.DOTALL)


def called(rule: str) -> tuple[str, tuple[str, ...]]:
    """A rule as written, `name` or `name(argument, argument)`, as its name and arguments; ("", ()) when it is neither.

    An argument holds no comma; quotes around it are taken off.
    """
    call = _CALL.fullmatch(rule)
    if call is None:
        return "", ()
    arguments = (argument.strip() for argument in call[2].split(",")) if call[2] and call[2].strip() else ()
    return call[1], tuple(re.sub(r"""^(["'])(.*)\1$""", r"\2", argument) for argument in arguments)


def problem(rule: str, rules: Mapping[str, Rule]) -> str | None:
    """What is wrong with a rule as written, in words for a deck's author, or None."""
    name, arguments = called(rule)
    if not name:
        return f"“{rule}” is not a rule: write name or name(argument, argument)"
    if name not in rules:
        near = get_close_matches(name, rules, n=1)
        return f"there is no rule “{name}”" + (f": is it “{near[0]}”?" if near else "")
    needs = rules[name].needs
    least = sum(not need.endswith("?") for need in needs)
    if not least <= len(arguments) <= len(needs):
        wanted = ", ".join(f"[{need[:-1]}]" if need.endswith("?") else need for need in needs)
        return f"“{name}” is written {name}({wanted})" if needs else f"“{name}” takes no argument"
    for need, argument in zip(needs, arguments, strict=False):
        pattern, words = ARGUMENTS[need.rstrip("?")]
        if not pattern.fullmatch(argument):
            return f"“{argument}” in “{rule}” is not {words}"
    return None


def title(rule: str, rules: Mapping[str, Rule]) -> str:
    """The property that a rule asks for, in words; the rule itself where it is unknown."""
    name, arguments = called(rule)
    if problem(rule, rules):
        return rule
    given = {str(number): argument for number, argument in enumerate(arguments)}
    words = re.sub(r"\[([^\]]*\{(\d)\}[^\]]*)\]", lambda part: part[1] if part[2] in given else "", rules[name].title)
    return re.sub(r"\{(\d)\}", lambda place: given.get(place[1], ""), words)
