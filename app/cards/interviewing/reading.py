"""An answer as it is understood: its words by sentence and clause, what is denied, what is taken back, who is meant."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from app.cards.interviewing import denial
from app.cards.interviewing.grammar import CONJUNCTIONS, FILLERS, PRONOUNS, SOUNDS
from app.cards.interviewing.meaning import Phrase, forms, group_forms, known, phrases_at, slips, unslipped
from app.cards.interviewing.speech import LONGEST, Word, pieces, stem

Span = tuple[int, int]  # first word, and the one after the last


_BREAKS = {",": 1, ";": 3, ".": 3, "?": 3}  # how far apart two clauses are
APART = 50  # X does A, while Y does B: nothing that is said goes across


@dataclass(frozen=True, slots=True)
class Reading:
    """The words of an answer; each list has one entry a word.

    `sentences` and `clauses` number where a word stands, `denials` names the negations that reach it, `found` gives
    for each form (see `meaning.forms`) where it occurs. `taken_back` says which words a self-correction cancels,
    `denying` which clauses hold a negation.
    """

    text: str
    words: Sequence[Word]
    sentences: Sequence[int]
    clauses: Sequence[int]
    denials: Sequence[tuple[int, ...]]
    scopes: Sequence[denial.Scope]
    scopes_behind: dict[int, list[denial.Scope]]
    found: dict[str, list[Span]]
    taken_back: Sequence[bool]
    denying: frozenset[int]

    def __len__(self) -> int:
        return len(self.words)

    def said(self, first: int, last: int) -> str:
        """The answer's own words from one word to another, verbatim."""
        return self.text[self.words[first].start : self.words[last].end]


def read(text: str, vocabulary: frozenset[str]) -> Reading:
    """Reads at most LONGEST characters; `vocabulary` is the words (as spelt) that slips may be slips of."""
    typed, marks = _split(text[:LONGEST])
    spoken, numbers = _without_slips(typed, vocabulary)
    breaks = {
        at: marks[number]
        for at, number in enumerate(numbers)
        if number in marks and (not at or numbers[at - 1] != number)
    }
    sentences, clauses = _numbered(spoken, breaks)
    stems = [word.stem for word in spoken]
    scopes = denial.scopes(spoken, sentences, clauses)
    reaching: list[list[int]] = [[] for _ in spoken]
    for number, scope in enumerate(scopes):
        for at in scope.reaches:
            reaching[at].append(number)
    behind: dict[int, list[denial.Scope]] = defaultdict(list)
    for scope in scopes:
        for at in scope.behind:
            behind[at].append(scope)
    return Reading(
        text,
        spoken,
        sentences,
        clauses,
        [tuple(numbers) for numbers in reaching],
        scopes,
        behind,
        _index(stems, vocabulary),
        denial.taken_back(spoken, sentences, clauses),
        frozenset(clauses[scope.negator[0]] for scope in scopes),
    )


def _split(text: str) -> tuple[list[Word], dict[int, str]]:
    """The words, and the strongest break before each by its number. What people say while they think is left out."""
    spoken: list[Word] = []
    breaks: dict[int, str] = {}
    strength = {",": 0, ";": 1, "?": 2, ".": 2}
    thinking = False
    for piece in pieces(text):
        if isinstance(piece, Word):
            thinking = piece.spelt in SOUNDS
            if not thinking:
                spoken.append(piece)
        elif thinking and piece.mark in {",", ";"}:
            thinking = False
            if breaks.get(len(spoken)) == ",":
                del breaks[len(spoken)]
        elif strength[piece.mark] >= strength.get(breaks.get(len(spoken), ","), 0):
            breaks[len(spoken)] = piece.mark
    return spoken, breaks


def _without_slips(spoken: list[Word], vocabulary: frozenset[str]) -> tuple[list[Word], list[int]]:
    """The words as they were meant, and for each the number of the word as typed: readonly is read and only."""
    stems = frozenset(stem(word) for word in vocabulary)
    meant: dict[str, tuple[str, ...]] = {}
    result: list[Word] = []
    numbers: list[int] = []
    for number, word in enumerate(spoken):
        if word.spelt not in meant:
            meant[word.spelt] = () if known(word, stems) else _meant(word.spelt, vocabulary)
        result += [Word(word.spelt, stem(part), word.start, word.end) for part in meant[word.spelt]] or [word]
        numbers += [number] * (len(result) - len(numbers))
    return result, numbers


def _meant(spelt: str, vocabulary: frozenset[str]) -> tuple[str, ...]:
    """Two words of the vocabulary that were written as one, or the word that this one is a slip of."""
    for at in range(3, min(len(spelt), 20) - 2):
        if spelt[:at] in vocabulary and spelt[at:] in vocabulary:
            return (spelt[:at], spelt[at:])
    return (unslipped(spelt, slips(vocabulary)),)


def _numbered(spoken: Sequence[Word], breaks: dict[int, str]) -> tuple[list[int], list[int]]:
    """The number of each word's sentence and of its clause."""
    sentences, clauses, sentence, clause = [], [], 0, 0
    for at, word in enumerate(spoken):
        mark = breaks.get(at, "") if at else ""
        sentence += mark in {".", "?"}
        joins = word.spelt == "and" and at + 1 < len(spoken) and spoken[at + 1].spelt in PRONOUNS
        begins = at > 0 and (word.spelt in CONJUNCTIONS or joins)
        contrast = at > 0 and (word.spelt == "whereas" or (word.spelt == "while" and mark))
        clause += APART if contrast else _BREAKS.get(mark, 0) or begins
        sentences.append(sentence)
        clauses.append(clause)
    return sentences, clauses


def _index(stems: Sequence[str], vocabulary: frozenset[str]) -> dict[str, list[Span]]:
    found: dict[str, list[Span]] = defaultdict(list)
    for at, stemmed in enumerate(stems):
        for form in forms(stemmed):
            found[form].append((at, at + 1))
        for phrase in phrases_at(stems, at):
            for form in group_forms(phrase):
                found[form].append((at, at + len(phrase)))
        if stemmed[0] in "/~.$" and "/" in stemmed:
            found[stemmed.rpartition("/")[2]].append((at, at + 1))
        joined = stemmed + stems[at + 1] if at + 1 < len(stems) else ""
        if joined in vocabulary:
            found[stem(joined)].append((at, at + 2))
    return found


def occurrences(reading: Reading, phrase: Phrase, *, exact: bool = False) -> list[Span]:
    """Where these stems stand together, in order, with no more than small words between them; exact: no synonyms."""
    counted = {phrase[0]} if exact else forms(phrase[0])
    first = {span for form in counted for span in reading.found.get(form, ()) if not exact or span[1] - span[0] == 1}
    if not exact and len(phrase) > 1:
        whole = {span for form in group_forms(phrase) for span in reading.found.get(form, ())}
        whole |= set(reading.found.get("".join(phrase), ()))
    else:
        whole = set()
    return sorted(
        whole | {(start, end) for start, at in first if (end := _continued(reading, phrase, at, exact=exact))}
    )


def _continued(reading: Reading, phrase: Phrase, at: int, *, exact: bool) -> int:
    """Where a phrase ends whose first word ends here; 0 where it does not go on."""
    for wanted in phrase[1:]:
        steps = 0
        while (
            at < len(reading) and steps < 2 and reading.words[at].spelt in FILLERS and reading.words[at].stem != wanted
        ):
            at, steps = at + 1, steps + 1
        if at >= len(reading):
            return 0
        stemmed = reading.words[at].stem
        if stemmed != wanted and (exact or not forms(wanted) & forms(stemmed)):
            return 0
        at += 1
    return at


def nearest(spans: Sequence[Span], at: int, many: int) -> list[Span]:
    """The spans that stand nearest to a word, at most so many on each side."""
    middle = bisect_left(spans, (at, 0))
    return list(spans[max(0, middle - many) : middle + many])
