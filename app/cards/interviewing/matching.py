"""Whether an answer says what a way of saying asks: the words close together, of the right subject, denied or not."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice, product

from app.cards.interviewing.denial import Scope
from app.cards.interviewing.meaning import Phrase
from app.cards.interviewing.reading import Reading, Span, nearest, occurrences
from app.cards.interviewing.ways import Part, Term, Way

SLACK = 5  # words that may stand between those of a way, and PER_TERM more for each of them
PER_TERM = 3
MOST_ANCHORS = 30  # places of a way's rarest word that are tried: a bound for hostile texts
BESIDE = 2  # places on either side of it where each other word is looked for
MOST_TRIED = 64  # combinations of those
MOST_SAID = 16  # words that the terms themselves may take

Near = tuple[frozenset[int], int, int, int]  # the words, the first and the last of them, how loosely they stand


@dataclass(frozen=True, slots=True)
class Match:
    """Where a way was found: the numbers of its words, and for each part the first and the last of them."""

    at: frozenset[int]
    pieces: tuple[tuple[int, int], ...]
    loose: int
    weight: int  # how many things are said: terms, and one for a named subject


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer with what the question adds: whom each word is said of, and which subjects mean the same."""

    reading: Reading
    owners: Sequence[frozenset[Phrase]]
    equal: dict[Phrase, frozenset[Phrase]]
    lone: bool  # the question has no two rivals: what is said of nobody is said of its subject
    named: frozenset[int]  # the words that are themselves a subject's name
    claimed: frozenset[int]  # the words of clauses that name one
    plain: bool = False  # the words as written only, in any inflection: no synonyms
    places: dict[Term, list[Span]] = field(default_factory=dict)
    together: dict[tuple[Term, ...], list[Near]] = field(default_factory=dict)

    def where(self, term: Term) -> list[Span]:
        """Where a term is said, from left to right."""
        if term not in self.places:
            literal = {stem for option in term.options for stem in option}
            spans = {span for option in term.options for span in occurrences(self.reading, option, exact=self.plain)}
            self.places[term] = sorted(span for span in spans if self._means(span, literal))
        return self.places[term]

    def near(self, terms: tuple[Term, ...]) -> list[Near]:
        """Where all these terms are said close together in one sentence."""
        if terms not in self.together:
            self.together[terms] = list(_close_together(self, terms))
        return self.together[terms]

    def _means(self, span: Span, literal: set[str]) -> bool:
        """Not what was taken back; nor is a subject's name a synonym of something: EXPOSE is not what publishes."""
        words, taken_back = self.reading.words, self.reading.taken_back
        return all(not taken_back[at] and (at not in self.named or words[at].stem in literal) for at in range(*span))


def find(answer: Answer, way: Way, about: frozenset[Phrase] = frozenset(), *, opposite: bool = False) -> Match | None:
    """The tightest match of a way, or None. `opposite`: the same words with the denial turned round.

    `about` is the subjects of the point; what a way without a subject asks must not be said of their rivals.
    """
    matches = []
    for alternatives in way.parts:
        found = [match for part in alternatives for match in _matches(answer, part, about, opposite=opposite)]
        if not found:
            return None
        matches.append(min(found, key=lambda match: (match.loose, match.pieces)))
        opposite = False  # one part said the other way round is enough to contradict
    return Match(
        frozenset().union(*(match.at for match in matches)),
        tuple(piece for match in matches for piece in match.pieces),
        sum(match.loose for match in matches),
        sum(match.weight for match in matches),
    )


def _matches(answer: Answer, part: Part, about: frozenset[Phrase], *, opposite: bool) -> Iterator[Match]:
    weight = len(part.terms) + bool(part.subjects)
    if opposite and (part.negated or weight < 2):
        return
    allowed = frozenset().union(*(answer.equal.get(subject, frozenset({subject})) for subject in part.subjects))
    for at, first, last, loose in answer.near(part.terms):
        right = _firmly(answer.reading, at) if opposite else denied(answer.reading, at) == part.negated
        if not right or (allowed and not _said_of(answer, at, allowed)):
            continue
        if allowed or not about or _not_of_rivals(answer, at, about):
            yield Match(at, ((first, last),), loose, weight)


def _close_together(answer: Answer, terms: Sequence[Term]) -> Iterator[Near]:
    places = [answer.where(term) for term in terms]
    if not all(places):
        return
    rarest = min(range(len(places)), key=lambda number: len(places[number]))
    room = SLACK + PER_TERM * len(terms)
    for anchor in places[rarest][:MOST_ANCHORS]:
        near = [
            [anchor] if number == rarest else _around(answer.reading, spans, anchor, room + MOST_SAID)
            for number, spans in enumerate(places)
        ]
        for spans in islice(product(*near), MOST_TRIED):
            found = _fitting(answer.reading, spans, room)
            if found:
                yield found


def _around(reading: Reading, spans: Sequence[Span], anchor: Span, room: int) -> list[Span]:
    sentence = reading.sentences[anchor[0]]
    return [
        span
        for span in nearest(spans, anchor[0], BESIDE)
        if reading.sentences[span[0]] == sentence and abs(span[0] - anchor[0]) <= room
    ]


def _fitting(reading: Reading, spans: Sequence[Span], room: int) -> Near | None:
    """The words of these spans, if they are different ones, in one sentence and with little between them."""
    if len({span[0] for span in spans}) < len(spans):
        return None
    first, last = min(span[0] for span in spans), max(span[1] for span in spans) - 1
    at = frozenset(number for span in spans for number in range(*span))
    # Words between those of a way, and one more for each comma, three for each full stop that is not one.
    loose = last - first + 1 - len(at) + reading.clauses[last] - reading.clauses[first]
    return (at, first, last, loose) if loose <= room and reading.sentences[first] == reading.sentences[last] else None


def denied(reading: Reading, at: frozenset[int]) -> bool:
    """Whether any of these words is denied an odd number of times by negators that are not among them."""
    if any(len(_denying(reading, at, number)) % 2 for number in at):
        return True
    last = max(at)
    return any(
        last in scope.behind and all(number in scope.behind for number in at)
        for scope in reading.scopes_behind.get(last, ())
    )


def _denying(reading: Reading, at: frozenset[int], number: int) -> list[Scope]:
    """The negations that reach a word, but for those that are mostly told by the words themselves."""
    scopes = [reading.scopes[scope] for scope in reading.denials[number]]
    return [scope for scope in scopes if 2 * len(at.intersection(range(*scope.negator))) < _size(scope)]


def _size(scope: Scope) -> int:
    return scope.negator[1] - scope.negator[0]


def _firmly(reading: Reading, at: frozenset[int]) -> bool:
    """Whether one assertion in one clause is denied once: its last word, and nothing else is denied twice."""
    scopes = [_denying(reading, at, number) for number in at]
    if len({reading.clauses[number] for number in at}) > 1 or any(len(denying) > 1 for denying in scopes):
        return False
    return any(scope.firm for denying in scopes for scope in denying)


def _said_of(answer: Answer, at: frozenset[int], allowed: frozenset[Phrase]) -> bool:
    """Whether all these words are said of an allowed subject."""
    owners = (answer.owners[number] for number in at)
    return all(owner & allowed or (answer.lone and not owner) for owner in owners)


def _not_of_rivals(answer: Answer, at: frozenset[int], about: frozenset[Phrase]) -> bool:
    owners = [answer.owners[number] for number in at if number in answer.claimed - answer.named]
    return not owners or any(not owner or owner & about for owner in owners)
