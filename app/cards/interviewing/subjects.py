"""Who does what: for each word of an answer, the subjects that what it says may be said of."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.cards.interviewing.grammar import FILLERS, MASKS, PLACES, PREPOSITIONS, PRONOUNS, RELATIVES, VERBS
from app.cards.interviewing.meaning import Phrase
from app.cards.interviewing.reading import Reading, Span, occurrences

_MASKING = frozenset(("instead", "rather", "compared", "opposed", "not"))
_NO_COMMAND_AFTER = """
    to you i we will can would must should they not cannot could may might and then it that who he she does do did is
    are be been was were a
"""
_NOT_A_COMMAND_AFTER = frozenset(_NO_COMMAND_AFTER.split())
_SUPPOSING = frozenset(("if", "when", "once", "for", "to", "as", "while", "where"))
_NEXT = frozenset(("second", "secondly", "third", "thirdly", "fourth", "fifth", "finally", "lastly"))  # a new point
_WHICH = {"former": 1, "first": 1, "latter": 2, "second": 2}
_OPENINGS = frozenset(("and", "but", "so", "or", "because", "while"))
_NAMING = frozenset(("and", "is", "are", "it"))


@dataclass(frozen=True, slots=True)
class Mention:
    """Where an answer names one of the question's subjects."""

    subject: Phrase
    span: Span
    plural: bool


def mentions(reading: Reading, subjects: Sequence[Phrase]) -> list[Mention]:
    """The mentions from left to right; where two overlap, the longer one."""
    found = []
    for subject in subjects:
        for span in occurrences(reading, subject, exact=True):
            if not _only_compared(reading, span) and not _mere_verb(reading, subject, span):
                last = reading.words[span[1] - 1].spelt
                found.append(Mention(subject, span, plural=last.endswith("s") and not last.endswith("ss")))
    found.sort(key=lambda mention: (mention.span[0], -mention.span[1]))
    kept: list[Mention] = []
    for mention in found:
        if not kept or mention.span[0] >= kept[-1].span[1] or mention.span == kept[-1].span:
            kept.append(mention)
    return _with_former_and_latter(reading, kept)


def _with_former_and_latter(reading: Reading, named: Sequence[Mention]) -> list[Mention]:
    """The mentions, and with them the former and the latter, the first and the second of the two named last."""
    result: list[Mention] = []
    pair: list[Phrase] = []
    ahead = list(named)
    for at in range(len(reading)):
        while ahead and ahead[0].span[0] == at:
            mention = ahead.pop(0)
            pair = [*(subject for subject in pair if subject != mention.subject), mention.subject][-2:]
            result.append(mention)
        which = _which(reading, at)
        if which and len(pair) == 2:
            result.append(Mention(pair[which - 1], (at, at + 1), plural=False))
    return result


def _which(reading: Reading, at: int) -> int:
    """1 where the word is "the former" or "the first", 2 for "the latter" and "the second"; else 0."""
    spelt = reading.words[at].spelt
    if at == 0 or reading.words[at - 1].spelt != "the" or spelt not in _WHICH:
        return 0
    following = reading.words[at + 1].spelt if at + 1 < len(reading) else ""
    alone = spelt in {"former", "latter"} or following in PREPOSITIONS | {"is", "one", "does"}
    return _WHICH[spelt] if alone else 0


def _only_compared(reading: Reading, span: Span) -> bool:
    """Unlike a VM, rather than the VM: nothing is said of it."""
    at = span[0] - 1
    if at > 0 and reading.words[at].spelt in {"a", "an"} and reading.words[at - 1].stem == "be":
        return True  # containerd is a daemon
    while at >= 0 and reading.words[at].spelt in FILLERS | {"with", "to", "of", "than"}:
        if reading.words[at].spelt == "than":
            return True
        at -= 1
    return at >= 0 and reading.words[at].spelt in MASKS | _MASKING


def _mere_verb(reading: Reading, subject: Phrase, span: Span) -> bool:
    """Whether a word such as run is a verb here: inflected, or after "to" and the like; RUN is always the command."""
    if len(subject) > 1 or subject[0] not in VERBS:
        return False
    word = reading.words[span[0]]
    if reading.text[word.start : word.end].isupper():
        return False
    if word.spelt != subject[0]:
        return True
    before = span[0] - 1
    joined = before >= 0 and reading.clauses[before] == reading.clauses[span[0]]
    return joined and reading.words[before].spelt in _NOT_A_COMMAND_AFTER


def claimed(reading: Reading, named: Sequence[Mention]) -> frozenset[int]:
    """The words of clauses that name a subject themselves, so that none has to be carried over."""
    clauses = {reading.clauses[mention.span[0]] for mention in named}
    return frozenset(at for at in range(len(reading)) if reading.clauses[at] in clauses)


def owners(reading: Reading, named: Sequence[Mention]) -> list[frozenset[Phrase]]:
    """For each word the subjects that it may be said of: the clause's own, the nearest before, one carried over."""
    starts: dict[int, list[Mention]] = {}
    for mention in named:
        starts.setdefault(mention.span[0], []).append(mention)
    carried: list[Mention] = []  # the mentions of the last clause that had any
    result: list[frozenset[Phrase]] = [frozenset()] * len(reading)
    parts = _parts(reading, starts)
    for number, (first, last) in enumerate(parts):
        here = [mention for at in range(first, last) for mention in starts.get(at, ())]
        if last - first == 1 and reading.words[first].spelt in _NEXT:
            carried = []
        _own(reading, (first, last), here, carried, result)
        if not here and reading.words[first].spelt in _SUPPOSING and number + 1 < len(parts):
            _announced(reading, (first, last), [at for at in range(*parts[number + 1]) if at in starts], starts, result)
        if number and here and _only_names(reading, first, here[0]):
            _add(range(_unclaimed(reading, first, starts), first), here, result)
        if here:
            pronoun = reading.words[first].spelt in PRONOUNS
            carried = [*(_meant(reading, first, carried) if pronoun else ()), *here]
    return result


def _announced(
    reading: Reading,
    part: Span,
    follow: Sequence[int],
    starts: dict[int, list[Mention]],
    result: list[frozenset[Phrase]],
) -> None:
    """If it already runs, exec …: what is supposed first may be said of the subject that comes next."""
    if follow and reading.sentences[follow[0]] == reading.sentences[part[0]]:
        _add(range(*part), starts[follow[0]], result)


def _only_names(reading: Reading, first: int, mention: Mention) -> bool:
    """… and that is the container: the clause says who the one before it spoke of."""
    before = [reading.words[at].spelt for at in range(first, mention.span[0]) if reading.words[at].spelt not in FILLERS]
    opening = reading.words[first].spelt
    second = reading.words[first + 1].spelt if first + 1 < len(reading) else ""
    named = opening in PRONOUNS or (opening == "and" and second in PRONOUNS)
    return named and set(before) <= _NAMING


def _unclaimed(reading: Reading, first: int, starts: dict[int, list[Mention]]) -> int:
    """Where in the sentence the words begin that no other subject has claimed."""
    at = first
    while at and reading.sentences[at - 1] == reading.sentences[first] and at - 1 not in starts:
        at -= 1
    return at


def _add(numbers: range, mentioned: Sequence[Mention], result: list[frozenset[Phrase]]) -> None:
    subjects = frozenset(mention.subject for mention in mentioned if mention.span == mentioned[0].span)
    for at in numbers:
        result[at] |= subjects


def _parts(reading: Reading, starts: dict[int, list[Mention]]) -> list[Span]:
    """The clauses; "and" before a subject begins one too, as does a subject after "and the"."""
    parts, first = [], 0
    for at in range(1, len(reading)):
        follows = reading.words[at].spelt in {"and", "or"} and any(
            near in starts and all(reading.words[between].spelt in FILLERS for between in range(at + 1, near))
            for near in (at + 1, at + 2)
        )
        if reading.clauses[at] != reading.clauses[at - 1] or follows:
            parts.append((first, at))
            first = at
    return [*parts, (first, len(reading))] if len(reading) else []


def _own(
    reading: Reading, part: Span, here: Sequence[Mention], carried: Sequence[Mention], result: list[frozenset[Phrase]]
) -> None:
    first = part[0] + (reading.words[part[0]].spelt in _OPENINGS)
    pronoun = first < part[1] and reading.words[first].spelt in PRONOUNS | RELATIVES
    before = _meant(reading, first, carried)
    spoken_of = before if (pronoun and before) or not here else [m for m in here if m.span == here[0].span]
    subject = frozenset(mention.subject for mention in spoken_of)
    if spoken_of and spoken_of[0] in here and first + 2 < here[0].span[0] and _before(reading, here[0]) in PLACES:
        # … a switch on the host: it may be said of the one before, too
        subject |= frozenset(mention.subject for mention in before)
    follows = {mention.span[0]: _after(reading, mention, subject) for mention in here}
    current = subject
    for at in range(*part):
        result[at] = current
        current = follows.get(at, current)
    for mention in here:  # limited by cgroups: the agent owns what stands before it
        if reading.words[max(part[0], mention.span[0] - 1)].spelt in {"by", "through", "via"}:
            _add(range(part[0], mention.span[0]), [mention], result)


def _after(reading: Reading, mention: Mention, subject: frozenset[Phrase]) -> frozenset[Phrase]:
    """What follows a mention is said of it; behind a preposition it may still be said of the clause's subject."""
    governed = _before(reading, mention) in PREPOSITIONS
    also = subject if governed or mention.subject in subject else frozenset()
    return also | {mention.subject}


def _before(reading: Reading, mention: Mention) -> str:
    """The word before a mention and its article."""
    before = mention.span[0] - 1
    while before > 0 and reading.words[before].spelt in FILLERS:
        before -= 1
    return reading.words[before].spelt if before >= 0 else ""


def _meant(reading: Reading, at: int, carried: Sequence[Mention]) -> list[Mention]:
    """Whom the beginning of a clause carries on with: which the last, it and they the first that agrees in number."""
    if not carried or at >= len(reading):
        return list(carried[:1])
    spelt = reading.words[at].spelt
    if spelt in RELATIVES:
        return [mention for mention in carried if mention.span == carried[-1].span]
    agreeing = [mention for mention in carried if mention.plural == (spelt in {"they", "these", "those"})]
    chosen = (agreeing or list(carried))[0] if spelt in PRONOUNS else carried[0]
    return [mention for mention in carried if mention.span == chosen.span]
