"""Words of a Dockerfile line: splitting them with quotes kept, taking quotes off, and filling in variables."""

import re
from collections.abc import Mapping
from functools import cache

DEEPEST = 20  # ${A:-${B:-…}} nested deeper stays as it is,
LONGEST = 500  # and so does one of more characters,
LARGEST = 5_000  # and so does a word that its variables would make longer than that: all three keep hostile texts cheap


@cache
def _word(escape: str) -> re.Pattern[str]:
    mark = re.escape(escape)
    closed = rf""""(?:[^"{mark}]|{mark}.)*"|'[^']*'"""
    # An opened quote that is never closed takes the rest of the line.
    return re.compile(rf"""(?:[^\s"'{mark}]|{mark}.|{mark}$|{closed}|["'].*)+""", re.DOTALL)


def split(text: str, escape: str = "\\") -> tuple[str, ...]:
    """The words of a line, with their quotes and escapes still on them."""
    return tuple(_word(escape).findall(text))


def filled(word: str, variables: Mapping[str, str], escape: str = "\\", depth: int = 0) -> str:
    """A word without quotes and escapes, its variables filled in; an unknown variable stays as it is written."""
    out: list[str] = []
    quote, at, size = "", 0, 0
    while at < len(word):
        mark = word[at]
        if mark == "$" and quote != "'":
            value, at = _variable(word, at, variables, escape, depth)
            out.append(value)
            size += len(value)
            if size > LARGEST:
                return word
            continue
        if mark == escape and quote != "'" and at + 1 < len(word):
            # Within double quotes only these can be escaped; before anything else the mark itself is meant.
            out.append(word[at + 1] if not quote or word[at + 1] in f'"${escape}' else mark + word[at + 1])
            at += 2
            continue
        if mark in "\"'" and quote in {"", mark}:
            quote = "" if quote else mark
        else:
            out.append(mark)
        at += 1
    return "".join(out)


_PLAIN = re.compile(r"\$([A-Za-z_]\w*)")
_BRACED = re.compile(r"\$\{([A-Za-z_]\w*)(:?[-+?])?")


def _variable(word: str, at: int, variables: Mapping[str, str], escape: str, depth: int) -> tuple[str, int]:
    """The value of the variable at word[at] and where it ends."""
    if plain := _PLAIN.match(word, at):
        return variables.get(plain[1], plain[0]), plain.end()
    braced = _BRACED.match(word, at)
    end = _closing(word, at + 1) if braced and depth < DEEPEST else None
    if braced is None or end is None:
        return word[at], at + 1
    name, how = braced[1], braced[2] or ""
    value, other = variables.get(name), word[braced.end() : end - 1]
    there = value is not None and (value != "" or ":" not in how)
    if how[-1:] == "-":
        return (value or "") if there else filled(other, variables, escape, depth + 1), end
    if how[-1:] == "+":
        return filled(other, variables, escape, depth + 1) if there else "", end
    # Trimming and replacing (#, %, /) change a value in ways that no rule asks about.
    return (value if value is not None and (how or not other) else word[at:end]), end


def _closing(word: str, start: int) -> int | None:
    depth = 0
    for at in range(start, min(start + LONGEST, len(word))):
        depth += {"{": 1, "}": -1}.get(word[at], 0)
        if depth == 0:
            return at + 1
    return None


def variables_in(text: str) -> list[str]:
    """The names of the variables that a line refers to, in order; single quotes and escapes are honoured."""
    bare = re.sub(r"'[^']*'|\\.", " ", text)
    return re.findall(r"\$\{?([A-Za-z_]\w*)", bare)
