"""What an author is told about decks that parse: broken promises to the guide, and cards that teach badly."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from app.cards.card import Cite, Deck, Erratum, Face, Note, Overlay, Patch, card_id, line_hash, named_patches
from app.cards.gaps import OPENING, find_gaps, unmarked
from app.cards.kinds import JUDGES, KINDS
from app.cards.markup import plain, plain_html

LONGEST_ANSWER = 320  # characters as read: about what a glance takes in
LONGEST_MODEL = 1200  # what can be said in a minute, and what is asked next
LONGER = {"interview": LONGEST_MODEL, "order": LONGEST_MODEL, "command": LONGEST_MODEL, "repair": 20_000}
"""Kinds whose answers are not taken in at a glance: told, put in order, typed or edited."""
LONGEST_GAP = 60

Decks = Sequence[Deck]
Errata = Mapping[str, Erratum]
Entry = TypeVar("Entry", Erratum, Patch)


@dataclass(frozen=True, slots=True)
class Problem:
    """`where` is "deck:note", "deck:card", "errata:id" or "errata:replace 3 (lines 12–14)" (or another action).

    `message` says what is wrong and what to do.
    """

    where: str
    message: str


def lint(decks: Decks, errata: Errata, tags: Collection[str] = ()) -> list[Problem]:
    """Everything wrong with these decks that can be seen without the guide, deck by deck in their order.

    `tags` are those that there are; without any, every tag is taken.
    """
    problems = list(_repeated_ids(decks))
    asked: list[tuple[str, str]] = []
    for deck in decks:
        for note in deck.notes:
            where = f"{deck.id}:{note.id}"
            placed = [*_place_problems(deck, note, tags), *_errata_problems(deck, note, errata)]
            problems += [Problem(where, message) for message in [*placed, *note_problems(note)]]
            for face in KINDS[note.kind].faces(note):
                where = f"{deck.id}:{card_id(note.id, face.key)}"
                problems += [Problem(where, message) for message in face_problems(note, face)]
                asked.append((where, question(face)))
    return problems + list(_repeated_questions(asked))


def stale(decks: Decks, overlay: Overlay, guide_lines: Sequence[str]) -> list[Problem]:
    """Cites of decks, errata and patches whose lines no longer read as they did, or lie outside the guide.

    Pass the decks and overlay of one guide, and that guide's lines. A guide that was edited, or repaired since, shows.
    """
    cited = [
        (f"{deck.id}:{note.id}", cite.lines, cite.hash) for deck in decks for note in deck.notes for cite in note.cites
    ]
    cited += [(f"errata:{erratum.id}", erratum.lines, erratum.hash) for erratum in overlay.errata.values()]
    cited += [(f"errata:{name}", patch.lines, patch.hash) for name, patch in named_patches(overlay.patches)]
    problems = []
    for where, lines, known in cited:
        today = _hash_of(lines, guide_lines)
        span = f"lines {lines[0]}–{lines[1]}"
        if today is None:
            problems.append(Problem(where, f"{span} lie outside the guide, which has {len(guide_lines):,} lines"))
        elif not known:
            problems.append(Problem(where, f"{span} have no hash: run `ebb decks cite`"))
        elif today != known:
            problems.append(Problem(where, f"{span} have changed: read them again, then run `ebb decks cite`"))
    return problems


def cite(deck: Deck, guide_lines: Sequence[str]) -> Deck:
    """The deck with the hash of every cited line renewed; cites outside the guide stay as they are (see `stale`)."""

    def renewed(note: Note) -> Note:
        return replace(
            note, cites=tuple(Cite(old.lines, _hash_of(old.lines, guide_lines) or old.hash) for old in note.cites)
        )

    return replace(deck, notes=tuple(renewed(note) for note in deck.notes))


def cite_overlay(overlay: Overlay, guide_lines: Sequence[str]) -> Overlay:
    """`cite` for errata and patches."""

    def renewed(entry: Entry) -> Entry:
        return replace(entry, hash=_hash_of(entry.lines, guide_lines) or entry.hash)

    errata = {key: renewed(erratum) for key, erratum in overlay.errata.items()}
    return replace(overlay, errata=errata, patches=tuple(renewed(patch) for patch in overlay.patches))


def _hash_of(lines: tuple[int, int], guide_lines: Sequence[str]) -> str | None:
    first, last = lines
    return line_hash(guide_lines[first - 1 : last]) if last <= len(guide_lines) else None


def _repeated_ids(decks: Decks) -> Iterator[Problem]:
    for what, ids in (
        ("deck", [(deck.id, deck.id) for deck in decks]),
        ("note", [(note.id, deck.id) for deck in decks for note in deck.notes]),
    ):
        first: dict[str, str] = {}
        for key, deck_id in ids:
            if key in first:
                where = deck_id if what == "deck" else f"{deck_id}:{key}"
                yield Problem(where, f"{what} id “{key}” is used twice, first in {first[key]}: ids are for good")
            first.setdefault(key, deck_id)


def _place_problems(deck: Deck, note: Note, tags: Collection[str]) -> Iterator[str]:
    if deck.guide and not note.cites:
        yield "cites no line of the guide"
    if not note.tags:
        yield "has no tag"
    for tag in note.tags:
        if tags and tag not in tags:
            yield f"has the unknown tag “{tag}”: tags.toml lists those that there are"


def note_problems(note: Note) -> Iterator[str]:
    """What is wrong with a note's own texts whatever deck it is in, but for what `face_problems` says of each face."""
    if note.kind in JUDGES:
        yield from _judged_problems(note)
    if note.kind != "cloze" and any(OPENING.search(text) for text in note.fields.values()):
        yield f"has a gap, but a {note.kind} note asks no gaps: make it a cloze"


def _judged_problems(note: Note) -> Iterator[str]:
    """Answers that the author calls right, and the card's own grader does not."""
    kind = JUDGES[note.kind]
    for field, sent in kind.model(note):
        verdict = kind.judge(note, sent)
        if verdict.quality < 4 or verdict.warnings:
            missed = [plain_html(found.html) for found in verdict.findings if not found.holds]
            noticed = [plain_html(html) for html in verdict.warnings]
            yield f"its own grader does not accept {field}: {verdict.summary} {'; '.join([*missed, *noticed])}"


def _errata_problems(deck: Deck, note: Note, errata: Errata) -> Iterator[str]:
    for key in note.errata:
        if key not in errata:
            yield f"names erratum “{key}”, which there is not"
    for erratum in errata.values():
        if erratum.guide != deck.guide or erratum.id in note.errata:
            continue
        for cited in note.cites:
            if cited.lines[0] <= erratum.lines[1] and erratum.lines[0] <= cited.lines[1]:
                line = max(cited.lines[0], erratum.lines[0])
                yield f"cites line {line}, which erratum “{erratum.id}” corrects: name it, or cite more narrowly"
                break


def face_problems(note: Note, face: Face) -> Iterator[str]:
    """What is wrong with one face of a note: an answer too long to be taken in, or one that need not be known."""
    front, back = plain(face.front), plain(face.back)
    gaps = [plain(gap.answer) for gap in find_gaps(face.back)] if note.kind == "cloze" else []
    if gaps:
        yield from _gap_problems(front, gaps)
        return
    longest = LONGER.get(note.kind, LONGEST_ANSWER)
    if len(back) > longest:
        yield f"answer has {len(back)} characters; {longest} is the most: explain in the explanation"
    if _gives_away(front, back):
        yield "the answer stands word for word in its own prompt"
    if YES_OR_NO.match(back) and any(_CLOSED.match(part) for part in re.split(r"(?<=[.!?:])\s+", front)):
        yield "asks for yes or no: ask why, how or which instead"


def _gap_problems(front: str, answers: list[str]) -> Iterator[str]:
    for answer in dict.fromkeys(answers):
        if not answer:
            yield "has an empty gap"
        elif len(answer) > LONGEST_GAP:
            yield f"gap has {len(answer)} characters; {LONGEST_GAP} is the most"
        elif answer.casefold() not in _SMALL_WORDS and _gives_away(front, answer):
            yield f"the cloze gives itself away: “{answer}” stands beside its gap"


YES_OR_NO = re.compile(r"yes\b|no([.,;:!]|\s[—–-]|$)", re.IGNORECASE)
_CLOSED = re.compile(
    r"(is|are|was|were|do|does|did|can|could|will|would|should|must|may|has|have|had)\b.*\?", re.IGNORECASE
)
# Words that every sentence holds; seeing one elsewhere tells nothing about a gap.
_SMALL_WORDS = frozenset(
    ("a", "an", "the", "no", "not", "and", "or", "of", "in", "on", "to", "by", "at", "is", "are", "it", "its")
)


def _gives_away(front: str, answer: str) -> bool:
    """Whether the answer can be read in the prompt, as whole words and figures; options keep their case (-p, -P)."""
    words = answer.strip(" .")
    if not words or words.casefold() not in front.casefold():  # a pattern costs a hundred times as much
        return False
    alone = rf"(?<![\w-])(?<!\d[.,:]){re.escape(words)}(?![\w-]|[.,:]\d)"
    return re.search(alone, front, re.IGNORECASE if words[0].isalpha() else 0) is not None


def _repeated_questions(asked: list[tuple[str, str]]) -> Iterator[Problem]:
    first: dict[str, str] = {}
    for where, text in asked:
        if text in first:
            yield Problem(where, f"asks the same as {first[text]}")
        first.setdefault(text, where)


def question(face: Face) -> str:
    """What a face asks: equal for two faces that ask the same."""
    return _normal(unmarked(face.front))


def _normal(markdown: str) -> str:
    """A question without what makes no difference: case, spaces and punctuation of the prose. Code stays as it is."""
    pieces = re.split(r"(`+[^`]*`+)", markdown)
    prose = [" ".join(re.findall(r"[\w…]+", piece.casefold())) for piece in pieces[::2]]
    code = [f" {' '.join(piece.split())} " for piece in pieces[1::2]] + [""]
    return "".join(part for pair in zip(prose, code, strict=True) for part in pair)
