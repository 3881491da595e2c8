"""Which words say the same: stems with their synonyms as forms, phrases of several words, and typing slips."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache

from app.cards.interviewing.speech import Word, stem, words
from app.cards.interviewing.spelling import COMMON, NUMBERS
from app.cards.interviewing.synonyms import SYNONYMS

SHORTEST_SLIP = 5  # letters; in shorter words one letter makes another word

Phrase = tuple[str, ...]  # stems that stand together


def _read(table: str) -> tuple[dict[Phrase, frozenset[str]], frozenset[str]]:
    groups: dict[Phrase, set[str]] = defaultdict(set)
    known: set[str] = set()
    for number, line in enumerate(table.replace("\n  ", " ").strip().splitlines()):
        for entry in line.split():
            spoken = words(entry.replace("_", " "))
            groups[tuple(word.stem for word in spoken)].add(f"~{number}")
            known.update(word.spelt for word in spoken)
    return {phrase: frozenset(names) for phrase, names in groups.items()}, frozenset(known)


_GROUPS, _KNOWN = _read(SYNONYMS)
_KNOWN_STEMS = frozenset(stem(word) for word in _KNOWN | COMMON | NUMBERS.keys())
_PHRASES: dict[str, list[Phrase]] = defaultdict(list)
for _phrase in _GROUPS:
    if len(_phrase) > 1:
        _PHRASES[_phrase[0]].append(_phrase)
_NONE: frozenset[str] = frozenset()


@lru_cache(maxsize=20_000)
def forms(stemmed: str) -> frozenset[str]:
    """What a single word counts as: its stem, and the name of every group of synonyms that it is in."""
    return _GROUPS.get((stemmed,), _NONE) | {stemmed}


def group_forms(phrase: Phrase) -> frozenset[str]:
    """The groups that a phrase of the lexicon is in; none for words that it has not together."""
    return _GROUPS.get(phrase, _NONE)


def phrases_at(stems: Sequence[str], at: int) -> Iterable[Phrase]:
    """The phrases of the lexicon that stand in the text from this word on."""
    for phrase in _PHRASES.get(stems[at], ()):
        if tuple(stems[at : at + len(phrase)]) == phrase:
            yield phrase


def _shortened(spelt: str) -> Iterable[str]:
    yield spelt
    for at in range(1, len(spelt)):
        yield spelt[:at] + spelt[at + 1 :]


@lru_cache(maxsize=128)
def slips(vocabulary: frozenset[str]) -> dict[str, str]:
    """For each word of the vocabulary, what it is when one letter is missing: two slips apart share such a spelling."""
    table: dict[str, str] = {}
    for spelt in sorted({*vocabulary, *_KNOWN}):
        if len(spelt) >= SHORTEST_SLIP and spelt.isascii() and spelt.isalpha():
            for shortened in _shortened(spelt):
                table.setdefault(shortened, spelt)
    return table


def known(word: Word, vocabulary: frozenset[str]) -> bool:
    """Whether the word is one the lexicon or the vocabulary (stems) has, in any inflection."""
    return word.stem in _KNOWN_STEMS or word.stem in vocabulary


def unslipped(spelt: str, table: dict[str, str]) -> str:
    """The word meant where one letter is missing, too many, wrong or swapped with its neighbour; else the word."""
    if not SHORTEST_SLIP <= len(spelt) <= 20 or not spelt.isalpha():
        return spelt
    for shortened in _shortened(spelt):
        meant = table.get(shortened)
        if meant and abs(len(meant) - len(spelt)) <= 1:
            return meant
    return spelt
