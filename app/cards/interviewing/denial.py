"""What an answer denies, and what it takes back: negations with the words they reach, and self-corrections."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.cards.interviewing.grammar import (
    CORRECTIONS,
    DENIALS,
    DENIALS_AFTER,
    NEGATING_PHRASES,
    NEGATING_VERBS,
    NEGATORS,
    NEGATORS_NEAR,
    NOT_NEGATING,
    PREPOSITIONS,
    UN_WORDS,
)
from app.cards.interviewing.speech import Word, words

NEAR = 5  # words that "without" and "instead of" reach over
BEHIND = 4  # words of a subject right before a negated verb
FAR = 14  # words that "not" reaches over where no clause ends

Stems = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Scope:
    """A negation: the words that make it, and the words it reaches; firm where it denies what a clause asserts.

    `behind` is the words before it, denied only as a whole: "docker ps is useless", "a hypervisor is not needed".
    """

    negator: tuple[int, int]
    reaches: Sequence[int]
    firm: bool = False
    behind: Sequence[int] = ()


def _stemmed(phrases: Sequence[str]) -> dict[str, list[Stems]]:
    """The phrases as stems, by their first; longer ones first."""
    table: dict[str, list[Stems]] = {}
    for phrase in sorted((tuple(word.stem for word in words(phrase)) for phrase in phrases), key=len, reverse=True):
        table.setdefault(phrase[0], []).append(phrase)
    return table


_NOT_NEGATING = _stemmed(NOT_NEGATING)
_NEAR = _stemmed(NEGATING_PHRASES)
_BEFORE = _stemmed(DENIALS)
_AFTER = _stemmed(DENIALS_AFTER)
_CORRECTIONS = _stemmed(CORRECTIONS)


# What a negation may begin with: most words need not be looked at any further.
_BEGINNINGS = {*_NOT_NEGATING, *_NEAR, *_BEFORE, *_AFTER, *NEGATORS, *NEGATORS_NEAR, *NEGATING_VERBS, "noth", "nowher"}


def _at(table: dict[str, list[Stems]], stems: Sequence[str], at: int) -> int:
    """How many words of the longest phrase of the table stand here; 0 for none."""
    for phrase in table.get(stems[at], ()):
        if tuple(stems[at : at + len(phrase)]) == phrase:
            return len(phrase)
    return 0


def scopes(spoken: Sequence[Word], sentences: Sequence[int], clauses: Sequence[int]) -> list[Scope]:
    """Every negation of the text, from left to right."""
    stems = [word.stem for word in spoken]
    ends = _ends(clauses)
    found: list[Scope] = []
    skip = 0
    for at, word in enumerate(spoken):
        if at < skip or (word.stem not in _BEGINNINGS and word.spelt not in UN_WORDS):
            continue
        harmless = _at(_NOT_NEGATING, stems, at)
        if harmless:
            skip = at + harmless
            continue
        if word.spelt in UN_WORDS:
            found.append(Scope((at, at), (at,)))
            continue
        here = list(_scopes_at(stems, sentences, clauses, ends, at))
        skip = max([skip, *(scope.negator[1] for scope in here)])
        found += here
    return found


def _scopes_at(
    stems: Sequence[str], sentences: Sequence[int], clauses: Sequence[int], ends: Sequence[int], at: int
) -> Iterator[Scope]:
    """The negation that begins with this word, if one does."""
    if size := _at(_BEFORE, stems, at):
        yield Scope((at, at + size), range(at + size, _denied_to(stems, sentences, at + size)), firm=True)
    elif (size := _at(_AFTER, stems, at)) and stems[at + size : at + size + 1] != ["that"]:
        begin = _denied_from(stems, clauses, sentences, at)
        negator = next((n for n in range(at, at + size) if stems[n] in {"not", "no", "noth"}), None)
        if negator is None:
            yield Scope((at, at + size), range(begin, at), firm=True)
        else:  # "is not needed" denies what is needed, and that it is
            end = max(at + size, min(at + size + NEAR, _and_ends(stems, ends[at], at + size)))
            yield Scope((negator, negator + 1), [*range(begin, at), *range(negator + 1, end)], firm=True)
    elif size := _at(_NEAR, stems, at):
        yield Scope((at, at + size), range(at + size, min(at + size + NEAR, ends[at])))
    else:
        yield from _by_word(stems, clauses, ends, at)


def _by_word(stems: Sequence[str], clauses: Sequence[int], ends: Sequence[int], at: int) -> Iterator[Scope]:
    if stems[at] in NEGATORS or stems[at] in NEGATING_VERBS:
        yield _far(stems, clauses, ends, at, firm=stems[at] in NEGATORS and not _conditional(stems, clauses, at))
    elif stems[at] in NEGATORS_NEAR:
        first = at == 0 or clauses[at - 1] != clauses[at]
        reach = FAR if first and stems[at] != "without" else NEAR
        firm = at > 0 and stems[at - 1] in _HAVING and not _conditional(stems, clauses, at)
        yield Scope((at, at + 1), range(at + 1, min(at + 1 + reach, _and_ends(stems, ends[at], at + 1))), firm)
    elif stems[at] in {"noth", "nowher"}:
        yield Scope((at, at + 1), [*range(_back(clauses, at, 4), at), *range(at + 1, min(at + 4, ends[at]))])


def _back(parts: Sequence[int], at: int, most: int) -> int:
    """Where the clause or sentence of a word begins, at most so many words before it."""
    begin = at
    while begin and parts[begin - 1] == parts[at] and at - begin < most:
        begin -= 1
    return begin


def _far(stems: Sequence[str], clauses: Sequence[int], ends: Sequence[int], at: int, *, firm: bool) -> Scope:
    """A negated verb: what follows it in the clause, and a subject that ends right before it."""
    end = _and_ends(stems, ends[at], at + 1)
    begin = at
    if stems[at] == "not" and at >= 2 and stems[at - 1] in _AUXILIARIES:
        begin = _back(clauses, at, BEHIND + 1)
    return Scope((at, at + 1), range(at + 1, min(at + 1 + FAR, end)), firm, range(begin, at))


def _conditional(stems: Sequence[str], clauses: Sequence[int], at: int) -> bool:
    """Whether the clause only supposes: if it is not …"""
    begin = _back(clauses, at, FAR)
    if stems[begin] == "should":
        return True
    return any(
        stem in {"if", "when", "unless", "once", "until", "whenever", "who", "that", "which"}
        for stem in stems[begin:at]
    )


_AUXILIARIES = frozenset(
    ("be", "do", "have", "can", "will", "would", "should", "could", "must", "may", "might", "need")
)


def _and_ends(stems: Sequence[str], end: int, start: int) -> int:
    """A negation does not go on behind "and", nor where a pronoun begins what follows from it; behind "or" it does."""
    for at in range(start, min(end, start + FAR)):
        begins = stems[at] in _SUBJECTS and at > start and at + 1 < end and stems[at + 1] not in PREPOSITIONS
        if stems[at] == "and" or begins:
            return at
    return end


_HAVING = frozenset(("have", "be", "need", "get", "take", "give", "make"))
_SUBJECTS = frozenset(("it", "they", "we", "i", "you"))


def _denied_to(stems: Sequence[str], sentences: Sequence[int], start: int) -> int:
    """A reported belief ends with its sentence, or where "but" begins what is true."""
    at = start
    while at < len(stems) and sentences[at] == sentences[start - 1] and stems[at] not in {"but", "wherea", "actual"}:
        at += 1
    return at


def _denied_from(stems: Sequence[str], clauses: Sequence[int], sentences: Sequence[int], at: int) -> int:
    """What "is a myth" denies is its clause; the one before it too where the clause has only a pronoun."""
    begin = _back(clauses, at, FAR)
    if at - begin > 2 or stems[begin] not in {"that", "this", "it", "which"}:
        return begin
    return _back(clauses, begin - 1, FAR) if begin and sentences[begin - 1] == sentences[at] else begin


def _ends(clauses: Sequence[int]) -> list[int]:
    """For each word, where its clause ends (the number of the word after it)."""
    ends = [0] * len(clauses)
    end = len(clauses)
    for at in range(len(clauses) - 1, -1, -1):
        if at + 1 < len(clauses) and clauses[at + 1] != clauses[at]:
            end = at + 1
        ends[at] = end
    return ends


def taken_back(spoken: Sequence[Word], sentences: Sequence[int], clauses: Sequence[int]) -> list[bool]:
    """For each word whether a self-correction cancels it: "it is, no wait, …" cancels the clause before."""
    stems = [word.stem for word in spoken]
    cancelled = [False] * len(spoken)
    for at in range(1, len(spoken)):
        size = _at(_CORRECTIONS, stems, at)
        bare = stems[at] in {"no", "wait"} and clauses[at - 1] != clauses[at] and _alone(clauses, at)
        if not size and not bare:
            continue
        clause = clauses[at - 1] if clauses[at - 1] != clauses[at] or size else clauses[at]
        back = at - 1
        while back >= 0 and clauses[back] == clause and (back == at - 1 or sentences[back] == sentences[at - 1]):
            cancelled[back] = True
            back -= 1
    return cancelled


def _alone(clauses: Sequence[int], at: int) -> bool:
    return at + 1 < len(clauses) and clauses[at + 1] != clauses[at]
