"""HTML in a guide's lines made plain before they are parsed: folded parts, tags of looks only, front matter."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

MARK = "<!---->"
"""Stands in a line where a folded part begins or ends: a block of HTML to a parser of Markdown, and nothing besides."""

DEEPEST = 6
LONGEST_SUMMARY = 1500  # characters from `<details>` to `</summary>`
LONGEST_FRONT_MATTER = 60  # lines

_OPEN = re.compile(r"<details\b[^<>]*>", re.IGNORECASE)
_CLOSE = re.compile(r"</details\s*>", re.IGNORECASE)
_SUMMARY = re.compile(r"<details\b[^<>]*>[\s>]*<summary\b[^<>]*>(?P<text>.*?)</summary\s*>", re.DOTALL | re.IGNORECASE)
_SETS = "p|b|br|div|center|span|strong|i|em|font|img|a|u|sub|sup|hr|section|article|picture|source|h[1-6]|small|summary"
_TAGS_ALONE = re.compile(rf"^[\s>]*(?:</?(?:{_SETS})\b[^<>]*>\s*)+$", re.IGNORECASE)
_AT_START = re.compile(r"^(\s*)(?:<(?:p|div|center|section|article|h[1-6])\b[^<>]*>\s*)+", re.IGNORECASE)
_AT_END = re.compile(r"\s*(?:<br\s*/?>\s*|</(?:p|div|center|section|article|h[1-6])>\s*)+$", re.IGNORECASE)
_PREFIX = re.compile(r"[\s>]*(?:(?:[-*+]|\d{1,9}[.)])\s+)?")
_FENCE = re.compile(r"^[\s>]*(?:[-*+]\s+|\d+[.)]\s+)?(?P<fence>`{3,}|~{3,})(?P<info>[^`]*)$")
_CODE = re.compile(r"<(code|kbd|tt)\b[^<>]*>(.*?)</\1\s*>", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,300}>|<!--.*?-->", re.DOTALL)
_BREAK = re.compile(r"<br\s*/?>|</(?:p|li|div|tr|h\d)>", re.IGNORECASE)
_SPAN = re.compile(r"(`+)(.+?)\1", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Fold:
    """A `<details>`: its summary, the text behind it on the same lines, and the line that it ends on."""

    summary: str
    text: str
    last: int


def unfolded(lines: Sequence[str]) -> tuple[list[str], dict[int, Fold]]:
    """As many lines, with `MARK` where folded parts begin and end, and each part by the line of its first mark.

    A part that is never closed, or lies too deep, is laid open: its summary becomes a line in bold.
    """
    plain = _without_front_matter(lines)
    outside = [number for number, line in _outside_fences(plain) if "<" in line]
    pairs = _pairs(plain, outside)
    folds: dict[int, Fold] = {}
    for number in outside:
        if _OPEN.search(plain[number]):
            _open(plain, number, pairs.get(number), folds)
        elif _CLOSE.search(plain[number]):
            _shut(plain, number, closes=number in pairs.values())
        plain[number] = _undecorated(plain[number])
    return plain, folds


def _undecorated(line: str) -> str:
    """A line without tags that stand alone in it or around it, and only set how it looks."""
    if "<" not in line or line.strip() == MARK:
        return line
    return "" if _TAGS_ALONE.match(line) else _AT_END.sub("", _AT_START.sub(r"\1", line))


def _without_front_matter(lines: Sequence[str]) -> list[str]:
    """The lines, blank where a block of settings opens the text as Jekyll, Hugo and Obsidian have it."""
    if not lines or lines[0].strip() != "---":
        return list(lines)
    for number, line in enumerate(lines[1:LONGEST_FRONT_MATTER], 1):
        if line.strip() in {"---", "..."}:
            return [""] * (number + 1) + list(lines[number + 1 :]) if number > 1 else list(lines)
        if not re.match(r"\s*[\w-]+\s*:|\s*- |\s*#|\s*$|\s+\S|[\]}]", line):
            break
    return list(lines)


def _outside_fences(lines: Iterable[str]) -> Iterator[tuple[int, str]]:
    """The lines that belong to no fenced block, with their places from 0."""
    fence = ""
    for number, line in enumerate(lines):
        found = _FENCE.match(line) if "```" in line or "~~~" in line else None
        if found is None:
            if not fence:
                yield number, line
        elif not fence:
            fence = found["fence"]
        elif found["fence"].startswith(fence) and not found["info"].strip():
            fence = ""


def _pairs(lines: Sequence[str], outside: Iterable[int]) -> dict[int, int]:
    """The places where parts begin, with those where they end."""
    waiting: list[int] = []
    pairs: dict[int, int] = {}
    for number in outside:
        for tag in re.finditer(r"<(/?)details\b[^<>]*>", lines[number], re.IGNORECASE):
            if not tag[1]:
                waiting.append(number)
            elif waiting:
                begun = waiting.pop()
                if len(waiting) < DEEPEST:
                    pairs[begun] = number
    return pairs


def _open(lines: list[str], number: int, last: int | None, folds: dict[int, Fold]) -> None:
    """Puts a mark where a part begins, or its summary in bold where it is no whole part."""
    found = _SUMMARY.search("\n".join(lines[number : number + 8])[:LONGEST_SUMMARY])
    if found is None:
        lines[number] = _OPEN.sub("", _CLOSE.sub("", lines[number]))
        return
    end = number + found.string.count("\n", 0, found.end())
    summary = " ".join(untagged(found["text"]).split())
    before = lines[number][: _place(_OPEN, lines[number])]
    rest = lines[end][lines[end].lower().rfind("</summary") :].partition(">")[2]
    shut = _CLOSE.search(rest)
    for between in range(number, end + 1):
        lines[between] = ""
    if last is None or not _PREFIX.fullmatch(before) or (last == end) != (shut is not None):
        lines[number] = f"{before}**{summary}**" if summary else before
        return
    lines[number] = f"{before}{MARK}"
    if begun := next((at for at in range(end + 1, min(end + 4, len(lines))) if lines[at].strip()), 0):
        lines[begun] = lines[begun].lstrip() if not before.strip() and len(before) < 4 else lines[begun]
    folds[number + 1] = Fold(summary, untagged(rest[: shut.start()] if shut else rest), last + 1)


def _place(pattern: "re.Pattern[str]", line: str) -> int:
    found = pattern.search(line)
    return found.start() if found else 0


def _shut(lines: list[str], number: int, *, closes: bool) -> None:
    """Puts a mark where a part ends; what stands before it goes to the line above, unless a fence ends there."""
    before = _undecorated(lines[number][: _place(_CLOSE, lines[number])])
    mark = MARK if closes else ""
    lines[number] = mark
    if not before.strip() or not number:
        return
    above = lines[number - 1]
    if _FENCE.match(above) or above.strip() == MARK:
        lines[number] = before
        if number + 1 < len(lines) and not lines[number + 1].strip():
            lines[number + 1] = mark
    else:
        lines[number - 1] = f"{above.rstrip()} {before.strip()}" if above.strip() else before


def untagged(text: str) -> str:
    """HTML as Markdown: breaks become newlines, code its marks, other tags go, entities that people type are read."""
    text = _CODE.sub(lambda code: f"`{code[2].strip()}`", _BREAK.sub("\n", text))
    parts, last = [], 0
    for span in _SPAN.finditer(text):
        parts += [_TAG.sub("", text[last : span.start()]), span[0]]
        last = span.end()
    text = "".join([*parts, _TAG.sub("", text[last:])])
    for name, sign in (("&nbsp;", " "), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&#39;", "'"), ("&amp;", "&")):
        text = text.replace(name, sign)
    return "\n".join(line.strip() for line in text.split("\n") if line.strip())
