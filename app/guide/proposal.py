"""What a compiled guide offers: proposals for cards, and what was left out and why."""

from dataclasses import dataclass

from app.cards.card import Note, line_hash
from app.guide.blocks import Lines


@dataclass(frozen=True, slots=True)
class Proposal:
    """A card that a guide offers, in the texts of its kind.

    `path` are the headings above it, `lines` the passages it rests on (the first is where it was found, others are
    twins that say the same), `reason` the construct that it was made of, such as "table row".
    """

    kind: str
    fields: dict[str, str]
    path: tuple[str, ...]
    lines: tuple[Lines, ...]
    reason: str
    explanation: str = ""
    errata: tuple[str, ...] = ()
    hashes: tuple[str, ...] = ()

    def note(self, id_: str = "") -> Note:
        """The note that it would be."""
        return Note(id_, self.kind, self.fields, self.explanation, errata=self.errata)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What made no card: the lines, and why in a few words."""

    lines: Lines
    why: str


Offer = Proposal | LeftOut

ASKED = {
    "heading that asks", "question and answer", "numbered question", "Q: and A:", "details with a summary",
    "question with options", "marked as a card",
}  # fmt: skip
"""Reasons of cards that the author wrote as a question with its answer: they are kept as they are, however short."""


def hashes_of(proposal: Proposal, guide: list[str] | tuple[str, ...]) -> tuple[str, ...]:
    """The hash of each passage, from the guide's lines as its author wrote them."""
    return tuple(line_hash(guide[first - 1 : last]) for first, last in proposal.lines)
