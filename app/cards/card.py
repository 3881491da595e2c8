"""The values everyone passes about: decks, their notes, and the faces that are asked."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True)
class Cite:
    """Guide lines that a note rests on: first and last line, counted from 1, both included.

    `hash` is `line_hash` of those lines as the author read them, or "" while nobody has filled it in.
    """

    lines: tuple[int, int]
    hash: str = ""


@dataclass(frozen=True, slots=True)
class Erratum:
    """A statement of the guide that is wrong or outdated, and what is true instead.

    `sure` is "certain", "high" or "medium"; `guide` is the file that `lines` count in.
    """

    id: str
    lines: tuple[int, int]
    hash: str
    says: str
    true: str
    source: str
    sure: str
    guide: str = ""


Action = Literal["replace", "drop", "annotate"]


@dataclass(frozen=True, slots=True)
class Patch:
    """What is done to guide lines before cards are made of them: first and last line, from 1, both included.

    A "replace" puts `text` in place of `find`, or of the whole lines where `find` is ""; a "drop" makes no card of
    them, `text` says why; an "annotate" gives their cards the note `text`. `hash` is `line_hash` of the lines as
    their author wrote them, or "" while nobody has filled it in. `erratum` is the id of one that it answers, or "".
    """

    action: Action
    lines: tuple[int, int]
    hash: str
    erratum: str = ""
    find: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Overlay:
    """What is wrong with the file `guide`, and how it is put right: errata by id, in their order, and patches.

    Patches of one action stand in the order in which they are applied. `guide` is "" where there is no overlay.
    """

    guide: str = ""
    errata: Mapping[str, Erratum] = field(default_factory=dict)
    patches: tuple[Patch, ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """What an author writes: one piece of knowledge, from which its kind makes one card per face.

    `fields` holds the kind's own texts by name (Markdown; optional ones only where written), `errata` ids of errata.
    """

    id: str
    kind: str
    fields: dict[str, str]
    explanation: str = ""
    tags: tuple[str, ...] = ()
    cites: tuple[Cite, ...] = ()
    errata: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Face:
    """One thing that is asked: Markdown of the prompt and of the answer.

    `key` is "" where a note has one face only, else what tells its faces apart ("forward", "c1"). A cloze keeps a
    mark where the asked gap stands (`app.cards.gaps`), so show faces through their kind and name them by `plain`.
    """

    key: str
    front: str
    back: str


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a judged card that its page shows by itself: an option, a step, a file to repair, a key point.

    `key` names it in forms and says nothing about its place; `html` and `why_html` are safe. `control` is "radio" or
    "checkbox" where options are chosen, else ""; `right` and `why_html` are shown with the answer.
    """

    key: str
    html: str
    control: str = ""
    right: bool = False
    why_html: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """What a judge says of one part or one property of an answer.

    `key` is the part's where there is one; `html` and `why_html` are safe; `holds` says whether it speaks for the
    answer. `line` counts from 1 and is None where no line is meant.
    """

    key: str
    html: str
    holds: bool
    why_html: str = ""
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a judge makes of an answer: the quality it proposes, 0 to 5, one sentence, and what it found.

    `warnings` are misconceptions that it noticed: safe HTML each.
    """

    quality: int
    summary: str
    findings: tuple[Finding, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Deck:
    """A deck file: notes in the author's order. `guide` is "" for a deck that cites nothing."""

    id: str
    title: str
    section: int | None = None
    day: int | None = None
    guide: str = ""
    notes: tuple[Note, ...] = ()


def tags_of(deck: Deck, note: Note) -> tuple[str, ...]:
    """A note's tags as learners see them: the author's, and the day of the study plan as "day-3"."""
    return (*note.tags, f"day-{deck.day}") if deck.day is not None else note.tags


def line_hash(lines: Iterable[str]) -> str:
    """Sixteen hex digits that stand for the words of these lines; white space does not count."""
    words = "\n".join(" ".join(line.split()) for line in lines)
    return hashlib.sha256(words.encode()).hexdigest()[:16]


def card_id(note_id: str, face_key: str) -> str:
    """The name of a card outside the database, e.g. "s1-kernel" or "s1-kernel/c2"."""
    return f"{note_id}/{face_key}" if face_key else note_id


def named_patches(patches: Iterable[Patch]) -> Iterator[tuple[str, Patch]]:
    """Each patch with what an author is told of it by: its action, its place among those of that action, its lines."""
    places: Counter[str] = Counter()
    for patch in patches:
        places[patch.action] += 1
        yield f"{patch.action} {places[patch.action]} (lines {patch.lines[0]}–{patch.lines[1]})", patch
