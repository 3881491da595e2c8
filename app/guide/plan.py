"""The study plan of a guide: read out of it where it has one, else proposed from its size."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.guide.blocks import Block, Code, Lines, Listing, Outline, Paragraph, Section, Table
from app.guide.tidying import bare, heading_text, unnumbered, without_emoji, words_of

CARDS_A_DAY = 30
MINUTES_A_CARD = 1.5
WORDS_A_MINUTE = 200
MOST_DAYS = 30


@dataclass(frozen=True, slots=True)
class Part:
    """A section of the guide as a whole: its number from 1, its title, its lines."""

    number: int
    title: str
    lines: Lines


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
_CONTENTS = re.compile(r"\b(?:table of contents?|contents?|navigation|index|overview|topics?)\b", re.IGNORECASE)


def read_plan(outline: Outline, lines: Sequence[str], cards: Sequence[int]) -> Plan:
    """The plan of a guide; `cards` are the first lines of its proposals, which tell how much there is to learn."""
    parts = tuple(_parts(outline, lines))
    days = tuple(_days(outline, len(parts)))
    checklist = tuple(_checklist(outline))
    if days:
        return Plan(parts, days, checklist, read=True)
    return Plan(parts, tuple(_proposed(parts, lines, cards)), checklist, read=False)


def _parts(outline: Outline, lines: Sequence[str]) -> Iterator[Part]:
    """The guide's parts: those its table of contents lists, where it lists them; else its highest headings."""
    starts = _listed(outline, lines) or _highest(outline)
    for number, (first, title) in enumerate(starts, 1):
        last = starts[number][0] - 1 if number < len(starts) else len(lines)
        yield Part(number, title, (first, last))


def _highest(outline: Outline) -> list[tuple[int, str]]:
    """The headings of the highest level that there are several of; a heading that lists contents is none."""
    told = [section for section in outline.sections if section.path and not _CONTENTS.search(section.path[-1])]
    for level in range(1, 7):
        found = [(section.lines[0], section.path[-1]) for section in told if section.level == level]
        if len(found) > 1:
            before = [section for section in told if section.level < level and section.lines[0] > found[0][0]]
            return sorted(found + [(section.lines[0], section.path[-1]) for section in before])
    return [(section.lines[0], section.path[-1]) for section in told[:1]] or [(1, "Everything")]


def _listed(outline: Outline, lines: Sequence[str]) -> list[tuple[int, str]]:
    """Where the topics of the table of contents begin, in their order; nothing where not all are found."""
    contents = next((s for s in outline.sections if s.path and _CONTENTS.search(s.path[-1]) and _topics(s)), None)
    topics = _topics(contents) if contents else []
    if contents is None or not 3 <= len(topics) <= MOST_TOPICS:
        return []
    places = [
        (s.lines[0], heading_text(s.path[-1]), s.level)
        for s in outline.sections
        if s.path and s.lines[0] > contents.lines[1]
    ]
    places += [(number, heading_text(line), 1) for number, line in _bold_lines(lines) if number > contents.lines[1]]
    places.sort()
    found: list[tuple[int, str]] = []
    for topic in topics:
        after = found[-1][0] if found else 0
        best = max(
            (place for place in places if place[0] > after), key=lambda place: _likeness(topic, place), default=None
        )
        if best is None or _likeness(topic, best) < LIKE:
            return []
        found.append((best[0], topic))
    return [(_raised(first, lines), title) for first, title in found]


LIKE = 0.25
MOST_TOPICS = 100
"""Entries of a table of contents; a longer one lists more than parts."""


def _likeness(topic: str, place: tuple[int, str, int]) -> float:
    """How much of a topic's words a heading holds, from 0 to 1; higher headings are a little likelier."""
    mine, other = set(words_of(topic)), set(words_of(place[1]))
    if not mine or not other:
        return 0.0
    shared = len(mine & other)
    return shared / len(mine) * 0.7 + shared / len(mine | other) * 0.3 - place[2] * 0.02


def _bold_lines(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Lines that stand alone and are bold: headings in other clothes."""
    for number, line in enumerate(lines, 1):
        blank = (number < 2 or not lines[number - 2].strip()) and (number >= len(lines) or not lines[number].strip())
        if blank and re.fullmatch(r"\W*\*\*[^*]{4,120}\*\*\W*", line):
            yield number, without_emoji(line)


def _raised(first: int, lines: Sequence[str]) -> int:
    """The line of the bold title that opens a part a little above its heading."""
    above = [number for number, _ in _bold_lines(lines[:first]) if first - number < 12]
    return above[0] if above and not any(line.startswith("#") for line in lines[above[0] : first - 1]) else first


def _topics(section: Section) -> list[str]:
    for block in section.blocks:
        if isinstance(block, Table):
            column = (
                1
                if len(block.header) > 1 and re.fullmatch(r"\W*(?:#|no\.?|nr\.?)?\W*", bare(block.header[0]), re.I)
                else 0
            )
            return [_topic(cells[column]) for _, cells in block.rows if len(cells) > column and cells[column].strip()]
        if isinstance(block, Listing):
            texts = [item.blocks[0].text for item in block.items if isinstance(item.blocks[0], Paragraph)]
            if all("](" in text for text in texts):
                return [_topic(text) for text in texts]
    return []


def _topic(text: str) -> str:
    linked = re.match(r"\W*\[([^\]]+)\]\(", text)
    return heading_text(linked[1] if linked else text)


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
