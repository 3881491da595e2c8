"""Scores an interview answer: which key points it makes, in which of its words, and which misconceptions it shows."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from app.cards.interviewing.contradiction import Doubt, contradiction
from app.cards.interviewing.matching import Answer, Match, find
from app.cards.interviewing.meaning import Phrase
from app.cards.interviewing.points import Point, parse_points
from app.cards.interviewing.reading import Reading, read
from app.cards.interviewing.subjects import Mention, claimed, mentions, owners
from app.cards.interviewing.ways import Way

BREATH = 5  # words that may stand between those of a mistake
MUDDLED = 2  # mistakes in an answer that throw doubt on all of it
FIRM = 3  # terms, the subject among them, that earn a point even beside a mistake
VERY_FIRM = 4  # those that earn one where there are more mistakes than points

__all__ = ["Noticed", "Point", "Scored", "Ticked", "Way", "parse_points", "quality", "score"]


@dataclass(frozen=True, slots=True)
class Ticked:
    """A key point; `phrase` is the words of the answer that earned it, verbatim, "" where it was not made."""

    point: str
    hit: bool
    phrase: str


@dataclass(frozen=True, slots=True)
class Noticed:
    """A misconception, or the opposite of a key point, and the words of the answer that show it."""

    flag: str
    phrase: str


@dataclass(frozen=True, slots=True)
class Scored:
    """The points in the author's order, the misconceptions noticed, and the quality from 0 to 5."""

    points: tuple[Ticked, ...]
    red_flags: tuple[Noticed, ...]
    quality: int


@dataclass(frozen=True, slots=True)
class _Question:
    """What the points and misconceptions of a question hold together: words, subjects, and which of them are one."""

    vocabulary: frozenset[str]
    subjects: tuple[Phrase, ...]
    equal: dict[Phrase, frozenset[Phrase]]
    lone: bool


def quality(hits: int, points: int, red_flags: int) -> int:
    """From 0 to 5: 5 all points, 4 from three quarters, 3 from half, 2 above a quarter, 1 any; one less a red flag."""
    if hits <= 0 or points <= 0:
        reached = 0
    elif hits >= points:
        reached = 5
    else:
        reached = 4 if 4 * hits >= 3 * points else 3 if 2 * hits >= points else 2 if 4 * hits > points else 1
    return max(0, reached - max(0, red_flags))


def score(points: Sequence[Point], red_flags: Sequence[Point], answer: str) -> Scored:
    """Scores any text against the points of a question; words beyond the first 20,000 characters are not read.

    A mistake cancels no point by itself. But near one, and in an answer that has as many mistakes as points, the right
    words may have come by chance: there a point must be said in more of its terms (see `_credible` and `_outweighed`).
    """
    question = _question(tuple(points), tuple(red_flags))
    reading = read(answer, question.vocabulary)
    named = mentions(reading, question.subjects)
    said_of, own = owners(reading, named), claimed(reading, named)
    understood = Answer(reading, said_of, question.equal, question.lone, _numbers(named), own)
    literal = replace(
        understood, plain=True, places={}, together={}
    )  # an author names a mistake; words near it are no accusation
    wrong = _mistakes(literal, red_flags)
    against = [_opposite(understood, point) for point in points]
    likely = [match for _, match in _mistakes(understood, red_flags)]
    denied = [match for match in against if match]
    flagged = [match for _, match in wrong]
    doubts = _doubts(understood, literal, points)
    contradicted = [doubt for doubt, match in zip(doubts, against, strict=True) if doubt and not match]
    mistakes = [match.at for match in (*likely, *denied)] + [doubt.at for doubt in contradicted]
    made = _made(understood, points, flagged, mistakes)
    made = _outweighed(made, len(flagged) + len(denied) + len(contradicted))
    ticked = [
        Ticked(point.text, match is not None, _phrase(reading, match))
        for point, match in zip(points, made, strict=True)
    ]
    noticed = [Noticed(flag.text, _phrase(reading, match)) for flag, match in wrong]
    noticed += [
        Noticed(f"says the opposite of: {point.text}", _phrase(reading, opposite))
        for point, match, opposite in zip(points, made, against, strict=True)
        if opposite and not match
    ]
    return Scored(tuple(ticked), tuple(noticed), quality(sum(tick.hit for tick in ticked), len(ticked), len(noticed)))


def _mistakes(answer: Answer, red_flags: Sequence[Point]) -> list[tuple[Point, Match]]:
    """The red flags that an answer shows, without those that the same words have shown already."""
    kept: list[tuple[Point, Match]] = []
    for flag in red_flags:
        match = _best(_tight(answer.reading, _found(answer, flag)))
        if match and not any(_contradicted(match, earlier) for _, earlier in kept):
            kept.append((flag, match))
    return kept


def _made(
    answer: Answer, points: Sequence[Point], wrong: Sequence[Match], mistakes: Sequence[frozenset[int]]
) -> list[Match | None]:
    """For each point the words that make it, or None."""
    doubted = _doubted(answer.reading, mistakes)
    made: list[Match | None] = []
    for point in points:
        found = [match for match in _found(answer, point) if _credible(answer.reading, match, len(mistakes), doubted)]
        made.append(_best([match for match in found if not any(_contradicted(match, flag) for flag in wrong)]))
    return made


def _doubts(answer: Answer, literal: Answer, points: Sequence[Point]) -> list[Doubt | None]:
    """For each point what contradicts it, unless it is made more fully than that."""
    found = [_found(answer, point) for point in points]
    made = [match for matches in found for match in matches]
    doubts: list[Doubt | None] = []
    for point, matches in zip(points, found, strict=True):
        best = _best(matches)
        doubt = contradiction(literal, point.ways, made)
        doubts.append(None if doubt and best and best.weight >= doubt.weight else doubt)
    return doubts


def _found(answer: Answer, point: Point) -> list[Match]:
    """Every way of saying that the answer holds. A point that is about a subject is not made by words about a rival."""
    listed = [part.subjects for way in point.ways for alternatives in way.parts for part in alternatives]
    named = [subjects for subjects in listed if subjects]
    about = {other for subjects in named for subject in subjects for other in answer.equal[subject]}
    implied = frozenset(about) if len(named) > 1 else frozenset()
    return [match for way in point.ways if (match := find(answer, way, implied))]


def _best(matches: Sequence[Match]) -> Match | None:
    """The one that says most, most tightly."""
    return min(matches, key=lambda match: (-match.weight, match.loose, match.pieces), default=None)


def _tight(reading: Reading, matches: Sequence[Match]) -> list[Match]:
    """Those said in one breath and one clause: far apart, the words of a mistake may stand there for something else."""
    return [
        match
        for match in matches
        if match.loose <= BREATH
        and all(reading.clauses[first] == reading.clauses[last] for first, last in match.pieces)
    ]


def _doubted(reading: Reading, mistakes: Sequence[frozenset[int]]) -> frozenset[int]:
    """The sentences in which something wrong is said."""
    return frozenset(reading.sentences[number] for at in mistakes for number in at)


def _credible(reading: Reading, match: Match, mistakes: int, doubted: frozenset[int]) -> bool:
    """Beside something wrong a few keywords are no sign that the point is understood, less so the more is wrong."""
    beside = any(reading.sentences[number] in doubted for number in match.at)
    if mistakes < MUDDLED:
        return not beside or match.weight >= FIRM
    return not beside and match.weight >= FIRM - (mistakes == MUDDLED)


def _outweighed(made: Sequence[Match | None], mistakes: int) -> list[Match | None]:
    """Where mistakes outnumber the points, only what is said in many words is taken for knowledge."""
    points = sum(match is not None for match in made)
    if points > mistakes or not mistakes:
        return list(made)
    needed = FIRM if points == mistakes else VERY_FIRM + (mistakes > MUDDLED)
    return [match if match and match.weight >= needed else None for match in made]


def _contradicted(match: Match, flag: Match) -> bool:
    return len(match.at & flag.at) * 2 > len(match.at)


def _opposite(answer: Answer, point: Point) -> Match | None:
    """The weightiest denial of any way of saying, unless the point is made as weightily."""
    found = [match for way in point.ways if (match := find(answer, way, opposite=True))]
    against = max(found, key=lambda match: match.weight, default=None)
    made = _best(_found(answer, point)) if against else None
    return None if against and made and made.weight >= against.weight else against


def _phrase(reading: Reading, match: Match | None) -> str:
    if match is None:
        return ""
    pieces = sorted(set(match.pieces))
    return " … ".join(reading.said(first, last) for first, last in pieces)


def _numbers(named: Sequence[Mention]) -> frozenset[int]:
    return frozenset(number for mention in named for number in range(*mention.span))


@lru_cache(maxsize=256)
def _question(points: tuple[Point, ...], red_flags: tuple[Point, ...]) -> _Question:
    ways = [way for point in (*points, *red_flags) for way in point.ways]
    vocabulary = frozenset(word for way in ways for word in way.spelt())
    listed = {part.subjects for way in ways for alternatives in way.parts for part in alternatives if part.subjects}
    equal: dict[Phrase, set[Phrase]] = {}
    for together in listed:
        for subject in together:
            equal.setdefault(subject, set()).update(together)
    return _Question(
        vocabulary,
        tuple(sorted(equal)),
        {subject: frozenset(others) for subject, others in equal.items()},
        lone=bool(equal) and len(set().union(*equal.values())) == len(next(iter(equal.values()))),
    )
