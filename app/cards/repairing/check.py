"""Judging a Dockerfile or compose file that a learner has edited, property by property."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.cards.repairing import compose_rules, dockerfile_rules, project, stages
from app.cards.repairing.rule import Finding, Rule, Unreadable, called, problem, shown, title

LONGEST = 16 * 1024  # bytes of UTF-8


@dataclass(frozen=True, slots=True)
class Property:
    """One rule, judged.

    `property` is the rule as written, `title` the same in words. `line` counts from 1 and is the line that fails, or
    that makes it hold; None when the whole file lacks it or nothing can be pointed at. `why` is one sentence.
    """

    property: str
    title: str
    holds: bool
    line: int | None
    why: str


@dataclass(frozen=True, slots=True)
class _Language:
    parse: Callable[[str], Any]
    rules: Mapping[str, Rule]


_LANGUAGES: Mapping[str, _Language] = {
    "dockerfile": _Language(stages.parse, dockerfile_rules.RULES),
    "compose": _Language(project.parse, compose_rules.RULES),
}


LANGUAGES = tuple(_LANGUAGES)
"""What files there are rules for."""


def check(language: str, text: str, rules: Sequence[str]) -> tuple[Property, ...]:
    """Each rule judged on a text, in the order of `rules`. Any text is answered, none raises.

    `language` is "dockerfile" or "compose" (KeyError otherwise). A text that cannot be parsed, or is larger than
    16 KB, fails every rule with what is wrong and where; a rule that is none fails with what `rule_problem` says.
    """
    known = _LANGUAGES[language]
    try:
        readable = _readable(text)
        parsed = known.parse(readable)
    except Unreadable as error:
        return tuple(
            Property(rule, title(rule, known.rules), holds=False, line=error.line, why=error.message) for rule in rules
        )
    lines = readable.split("\n")
    return tuple(_judged(rule, parsed, known.rules, lines) for rule in rules)


def _readable(text: str) -> str:
    if len(text) > LONGEST or len(text.encode("utf-8", "replace")) > LONGEST:
        raise Unreadable("The text is larger than 16 KB.")
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise Unreadable(f"Line {line} holds a NUL character.", line)
    return text.replace("\r\n", "\n")


def _judged(rule: str, parsed: Any, rules: Mapping[str, Rule], lines: Sequence[str]) -> Property:
    wrong = problem(rule, rules)
    if wrong:
        return Property(rule, rule, holds=False, line=None, why=f"{wrong[0].upper()}{wrong[1:]}.")
    name, arguments = called(rule)
    found = rules[name].judge(parsed, *arguments)
    return Property(rule, title(rule, rules), found.holds, found.line, _quoting(found, lines))


def _quoting(found: Finding, lines: Sequence[str]) -> str:
    """Why, with the line that fails in front where the sentence does not begin with it."""
    line = lines[found.line - 1] if found.line and found.line <= len(lines) else ""
    if found.holds or found.why.startswith("“") or not line.strip():
        return found.why
    return f"{shown(line)}: {found.why[0].lower()}{found.why[1:]}"


def rule_problem(language: str, rule: str) -> str | None:
    """What is wrong with a rule as a deck writes it, in words for its author; None for a good one."""
    known = _LANGUAGES.get(language)
    if known is None:
        return f"“{language}” is not a language: {' or '.join(_LANGUAGES)}"
    return problem(rule, known.rules)


def rule_names(language: str) -> tuple[str, ...]:
    """The rules there are for a language, with their arguments: `port(name, port, port)`; those in [] are optional."""
    return tuple(
        f"{name}({', '.join(f'[{need[:-1]}]' if need.endswith('?') else need for need in rule.needs)})"
        if rule.needs
        else name
        for name, rule in _LANGUAGES[language].rules.items()
    )
