"""What contradicts a point: its words said of a rival, without the denial it wants, or with an opposite word."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from app.cards.interviewing.antonyms import OPPOSITES
from app.cards.interviewing.matching import Answer, Match, Near, denied
from app.cards.interviewing.meaning import Phrase
from app.cards.interviewing.ways import Part, Term, Way

CLOSE = 3  # words that may stand between those of a contradiction
CLOSER = 2  # where an opposite stands in place of a word
UNITS = frozenset((("second",), ("minut",), ("hour",), ("day",), ("megabyt",), ("gigabyt",)))
YEAR = re.compile(r"(?:19|20)\d\d")
SAID_PLAINLY = 3  # things that must be said before a missing denial is taken for the opposite


@dataclass(frozen=True, slots=True)
class Doubt:
    """What contradicts a point, and in how many of the words that make it."""

    at: frozenset[int]
    weight: int


def contradiction(literal: Answer, ways: Sequence[Way], made: Sequence[Match]) -> Doubt | None:
    """The weightiest contradiction of a point, in its very words; `made` is what the answer says rightly of any."""
    doubts = [
        Doubt(near[0], _weight(part))
        for way in ways
        if len(way.parts) == 1
        for part in way.parts[0]
        for near in _against(literal, part)
        if not any(len(match.at & near[0]) * 2 > len(near[0]) for match in made)
    ]
    return max(doubts, key=lambda doubt: doubt.weight, default=None)


def _weight(part: Part) -> int:
    return len(part.terms) + bool(part.subjects)


def _against(answer: Answer, part: Part) -> Iterator[Near]:
    """Where the part is turned round."""
    allowed = frozenset().union(*(answer.equal.get(subject, frozenset({subject})) for subject in part.subjects))
    if part.negated:
        if _weight(part) >= SAID_PLAINLY:
            clauses, denying = answer.reading.clauses, answer.reading.denying
            yield from (
                near for near in _plainly(answer, part.terms, allowed, CLOSER) if clauses[near[1]] not in denying
            )
        return
    if allowed:
        yield from _of_rivals(answer, part.terms, allowed)
    if _weight(part) > 1:
        for terms in (*_turned(part), *_other_numbers(answer, part)):
            yield from _plainly(answer, terms, allowed, CLOSER)


def _asserted(answer: Answer, terms: tuple[Term, ...], room: int) -> Iterator[Near]:
    """Where one clause says these words and does not deny them."""
    for near in answer.near(terms):
        clauses = answer.reading.clauses
        if near[3] <= room and clauses[near[1]] == clauses[near[2]] and not denied(answer.reading, near[0]):
            yield near


def _plainly(answer: Answer, terms: tuple[Term, ...], allowed: frozenset[Phrase], room: int) -> Iterator[Near]:
    for near in _asserted(answer, terms, room):
        if not allowed or all(answer.owners[number] & allowed for number in near[0]):
            yield near


def _of_rivals(answer: Answer, terms: tuple[Term, ...], allowed: frozenset[Phrase]) -> Iterator[Near]:
    """Where a clause that names its subject says these words of another one than the point is about."""
    for near in _asserted(answer, terms, CLOSE):
        owners = [answer.owners[number] for number in near[0]]
        if near[0] <= answer.claimed and all(owner and not owner & allowed for owner in owners):
            yield near


@lru_cache(maxsize=20_000)
def _turned(part: Part) -> tuple[tuple[Term, ...], ...]:
    """The terms of a part, each time with another one replaced by its opposites."""
    told = {option for term in part.terms for option in term.options}
    turned = []
    for at, term in enumerate(part.terms):
        opposites = {other for option in term.options for other in OPPOSITES.get(option, ())} - told
        if opposites:
            turned.append((*part.terms[:at], Term(tuple(sorted(opposites))), *part.terms[at + 1 :]))
    return tuple(turned)


def _other_numbers(answer: Answer, part: Part) -> Iterator[tuple[Term, ...]]:
    """The terms of a part with another year, or another quantity of the same unit, that the answer names."""
    measured = any(option in UNITS for term in part.terms for option in term.options)
    for at, term in enumerate(part.terms):
        wanted = {option[0] for option in term.options if len(option) == 1 and option[0].isdecimal()}
        years = all(YEAR.fullmatch(number) for number in wanted)
        if wanted and len(wanted) == len(term.options) and (measured or years):
            named = {form for form in answer.reading.found if form.isdecimal() and (measured or YEAR.fullmatch(form))}
            others = tuple(sorted((number,) for number in named - wanted))
            if others:
                yield (*part.terms[:at], Term(others), *part.terms[at + 1 :])
