"""The study plan of a guide: read out of it where it has one, else proposed from its size."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.guide.blocks import Block, Code, Listing, Outline, Paragraph, Table
from app.guide.chapters import Part, parts_of
from app.guide.tidying import bare, unnumbered, without_emoji

CARDS_A_DAY = 30
MINUTES_A_CARD = 1.5
WORDS_A_MINUTE = 200
MOST_DAYS = 30


@dataclass(frozen=True, slots=True)
class Day:
    """A study day: which parts, and about how many hours (None where the guide does not say)."""

    number: int
    title: str
    parts: tuple[int, ...]
    hours: float | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """`days` in order and the checklist of what is mastered at the end; `read` says whether the guide has the days."""

    parts: tuple[Part, ...]
    days: tuple[Day, ...]
    checklist: tuple[str, ...]
    read: bool


_DAY = re.compile(r"^\W*(?:day|tag|día|jour)\s*(?P<number>\d{1,2})\b\W*(?P<rest>.*)$", re.IGNORECASE)
_HOURS = re.compile(r"(?P<count>\d+(?:\.\d+)?)\s*(?P<unit>hours?|hrs?|h|minutes?|mins?)\b", re.IGNORECASE)
_PARTS = re.compile(
    r"\b(?:sections?|chapters?|parts?|modules?|units?)\s*(?P<span>\d+(?:\s*(?:[-–—]|to|and|,|&)\s*\d+)*)", re.IGNORECASE
)


def read_plan(outline: Outline, lines: Sequence[str], cards: Sequence[int]) -> Plan:
    """The plan of a guide; `cards` are the first lines of its proposals, which tell how much there is to learn."""
    parts = tuple(parts_of(outline, lines))
    days = tuple(_days(outline, len(parts)))
    checklist = tuple(_checklist(outline))
    if days:
        return Plan(parts, days, checklist, read=True)
    return Plan(parts, tuple(_proposed(parts, lines, cards)), checklist, read=False)


def _days(outline: Outline, parts: int) -> Iterator[Day]:
    seen: set[int] = set()
    for text in _entries(outline):
        found = _DAY.match(without_emoji(text).replace("**", ""))
        if not found or int(found["number"]) in seen or int(found["number"]) != len(seen) + 1:
            continue
        rest = bare(found["rest"]).strip(" :–—-")
        seen.add(int(found["number"]))
        yield Day(
            int(found["number"]), _title(rest), tuple(part for part in _numbers(rest) if part <= parts), _hours(rest)
        )


def _title(text: str) -> str:
    inside = re.search(r"\(([^()]{3,})\)", text)
    if inside:
        return inside[1].strip()
    return re.split(r"\s*(?:→|=>|->|–|—|\|)\s*", _HOURS.sub("", text))[0].strip(" :-→") or text


def _numbers(text: str) -> list[int]:
    found = _PARTS.search(text)
    if not found:
        return []
    span = re.match(r"^(\d+)\s*(?:[-–—]|to)\s*(\d+)$", found["span"].strip())
    if span:
        return list(range(int(span[1]), min(int(span[2]), int(span[1]) + 50) + 1))
    return [int(number) for number in re.findall(r"\d+", found["span"])]


def _hours(text: str) -> float | None:
    found = _HOURS.search(text)
    if not found:
        return None
    count = float(found["count"])
    return round(count / 60, 2) if found["unit"].lower().startswith("m") else count


def _entries(outline: Outline) -> Iterator[str]:
    """Every line that may tell of a day: headings, entries of lists, rows of tables, lines of text."""
    for section in outline.sections:
        if section.path:
            yield section.path[-1]
        for block in section.blocks:
            yield from _texts(block)


def _texts(block: Block) -> Iterator[str]:
    if isinstance(block, Listing):
        for item in block.items:
            if isinstance(item.blocks[0], Paragraph):
                yield " ".join(item.blocks[0].text.split())
    elif isinstance(block, Table):
        for _, cells in block.rows:
            yield ": ".join(cells)
    elif isinstance(block, Paragraph):
        yield from block.text.split("\n")
    elif isinstance(block, Code) and not block.language:
        yield from (text for _, text in block.content)


def _checklist(outline: Outline) -> Iterator[str]:
    for section in outline.sections:
        for block in section.blocks:
            if isinstance(block, Listing):
                for item in block.items:
                    if item.task is not None and isinstance(item.blocks[0], Paragraph):
                        yield bare(unnumbered(item.blocks[0].text))


def _proposed(parts: Sequence[Part], lines: Sequence[str], cards: Sequence[int]) -> Iterator[Day]:
    """Days of about equal work: the parts in their order, cut where a day is full."""
    placed = sorted(cards)
    weights = [_minutes(part, lines, placed) for part in parts]
    count = max(1, min(MOST_DAYS, len(parts), -(-len(cards) // CARDS_A_DAY)))
    goal, number, spent = sum(weights) / count, 1, 0.0
    held: list[Part] = []
    for part, weight in zip(parts, weights, strict=True):
        if held and spent + weight / 2 > goal and number < count:
            yield _day(number, held, spent)
            number, held, spent = number + 1, [], 0.0
        held.append(part)
        spent += weight
    if held:
        yield _day(number, held, spent)


def _day(number: int, parts: Sequence[Part], minutes: float) -> Day:
    named = ", ".join(part.title for part in parts[:MOST_TITLES])
    title = f"{named} and {len(parts) - MOST_TITLES} more" if len(parts) > MOST_TITLES else named
    return Day(number, title, tuple(part.number for part in parts), _rounded(minutes))


MOST_TITLES = 8
"""Titles of parts that a day is named by."""


def _minutes(part: Part, lines: Sequence[str], cards: Sequence[int]) -> float:
    """The minutes that a part takes: to read its lines, and to learn its cards, given by their lines in order."""
    words = sum(len(line.split()) for line in lines[part.lines[0] - 1 : part.lines[1]])
    learnt = bisect_right(cards, part.lines[1]) - bisect_left(cards, part.lines[0])
    return words / WORDS_A_MINUTE + learnt * MINUTES_A_CARD


def _rounded(minutes: float) -> float:
    """Hours in quarters, a quarter at least."""
    return max(0.25, round(minutes / 15) / 4)
