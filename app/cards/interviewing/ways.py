"""The phrase language of key points: ways of saying a point as an author writes them, read into values."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from app.cards.interviewing.meaning import Phrase
from app.cards.interviewing.speech import words

MOST_TERMS = 12
_NOT: frozenset[Phrase] = frozenset(
    (("not",), ("no",), ("never",), ("without",), ("cannot",), ("can", "not"), ("instead", "of"), ("rather", "than"))
)


@dataclass(frozen=True, slots=True)
class Term:
    """One of these must be said: each option is the stems of words that stand together."""

    options: tuple[Phrase, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """What one clause must say: all terms, of one of the subjects if there are any, denied if `negated`."""

    subjects: tuple[Phrase, ...]
    terms: tuple[Term, ...]
    negated: bool


@dataclass(frozen=True, slots=True)
class Way:
    """A way of saying a point: of each part one alternative must be said somewhere in the answer."""

    text: str
    parts: tuple[tuple[Part, ...], ...]

    def spelt(self) -> Iterator[str]:
        """The words it is written with, in lower case."""
        return (word.spelt for word in words(self.text.replace("_", " ").replace("|", " ")))


def parse_way(text: str) -> tuple[Way | None, str]:
    """The way that a text describes, or None and what is wrong with it."""
    parts = []
    for written in text.split(" & "):
        problem = _problem(written.split())
        if problem:
            return None, problem
        parts.append(_alternatives(written.split()))
    return Way(text, tuple(parts)), ""


def _problem(written: list[str]) -> str:
    terms = written[1:] if written and _names_subject(written[0]) else written
    for term in terms:
        if _names_subject(term):
            return f"has a subject in the middle (“{term}”): the subject stands first"
        if not _options(term):
            return f"has a term without a word: “{term}”"
    if len(terms) < len(written) and not _options(written[0][:-1]):
        return "names no subject before the colon"
    if all(set(_options(term)) <= _NOT for term in terms):
        return "says nothing beyond “not”" if terms else "has no term"
    return f"has {len(terms)} terms; {MOST_TERMS} is the most" if len(terms) > MOST_TERMS else ""


def _names_subject(written: str) -> bool:
    return written.endswith(":") and len(written) > 1


def _alternatives(written: list[str]) -> tuple[Part, ...]:
    """One part; two where a term says "not" among other words: the clause is denied, or has one of those words."""
    subjects: tuple[Phrase, ...] = ()
    if _names_subject(written[0]):
        subjects, written = _options(written[0][:-1]), written[1:]
    terms, negated, either = [], False, False
    for term in written:
        options = _options(term)
        plain = tuple(option for option in options if option not in _NOT)
        negated = negated or not plain
        if plain:
            either = either or ("not",) in options
            terms.append((Term(plain), ("not",) in options))
    sure = Part(subjects, tuple(term for term, _ in terms), negated)
    denied = Part(subjects, tuple(term for term, unless in terms if not unless), negated=True)
    return (sure, denied) if either and denied.terms else (sure,)


def _options(written: str) -> tuple[Phrase, ...]:
    return tuple(stems for option in written.split("|") if (stems := _phrase(option)))


@lru_cache(maxsize=20_000)  # the same words stand in very many ways, and each is looked at several times
def _phrase(option: str) -> Phrase:
    return tuple(word.stem for word in words(option.replace("_", " ")))
