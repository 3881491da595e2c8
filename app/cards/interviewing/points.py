"""Key points and misconceptions as an author writes them, read into values with problems named by their line."""

import re
from dataclasses import dataclass

from app.cards.interviewing.ways import Way, parse_way

_POINT = re.compile(r"- +(?P<text>\S.*)")
_WAY = re.compile(r"[ \t]+\+ +(?P<text>\S.*)")


@dataclass(frozen=True, slots=True)
class Point:
    """A key point or a misconception in words, and the ways of saying it: any one of them earns it."""

    text: str
    ways: tuple[Way, ...]


def parse_points(text: str) -> tuple[tuple[Point, ...], list[str]]:
    """The points of a text in their order, and what is wrong with it as "line 3: …"; wrong lines are left out."""
    found: list[tuple[str, int, list[Way]]] = []
    problems: list[tuple[int, str]] = []
    for number, line in enumerate(text.split("\n"), 1):
        point, way = _POINT.fullmatch(line.rstrip()), _WAY.fullmatch(line.rstrip())
        if point:
            found.append((point["text"], number, []))
        elif way and found:
            parsed, problem = parse_way(way["text"])
            if parsed:
                found[-1][2].append(parsed)
            else:
                problems.append((number, problem))
        elif line.strip():
            problems.append((number, _misplaced(line, way is not None)))
    problems += [(number, "this point has no way of saying it") for _, number, ways in found if not ways]
    return (
        tuple(Point(words, tuple(ways)) for words, _, ways in found),
        [f"line {number}: {problem}" for number, problem in sorted(problems)],
    )


def _misplaced(line: str, is_way: bool) -> str:
    if is_way:
        return "a way of saying stands before the first point"
    return f"must begin with “- ” for a point or “  + ” for a way of saying it: “{line.strip()[:40]}”"
