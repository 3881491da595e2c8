"""The parts of a guide: those its table of contents lists, where they can be found; else its highest headings."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log

from app.guide.blocks import Lines, Listing, Outline, Paragraph, Section, Table
from app.guide.tidying import bare, heading_text, without_emoji, words_of

LIKE = 0.25
"""How like a topic of the contents a heading must be to begin its part, from 0 to 1."""
MOST_TOPICS = 100
"""Entries of a table of contents; a longer one lists more than parts."""
MOST_PLACES = 3000
"""Headings that are held against the topics."""
DEEPER = 0.06
"""What a heading loses for each level that it stands deeper."""
_RULE = re.compile(r"(?:\*\s*){3,}|(?:-\s*){3,}|(?:_\s*){3,}")
_BOLD = re.compile(r"[^\w#*]*\*\*[^*]{4,120}\*\*\W*")
_COUNT = re.compile(r"\W*(?:#|no\.?|nr\.?)?\W*", re.IGNORECASE)
_CONTENTS = re.compile(r"\b(?:table of contents?|contents?|navigation|index|overview|topics?)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Part:
    """A section of the guide as a whole: its number from 1, its title, its lines."""

    number: int
    title: str
    lines: Lines


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a part may begin: a heading, or a bold line that stands for one."""

    line: int
    words: frozenset[str]
    level: int
    is_title: bool = False


def parts_of(outline: Outline, lines: Sequence[str]) -> Iterator[Part]:
    """The guide's parts in their order; together they hold every line from the first one's on."""
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
    contents = next(filter(None, map(_topics, outline.sections)), None)
    if contents is None or not 3 <= len(contents[1]) <= MOST_TOPICS:
        return []
    end, topics = contents
    places = _places(outline, lines, end)
    found = _aligned(topics, places)
    raised = {below: above for above, below in pairwise(places) if above.is_title and above not in found}
    return [(raised.get(place, place).line, topic) for topic, place in zip(topics, found, strict=False)]


def _places(outline: Outline, lines: Sequence[str], after: int) -> list[_Place]:
    """The headings below a line, and the bold lines that are as good as the highest; fewer levels of many."""
    found = [
        _Place(section.lines[0], frozenset(words_of(heading_text(section.path[-1]))), section.level)
        for section in outline.sections
        if section.path and section.lines[0] > after
    ]
    highest = min((place.level for place in found), default=1)
    found += [
        _Place(number, frozenset(words_of(heading_text(text))), highest, is_title=True)
        for number, text in _titles(lines)
        if number > after
    ]
    while len(found) > MOST_PLACES and len({place.level for place in found}) > 1:
        deepest = max(place.level for place in found)
        found = [place for place in found if place.level < deepest]
    return sorted(found, key=lambda place: place.line)[:MOST_PLACES]


def _titles(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Bold lines that open a part without being headings: set off above by a rule or two blank lines, with text below.

    One blank line above is not enough: so stand the bold sentences that close a part.
    """
    for number, line in enumerate(lines, 1):
        if _BOLD.fullmatch(line):
            above = [text.strip() for text in lines[max(0, number - 3) : number - 1]]
            below = [text.strip() for text in lines[number : number + 2]]
            set_off = not any(above) or _RULE.fullmatch("".join(above)) is not None
            if set_off and below and not below[0] and not below[-1].startswith("#"):
                yield number, without_emoji(line)


def _aligned(topics: Sequence[str], places: Sequence[_Place]) -> list[_Place]:
    """The place of each topic, in order, so that together they are as like as can be; empty where one has none."""
    counts = Counter(word for place in places for word in place.words)
    rare = {word: log(1 + len(places) / count) for word, count in counts.items()}
    unheard = max(rare.values(), default=0.0)
    before: list[tuple[float, _Chain]] = [(0.0, None)] * (len(places) + 1)
    for topic in topics:
        words = {word: rare.get(word, unheard) for word in words_of(topic)}
        short = _initials(topic)
        best: list[tuple[float, _Chain]] = [(NONE, None)]
        for at, place in enumerate(places):
            like = _likeness(words, short, place, rare)
            so_far, chain = before[at]
            here = (so_far + like, (place, chain)) if like >= LIKE and so_far > NONE else (NONE, None)
            best.append(max(best[-1], here, key=lambda pair: pair[0]))
        before = best
    chain, found = before[-1][1], []
    while chain:
        found.append(chain[0])
        chain = chain[1]
    return found[::-1]


_Chain = tuple[_Place, "_Chain"] | None
NONE = float("-inf")


def _likeness(words: dict[str, float], short: frozenset[str], place: _Place, rare: dict[str, float]) -> float:
    """How much of a topic's words a heading holds, from 0 to 1; rare words count more, deep headings less."""
    shared = words.keys() & place.words
    initials = short & place.words
    if not shared and not initials:
        return 0.0
    mine = sum(words.values())
    other = sum(rare[word] for word in place.words)
    both = sum(rare[word] for word in shared) + sum(rare[word] for word in initials)
    return min(1.0, both / mine) * 0.7 + min(1.0, both / (mine + other - both)) * 0.3 - place.level * DEEPER


def _initials(topic: str) -> frozenset[str]:
    """What a topic's words that follow each other may be shortened to: "Virtual Machines" to "vm" and "vms"."""
    first = [word[0] for word in words_of(topic)]
    runs = {"".join(first[at:end]) for at in range(len(first)) for end in range(at + 2, min(at + 6, len(first)) + 1)}
    return frozenset(runs | {f"{run}s" for run in runs})


def _topics(section: Section) -> tuple[int, list[str]] | None:
    """The topics of a section that lists contents, with the last line of the list; None where it lists none."""
    if not section.path or not _CONTENTS.search(section.path[-1]):
        return None
    for block in section.blocks:
        if isinstance(block, Table):
            column = len(block.header) > 1 and _COUNT.fullmatch(bare(block.header[0])) is not None
            topics = [cells[column] for _, cells in block.rows if len(cells) > column and cells[column].strip()]
        elif isinstance(block, Listing):
            topics = [item.blocks[0].text for item in block.items if isinstance(item.blocks[0], Paragraph)]
            if not all("](" in text for text in topics):
                continue
        else:
            continue
        return block.lines[1], [_topic(text) for text in topics]
    return None


def _topic(text: str) -> str:
    linked = re.match(r"\W*\[([^\]]+)\]\(", text)
    return heading_text(linked[1] if linked else text)
